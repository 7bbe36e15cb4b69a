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

/** The rows as tables. */
export function tables(where, { judged, loaded }) {
    const rate = (us) => (us === null ? '' : `${us.toFixed(0)} | ${(1e6 / us).toFixed(0)}`)
    return [
        `| ${where} | µs a pass | passes a second | WebCrypto, µs a bare signature | a second |\n|---|---|---|---|---|`,
        ...judged.map(([name, ours, web]) => `| ${name} | ${rate(ours)} | ${web === null ? ' | ' : rate(web)} |`),
        '',
        `| ${where} | keys | ms to load |\n|---|---|---|`,
        ...loaded.map(([name, keys, ms]) => `| ${name} | ${keys} | ${ms.toFixed(1)} |`),
    ].join('\n')
}
