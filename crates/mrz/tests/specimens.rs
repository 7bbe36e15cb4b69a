//! Specimens of documents, of persons who do not exist: the public test pictures of PassportEye. They are not in the
//! repository; `GREENGATE_MRZ_SPECIMENS` names their folder, `../shared/mrz` beside the repository is tried otherwise.

#![allow(clippy::unwrap_used, reason = "tests")]

use greengate_mrz::{Budget, Format, GreyImage, Reader};
use std::path::{Path, PathBuf};

const SPECIMENS: [(&str, Format, &[&str]); 8] = [
    (
        "id-che.jpg",
        Format::Td1,
        &[
            "IDCHES0002068<8<<<<<<<<<<<<<<<",
            "8102287F1301014CHE<<<<<<<<<<<4",
            "VADIS<<QUO<<<<<<<<<<<<<<<<<<<<",
        ],
    ),
    (
        "pass-bdr.jpg",
        Format::Td3,
        &[
            "P<BDRMUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<",
            "CA000000<4D<<6408125F1802212<<<<<<<<<<<<<<<6",
        ],
    ),
    (
        "pass-cze.jpg",
        Format::Td3,
        &[
            "P<CZESPECIMEN<<VZOR<<<<<<<<<<<<<<<<<<<<<<<<<",
            "99003853<1CZE1101018M1207046110101111<<<<<94",
        ],
    ),
    (
        "pass-hrv.jpg",
        Format::Td3,
        &[
            "P<HRVSPECIMEN<<SPECIMEN<<<<<<<<<<<<<<<<<<<<<",
            "0070070071HRV8212258F1407019<<<<<<<<<<<<<<06",
        ],
    ),
    (
        "pass-uto-small.jpg",
        Format::Td3,
        &[
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ],
    ),
    (
        "pass-uto.jpg",
        Format::Td3,
        &[
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ],
    ),
    (
        "pass2-uto.jpg",
        Format::Td2,
        &[
            "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
            "D231458907UTO7408122F1204159<<<<<<<6",
        ],
    ),
    (
        "visa-usa.jpg",
        Format::MrvA,
        &[
            "VIUSATRAVELER<<HAPPYPERSON<<<<<<<<<<<<<<<<<<",
            "555123ABC6GBR6502056F0412236IFLND00AMS803085",
        ],
    ),
];

#[test]
fn specimens_are_read_but_at_most_one() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/mrz");
    let folder = std::env::var_os("GREENGATE_MRZ_SPECIMENS").map_or(beside, PathBuf::from);
    if !folder.is_dir() {
        eprintln!("skipped: {} is not here", folder.display());
        return;
    }
    let reader = Reader::new();
    let (mut unread, mut looked_at) = (Vec::new(), 0);
    for (name, format, lines) in SPECIMENS {
        let Ok(picture) = image::open(folder.join(name)) else {
            eprintln!("skipped: {name} is not in {}", folder.display());
            continue;
        };
        looked_at += 1;
        let picture = picture.into_luma8();
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let zones = reader.read(
            &GreyImage::new(picture.as_raw(), width, height).unwrap(),
            &Budget::STILL,
        );
        if zones.is_empty() {
            unread.push(name);
        }
        for zone in zones {
            assert_eq!(
                (zone.format, zone.lines),
                (format, lines.iter().map(|line| (*line).to_owned()).collect()),
                "{name}"
            );
        }
    }
    assert!(unread.len() <= 1, "{unread:?} of {looked_at}");
}
