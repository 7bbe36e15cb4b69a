// The bench in node: `node node.mjs`, in a folder with the module, the vectors and certlogic-js.
import fs from 'node:fs'
import certlogic from 'certlogic-js'
import * as wasm from './greengate_bench_wasm.js'
import { bench, benchRules, tables } from './bench.mjs'

const here = (name) => new URL(name, import.meta.url)
const read = async (file) => new Uint8Array(fs.readFileSync(here(file)))
wasm.initSync({ module: fs.readFileSync(here('greengate_bench_wasm_bg.wasm')) })
const vectors = JSON.parse(fs.readFileSync(here('vectors.json'), 'utf8'))
const rules = await benchRules(wasm, vectors, read, certlogic.evaluate)
console.log(`<!-- figures passes-node -->\n${tables('WASM in node', await bench(wasm, vectors, read), rules)}\n<!-- /figures -->\n`)
