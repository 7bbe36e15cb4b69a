// What TypeScript knows of the package: `tsc` compiles this, nobody runs it.
import init, { readPicture, Scanner } from 'greengate-qr'
import type { Code, Corners, Hint, ScanResult, StructuredAppend } from 'greengate-qr'

/** Whether two types are the same; `any` is the same as nothing else. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_: Same<A, B>): void => undefined

await init()
const scanner = new Scanner()
const image = new ImageData(100, 100)
const result = scanner.scanRgba(image.data, image.width, image.height)

same<typeof result, ScanResult>(true)
same<ReturnType<Scanner['scan']>, ScanResult>(true)
same<ReturnType<typeof readPicture>, Code[]>(true)
same<Parameters<Scanner['scan']>, [grey: Uint8Array | Uint8ClampedArray, width: number, height: number]>(true)
same<Code, { text: string | null; bytes: Uint8Array; corners: Corners; structuredAppend: StructuredAppend | null }>(true)
same<StructuredAppend, { index: number; total: number; parity: number }>(true)
same<ScanResult['hint'], Hint | null>(true)
same<ScanResult['sighted'], Corners | null>(true)
same<Hint, 'closer' | 'farther' | 'hold-still' | 'more-light' | 'glare'>(true)

const [[x, y]] = result.codes[0]?.corners ?? [[0, 0]]
same<[typeof x, typeof y], [number, number]>(true)

// @ts-expect-error a text may be null
const text: string = result.codes[0].text
// @ts-expect-error pixels are no array of numbers
scanner.scan([0, 255], 2, 1)
// @ts-expect-error the sides are missing
readPicture(image.data)
