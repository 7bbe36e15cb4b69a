// SMART Health Cards judged in node, with nothing of ours: node's zlib, JSON and WebCrypto.
// `node compare.mjs CASES REPORTS` compares with the reports of `greengate verify --batch`.
import fs from 'node:fs'
import zlib from 'node:zlib'

const lines = (file) => fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line))
const [cases, reports] = [lines(process.argv[2]), lines(process.argv[3])]

class No extends Error {}
const no = (reason) => { throw new No(reason) }

const base64url = (text) => (/^[\w-]*$/.test(text) && text.length % 4 !== 1 ? Buffer.from(text, 'base64url') : no('encoding'))

/** The JWS of the scanned texts. */
function jwsOf(texts) {
    if (texts.length === 1 && texts[0].startsWith('eyJ')) return texts[0]
    if (!texts.every((text) => /^shc:\//i.test(text))) no('not-a-pass')
    const bodies = texts.map((text) => text.slice(5))
    let digits = bodies[0]
    if (bodies.some((body) => body.includes('/'))) {
        const parts = bodies.map((body) => /^(\d+)\/(\d+)\/(.*)$/s.exec(body) ?? no('malformed'))
        const total = Number(parts[0][2])
        const found = new Map()
        for (const [, index, of, part] of parts) {
            if (Number(of) !== total || index < 1 || Number(index) > total) no('malformed')
            if (found.has(Number(index)) && found.get(Number(index)) !== part) no('malformed')
            found.set(Number(index), part)
        }
        if (found.size !== total) no('malformed')
        digits = Array.from({ length: total }, (_, i) => found.get(i + 1)).join('')
    }
    if (texts.join('').length > 32768) no('too-large')
    if (!/^(\d\d)*$/.test(digits)) no('encoding')
    return digits.replace(/\d\d/g, (pair) => (Number(pair) > 77 ? no('encoding') : String.fromCharCode(Number(pair) + 45)))
}

/** No member twice: JSON.parse keeps the last one silently, so the text is written again. */
function parse(bytes) {
    let text
    try {
        text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch { no('malformed') }
    let depth = 0
    for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/g)) {
        if ('[{'.includes(token) && ++depth > 32) no('too-large')
        if (']}'.includes(token)) depth--
    }
    let value
    try { value = JSON.parse(text) } catch { no('malformed') }
    const count = (v) => (v && typeof v === 'object' ? Object.entries(v).reduce((n, [, w]) => n + 1 + count(w), 0) : 0)
    const members = [...text.matchAll(/"(?:[^"\\]|\\.)*"\s*:/g)].length
    const arrays = (v) => (Array.isArray(v) ? v.length + v.reduce((n, w) => n + arrays(w), 0) : v && typeof v === 'object' ? Object.values(v).reduce((n, w) => n + arrays(w), 0) : 0)
    if (members !== count(value) - arrays(value)) no('malformed')
    return value
}

const seconds = (value) => (typeof value === 'number' && Math.abs(value) <= 253402300799 ? Math.trunc(value) : no('malformed'))

async function judge(texts, trust, at) {
    const parts = jwsOf(texts).split('.')
    if (parts.length !== 3) no('malformed')
    const [head, body, signature] = parts.map(base64url)
    let header
    try { header = JSON.parse(head.toString('utf8')) } catch { no('malformed') }
    if (header.crit) no('malformed')
    if (header.alg !== 'ES256') no('unsupported-algorithm')
    if (typeof header.kid !== 'string' || header.zip !== 'DEF') no('malformed')
    let inflated
    try {
        const { buffer, engine } = zlib.inflateRawSync(body, { info: true, maxOutputLength: 65536 })
        if (engine.bytesWritten !== body.length) no('compression')
        inflated = buffer
    } catch (e) {
        if (e instanceof No) throw e
        no(e.code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'compression')
    }
    const card = parse(inflated)
    if (Array.isArray(card) || typeof card !== 'object' || !card) no('malformed')
    if (typeof card.iss !== 'string') no('malformed')
    const nbf = card.nbf == null ? no('malformed') : seconds(card.nbf)
    const exp = card.exp == null ? Infinity : seconds(card.exp)
    const keys = []
    for (const { iss, jwk } of trust) {
        const members = JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y })
        const thumbprint = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(members))).toString('base64url')
        if (iss === card.iss && jwk.kid === thumbprint && jwk.kid === header.kid) keys.push(jwk)
    }
    if (!keys.length) no('unknown-issuer')
    const key = await crypto.subtle.importKey('jwk', keys[0], { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
    const signed = Buffer.from(`${parts[0]}.${parts[1]}`)
    if (!(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, signed))) no('bad-signature')
    const lists = trust.filter(({ iss }) => iss === card.iss).flatMap(({ crls }) => crls ?? [])
    for (const rid of lists.filter(({ kid }) => kid === header.kid).flatMap(({ rids }) => rids)) {
        const [id, before] = rid.split('.')
        if (id === card.vc?.rid && (before === undefined || nbf < Number(before))) no('revoked')
    }
    const entries = card.vc?.credentialSubject?.fhirBundle?.entry
    const resources = Array.isArray(entries) ? entries.map((e) => e?.resource) : no('bad-payload')
    const patient = resources.find((r) => r?.resourceType === 'Patient') ?? no('bad-payload')
    const name = patient.name?.[0]
    if (!name?.family && !name?.text && !name?.given?.length) no('bad-payload')
    const [y, m, d] = String(patient.birthDate).split('-').map(Number)
    if (patient.birthDate && new Date(Date.UTC(y, m - 1, d)).getUTCDate() !== d) no('bad-payload')
    if (!resources.some((r) => ['Immunization', 'Observation'].includes(r?.resourceType))) no('bad-payload')
    if (at < nbf) no('not-yet-valid')
    if (at > exp) no('expired')
}

const reasons = new Map(), differences = []
for (const [i, { id, text, texts, trust, at }] of cases.entries()) {
    let reason = null
    try { await judge(texts ?? [text], trust, Date.parse(at) / 1000) } catch (e) {
        if (!(e instanceof No)) throw e
        reason = e.message
    }
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    if (reason !== reports[i].reason) differences.push(`${id}: node says ${reason}, greengate ${reports[i].reason} (${reports[i].detail})`)
}
console.log(`<!-- figures cards -->\n| cards | the same answer in node | reasons |\n|---|---|---|\n| ${cases.length} | ${cases.length - differences.length} | ${reasons.size} |\n<!-- /figures -->\n`)
if (differences.length || cases.length !== reports.length) {
    console.error(differences.slice(0, 20).join('\n'))
    process.exit(1)
}
