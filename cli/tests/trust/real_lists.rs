//! The lists of `../shared/trust`.

use super::*;

#[test]
fn the_real_lists() {
    let (Some(de), Some(shc), Some(who)) = (
        shared("trust/de-dsc-list.json"),
        shared("trust/shc-vci-snapshot.json"),
        shared("trust/who-gdhcn-did.json"),
    ) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let out = |name: &str| folder.path().join(name);
    let build = |list: &Path, key: Option<&str>, name: &str| {
        let mut command = greengate();
        command
            .args(["trust", "build", "--at", "2026-11-24T00:00:00Z"])
            .arg(list)
            .arg("-o")
            .arg(out(name));
        if let Some(key) = key {
            command.arg("--signing-key").arg(de.with_file_name(key));
        }
        command.output().unwrap()
    };
    for (list, key, name, keys) in [
        (&de, Some("de-dsc-list-signing-key.pem"), "de", 829),
        (&shc, Some("shc-vci-snapshot.crt"), "shc", 961),
        (&who, None, "who", 501),
    ] {
        let built = build(list, key, name);
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let said = String::from_utf8_lossy(&built.stderr).into_owned();
        assert_eq!(said.contains("; signature verified"), key.is_some(), "{said}");
        let show = shown(&out(name));
        assert_eq!(show["keys"].as_array().unwrap().len(), keys, "{name}");
        let listed = &show["lists"][0];
        assert_eq!(listed["skipped"], 0, "{name}");
        // Nobody has signed the bundle that says so.
        assert_eq!(listed["signature"], "not-checked");
        // One flipped byte, anywhere in the list.
        if let Some(key) = key {
            let mut bytes = fs::read(list).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            let flipped = folder.path().join(list.file_name().unwrap());
            fs::write(&flipped, bytes).unwrap();
            if name == "shc" {
                fs::copy(shc.with_extension("sig"), flipped.with_extension("sig")).unwrap();
            }
            let refused = build(&flipped, Some(key), "flipped");
            assert_eq!(refused.status.code(), Some(2), "{name}");
            assert!(!out("flipped").exists());
        }
    }
    let all = greengate()
        .args(["trust", "build", "--at", "2026-11-24T00:00:00Z"])
        .args([out("de"), out("shc"), out("who")])
        .arg("-o")
        .arg(out("all"))
        .output()
        .unwrap();
    assert!(all.status.success());
    let size = fs::metadata(out("all")).unwrap().len();
    assert!(size <= 100 * 1024, "{size} bytes");
    // 719 of the German list's keys have expired by then, and stay in it.
    let show = shown(&out("de"));
    let expired = |key: &&Value| key["notAfter"].as_str().unwrap() < "2026-11-24T00:00:00Z";
    let expired = show["keys"].as_array().unwrap().iter().filter(expired).count();
    assert_eq!(expired, 719);
    println!("829 + 961 + 501 keys in {size} bytes");
}
