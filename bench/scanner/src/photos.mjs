// Reads pictures with zxing-wasm as its documentation uses it, for photos.rs. Each picture comes on standard input: width
// and height as 32 bits, little-endian, then RGBA; a JSON line a picture goes to standard output.
import fs from 'node:fs'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

const wasmBinary = fs.readFileSync(new URL('node_modules/zxing-wasm/dist/reader/zxing_reader.wasm', import.meta.url))
await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })

/** So many bytes of the input; null at its end. */
const take = (length) => {
    const bytes = new Uint8ClampedArray(length)
    for (let at = 0; at < length;) {
        const read = fs.readSync(0, bytes, at, length - at)
        if (read === 0) return null
        at += read
    }
    return bytes
}

for (let head; (head = take(8));) {
    const view = new DataView(head.buffer)
    const [width, height] = [view.getUint32(0, true), view.getUint32(4, true)]
    const data = take(width * height * 4)
    const start = performance.now()
    const found = await readBarcodes({ data, width, height, colorSpace: 'srgb' }, { formats: ['QRCode'] })
    const ms = performance.now() - start
    const codes = found.map(({ text, position: p }) => ({
        text,
        corners: [p.topLeft, p.topRight, p.bottomRight, p.bottomLeft].map(({ x, y }) => [x, y]),
    }))
    fs.writeSync(1, JSON.stringify({ codes, ms }) + '\n')
}
