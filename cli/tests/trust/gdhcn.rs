//! WHO's network: DID documents.

use super::*;

#[test]
fn gdhcn_keys_have_domain_usage_and_environment() {
    let (dsc, sca, icvp) = (issuer("XA", &[]), issuer("XB", &[]), issuer("XC", &[]));
    let list = did_document(&[
        did("tng-cdn.who.int", "DCC:XXA:DSC", &dsc),
        did("tng-cdn.who.int", "DCC:XXB:SCA", &sca),
        did("tng-cdn.who.int", "ICVP:XXC:DSC", &icvp),
        json!("did:web:tng-cdn.who.int:v2:trustlist:DCC:XXD:DSC"),
        did("tng-cdn.who.int", "DCC:XXA:ODD", &dsc),
    ]);
    assert_eq!(ListFormat::of(&list), Some(ListFormat::GdhcnDid));
    let read = TrustList::read(&list, "list").unwrap();
    assert_eq!((read.len(), read.skipped().len()), (3, 1));
    assert_eq!(read.listings()[0].signature, SignatureStatus::NotChecked);
    assert_eq!(read.listings()[0].issued_at, Some(datetime!(2026-08-22 17:05:01 UTC)));
    let verdict = |issuer: &Issuer, list: &TrustList| {
        let options = PassOptions {
            lifetime: Duration::days(1),
            ..PassOptions::new(Kind::Test, 1, AT)
        };
        judge(&issue(issuer, &options).unwrap().text, &Context::new(list, AT))
    };
    assert_eq!(verdict(&dsc, &read).reason, None);
    // An authority's key signs no pass, a yellow-fever key no DCC.
    assert_eq!(verdict(&sca, &read).reason, Some(Reason::UnknownIssuer));
    assert_eq!(verdict(&icvp, &read).reason, Some(Reason::WrongKeyUsage));
    // Other hosts of the network are for tests, and the report says so.
    let list = did_document(&[did("tng-cdn-uat.who.int", "DCC:XXA:DSC", &dsc)]);
    let report = verdict(&dsc, &TrustList::read(&list, "list").unwrap());
    assert_eq!(report.source.unwrap().environment, Environment::Test);
    // References alone are no list.
    assert!(TrustList::read(&did_document(&[json!("did:web:x:DCC:XXD:DSC")]), "list").is_err());
}

/// A document with its proof, written out quad by quad as a reader of the specifications would.
fn signed_did(publisher: &Publisher, context: &str, base: &str, end: &str, issuer: &Issuer) -> Value {
    let mut method = did("tng-cdn.who.int", "DCC:XXA:DSC", issuer);
    let (id, controller) = (method["id"].as_str().unwrap().to_owned(), "did:web:x");
    method["controller"] = controller.into();
    for (term, code) in [("domain", "#DCC"), ("participant", "#XXA"), ("keyusage", "#DSC")] {
        method[term] = json!({"code": code});
    }
    let security = "https://w3id.org/security#";
    let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    let jwk = &method["publicKeyJwk"];
    let jwk = format!(
        r#"{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":{},\"x5c\":[{}],\"y\":{}}}"#,
        jwk["x"].to_string().replace('"', "\\\""),
        jwk["x5c"][0].to_string().replace('"', "\\\""),
        jwk["y"].to_string().replace('"', "\\\"")
    );
    let mut quads = [
        format!("<did:web:x> <{security}controller> <{controller}> .\n"),
        format!("<did:web:x> <{security}verificationMethod> <{id}> .\n"),
        format!("<{id}> <{rdf}type> <{security}JsonWebKey2020> .\n"),
        format!("<{id}> <{security}controller> <{controller}> .\n"),
        format!("<{id}> <{security}publicKeyJwk> \"{jwk}\"^^<{rdf}JSON> .\n"),
        format!("<{id}> <{base}ValueSet-Domains{end}> <{base}ValueSet-Domains{end}#DCC> .\n"),
        format!("<{id}> <{base}ValueSet-Participants{end}> <{base}ValueSet-Participants{end}#XXA> .\n"),
        format!("<{id}> <{base}ValueSet-KeyUsage{end}> <{base}ValueSet-KeyUsage{end}#DSC> .\n"),
    ];
    quads.sort();
    let proof = format!(
        "_:c14n0 <http://purl.org/dc/terms/created> \"2026-08-22T17:05:01Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n\
         _:c14n0 <{rdf}type> <{security}JsonWebSignature2020> .\n\
         _:c14n0 <{security}nonce> \"n\" .\n\
         _:c14n0 <{security}proofPurpose> <{security}assertionMethod> .\n\
         _:c14n0 <{security}verificationMethod> <did:web:who> .\n"
    );
    let header = url64(br#"{"b64":false,"crit":["b64"],"alg":"ES256"}"#);
    let signed = [
        header.as_bytes(),
        b".",
        &Sha256::digest(proof),
        &Sha256::digest(quads.concat()),
    ]
    .concat();
    json!({"@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1", context],
        "id": "did:web:x", "controller": controller, "verificationMethod": [method],
        "proof": {"type": "JsonWebSignature2020", "created": "2026-08-22T17:05:01Z", "nonce": "n",
            "proofPurpose": "assertionMethod", "verificationMethod": "did:web:who",
            "jws": format!("{header}..{}", url64(&publisher.der(&signed)))}})
}

#[test]
fn gdhcn_documents_are_signed_over_their_canonical_form() {
    let (publisher, issuer) = (Publisher::new(9), issuer("XA", &[]));
    let who = "https://smart.who.int/trust/";
    let context = |name: &str| format!("{who}tng-context/{name}");
    for (context, base, end) in [
        (context("v1.jsonld"), who, ".jsonld"),
        (
            context("v1.jsonld"),
            "https://worldhealthorganization.github.io/smart-trust/",
            ".jsonld",
        ),
        (context("v1-DEV.jsonld"), who, "-DEV.jsonld"),
    ] {
        let document = signed_did(&publisher, &context, base, end, &issuer);
        let bytes = document.to_string().into_bytes();
        let pins = [publisher.pin.clone()];
        let import = Import {
            pins: &pins,
            ..Import::default()
        };
        let list = read_with(import, &[&bytes]).unwrap();
        assert_eq!(list.listings()[0].signature, SignatureStatus::Verified);
        assert_eq!(list.find(&issuer.kid).len(), 1);
        let others = [Publisher::new(10).pin];
        assert!(
            read_with(
                Import {
                    pins: &others,
                    ..import
                },
                &[&bytes]
            )
            .is_err()
        );
        // Whatever is changed, the proof is none any more.
        for (path, value) in [
            (
                "/verificationMethod/0/id",
                json!("did:web:tng-cdn.who.int:v2:trustlist:ICVP:XXA:DSC#AAAA"),
            ),
            ("/verificationMethod/0/domain/code", json!("#ICVP")),
            ("/verificationMethod/0/publicKeyJwk/x5c", json!(["AAAA"])),
            ("/verificationMethod/0/controller", json!("did:web:y")),
            ("/verificationMethod", json!([])),
            ("/proof/created", json!("2026-08-23T17:05:01Z")),
            ("/proof/nonce", json!("m")),
            ("/proof/jws", json!("a..b")),
            ("/proof", json!(null)),
            ("/@context/2", json!("https://example.org/tng-context")),
        ] {
            let mut altered = document.clone();
            *altered.pointer_mut(path).unwrap() = value;
            assert!(read_with(import, &[altered.to_string().as_bytes()]).is_err(), "{path}");
        }
    }
    // A pin may come as the signer's own DID document.
    let point = publisher.key.verifying_key().to_sec1_point(false);
    let (x, y) = (url64(&point.as_bytes()[1..33]), url64(&point.as_bytes()[33..]));
    let signer = json!({"verificationMethod": [{"publicKeyJwk": {"kty": "EC", "crv": "P-256", "x": x, "y": y}}]});
    let pins = Pin::read(signer.to_string().as_bytes()).unwrap();
    let document = signed_did(&publisher, &context("v1.jsonld"), who, ".jsonld", &issuer);
    assert!(
        read_with(
            Import {
                pins: &pins,
                ..Import::default()
            },
            &[document.to_string().as_bytes()]
        )
        .is_ok()
    );
}
