// Look-ups in packs of revocation lists as WebAssembly, in a folder with the module and what the native bench wrote there.
import fs from 'node:fs'
import * as wasm from './greengate_bench_wasm.js'

const here = (name) => new URL(name, import.meta.url)
wasm.initSync({ module: fs.readFileSync(here('greengate_bench_wasm_bg.wasm')) })

/** Nanoseconds of one of a million look-ups: the fastest of five runs; and what they found. */
function measured(lookUp, questions) {
  let [fastest, found] = [Infinity, 0]
  for (let run = 0; run < 5; run++) {
    const start = performance.now()
    found = lookUp(questions)
    fastest = Math.min(fastest, performance.now() - start)
  }
  return [(fastest * 1e6) / (questions.length / 25), found]
}

const rows = []
for (const size of [10_000, 1_000_000, 25_000_000]) {
  const pack = fs.readFileSync(here(`${size}.ggr`))
  const questions = new Uint8Array(fs.readFileSync(here(`${size}.questions`)))
  const start = performance.now()
  // Two passes may have the same kept bits.
  if (wasm.load_revoked(pack) < size * 0.999) throw new Error(`${size}: the pack is not whole`)
  const load = performance.now() - start
  const revoked = questions.filter((_, place) => place % 25 === 24).reduce((sum, bit) => sum + bit, 0)
  const [ns, found] = measured(wasm.look_up, questions)
  if (found < revoked) throw new Error(`${size}: ${revoked - found} revoked passes are not found`)
  const set = wasm.load_set(questions)
  const [plain, inSet] = measured(wasm.look_up_in_set, questions)
  if (inSet !== revoked) throw new Error(`${size}: the set is wrong`)
  const mib = (pack.length / 2 ** 20).toFixed(1)
  rows.push(`| ${size} | ${mib} | ${load.toFixed(0)} | ${ns.toFixed(0)} | ${found - revoked} | ${set} | ${plain.toFixed(0)} |`)
}
console.log(`<!-- figures revocation-wasm -->
| revoked passes | pack MiB | ms to load all of it | ns a look-up in the pack | found without reason | hashes in a plain set | ns in the set |
|---|---|---|---|---|---|---|
${rows.join('\n')}
<!-- /figures -->
`)
