//! PDF documents that ask for more memory or time than there is, or for both without end.

#![allow(dead_code, clippy::unwrap_used, reason = "tests; each file uses its part")]

use miniz_oxide::deflate::compress_to_vec_zlib;
use std::fmt::Write as _;

/// A hostile document.
pub struct Hostile {
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

/// All of them.
pub fn all() -> Vec<Hostile> {
    let families = [
        dashes(),
        forms(),
        patterns(),
        fonts(),
        streams(),
        images(),
        codecs(),
        shadings(),
        operators(),
        masks(),
        pages(),
        structure(),
    ];
    families
        .into_iter()
        .flatten()
        .map(|(name, bytes)| Hostile { name, bytes })
        .collect()
}

type Family = Vec<(&'static str, Vec<u8>)>;

/// A document that is put together object by object; the catalog is object 1, the root of the
/// pages 2, the page 3 and its content 4.
pub struct Document(Vec<Vec<u8>>);

impl Document {
    /// One page of this content, with these resources (the inside of a dictionary).
    pub fn page(content: &[u8], resources: &str) -> Self {
        Self::with("[0 0 600 800]", &stream("", content), resources)
    }

    /// One page of this size and content, with these resources.
    pub fn page_of(size: &str, content: &[u8], resources: &str) -> Self {
        Self::with(size, &stream("", content), resources)
    }

    /// One page of this size, with the object of its content.
    fn with(size: &str, content: &[u8], resources: &str) -> Self {
        let mut document = Self(Vec::new());
        document.add("<</Type/Catalog/Pages 2 0 R>>");
        document.add("<</Type/Pages/Kids[3 0 R]/Count 1>>");
        document.add(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox {size}/Contents 4 0 R/Resources<<{resources}>>>>"
        ));
        document.add(content);
        document
    }

    /// Adds an object, the first of which is number 5.
    pub fn add(&mut self, object: impl AsRef<[u8]>) -> &mut Self {
        self.0.push(object.as_ref().to_vec());
        self
    }

    /// Replaces an object.
    pub fn put(&mut self, number: usize, object: &str) -> &mut Self {
        self.0[number - 1] = object.as_bytes().to_vec();
        self
    }

    /// The file, with a cross-reference table.
    pub fn file(&self) -> Vec<u8> {
        self.file_with("")
    }

    /// The file with more in its trailer.
    fn file_with(&self, trailer: &str) -> Vec<u8> {
        let (mut file, mut places) = (b"%PDF-1.7\n".to_vec(), Vec::new());
        for (n, object) in self.0.iter().enumerate() {
            places.push(file.len());
            file.extend(format!("{} 0 obj\n", n + 1).bytes());
            file.extend(object);
            file.extend(b"\nendobj\n");
        }
        let (start, size) = (file.len(), places.len() + 1);
        let mut end = format!("xref\n0 {size}\n0000000000 65535 f \n");
        for place in places {
            writeln!(end, "{place:010} 00000 n ").unwrap();
        }
        write!(
            end,
            "trailer<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF"
        )
        .unwrap();
        file.extend(end.bytes());
        file
    }
}

/// A stream object, its dictionary's inside given.
pub fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{dictionary}/Length {}>>\nstream\n", data.len()).into_bytes();
    object.extend(data);
    object.extend(b"\nendstream");
    object
}

fn deflated(dictionary: &str, data: &[u8]) -> Vec<u8> {
    stream(
        &format!("{dictionary}/Filter/FlateDecode"),
        &compress_to_vec_zlib(data, 1),
    )
}

/// A zlib stream of so many zeros, made without compressing them: a block of fixed codes that
/// repeats the last byte 258 times, again and again.
fn zeros(count: usize) -> Vec<u8> {
    let (mut bytes, mut bits, mut filled) = (vec![0x78, 0x01], 0_u64, 0);
    let mut push = |value: u64, length: u32| {
        bits |= value << filled;
        filled += length;
        while filled >= 8 {
            bytes.push((bits & 0xff) as u8);
            bits >>= 8;
            filled -= 8;
        }
    };
    // Final block, fixed codes; the literal 0 is 00110000, first bit first.
    push(0b011, 3);
    push(0b0000_1100, 8);
    for _ in 0..count / 258 {
        // Length 258 is 11000101, first bit first; distance 1 is 00000.
        push(0b1010_0011, 8);
        push(0, 5);
    }
    push(0, 7);
    push(0, 7);
    // No reader gets as far as the checksum.
    bytes.extend([0; 4]);
    bytes
}

fn repeated(text: &str, times: usize) -> Vec<u8> {
    text.repeat(times).into_bytes()
}

fn one_page(content: &str) -> Vec<u8> {
    Document::page(content.as_bytes(), "").file()
}

fn packed_page(content: &[u8]) -> Vec<u8> {
    Document::with("[0 0 600 800]", &deflated("", content), "").file()
}

fn dashes() -> Family {
    let long = format!(
        "[{}] 0 d 0 0 m 600 800 l S",
        String::from_utf8(repeated("0.001 ", 1_000_000)).unwrap()
    );
    vec![
        ("dash-tiny", one_page("[0.00001] 0 d 0 0 m 600 800 l S")),
        ("dash-nearly-nothing", one_page("[1e-30 0] 0 d 0 0 m 600 800 l S")),
        ("dash-array-of-a-million", packed_page(long.as_bytes())),
        ("dash-phase", one_page("[0.001 0.001] 1000000000 d 0 0 m 600 800 l S")),
        ("dash-long-line", one_page("[1] 0 d 0 0 m 1000000000 0 l S")),
        (
            "dash-curves",
            packed_page(
                &[
                    b"[0.01] 0 d ".to_vec(),
                    repeated("0 0 m 9 900 900 -900 600 800 c S\n", 50_000),
                ]
                .concat(),
            ),
        ),
        (
            "dash-round-caps",
            one_page("1 J 1 j [0.0005] 0 d 20 w 0 0 m 600 800 l S"),
        ),
        (
            "dash-scaled",
            one_page("0.00001 0 0 0.00001 0 0 cm [1] 0 d 0 0 m 60000000 80000000 l S"),
        ),
    ]
}

/// Forms of which each draws the next so many times.
fn forms_in_forms(depth: usize, times: usize) -> Vec<u8> {
    let mut document = Document::page(b"/F Do", "/XObject<</F 5 0 R>>");
    for level in 0..depth {
        let next = 6 + level;
        document.add(stream(
            &format!("/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</F {next} 0 R>>>>"),
            &repeated("/F Do ", times),
        ));
    }
    document.add(stream("/Type/XObject/Subtype/Form/BBox[0 0 600 800]", b"0 0 9 9 re f"));
    document.file()
}

fn forms() -> Family {
    const FORM: &str = "/Type/XObject/Subtype/Form/BBox[0 0 600 800]";
    let form = |next: usize| format!("{FORM}/Resources<</XObject<</F {next} 0 R>>>>");
    let mut itself = Document::page(b"/F Do", "/XObject<</F 5 0 R>>");
    itself.add(stream(&form(5), b"/F Do /F Do"));
    let mut mutual = Document::page(b"/F Do", "/XObject<</F 5 0 R>>");
    mutual.add(stream(&form(6), b"/F Do /F Do"));
    mutual.add(stream(&form(5), b"/F Do /F Do"));
    let mut groups = Document::page(b"/F Do", "/XObject<</F 5 0 R>>");
    for next in 6..40 {
        groups.add(stream(
            &format!("{}/Group<</S/Transparency/I true>>", form(next)),
            b"/F Do /F Do",
        ));
    }
    groups.add(stream(FORM, b"0 0 600 800 re f"));
    let mut annotation = Document::page(b"", "");
    annotation
        .put(
            3,
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Annots[<</Subtype/Stamp/Rect[0 0 600 800]/AP<</N 5 0 R>>>>]>>",
        )
        .add(stream(&form(5), b"/F Do /F Do /F Do"));
    vec![
        ("forms-doubling", forms_in_forms(45, 2)),
        ("forms-wide", forms_in_forms(4, 1_000)),
        ("forms-chain", forms_in_forms(20_000, 1)),
        ("form-itself", itself.file()),
        ("forms-each-other", mutual.file()),
        ("forms-of-groups", groups.file()),
        ("annotation-form-itself", annotation.file()),
    ]
}

fn patterns() -> Family {
    const FILL: &[u8] = b"/Pattern cs /P scn 0 0 600 800 re f";
    let tiling = |dictionary: &str, content: &[u8]| {
        let mut document = Document::page(FILL, "/Pattern<</P 5 0 R>>");
        document.add(stream(
            &format!("/PatternType 1/PaintType 1/TilingType 1{dictionary}"),
            content,
        ));
        document.file()
    };
    let mut nested = Document::page(FILL, "/Pattern<</P 5 0 R>>");
    for next in 6..30 {
        nested.add(stream(
            &format!("/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 300 300]/XStep 290/YStep 290/Resources<</Pattern<</P {next} 0 R>>>>"),
            b"/Pattern cs /P scn 0 0 300 300 re f 0 0 300 300 re f",
        ));
    }
    nested.add(stream(
        "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 1/YStep 1",
        b"0 0 1 1 re f",
    ));
    vec![
        (
            "pattern-tiny-step",
            tiling("/BBox[0 0 600 800]/XStep 0.0001/YStep 0.0001", b"0 0 600 800 re f"),
        ),
        (
            "pattern-no-step",
            tiling("/BBox[0 0 1 1]/XStep 0/YStep 0", b"0 0 1 1 re f"),
        ),
        (
            "pattern-tiny-cells",
            tiling("/BBox[0 0 0.001 0.001]/XStep 0.001/YStep 0.001", b"0 0 1 1 re f"),
        ),
        (
            "pattern-huge-cells",
            tiling("/BBox[0 0 1e9 1e9]/XStep 1e9/YStep 1e9", b"0 0 1e9 1e9 re f"),
        ),
        (
            "pattern-itself",
            tiling(
                "/BBox[0 0 99 99]/XStep 9/YStep 9/Resources<</Pattern<</P 5 0 R>>>>",
                FILL,
            ),
        ),
        ("patterns-nested", nested.file()),
    ]
}

fn fonts() -> Family {
    let type3 = |next: usize, glyph: usize| {
        format!(
            "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a {glyph} 0 R>>/Encoding<</Type/Encoding/Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[1]/Resources<</Font<</T {next} 0 R>>>>>>"
        )
    };
    let text = b"BT /T 9 Tf 10 10 Td (aa) Tj ET";
    let mut itself = Document::page(text, "/Font<</T 5 0 R>>");
    itself.add(type3(5, 6)).add(stream("", b"1 0 d0 BT /T 1 Tf (aa) Tj ET"));
    let mut doubling = Document::page(text, "/Font<</T 5 0 R>>");
    for level in 0..45 {
        let font = 5 + 2 * level;
        doubling.add(type3(font + 2, font + 1));
        doubling.add(stream("", b"1 0 d0 BT /T 1 Tf (aa) Tj ET"));
    }
    let many = [b"BT /T 9 Tf (".to_vec(), repeated("a", 20_000_000), b") Tj ET".to_vec()].concat();
    let mut long = Document::with("[0 0 600 800]", &deflated("", &many), "/Font<</T 5 0 R>>");
    long.add(type3(5, 6)).add(stream("", b"1 0 d0 0 0 1 1 re f"));
    let cmap = |code: &str| {
        let mut document = Document::page(b"BT /T 9 Tf 10 10 Td <00010002> Tj ET", "/Font<</T 5 0 R>>");
        document.add("<</Type/Font/Subtype/Type0/BaseFont/A/Encoding 7 0 R/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>");
        document.add("<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(A)/Ordering(B)/Supplement 0>>/FontDescriptor<</Type/FontDescriptor/FontName/A/Flags 4>>>>");
        document.add(deflated("/Type/CMap/CMapName/A/UseCMap 7 0 R", code.as_bytes()));
        document.file()
    };
    let ranges = "<00000000> <ffffffff> 0\n".repeat(2_000_000);
    vec![
        ("type3-itself", itself.file()),
        ("type3-doubling", doubling.file()),
        ("type3-long-text", long.file()),
        (
            "cmap-ranges",
            cmap(&format!(
                "begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange 100 begincidrange {ranges} endcidrange endcmap"
            )),
        ),
    ]
}

fn streams() -> Family {
    let page = |object: Vec<u8>| Document::with("[0 0 600 800]", &object, "").file();
    let double = compress_to_vec_zlib(&zeros(2 << 30), 9);
    let triple = compress_to_vec_zlib(&compress_to_vec_zlib(&zeros(2 << 30), 9), 9);
    let run_lengths = compress_to_vec_zlib(&[0x81, b' '].repeat(8 << 20), 9);
    let hexes = "/ASCIIHexDecode".repeat(20_000);
    vec![
        ("deflate-bomb", page(stream("/Filter/FlateDecode", &zeros(1 << 30)))),
        (
            "deflate-double",
            page(stream("/Filter[/FlateDecode/FlateDecode]", &double)),
        ),
        (
            "deflate-triple",
            page(stream("/Filter[/FlateDecode/FlateDecode/FlateDecode]", &triple)),
        ),
        ("lzw-bomb", page(stream("/Filter/LZWDecode", &lzw_of_zeros(300)))),
        (
            "run-length-bomb",
            page(stream("/Filter[/FlateDecode/RunLengthDecode]", &run_lengths)),
        ),
        (
            "filters-without-end",
            page(stream(&format!("/Filter[{hexes}]"), &repeated("30", 100_000))),
        ),
        (
            "predictor-columns",
            page(stream(
                "/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647/Colors 32/BitsPerComponent 16>>",
                &zeros(1 << 24),
            )),
        ),
        ("many-contents", {
            let mut document = Document::page(b"", "");
            let contents = "5 0 R ".repeat(100_000);
            document
                .put(
                    3,
                    &format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents[{contents}]>>"),
                )
                .add(stream("/Filter/FlateDecode", &zeros(1 << 20)));
            document.file()
        }),
    ]
}

/// The codes of LZW for zeros: each names the text before it and one zero more, until the table is
/// full and cleared; so many tables.
fn lzw_of_zeros(tables: usize) -> Vec<u8> {
    let (mut bytes, mut bits, mut filled) = (Vec::new(), 0_u64, 0);
    let mut push = |value: u64, length: u32| {
        bits = bits << length | value;
        filled += length;
        while filled >= 8 {
            filled -= 8;
            bytes.push((bits >> filled & 0xff) as u8);
        }
    };
    for _ in 0..tables {
        push(256, 9);
        push(0, 9);
        for code in 258..4094 {
            // The reader's table is one entry behind, and widens one entry early.
            let width = match code {
                ..511 => 9,
                511..1023 => 10,
                1023..2047 => 11,
                _ => 12,
            };
            push(code, width);
        }
    }
    push(256, 12);
    bytes
}

/// A page that draws one image, given its dictionary's inside and data.
fn image(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut document = Document::page(b"600 0 0 800 0 0 cm /I Do", "/XObject<</I 5 0 R>>");
    document.add(stream(&format!("/Type/XObject/Subtype/Image{dictionary}"), data));
    document.file()
}

fn images() -> Family {
    let grey =
        |width: u32, height: u32| format!("/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8");
    let mut often = Document::with(
        "[0 0 600 800]",
        &deflated("", &repeated("q 600 0 0 800 0 0 cm /I Do Q\n", 100_000)),
        "/XObject<</I 5 0 R>>",
    );
    often.add(stream(
        &format!("/Type/XObject/Subtype/Image{}/Filter/FlateDecode", grey(2_000, 2_000)),
        &zeros(4_000_000),
    ));
    let mut masked = Document::page(b"600 0 0 800 0 0 cm /I Do", "/XObject<</I 5 0 R>>");
    masked.add(stream(
        &format!("/Type/XObject/Subtype/Image{}/SMask 5 0 R", grey(1, 1)),
        b"0",
    ));
    let inline = repeated(
        "q 600 0 0 800 0 0 cm BI /W 4000 /H 4000 /CS /G /BPC 8 ID 0 EI Q\n",
        2_000,
    );
    let rgb = "/Width 12000/Height 12000/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode";
    let cmyk = "/Width 9000/Height 9000/ColorSpace/DeviceCMYK/BitsPerComponent 16/Filter/FlateDecode";
    vec![
        ("image-without-data", image(&grey(60_000, 60_000), b"0")),
        ("image-of-2-to-31", image(&grey(2_147_483_647, 2_147_483_647), b"0")),
        (
            "image-bomb",
            image(
                &format!("{}/Filter/FlateDecode", grey(30_000, 30_000)),
                &zeros(900_000_000),
            ),
        ),
        ("image-bomb-rgb", image(rgb, &zeros(432_000_000))),
        ("image-bomb-cmyk", image(cmyk, &zeros(648_000_000))),
        (
            "image-mask-huge",
            image(
                "/ImageMask true/Width 100000/Height 100000/BitsPerComponent 1/Filter/FlateDecode",
                &zeros(1_250_000_000),
            ),
        ),
        (
            "image-indexed",
            image(
                "/Width 40000/Height 40000/ColorSpace[/Indexed/DeviceRGB 255 (abc)]/BitsPerComponent 1/Filter/FlateDecode",
                &zeros(200_000_000),
            ),
        ),
        ("image-often", often.file()),
        ("image-masks-itself", masked.file()),
        ("images-inline", packed_page(&inline)),
    ]
}

fn codecs() -> Family {
    let side = "/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent";
    // A page of 2^31 by 2^31 pixels.
    let jbig2 = {
        let mut data = vec![0, 0, 0, 0, 48, 0, 1, 0, 0, 0, 19];
        data.extend([0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
        data.extend([0; 11]);
        data
    };
    // An image and tiles of one pixel, and of all, on 2^31 by 2^31.
    let jpx = |tile: u32| {
        let mut data = vec![0xff, 0x4f, 0xff, 0x51, 0, 41, 0, 0];
        for number in [0x7fff_ffff_u32, 0x7fff_ffff, 0, 0, tile, tile, 0, 0] {
            data.extend(number.to_be_bytes());
        }
        data.extend([0, 1, 7, 1, 1]);
        // Coding style and quantisation of the default, and the first tile.
        data.extend([0xff, 0x52, 0, 12, 0, 0, 0, 1, 0, 5, 4, 4, 0, 1]);
        data.extend([0xff, 0x5c, 0, 19, 0x40]);
        data.extend([0x48; 16]);
        data.extend([0xff, 0x90, 0, 10, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0x93, 0, 0, 0xff, 0xd9]);
        data
    };
    let jpeg = {
        let mut data = vec![0xff, 0xd8, 0xff, 0xc2, 0, 17, 8, 0xff, 0xff, 0xff, 0xff, 3];
        data.extend([1, 0x44, 0, 2, 0x11, 0, 3, 0x11, 0]);
        for _ in 0..2_000 {
            data.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0]);
        }
        data.extend([0xff, 0xd9]);
        data
    };
    let fax = |columns: u32, rows: u32| {
        image(
            &format!("{side} 1/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns {columns}/Rows {rows}>>"),
            &[0xff; 100_000],
        )
    };
    vec![
        ("jbig2-page", image(&format!("{side} 1/Filter/JBIG2Decode"), &jbig2)),
        (
            "jpx-one-tile",
            image(&format!("{side} 8/Filter/JPXDecode"), &jpx(0x7fff_ffff)),
        ),
        ("jpx-tiles", image(&format!("{side} 8/Filter/JPXDecode"), &jpx(1))),
        ("jpeg-progressive", image(&format!("{side} 8/Filter/DCTDecode"), &jpeg)),
        ("fax-columns", fax(2_147_483_647, 2_147_483_647)),
        ("fax-rows", fax(60_000, 2_147_483_647)),
    ]
}

fn shadings() -> Family {
    let shading = |dictionary: &str, function: &[u8], content: &[u8]| {
        let mut document = Document::with(
            "[0 0 600 800]",
            &deflated("", content),
            &format!("/Shading<</S<</ColorSpace/DeviceRGB{dictionary}>>>>"),
        );
        document.add(function);
        document.file()
    };
    let program = format!("{{ {} pop pop 0 0 0 }}", "2 copy add sin exch cos exch ".repeat(20_000));
    let calculator = stream(
        "/FunctionType 4/Domain[0 600 0 800]/Range[0 1 0 1 0 1]",
        program.as_bytes(),
    );
    let nested_ifs = format!("{{ {} 0 0 0 {} }}", "1 0 gt { ".repeat(50_000), "} if ".repeat(50_000));
    let deep = stream(
        "/FunctionType 4/Domain[0 600 0 800]/Range[0 1 0 1 0 1]",
        nested_ifs.as_bytes(),
    );
    let sampled = stream(
        "/FunctionType 0/Domain[0 1 0 1 0 1 0 1]/Range[0 1 0 1 0 1]/Size[255 255 255 255]/BitsPerSample 32/Filter/FlateDecode",
        &zeros(1 << 30),
    );
    let axes: String = "0 1 ".repeat(32);
    let dimensions = stream(
        &format!(
            "/FunctionType 0/Domain[{axes}]/Range[0 1 0 1 0 1]/Size[{}]/BitsPerSample 8",
            "2 ".repeat(32)
        ),
        &[0; 4096],
    );
    let stitched = format!(
        "<</FunctionType 3/Domain[0 1]/Functions[5 0 R 5 0 R]/Bounds[0.5]/Encode[{}]>>",
        "0 1 0 1"
    );
    let mesh = |kind: u32, dictionary: &str| {
        let mut document = Document::page(b"/S sh", "/Shading<</S 5 0 R>>");
        document.add(stream(
            &format!("/ShadingType {kind}/ColorSpace/DeviceRGB/BitsPerCoordinate 8/BitsPerComponent 8/Decode[0 600 0 800 0 1 0 1 0 1]{dictionary}/Filter/FlateDecode"),
            &zeros(1 << 28),
        ));
        document.file()
    };
    vec![
        (
            "shading-program",
            shading(
                "/ShadingType 1/Domain[0 600 0 800]/Function 5 0 R",
                &calculator,
                b"/S sh",
            ),
        ),
        (
            "shading-nested-ifs",
            shading("/ShadingType 1/Domain[0 600 0 800]/Function 5 0 R", &deep, b"/S sh"),
        ),
        (
            "shading-samples",
            shading("/ShadingType 1/Function 5 0 R", &sampled, b"600 0 0 800 0 0 cm /S sh"),
        ),
        (
            "shading-32-dimensions",
            shading(
                "/ShadingType 2/Coords[0 0 600 800]/Function 5 0 R",
                &dimensions,
                b"/S sh",
            ),
        ),
        (
            "shading-stitched-itself",
            shading(
                "/ShadingType 2/Coords[0 0 600 800]/Function 5 0 R",
                stitched.as_bytes(),
                b"/S sh",
            ),
        ),
        (
            "shading-often",
            shading(
                "/ShadingType 3/Coords[0 0 0 600 800 900]/Extend[true true]/Function 5 0 R",
                b"<</FunctionType 2/Domain[0 1]/C0[0 0 0]/C1[1 1 1]/N 1.7>>",
                &repeated("/S sh\n", 100_000),
            ),
        ),
        ("mesh-triangles", mesh(4, "/BitsPerFlag 8")),
        ("mesh-lattice", mesh(5, "/VerticesPerRow 2")),
        ("mesh-patches", mesh(7, "/BitsPerFlag 8")),
    ]
}

fn operators() -> Family {
    let lines = repeated("600 800 l 0 400 l\n", 1_000_000);
    let path =
        |before: &str, after: &str| packed_page(&[before.as_bytes(), b" 0 0 m\n", &lines, after.as_bytes()].concat());
    vec![
        (
            "five-million-squares",
            packed_page(&repeated("0 0 9 9 re f\n", 5_000_000)),
        ),
        (
            "five-million-large-squares",
            packed_page(&repeated("0 0 600 800 re f\n", 5_000_000)),
        ),
        (
            "five-million-lines",
            packed_page(&repeated("0 0 m 600 800 l S\n", 5_000_000)),
        ),
        ("q-without-end", packed_page(&repeated("q\n", 10_000_000))),
        (
            "matrices-without-end",
            packed_page(&repeated("1.1 0 0 1.1 0 0 cm 0 0 9 9 re S\n", 1_000_000)),
        ),
        ("path-of-two-million-points", path("", "f")),
        ("stroke-of-two-million-points", path("30 w 1 J 1 j", "S")),
        ("clip-of-two-million-points", path("", "W n 0 0 600 800 re f")),
        (
            "clips-nested",
            packed_page(&repeated("0 0 m 600 0 l 300 800 l h W n\n", 500_000)),
        ),
        ("array-deep", packed_page(&repeated("[", 20_000_000))),
        ("dictionary-deep", packed_page(&repeated("/A <</A ", 4_000_000))),
        ("operands-without-operator", packed_page(&repeated("1 ", 20_000_000))),
        ("string-without-end", packed_page(&repeated("(", 60_000_000))),
        ("number-without-end", packed_page(&repeated("9", 60_000_000))),
        (
            "name-without-end",
            packed_page(&[b"/".to_vec(), repeated("#41", 20_000_000)].concat()),
        ),
    ]
}

fn masks() -> Family {
    let state = |group: usize| format!("/ExtGState<</G<</SMask<</S/Luminosity/G {group} 0 R>>>>>>");
    let form = |group: usize| {
        format!(
            "/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Group<</S/Transparency/CS/DeviceRGB>>/Resources<<{}>>",
            state(group)
        )
    };
    let mut itself = Document::page(b"/G gs 0 0 600 800 re f", &state(5));
    itself.add(stream(&form(5), b"/G gs 0 0 600 800 re f"));
    let mut nested = Document::page(b"/G gs 0 0 600 800 re f", &state(5));
    for next in 6..40 {
        nested.add(stream(&form(next), b"/G gs 0 0 600 800 re f /G gs 0 0 300 800 re f"));
    }
    nested.add(stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 600 800]",
        b"0 0 600 800 re f",
    ));
    let mut many = Document::with(
        "[0 0 600 800]",
        &deflated(
            "",
            &(0..3_000)
                .fold(String::new(), |all, n| all + &format!("/G{n} gs 0 0 600 800 re f\n"))
                .into_bytes(),
        ),
        &format!(
            "/ExtGState<<{}>>",
            (0..3_000).fold(String::new(), |all, n| all
                + &format!("/G{n}<</SMask<</S/Alpha/G {} 0 R>>>>", 5 + n))
        ),
    );
    for _ in 0..3_000 {
        many.add(stream(
            "/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Group<</S/Transparency>>",
            b"0 0 600 800 re f",
        ));
    }
    let mut groups = Document::with(
        "[0 0 600 800]",
        &deflated("", &repeated("q /G gs /F Do\n", 200_000)),
        "/ExtGState<</G<</ca 0.5/BM/Multiply>>>>/XObject<</F 5 0 R>>",
    );
    groups.add(stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Group<</S/Transparency>>",
        b"0 0 600 800 re f",
    ));
    vec![
        ("mask-itself", itself.file()),
        ("masks-nested", nested.file()),
        ("masks-many", many.file()),
        ("groups-blended", groups.file()),
    ]
}

fn pages() -> Family {
    let size = |size: &str| Document::with(size, &stream("", b"0 0 600 800 re f"), "").file();
    let heavy = deflated("", &repeated("0 0 m 600 800 l 0 9 l f\n", 200_000));
    let mut many = Document::with("[0 0 600 800]", &heavy, "");
    many.put(
        2,
        &format!("<</Type/Pages/Kids[{}]/Count 100000>>", "3 0 R ".repeat(100_000)),
    );
    let mut nested = Document::page(b"", "");
    nested.put(2, &format!("<</Type/Pages/Kids[{}]/Count 9>>", "5 0 R ".repeat(10)));
    for next in 6..30 {
        nested.add(format!(
            "<</Type/Pages/Parent 2 0 R/Kids[{}]/Count 9>>",
            format!("{next} 0 R ").repeat(10)
        ));
    }
    nested.add("<</Type/Page/MediaBox[0 0 600 800]>>");
    let mut looped = Document::page(b"", "");
    looped.put(2, "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1>>");
    let mut parents = Document::page(b"", "");
    parents
        .put(2, "<</Type/Pages/Parent 5 0 R/Kids[3 0 R]/Count 1>>")
        .put(3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>")
        .add("<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>");
    vec![
        ("page-huge", size("[0 0 1000000000 1000000000]")),
        ("page-long", size("[0 0 1 1000000000]")),
        ("page-inside-out", size("[1e38 1e38 -1e38 -1e38]")),
        ("pages-many", many.file()),
        ("pages-doubling", nested.file()),
        ("pages-loop", looped.file()),
        ("parents-loop", parents.file()),
    ]
}

fn structure() -> Family {
    let document = Document::page(b"", "");
    let plain = document.file();
    let table = plain.windows(4).position(|bytes| bytes == b"xref").unwrap();
    let mut lengths = Document::page(b"", "");
    lengths
        .put(4, "<</Length 5 0 R>>\nstream\n0 0 9 9 re f\nendstream")
        .add("5 0 R");
    let mut references = Document::page(b"", "");
    for next in 6..100_000 {
        references.add(format!("{next} 0 R"));
    }
    references.put(3, "<</Type/Page/Parent 2 0 R/MediaBox 5 0 R/Contents 5 0 R>>");
    let objects = |extends: &str| {
        let mut file = b"%PDF-1.7\n".to_vec();
        let place = file.len();
        file.extend(b"1 0 obj\n");
        file.extend(stream(
            &format!("/Type/ObjStm/N 2/First 8{extends}"),
            b"2 0 1 9 <</Type/Catalog/Pages 1 0 R>>",
        ));
        file.extend(b"\nendobj\n");
        let start = file.len();
        let mut entries = vec![0, 0, 0, 0, 255];
        for (kind, second, third) in [(2, 1, 0), (2, 1, 1), (1, start, 0)] {
            entries.push(kind);
            entries.extend(u16::try_from(second).unwrap().to_be_bytes());
            entries.extend([0, third]);
        }
        let _ = place;
        file.extend(b"3 0 obj\n");
        file.extend(stream(
            &format!("/Type/XRef/Size 4/W[1 2 2]/Root 2 0 R/Prev {start}"),
            &entries,
        ));
        file.extend(format!("\nendobj\nstartxref\n{start}\n%%EOF").bytes());
        file
    };
    let sizes = {
        let mut file = b"%PDF-1.7\n1 0 obj\n".to_vec();
        file.extend(stream(
            "/Type/XRef/Size 2147483647/Index[0 2147483647]/W[0 0 0]/Root 2 0 R/Filter/FlateDecode",
            &zeros(1 << 28),
        ));
        file.extend(b"\nendobj\nstartxref\n9\n%%EOF");
        file
    };
    vec![
        ("xref-loop", document.file_with(&format!("/Prev {table}"))),
        ("xref-sizes", sizes),
        ("object-stream-in-itself", objects("")),
        ("object-stream-extends-itself", objects("/Extends 1 0 R")),
        ("length-of-itself", lengths.file()),
        ("references-without-end", references.file()),
        (
            "objects-without-table",
            repeated("%PDF-1.7\n1 0 obj<</A 1 0 R>>endobj\n", 500_000),
        ),
        (
            "brackets-without-end",
            [b"%PDF-1.7\n1 0 obj".to_vec(), repeated("<</A[", 4_000_000)].concat(),
        ),
    ]
}
