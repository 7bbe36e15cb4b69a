//! `greengate trust`.

use super::*;

#[test]
fn the_command_line_builds_signs_and_shows() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (publisher, issuer, issuer_b) = (Publisher::new(13), issuer("XA", &[]), issuer("XB", &[]));
    let body = json!({"certificates": [gateway_entry(&issuer)]}).to_string();
    let list = format!("{}\n{body}", b64(&publisher.raw(body.as_bytes())));
    fs::write(at("list.json"), &list).unwrap();
    fs::write(at("altered.json"), list.replace("\"XA\"", "\"XB\"")).unwrap();
    let spki = {
        use p256::pkcs8::EncodePublicKey;
        publisher.key.verifying_key().to_public_key_der().unwrap()
    };
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        b64(spki.as_bytes())
    );
    fs::write(at("list-key.pem"), pem).unwrap();
    let made = run(&["trust", "keygen", "-o", &at("private.pem")]);
    assert!(made.status.success());
    let pin = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    assert!(
        !run(&["trust", "keygen", "-o", &at("private.pem")]).status.success(),
        "never overwritten"
    );

    let build = |list: &str, out: &str, more: &[&str]| {
        let fixed = [
            "trust",
            "build",
            "--format",
            "de-dsc",
            "--signing-key",
            &at("list-key.pem"),
        ];
        let (list, out) = (at(list), at(out));
        run(&[&fixed[..], more, &[&list, "-o", &out]].concat())
    };
    let altered = build("altered.json", "altered.ggt", &[]);
    assert_eq!(altered.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&altered.stderr).contains("signature"));
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        4,
        "nothing written, not even in part"
    );
    assert!(build("list.json", "unsigned.ggt", &[]).status.success());
    assert!(
        build(
            "list.json",
            "signed.ggt",
            &["--signing-key", &at("private.pem"), "--serial", "42"]
        )
        .status
        .success()
    );
    let show = shown(Path::new(&at("signed.ggt")));
    assert_eq!(
        (&show["serial"], &show["signature"]),
        (&json!(42), &json!("not checked"))
    );
    assert_eq!(show["source"], "list.json");
    let key = &show["keys"][0];
    assert_eq!((&key["country"], &key["kid"]), (&json!("XA"), &json!(b64(&issuer.kid))));
    assert_eq!(key["kinds"], json!(["vaccination", "test", "recovery"]));
    assert_eq!(key["notAfter"], "2036-10-29T12:00:00Z");
    let checked = |bundle: &str| run(&["trust", "show", "--publisher", &pin, &at(bundle)]);
    assert!(checked("signed.ggt").status.success());
    assert_eq!(checked("unsigned.ggt").status.code(), Some(2));
    assert!(
        run(&["trust", "sign", "--key", &at("private.pem"), &at("unsigned.ggt")])
            .status
            .success()
    );
    assert!(checked("unsigned.ggt").status.success());
    // Several lists, in any format; one that is none is an error, not left out.
    fs::write(
        at("more.pem"),
        format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            b64(issuer_b.certificate())
        ),
    )
    .unwrap();
    assert!(
        run(&[
            "trust",
            "build",
            &at("list.json"),
            &at("more.pem"),
            "-o",
            &at("both.ggt")
        ])
        .status
        .success()
    );
    assert_eq!(shown(Path::new(&at("both.ggt")))["keys"].as_array().unwrap().len(), 2);
    fs::write(at("garbage"), "no list").unwrap();
    let refused = run(&["trust", "build", &at("list.json"), &at("garbage"), "-o", &at("no.ggt")]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("garbage"));
    // A pass is judged by the bundle as by the list.
    let pass = issue(
        &issuer,
        &PassOptions {
            lifetime: Duration::days(1),
            ..PassOptions::new(Kind::Recovery, 3, AT)
        },
    )
    .unwrap();
    for trust in ["list.json", "signed.ggt"] {
        let verdict = run(&[
            "verify",
            "--trust",
            &at(trust),
            "--at",
            "2026-11-01T12:00:00Z",
            &pass.text,
        ]);
        assert_eq!(verdict.status.code(), Some(0), "{trust}");
    }
}
