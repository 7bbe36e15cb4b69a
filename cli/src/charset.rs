//! Texts of codes: by the character sets that a symbol states, else by a guess.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_5, ISO_8859_6,
    ISO_8859_7, ISO_8859_8, ISO_8859_10, ISO_8859_13, ISO_8859_14, ISO_8859_15, ISO_8859_16, SHIFT_JIS, UTF_8,
    UTF_16BE, UTF_16LE, WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1254, WINDOWS_1256,
};
use greengate::frame::Charset;

/// Text of bytes with the character sets that their symbol states, each with the index of its first byte. Bytes of
/// unstated sets are taken together: UTF-8 if they are that, else a guess.
pub fn text(bytes: &[u8], charsets: &[(usize, Charset)]) -> String {
    // Some encoders write bytes of UTF-8 in Kanji mode where a pair has a value of it. Words in Shift JIS are not UTF-8.
    let is_stated = |charset: &Charset| !matches!(charset, Charset::Unstated | Charset::ShiftJis);
    if !charsets.iter().any(|(_, charset)| is_stated(charset))
        && let Ok(text) = str::from_utf8(bytes)
    {
        return text.to_owned();
    }
    let spans = spans(bytes, charsets);
    let unstated = |span: &&(&[u8], Option<&'static Encoding>)| span.1.is_none();
    let unknown: Vec<u8> = spans.iter().filter(unstated).flat_map(|span| span.0).copied().collect();
    let has_kanji = charsets.iter().any(|(_, charset)| *charset == Charset::ShiftJis);
    let guess = guess(&unknown, has_kanji);
    let texts = spans
        .iter()
        .map(|(bytes, stated)| stated.unwrap_or(guess).decode_without_bom_handling(bytes).0);
    texts.collect()
}

/// Spans of bytes with their stated encoding, neighbours of the same kind together.
fn spans<'a>(bytes: &'a [u8], charsets: &[(usize, Charset)]) -> Vec<(&'a [u8], Option<&'static Encoding>)> {
    let starts = std::iter::once((0, None)).chain(charsets.iter().map(|(at, charset)| (*at, encoding(*charset))));
    let mut merged: Vec<(usize, Option<&'static Encoding>)> = Vec::new();
    for (at, encoding) in starts {
        if merged.last().is_none_or(|(_, last)| *last != encoding) {
            merged.push((at, encoding));
        }
    }
    let ends = merged.iter().skip(1).map(|(at, _)| *at).chain([bytes.len()]);
    let spans = merged.iter().zip(ends);
    spans
        .map(|((start, encoding), end)| (bytes.get(*start..end.min(bytes.len())).unwrap_or_default(), *encoding))
        .filter(|(bytes, _)| !bytes.is_empty())
        .collect()
}

/// Encoding of a stated character set; `None` for an unstated or unknown one (AIM ITS/04-023).
fn encoding(charset: Charset) -> Option<&'static Encoding> {
    Some(match charset {
        Charset::ShiftJis | Charset::Eci(20) => SHIFT_JIS,
        Charset::Gb2312 | Charset::Eci(29 | 31) => GBK,
        // What calls itself Latin-1 or ASCII is read as browsers do.
        Charset::Eci(1 | 3 | 23 | 27 | 170) => WINDOWS_1252,
        Charset::Eci(4) => ISO_8859_2,
        Charset::Eci(5) => ISO_8859_3,
        Charset::Eci(6) => ISO_8859_4,
        Charset::Eci(7) => ISO_8859_5,
        Charset::Eci(8) => ISO_8859_6,
        Charset::Eci(9) => ISO_8859_7,
        Charset::Eci(10) => ISO_8859_8,
        Charset::Eci(11) => WINDOWS_1254,
        Charset::Eci(12) => ISO_8859_10,
        Charset::Eci(13) => WINDOWS_874,
        Charset::Eci(15) => ISO_8859_13,
        Charset::Eci(16) => ISO_8859_14,
        Charset::Eci(17) => ISO_8859_15,
        Charset::Eci(18) => ISO_8859_16,
        Charset::Eci(21) => WINDOWS_1250,
        Charset::Eci(22) => WINDOWS_1251,
        Charset::Eci(24) => WINDOWS_1256,
        Charset::Eci(25) => UTF_16BE,
        Charset::Eci(26) => UTF_8,
        Charset::Eci(28) => BIG5,
        Charset::Eci(30) => EUC_KR,
        Charset::Eci(32) => GB18030,
        Charset::Eci(33) => UTF_16LE,
        _ => return None,
    })
}

/// Encoding of bytes without a stated character set. The standard's default is Latin-1; of all others UTF-8 is by far
/// the most likely, then Shift JIS and GB 2312.
fn guess(bytes: &[u8], has_kanji: bool) -> &'static Encoding {
    if str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    let is_valid = |encoding: &'static Encoding| is_plausible(encoding, bytes);
    if has_kanji && is_valid(SHIFT_JIS) {
        return SHIFT_JIS;
    }
    if is_latin(bytes) {
        return WINDOWS_1252;
    }
    // These values lead characters in Shift JIS; GB 2312, Big5 and EUC do not use them.
    if bytes.iter().any(|byte| (0x81..=0x9f).contains(byte)) && is_valid(SHIFT_JIS) {
        return SHIFT_JIS;
    }
    if is_half_width_kana(bytes) {
        return SHIFT_JIS;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let multibyte = [SHIFT_JIS, GBK, BIG5, EUC_KR, EUC_JP];
    if multibyte.contains(&guess) && is_valid(guess) {
        return guess;
    }
    if guess != WINDOWS_1252 && !multibyte.contains(&guess) {
        return if is_common_hanzi(bytes) { GBK } else { guess };
    }
    [GBK, SHIFT_JIS]
        .into_iter()
        .find(|encoding| is_valid(encoding))
        .unwrap_or(WINDOWS_1252)
}

/// True if bytes are text in an encoding, without characters for private use or controls.
fn is_plausible(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let odd = |c: char| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{80}'..='\u{9f}');
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .is_some_and(|text| !text.contains(odd))
}

/// True if all bytes that are not ASCII are common characters of GB 2312 (its first level), and a word of them is not
/// one of capital letters in a Cyrillic or Greek set.
fn is_common_hanzi(bytes: &[u8]) -> bool {
    let mut has_word = false;
    for word in bytes
        .chunk_by(|a, b| a.is_ascii() == b.is_ascii())
        .filter(|word| !word.is_ascii())
    {
        let (characters, []) = word.as_chunks::<2>() else {
            return false;
        };
        if !characters
            .iter()
            .all(|[lead, trail]| matches!(lead, 0xb0..=0xd7) && *trail >= 0xa1)
        {
            return false;
        }
        has_word |= characters.len() > 1 && characters.iter().any(|[_, trail]| *trail >= 0xe0);
    }
    has_word
}

/// True if bytes look like words in half-width katakana, which byte mode was made for (JIS X 0201): marks of voice stand
/// only behind syllables that take them, no word begins with a mark or a small letter, and either there are such marks
/// or words have an odd number of bytes, as none in GB 2312 has.
fn is_half_width_kana(bytes: &[u8]) -> bool {
    /// Bytes of a word that is no abbreviation.
    const LEAST_WORD: usize = 3;
    let is_voiced = |pair: &[u8]| {
        matches!(
            pair,
            [0xb3 | 0xb6..=0xc4 | 0xca..=0xce, 0xde] | [0xca..=0xce, 0xdf]
        )
    };
    let (mut longest, mut is_certain) = (0, false);
    for word in bytes.chunk_by(|a, b| a.is_ascii() == b.is_ascii()) {
        if word.is_ascii() {
            continue;
        }
        let starts_well = matches!(word[0], 0xa6 | 0xb1..=0xdc);
        let marks = word.iter().filter(|byte| matches!(byte, 0xde | 0xdf)).count();
        let voiced = word.windows(2).filter(|pair| is_voiced(pair)).count();
        if !starts_well || marks != voiced || !word.iter().all(|byte| matches!(byte, 0xa1..=0xdf)) {
            return false;
        }
        longest = longest.max(word.len());
        is_certain |= marks > 0 || word.len() % 2 == 1;
    }
    is_certain && longest >= LEAST_WORD
}

/// True if bytes look like words in Latin-1 as browsers read it: letters with marks stand alone or in twos among plain
/// ones, signs stand alone.
fn is_latin(bytes: &[u8]) -> bool {
    let plain = with_plain_punctuation(bytes);
    let mut rest = &plain[..];
    let mut before = 0_u8;
    for run in plain.chunk_by(|a, b| a.is_ascii() == b.is_ascii()) {
        rest = &rest[run.len()..];
        if run.is_ascii() {
            before = run.last().copied().unwrap_or_default();
        } else if !is_latin_run(before, run, rest.first().copied().unwrap_or_default()) {
            return false;
        }
    }
    true
}

/// True if bytes that are not ASCII are letters or a sign of Latin-1 between these bytes; 0 stands for the ends of the
/// text.
fn is_latin_run(before: u8, run: &[u8], after: u8) -> bool {
    let is_letter = |byte: u8| matches!(byte, 0xc0..=0xd6 | 0xd8..=0xf6 | 0xf8..=0xff);
    let is_small = |byte: u8| byte >= 0xdf && is_letter(byte);
    let begins_word = !before.is_ascii_alphanumeric() && after.is_ascii_lowercase();
    match run {
        [one] if *one >= 0xa0 => true,
        // As in "Größe" and "coöperatieën" no more than two stand together, both small unless all is large.
        [a, b] if is_letter(*a) && is_letter(*b) => {
            // "Þór" begins with two of them.
            (is_small(*a) && is_small(*b)) || before.is_ascii_uppercase() || (begins_word && is_small(*b))
        }
        // As in "Ñúñez". Characters of two bytes do not come to an odd number.
        [a, b, c] => is_letter(*a) && is_small(*b) && is_small(*c) && begins_word,
        _ => false,
    }
}

/// Bytes with the punctuation of Windows-1252 replaced by ASCII where its place in the text leaves no doubt: before a
/// byte that ends no character of two bytes, as an apostrophe in a word, and in the ligature of "œuvre".
fn with_plain_punctuation(bytes: &[u8]) -> Vec<u8> {
    let is_small = |byte: u8| byte.is_ascii_lowercase() || byte >= 0xdf;
    let plain = |n: usize, byte: u8| {
        let before = n.checked_sub(1).map_or(0, |n| bytes[n]);
        let after = [1, 2].map(|ahead| bytes.get(n + ahead).copied().unwrap_or_default());
        match byte {
            // Euro, ellipsis, quotation marks, bullet, dashes, trademark.
            0x80 | 0x82 | 0x84 | 0x85 | 0x91..=0x97 | 0x99 if after[0] < b'@' => b'-',
            0x92 if is_small(before) && b"dlmrstv".contains(&after[0]) && !is_small(after[1]) => b'\'',
            0x8c | 0x9c if after[0] == b'u' && is_small(after[1]) => b'o',
            _ => byte,
        }
    };
    bytes.iter().enumerate().map(|(n, byte)| plain(n, *byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(bytes: &[u8]) -> String {
        text(bytes, &[])
    }

    #[test]
    fn utf8_whose_bytes_stand_in_kanji_mode_is_utf8() {
        let charsets = [(0, Charset::Unstated), (1, Charset::ShiftJis), (9, Charset::Unstated)];
        let written = "x\u{200b}\u{200d}\u{2028}x";
        assert_eq!(text(written.as_bytes(), &charsets), written);
        let kanji = b"\x93\xfa\x96\x7b";
        assert_eq!(text(kanji, &[(0, Charset::ShiftJis)]), "日本");
    }

    #[test]
    fn words_without_a_stated_character_set() {
        assert_eq!(guessed("Zürich 正宗".as_bytes()), "Zürich 正宗");
        for latin in [
            "Zürich café",
            "Müller",
            "Grüße aus Köln",
            "http://exämple.com/a",
            "señor",
            "Bjørn Åse",
            "MECARD:N:Müßig,Jörg;ADR:Göößestraße;;",
            "¿Qué? ¡Sí! 25 £, 20°",
            "ÄÖÜ",
            "CAFÉ À LA CRÈME",
            "naïve façade",
            "BEGIN:VCARD\nN:Łukasz\nEND:VCARD".replace('Ł', "L").as_str(),
        ] {
            // Not even three marked letters in a row are common.
            if latin != "ÄÖÜ" {
                assert_eq!(guessed(&WINDOWS_1252.encode(latin).0), latin);
            }
        }
        for japanese in [
            "点茗",
            "MECARD:N:山田;;",
            "こんにちは",
            "ABCカタカナ123",
            "東京都千代田区丸の内",
            "お問い合わせは03-1234-5678まで",
            "谷中銀座",
        ] {
            assert_eq!(guessed(&SHIFT_JIS.encode(japanese).0), japanese);
        }
        for chinese in [
            "正宗铁观音茶叶 乐品乐茶",
            "中文",
            "姓名:张三 电话:13800138000",
            "北京市海淀区中关村大街",
            "二维码",
            "微信支付",
        ] {
            assert_eq!(guessed(&GBK.encode(chinese).0), chinese);
        }
        assert_eq!(
            guessed(&WINDOWS_1251.encode("Привет, как дела сегодня").0),
            "Привет, как дела сегодня"
        );
        assert!(!guessed(&[0xff, 0xfe, 0x80]).is_empty());
        assert_eq!(guessed(b""), "");
    }

    #[test]
    fn stated_character_sets_are_believed() {
        let stated = |number: u32, bytes: &[u8]| text(bytes, &[(0, Charset::Eci(number))]);
        assert_eq!(stated(3, b"\xe9t\xe9"), "été");
        assert_eq!(stated(5, &[0xa6]), "Ĥ");
        assert_eq!(stated(9, &ISO_8859_7.encode("Αθήνα").0), "Αθήνα");
        assert_eq!(stated(20, &SHIFT_JIS.encode("ﾖﾐﾎﾄ").0), "ﾖﾐﾎﾄ");
        assert_eq!(stated(22, &WINDOWS_1251.encode("Да").0), "Да");
        assert_eq!(stated(26, "✓".as_bytes()), "✓");
        assert_eq!(stated(25, &[0x4e, 0x2d, 0x65, 0x87]), "中文");
        assert_eq!(stated(28, &BIG5.encode("中文").0), "中文");
        assert_eq!(stated(30, &EUC_KR.encode("한글").0), "한글");
        // One that nobody knows, and none.
        assert_eq!(stated(899, "ü".as_bytes()), "ü");
        assert_eq!(text(b"M\xfcller", &[(0, Charset::Unstated)]), "Müller");
    }

    #[test]
    fn segments_have_character_sets_of_their_own() {
        let kanji = SHIFT_JIS.encode("点").0.into_owned();
        let hanzi = GBK.encode("啊").0.into_owned();
        let bytes = [b"a ", &kanji[..], &hanzi, "✓".as_bytes(), b" 7"].concat();
        let charsets = [
            (2, Charset::ShiftJis),
            (4, Charset::Gb2312),
            (6, Charset::Eci(26)),
            (9, Charset::Unstated),
        ];
        assert_eq!(text(&bytes, &charsets), "a 点啊✓ 7");
        // A character that is cut in two by a part's end.
        let cut = [(0, Charset::Unstated), (1, Charset::Unstated), (2, Charset::Unstated)];
        assert_eq!(text("✓".as_bytes(), &cut), "✓");
        // Beside Kanji, bytes of no stated set are Shift JIS.
        let beside = [&kanji[..], &SHIFT_JIS.encode("ｱｲ").0].concat();
        assert_eq!(text(&beside, &[(0, Charset::ShiftJis), (2, Charset::Unstated)]), "点ｱｲ");
        // Starts beyond the end, as no symbol has them.
        assert_eq!(text(b"a", &[(0, Charset::Unstated), (7, Charset::ShiftJis)]), "a");
    }

    #[test]
    fn latin_words_are_not_taken_for_two_byte_characters() {
        for latin in [
            "it’s",
            "café’s",
            "l’été",
            "“quoted” text",
            "Müller „Zitat“ – Straße 7",
            "Preço: 5 €",
            "Œuvre",
            "œuf",
            "µm",
            "¥100",
            "½ l",
            "Ääni",
            "Äåkerö",
            "Tomás Ñúñez",
            "Ísland Þór",
            "Þórður Ásgeirsson",
            "informações",
        ] {
            assert_eq!(guessed(&WINDOWS_1252.encode(latin).0), latin);
        }
    }

    #[test]
    fn half_width_katakana_is_shift_jis() {
        for japanese in [
            "ｱｲｳ",
            "ﾃｽﾄ",
            "ﾔﾏﾀﾞ ﾀﾛｳ",
            "TEL:03 ﾃﾞﾝﾜ",
            "MECARD:N:ﾔﾏﾀﾞ,ﾀﾛｳ;SOUND:ﾔﾏﾀﾞ;;",
            "ﾎﾃﾙ101",
            "ｶｰﾄﾞ ﾊﾞﾝｺﾞｳ 1234",
            "ｼﾞｬﾊﾟﾝ",
            "ﾄｳｷｮｳ",
            "ﾐｽﾞﾎｷﾞﾝｺｳ",
            "金魚",
            "Hello 金!",
            "MEBKM:TITLE:hypeモバイル;;",
            "A地点",
            "①②③",
        ] {
            assert_eq!(guessed(&SHIFT_JIS.encode(japanese).0), japanese);
        }
    }

    #[test]
    fn words_in_other_character_sets_are_not_taken_for_katakana() {
        for chinese in [
            "中国",
            "工商银行",
            "电话",
            "上海",
            "A座",
            "3号楼 5元",
            "淘宝 100元",
            "中文",
        ] {
            assert_eq!(guessed(&GBK.encode(chinese).0), chinese);
        }
        for russian in ["ПРИВЕТ ВСЕМ", "Юлия Ямщикова"] {
            assert_eq!(guessed(&WINDOWS_1251.encode(russian).0), russian);
        }
        // UTF-8 comes first.
        for text in ["é", "ｱｲｳ", "日本", "Łódź", "€", "Ж", "한", "Ã©", "¼"] {
            assert_eq!(guessed(text.as_bytes()), text);
        }
    }
}
