// Loads lists and judges passes with the library as WebAssembly, and verifies the bare
// signatures with WebCrypto, all in one run: in node (`node node.mjs`) and in a page.

const bytesOf = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))

const median = async (runs, work) => {
    const times = []
    for (let i = 0; i < runs; i++) {
        const start = performance.now()
        await work()
        times.push(performance.now() - start)
    }
    return times.sort((a, b) => a - b)[runs >> 1]
}

/** Rows of both tables: [pass, µs of ours, µs of WebCrypto or null], [list, keys, ms]. */
export async function bench({ load, judge }, { passes, lists, repeat, runs }, read) {
    const judged = [], loaded = []
    for (const { name, text, trust, seconds, message, signature, spki } of passes) {
        load(new TextEncoder().encode(trust))
        if (judge(text, BigInt(seconds), 1) !== 1) throw new Error(`${name} is not valid`)
        const ours = await median(runs, () => judge(text, BigInt(seconds), repeat))
        let web = null
        if (spki) {
            const rsa = name.includes('PS256')
            const kind = rsa ? { name: 'RSA-PSS', hash: 'SHA-256' } : { name: 'ECDSA', namedCurve: 'P-256' }
            const how = rsa ? { name: 'RSA-PSS', saltLength: 32 } : { name: 'ECDSA', hash: 'SHA-256' }
            const key = await crypto.subtle.importKey('spki', bytesOf(spki), kind, false, ['verify'])
            const [sig, data] = [bytesOf(signature), bytesOf(message)]
            if (!(await crypto.subtle.verify(how, key, sig, data))) throw new Error(`${name}: WebCrypto refuses it`)
            web = await median(runs, async () => {
                for (let i = 0; i < repeat; i++) await crypto.subtle.verify(how, key, sig, data)
            })
        }
        judged.push([name, (ours * 1000) / repeat, web === null ? null : (web * 1000) / repeat])
    }
    for (const [name, file] of lists) {
        const bytes = await read(file)
        loaded.push([name, load(bytes), await median(runs, () => load(bytes))])
    }
    return { judged, loaded }
}

/** Rows of the rules: [who, µs an evaluation, ms for a timeline of two years or null]. */
export async function benchRules(wasm, { rules, repeat, runs }, read, peer) {
    if (!rules) return []
    const text = await read('rules.json')
    const count = wasm.load_rules(text, await read('value-sets.json'))
    const data = JSON.stringify(rules.data), payload = JSON.stringify(rules.data.payload)
    const yes = wasm.evaluate(data, 1)
    const ours = await median(runs, () => wasm.evaluate(data, repeat))
    const line = await median(runs, () => wasm.timeline(payload, rules.country, BigInt(rules.from), BigInt(rules.until)))
    const rows = [['greengate, WASM', (ours * 1000) / repeat / count, line]]
    if (peer) {
        const logics = JSON.parse(new TextDecoder().decode(text)).map(({ Logic }) => Logic)
        const theirs = () => logics.filter((logic) => peer(logic, rules.data) === true).length
        if (theirs() !== yes) throw new Error(`${theirs()} rules say yes there, ${yes} here`)
        const ms = await median(runs, () => { for (let i = 0; i < repeat; i++) theirs() })
        rows.push(['certlogic-js', (ms * 1000) / repeat / count, null])
    }
    return rows
}

/** The rows as tables. */
export function tables(where, { judged, loaded }, rules) {
    const rate = (us) => (us === null ? '' : `${us.toFixed(0)} | ${(1e6 / us).toFixed(0)}`)
    return [
        `| ${where} | µs a pass | passes a second | WebCrypto, µs a bare signature | a second |\n|---|---|---|---|---|`,
        ...judged.map(([name, ours, web]) => `| ${name} | ${rate(ours)} | ${web === null ? ' | ' : rate(web)} |`),
        '',
        `| ${where} | keys | ms to load |\n|---|---|---|`,
        ...loaded.map(([name, keys, ms]) => `| ${name} | ${keys} | ${ms.toFixed(1)} |`),
        '',
        `| rules, ${where} | µs an evaluation | ms for a timeline of two years |\n|---|---|---|`,
        ...rules.map(([name, us, ms]) => `| ${name} | ${us.toFixed(2)} | ${ms === null ? '' : ms.toFixed(1)} |`),
    ].join('\n')
}
