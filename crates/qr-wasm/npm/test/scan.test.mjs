// The installed package, on frames that the example `draw_frame` drew: `node --test`, in a folder with
// frame.pgm, frame.txt (its text) and the package.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, test } from 'node:test'
import init, { Scanner, readPicture } from 'greengate-qr'

const here = (name) => readFileSync(new URL(name, import.meta.url))
const text = here('frame.txt').toString()

/** The picture of a portable graymap. */
const graymap = (file) => {
    const [header, width, height] = /^P5 (\d+) (\d+) 255\n/.exec(file.toString('latin1'))
    return { grey: new Uint8Array(file.subarray(header.length)), width: Number(width), height: Number(height) }
}

const frame = graymap(here('frame.pgm'))
const { grey, width, height } = frame
// A quiet zone of four modules of four pixels.
const near = 16
const far = width - near

const rgbaOf = (grey) => {
    const rgba = new Uint8ClampedArray(4 * grey.length).fill(255)
    grey.forEach((value, i) => rgba.fill(value, 4 * i, 4 * i + 3))
    return rgba
}

/** Turned clockwise by a quarter. */
const turned = (grey) => grey.map((_, i) => grey[(height - 1 - (i % height)) * width + Math.floor(i / height)])

const assertCode = (code, corners) => {
    assert.equal(code.text, text)
    assert.deepEqual(code.bytes, new TextEncoder().encode(text))
    assert.equal(code.corners.length, 4)
    assert.equal(code.structuredAppend, null)
    code.corners.forEach(([x, y], i) => {
        const distance = Math.hypot(x - corners[i][0], y - corners[i][1])
        assert.ok(distance < 2, `corner ${i} is at ${x}, ${y}, not at ${corners[i]}`)
    })
}

const upright = [[near, near], [far, near], [far, far], [near, far]]
const clockwise = [[far, near], [far, far], [near, far], [near, near]]

before(async () => {
    await init()
})

test('a frame is read with its corners', () => {
    const { codes, sighted, hint } = new Scanner().scan(grey, width, height)
    assert.equal(codes.length, 1)
    assertCode(codes[0], upright)
    assert.deepEqual([sighted, hint], [null, null])
})

test('corners follow the symbol', () => {
    const { codes } = new Scanner().scan(turned(grey), height, width)
    assert.equal(codes.length, 1)
    assertCode(codes[0], clockwise)
})

test('pixels as ImageData holds them are read', () => {
    const rgba = rgbaOf(grey)
    const { codes } = new Scanner().scanRgba(rgba, width, height)
    assert.equal(codes.length, 1)
    assertCode(codes[0], upright)
    const [code, ...others] = readPicture(rgba, width, height)
    assertCode(code, upright)
    assert.deepEqual(others, [])
    assert.deepEqual(readPicture(new Uint8Array(rgba.buffer), width, height), [code])
})

test('a code in colour is read where grey shows nothing', () => {
    // Red on a green of the same brightness.
    const rgba = new Uint8ClampedArray(4 * grey.length)
    grey.forEach((value, i) => rgba.set(value < 128 ? [200, 0, 0, 255] : [0, 102, 0, 255], 4 * i))
    const { codes } = new Scanner().scanRgba(rgba, width, height)
    assert.equal(codes.length, 1)
    assertCode(codes[0], upright)
})

test('a blank picture has no code', () => {
    const blank = new Uint8Array(width * height).fill(230)
    const result = new Scanner().scan(blank, width, height)
    assert.deepEqual(Object.keys(result), ['codes', 'sighted', 'hint'])
    assert.deepEqual([result.codes, result.sighted], [[], null])
    assert.deepEqual(readPicture(rgbaOf(blank), width, height), [])
})

test('a code that cannot be decoded is sighted, with a hint', () => {
    // A white patch over most of the data; finder patterns and timing patterns stay.
    const inside = (i) => i > near + 36 && i < far - 4
    const damaged = grey.map((value, i) => (inside(i % width) && inside(Math.floor(i / width)) ? 230 : value))
    const { codes, sighted, hint } = new Scanner().scan(damaged, width, height)
    assert.deepEqual(codes, [])
    assert.equal(sighted.length, 4)
    assert.match(hint, /^(closer|farther|hold-still|more-light|glare)$/)
})

test('what is no picture throws an error that says so', () => {
    const scanner = new Scanner()
    const thrown = (...input) => {
        const both = [() => scanner.scan(...input), () => scanner.scanRgba(...input), () => readPicture(...input)]
        return both.map((call) => {
            try {
                return call()
            } catch (error) {
                assert.ok(error instanceof Error)
                return error.message
            }
        })
    }
    assert.deepEqual(thrown(new Uint8Array(5), 3, 2), [
        '3 x 2 grey pixels are 6 bytes, but the array has 5',
        '3 x 2 RGBA pixels are 24 bytes, but the array has 5',
        '3 x 2 RGBA pixels are 24 bytes, but the array has 5',
    ])
    for (const side of [0, -1, 1.5, NaN, undefined]) {
        const message = /^(width|height) is .+, but must be a whole number of pixels, at least 1$/
        thrown(new Uint8Array(5), side, 5).forEach((error) => assert.match(error, message))
        thrown(new Uint8Array(5), 5, side).forEach((error) => assert.match(error, message))
    }
    const tooMany = 'the picture has 8000 x 8001 pixels, but at most 64000000 are taken'
    assert.deepEqual(thrown(new Uint8Array(5), 8000, 8001), [tooMany, tooMany, tooMany])
    for (const pixels of [undefined, null, 'text', [1], new Float32Array(1), new ArrayBuffer(1)]) {
        const message = 'pixels must be a Uint8Array or a Uint8ClampedArray'
        assert.deepEqual(thrown(pixels, 1, 1), [message, message, message])
    }
    // The scanner is as good as before.
    assert.equal(scanner.scan(grey, width, height).codes[0].text, text)
})
