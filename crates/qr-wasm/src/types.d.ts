/** A point in pixels of the frame: x to the right, y downwards. */
export type Point = [x: number, y: number];

/** Corners of a symbol: top left, top right, bottom right, bottom left, as the symbol is oriented. */
export type Corners = [topLeft: Point, topRight: Point, bottomRight: Point, bottomLeft: Point];

/** A QR code that was decoded. */
export interface Code {
    /** The text; null if the bytes are not UTF-8. */
    text: string | null;
    /** The decoded bytes of all segments. */
    bytes: Uint8Array;
    corners: Corners;
    /** Which part of a message this is, if that is divided among several symbols (structured append); else null. */
    structuredAppend: StructuredAppend | null;
}

/** Place of a symbol in a message that is divided among several. */
export interface StructuredAppend {
    /** Position from 0 on. */
    index: number;
    /** Number of symbols, 1 to 16. */
    total: number;
    /** Exclusive or of all bytes of the message. */
    parity: number;
}

/**
 * What would help to decode a code:
 * - `closer`: its modules are too small; go closer, or zoom in.
 * - `farther`: it is larger than the picture.
 * - `hold-still`: it is blurred.
 * - `more-light`: there is too little light.
 * - `glare`: a reflection covers part of it.
 */
export type Hint = "closer" | "farther" | "hold-still" | "more-light" | "glare";

/** The result of scanning a frame. */
export interface ScanResult {
    /** The codes that were decoded. */
    codes: Code[];
    /** Corners of a code that was found and not decoded. */
    sighted: Corners | null;
    /** What would help to decode it. */
    hint: Hint | null;
}
