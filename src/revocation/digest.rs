//! Digests of a pass, one for each form in which publishers name revoked passes.

use super::HashKind;
use crate::trust::{KeyKind, RevocationQuery, certificate_names};
use p256::ecdsa::Signature;
use sha2::{Digest, Sha256};

/// Number of bytes of a SHA-256 that lists keep.
pub(super) const HASH: usize = 16;

/// Truncated hash, as lists have it.
pub(super) type Hash = [u8; HASH];

/// First bytes of the SHA-256 of these parts, one after the other.
pub(super) fn hash(parts: &[&[u8]]) -> Hash {
    let mut sha = Sha256::new();
    parts.iter().for_each(|part| sha.update(part));
    let digest = sha.finalize();
    std::array::from_fn(|i| digest[i])
}

/// Every digest of a pass, and the names of the keys that its lists may be for.
pub(super) struct Digests {
    pub digests: Vec<(HashKind, Hash)>,
    pub keys: Vec<Vec<u8>>,
}

impl Digests {
    pub(super) fn of(query: &RevocationQuery) -> Self {
        let signature = query.signature.as_slice();
        // (r, s) and (r, n - s) are both valid, so only r is hashed.
        let r = if query.is_ecdsa {
            &signature[..signature.len() / 2]
        } else {
            signature
        };
        let mut digests = vec![
            (HashKind::Signature, hash(&[r])),
            (HashKind::LowSignature, hash(&[&low(signature, query.is_ecdsa)])),
        ];
        let mut keys = vec![query.key.clone()];
        match query.key_kind {
            KeyKind::Card => {
                let rids = query.identifiers.iter();
                digests.extend(rids.map(|(rid, _)| (HashKind::Rid, hash(&[rid.as_bytes()]))));
            }
            KeyKind::Kid => {}
            KeyKind::Certificate => {
                if let Some(names) = certificate_names(&query.key) {
                    digests.push((HashKind::Serial, hash(&[&names.serial])));
                    keys = names.authorities;
                }
            }
        }
        if query.key_kind != KeyKind::Card {
            for (uvci, country) in &query.identifiers {
                let uvci = uvci.as_bytes();
                digests.push((HashKind::Uvci, hash(&[uvci])));
                // Verifiers differ in the country: that of the entry, of the envelope, or of the signer.
                let mut countries: Vec<&str> = [country, &query.issuer, &query.country]
                    .into_iter()
                    .flatten()
                    .map(String::as_str)
                    .collect();
                countries.sort_unstable();
                countries.dedup();
                digests.extend(
                    countries
                        .into_iter()
                        .map(|country| (HashKind::CountryUvci, hash(&[country.as_bytes(), uvci]))),
                );
            }
        }
        Self { digests, keys }
    }
}

/// The signature with the smaller of the two possible `s`. Only signatures on P-256 have one in any list.
fn low(signature: &[u8], is_ecdsa: bool) -> Vec<u8> {
    match Signature::from_slice(signature) {
        Ok(parsed) if is_ecdsa => parsed.normalize_s().to_bytes().to_vec(),
        _ => signature.to_vec(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use base64ct::{Base64, Encoding};

    /// First pass of Germany in the EU's test data (dgc-testdata), signed with a test key. Its `s` is greater than half
    /// the order.
    const SIGNATURE: &str = "218ebc2a2a77c1796c95a8c942987d461411b0075fd563447295250d5ead69f3b8f6083a515bd97656e87aca01529e6aa0e09144fc07e2884c93080f1419e82f";

    fn sample() -> RevocationQuery {
        let digits = SIGNATURE.as_bytes().chunks(2);
        let bytes = digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap());
        RevocationQuery {
            country: Some("DE".to_owned()),
            issuer: Some("DE".to_owned()),
            key_kind: KeyKind::Kid,
            key: vec![1; 8],
            is_ecdsa: true,
            signature: bytes.collect(),
            identifiers: vec![(
                "URN:UVCI:01DE/IZ12345A/5CWLU12RNOB9RXSEOP6FG8#W".to_owned(),
                Some("DE".to_owned()),
            )],
            issued_at: None,
        }
    }

    #[test]
    fn the_digests_of_a_published_pass() {
        let pass = sample();
        let digests = Digests::of(&pass);
        let of = |kind| {
            let mut found = digests.digests.iter().filter(|(of, _)| *of == kind);
            (found.next().map(|(_, hash)| crate::encoding::hex(hash)), found.count())
        };
        for (kind, expected) in [
            (HashKind::Signature, "2438c3f0f812c7f9190c36abc49c2e10"),
            (HashKind::Uvci, "f07527a45b104e036ec065620b3b4f6d"),
            (HashKind::CountryUvci, "976f172add02aed29fd38b6d8a825f99"),
        ] {
            assert_eq!(of(kind), (Some(expected.to_owned()), 0), "{kind:?}");
        }
        let low = Base64::decode_vec("aeme7cxuVurLakXte95zfQ==").unwrap();
        assert_eq!(of(HashKind::LowSignature).0, Some(crate::encoding::hex(&low)));
        // Without the smaller s.
        let high = Base64::decode_vec("jmmXDQ3NOEe6Zl2Pu31PBg==").unwrap();
        assert_eq!(hash(&[&pass.signature])[..], high[..]);
        // Italy's form, of which the first half is kept.
        let whole = Base64::decode_vec("8HUnpFsQTgNuwGViCztPbYoJzE+KKJ3A931tA9fKOQo=").unwrap();
        assert_eq!(of(HashKind::Uvci).0, Some(crate::encoding::hex(&whole[..HASH])));
    }

    #[test]
    fn every_country_that_a_verifier_may_take_is_tried() {
        let mut query = sample();
        query.country = Some("AT".to_owned());
        query.issuer = Some("FR".to_owned());
        let digests = Digests::of(&query).digests;
        let uvci = query.identifiers[0].0.as_bytes();
        for country in ["DE", "AT", "FR"] {
            assert!(digests.contains(&(HashKind::CountryUvci, hash(&[country.as_bytes(), uvci]))));
        }
        assert_eq!(
            digests
                .iter()
                .filter(|(kind, _)| *kind == HashKind::CountryUvci)
                .count(),
            3
        );
    }
}
