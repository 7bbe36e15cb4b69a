// The bench in node: `node node.mjs`, in a folder with the module and the vectors.
import fs from 'node:fs'
import * as wasm from './greengate_scanner_wasm.js'
import { bench, tables } from './bench.mjs'

const here = (name) => new URL(name, import.meta.url)
wasm.initSync({ module: fs.readFileSync(here('greengate_scanner_wasm_bg.wasm')) })
const vectors = JSON.parse(fs.readFileSync(here('vectors.json'), 'utf8'))
console.log(tables('WASM in node', await bench(wasm, vectors, async (file) => new Uint8Array(fs.readFileSync(here(file))))))
