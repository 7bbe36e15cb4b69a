// The package in Node.js, whose `fetch` reads no files: `init()` reads the module from the package.
import { readFile } from 'node:fs/promises'
import init from './greengate_qr.js'

export * from './greengate_qr.js'

const read = () => readFile(new URL('./greengate_qr_bg.wasm', import.meta.url))

export default async (input) => init(input ?? { module_or_path: await read() })
