//! Revocation lists in a real Chromium: asked about passes, fetched from a static host, kept on the device, imported.

use ciborium::Value as Cbor;
use coset::{CoseSign1Builder, TaggedCborSerializable};
use greengate::{
    issue::{
        Anchor, CardOptions, Issued, Issuer, IssuerOptions, PassOptions, SealOptions, issue, issue_card, issue_seal,
    },
    pass::{self, Algorithm, Kind},
    revocation::{BuildOptions, Delta, HashGroup, HashKind, Import, Issuer as Named, Pack, RevocationList, digests},
    trust::{EnvelopeHeader, File, PublisherKey},
};
use greengate_page_tests::{
    browser::{Browser, Camera},
    crash::paste,
    dist,
    publisher::{Ages, Publisher, SHIPPED, octets},
    server::{Reply, Site},
};
use greengate_test_support::{Crl, bloom};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use tempfile::TempDir;
use time::{Duration, OffsetDateTime};

const CARD: &str = "[data-testid=trust-card]";
const INDEX: &str = "revoked/index.ggr";

/// Passes of one issuer, and their publisher.
struct World {
    site: Site,
    passes: Vec<Issued>,
    seed: u8,
}

/// What the configuration says beside the address of the lists.
fn world(count: usize, more: &Value) -> World {
    let (issuer, at) = (issuer(), OffsetDateTime::now_utc());
    let passes: Vec<Issued> = (0..count).map(|person| issued(&issuer, person, at)).collect();
    let (site, seed) = (Site::serve(&dist()), 1);
    let list = greengate_page_tests::trust_list(&passes[0]);
    let publisher = Publisher::new(seed, &list);
    let mut config = json!({
        "publishers": [key(seed).pin()],
        "bundle": SHIPPED,
        "revocationSources": [INDEX],
    });
    for (name, value) in more.as_object().expect("an object") {
        config[name] = value.clone();
    }
    site.host(
        "config.json",
        Reply::Body(config.to_string().into_bytes(), "application/json"),
    );
    site.host(SHIPPED, octets(publisher.bundle(1, Ages::default())));
    World { site, passes, seed }
}

fn issuer() -> Issuer {
    let at = OffsetDateTime::now_utc();
    let issuer = Issuer::new(&IssuerOptions {
        seed: "revocation".to_owned(),
        ..IssuerOptions::demo(at.replace_time(time::Time::MIDNIGHT))
    });
    issuer.expect("an issuer")
}

/// A pass that is valid today.
fn issued(issuer: &Issuer, person: usize, at: OffsetDateTime) -> Issued {
    let options = PassOptions {
        lifetime: Duration::days(30),
        ..PassOptions::new(Kind::Vaccination, person, at)
    };
    let mut issued = issue(issuer, &options).expect("a pass");
    for entry in &mut issued.trust {
        entry["environment"] = "production".into();
    }
    issued
}

fn key(seed: u8) -> PublisherKey {
    PublisherKey::from_bytes(&[seed; 32]).expect("a key")
}

fn digest(pass: &Issued) -> [u8; 16] {
    digest_of(pass, HashKind::Signature)
}

fn digest_of(pass: &Issued, wanted: HashKind) -> [u8; 16] {
    let read = pass::read(&pass.text).expect("a pass");
    let all = digests(&read, pass.trust[0]["country"].as_str());
    all.into_iter().find(|(kind, _)| *kind == wanted).expect("a digest").1
}

impl World {
    fn kid(&self) -> Vec<u8> {
        match pass::read(&self.passes[0].text).expect("a pass").signed.key {
            greengate::pass::KeyReference::Kid(kid) => kid,
            other => panic!("{other:?}"),
        }
    }

    /// A list of these passes, issued some days ago; of other keys besides.
    fn list(&self, revoked: &[usize], days_ago: i64) -> RevocationList {
        let group = |key, hashes| HashGroup {
            issuer: Named::Anybody,
            key: Some(key),
            kind: HashKind::Signature,
            expires: None,
            hashes,
        };
        let mut groups = vec![group(
            self.kid(),
            revoked.iter().map(|pass| digest(&self.passes[*pass])).collect(),
        )];
        groups.extend((0..5).map(|other| group(vec![other; 8], vec![[other; 16]])));
        let issued = OffsetDateTime::now_utc() - Duration::days(days_ago);
        RevocationList::from_groups("Testland", Some(issued), groups)
    }

    /// An edition of the pack by the key of this seed.
    fn pack(&self, seed: u8, serial: u64, list: &RevocationList, base: Option<&Pack>, lasting: Duration) -> Pack {
        let now = OffsetDateTime::now_utc().replace_nanosecond(0).expect("a time");
        let header = EnvelopeHeader {
            serial,
            issued_at: now - Duration::hours(1),
            best_before: now + lasting,
            expires_at: now + lasting,
        };
        let options = BuildOptions::new(header).base(base);
        Pack::build(list, &options, Some(&key(seed))).expect("a pack")
    }

    fn edition(&self, serial: u64, revoked: &[usize], base: Option<&Pack>) -> Pack {
        self.pack(self.seed, serial, &self.list(revoked, 0), base, Duration::days(7))
    }

    /// Serves an edition as `greengate trust revocation build --folder` writes it.
    fn serve(&self, pack: &Pack) {
        self.serve_index(pack);
        self.serve_serial(pack.header().serial);
        for (row, part) in pack.parts() {
            self.host(&row.file_name(), octets(part.file().to_vec()));
        }
    }

    fn serve_index(&self, pack: &Pack) {
        self.host(Pack::INDEX, octets(pack.signed_index().to_vec()));
    }

    fn serve_serial(&self, serial: u64) {
        self.host(Pack::SERIAL, octets(format!("{serial}\n").into_bytes()));
    }

    fn host(&self, file: &str, reply: Reply) {
        self.site.host(&format!("revoked/{file}"), reply);
    }

    fn asked(&self, ending: &str) -> usize {
        self.site
            .requests()
            .iter()
            .filter(|line| line.ends_with(ending))
            .count()
    }

    async fn open(&self) -> Browser {
        let browser = Browser::start(Camera::None).await;
        browser.open(&self.site.url()).await;
        browser.find(".trust-status.loaded").await;
        browser
    }

    /// The verdict on a pass, its conclusion and what the screen says of it.
    async fn judge(&self, browser: &Browser, pass: usize) -> (String, String, String) {
        paste(browser, &self.passes[pass].text).await;
        let [verdict, reason, ..] = browser.verdict().await;
        let result = browser.find("[data-testid=result]").await;
        let conclusion = result
            .attr("data-conclusion")
            .await
            .expect("an answer")
            .unwrap_or_default();
        let said = browser.text("[data-testid=result]").await;
        browser.click("[data-testid=next-scan]").await;
        assert_eq!(verdict == "valid", reason.is_empty());
        (reason, conclusion, said)
    }

    async fn says(&self, browser: &Browser, pass: usize, conclusion: &str, wanted: &str) {
        let (reason, answer, said) = self.judge(browser, pass).await;
        assert!(said.contains(wanted), "{wanted} in {said}");
        assert_eq!(answer, conclusion, "{said}");
        assert_eq!(reason == "revoked", answer == "stop", "{said}");
    }
}

async fn card_says(browser: &Browser, wanted: &str) {
    browser
        .until(wanted, async || browser.text(CARD).await.contains(wanted))
        .await;
}

async fn update(browser: &Browser, wanted: &str) {
    browser.click("[data-testid=trust-update]").await;
    card_says(browser, wanted).await;
}

#[tokio::test]
async fn a_revoked_pass_is_refused_and_its_neighbour_is_not() {
    let world = world(2, &json!({}));
    world.serve(&world.edition(17, &[0], None));
    let browser = world.open().await;
    card_says(&browser, "Revocation list Testland").await;
    world.says(&browser, 0, "stop", "Revoked").await;
    world.says(&browser, 1, "go", "Not revoked: Testland").await;
    // Only the part of the issuer that was met.
    let parts = world
        .site
        .requests()
        .iter()
        .filter(|line| line.ends_with(".ggp"))
        .count();
    assert_eq!((parts, world.asked("index.ggr")), (1, 1));

    // Without a network the device goes on with what it has.
    for file in [Pack::INDEX, Pack::SERIAL] {
        world.host(file, Reply::Status(503));
    }
    browser.open(&world.site.url()).await;
    browser.find(".trust-status.loaded").await;
    world.says(&browser, 0, "stop", "Revoked").await;
    world.says(&browser, 1, "go", "Not revoked: Testland").await;
    let parts = world
        .site
        .requests()
        .iter()
        .filter(|line| line.ends_with(".ggp"))
        .count();
    assert_eq!(parts, 1);
    browser.close().await;
}

#[tokio::test]
async fn what_is_not_checked_is_said_and_the_operator_decides() {
    for required in [false, true] {
        let required_states = if required { json!(["no-list", "old"]) } else { json!([]) };
        let world = world(3, &json!({ "revocationRequired": required_states }));
        let answer = if required { "look" } else { "go" };
        // The host has nothing yet: nobody knows if there is a list of the issuer.
        let browser = world.open().await;
        card_says(&browser, "(404)").await;
        world.says(&browser, 1, answer, "its list is not on this device").await;
        // The index is here, the part is not.
        let pack = world.edition(17, &[0], None);
        world.serve_index(&pack);
        world.serve_serial(17);
        update(&browser, "Revocation list Testland").await;
        for pass in [0, 1] {
            world
                .says(&browser, pass, answer, "its list is not on this device")
                .await;
        }
        // An old list still revokes.
        let old = world.pack(
            world.seed,
            18,
            &world.list(&[0, 2], 40),
            Some(&pack),
            Duration::days(-1),
        );
        world.serve(&old);
        update(&browser, "Entries: 7.").await;
        world.says(&browser, 0, "stop", "Revoked").await;
        world.says(&browser, 1, answer, "by an old list: Testland").await;
        let headline = if required { "the list is too old" } else { "Valid" };
        world.says(&browser, 1, answer, headline).await;
        browser.close().await;
    }
}

#[tokio::test]
async fn changes_lead_to_the_next_edition_and_nothing_else_does() {
    let world = world(6, &json!({}));
    let first = world.edition(17, &[0], None);
    world.serve(&first);
    let browser = world.open().await;
    card_says(&browser, "Entries: 6.").await;
    world.says(&browser, 0, "stop", "Revoked").await;
    world.says(&browser, 1, "go", "Not revoked").await;
    let indices = world.asked("index.ggr");

    // A change is applied without the index and without the part.
    let second = world.edition(18, &[0, 1], Some(&first));
    let change = |before: &Pack, after: &Pack| octets(Delta::between(before, after).expect("a change"));
    world.host(&Delta::file_name(17), change(&first, &second));
    world.serve_serial(18);
    update(&browser, "Entries: 7.").await;
    world.says(&browser, 1, "stop", "Revoked").await;
    world.says(&browser, 2, "go", "Not revoked").await;
    assert_eq!((world.asked("index.ggr"), world.asked(".ggp")), (indices, 1));

    // Two at once, one after the other.
    let third = world.edition(19, &[0, 1, 2], Some(&second));
    let fourth = world.edition(20, &[0, 2, 3], Some(&third));
    world.host(&Delta::file_name(18), change(&second, &third));
    world.host(&Delta::file_name(19), change(&third, &fourth));
    world.serve_serial(20);
    update(&browser, "Entries: 8.").await;
    for (pass, answer) in [(0, "stop"), (1, "go"), (2, "stop"), (3, "stop"), (4, "go")] {
        world.says(&browser, pass, answer, "").await;
    }
    assert_eq!((world.asked("index.ggr"), world.asked(".ggp")), (indices, 1));

    // One is lost: the index is fetched, and the part that it names when it is needed.
    let fifth = world.edition(21, &[0, 2, 3, 4], Some(&fourth));
    let sixth = world.edition(22, &[0, 2, 3, 4, 1], Some(&fifth));
    world.host(&Delta::file_name(21), change(&fifth, &sixth));
    world.serve(&sixth);
    update(&browser, "Entries: 10.").await;
    world.says(&browser, 1, "stop", "Revoked").await;
    world.says(&browser, 5, "go", "Not revoked").await;
    assert_eq!(world.asked("index.ggr"), indices + 1);
    browser.close().await;
}

#[tokio::test]
async fn a_change_that_is_not_the_next_one_leaves_the_list_whole() {
    let world = world(3, &json!({}));
    let first = world.edition(17, &[0], None);
    let second = world.edition(18, &[0, 1], Some(&first));
    let third = world.edition(19, &[0, 1, 2], Some(&second));
    world.serve(&first);
    let browser = world.open().await;
    card_says(&browser, "Entries: 6.").await;
    world.says(&browser, 0, "stop", "Revoked").await;

    let foreign = world.pack(9, 18, &world.list(&[1], 0), None, Duration::days(7));
    let change = Delta::between(&first, &second).expect("a change");
    let mut wrong = vec![
        ("of another edition", Delta::between(&second, &third).expect("a change")),
        (
            "of another publisher",
            Delta::between(&first, &foreign).expect("a change"),
        ),
        ("none", b"<html>Please log in</html>".to_vec()),
    ];
    wrong.extend((0..change.len()).map(|end| ("cut", change[..end].to_vec())));
    let last = change.len() - 1;
    wrong.extend((0..change.len()).step_by(7).map(|place| {
        let mut altered = change.clone();
        altered[place] ^= 1;
        ("altered", altered)
    }));
    // Without the index nothing but the change could lead on.
    world.host(Pack::INDEX, Reply::Status(404));
    world.serve_serial(18);
    assert!(wrong.len() > last, "each byte");
    for (what, wrong) in wrong {
        world.host(&Delta::file_name(17), octets(wrong));
        let before = world.asked("index.ggr");
        browser.click("[data-testid=trust-update]").await;
        browser
            .until("the index was asked for", async || world.asked("index.ggr") > before)
            .await;
        // A change that counted would be on the card by now, and the index would not have been asked for.
        let card = browser.text(CARD).await;
        assert!(card.contains("Entries: 6."), "{what}: {card}");
    }
    world.says(&browser, 0, "stop", "Revoked").await;
    world.says(&browser, 1, "go", "Not revoked").await;
    // An index of another publisher, and an older one.
    for (index, says) in [(&foreign, "not pinned"), (&world.edition(16, &[1], None), "older")] {
        world.serve_index(index);
        update(&browser, says).await;
        assert!(browser.text(CARD).await.contains("Entries: 6."));
    }
    // The list that stayed whole takes the right change, also after a new start.
    browser.open(&world.site.url()).await;
    card_says(&browser, "Entries: 6.").await;
    world.host(&Delta::file_name(17), octets(change));
    update(&browser, "Entries: 7.").await;
    world.says(&browser, 1, "stop", "Revoked").await;
    world.says(&browser, 2, "go", "Not revoked").await;
    browser.close().await;
}

#[tokio::test]
async fn every_part_is_fetched_where_the_operator_asks_for_it() {
    let world = world(2, &json!({ "wholeRevocation": true }));
    let pack = world.edition(17, &[0], None);
    world.serve(&pack);
    let browser = world.open().await;
    browser
        .until("all parts", async || world.asked(".ggp") == pack.rows().len())
        .await;
    // With none of its hosts the list is whole.
    for file in [Pack::INDEX, Pack::SERIAL] {
        world.host(file, Reply::Status(503));
    }
    for row in pack.rows() {
        world.host(&row.file_name(), Reply::Status(503));
    }
    browser.open(&world.site.url()).await;
    browser.find(".trust-status.loaded").await;
    world.says(&browser, 0, "stop", "Revoked").await;
    world.says(&browser, 1, "go", "Not revoked").await;
    assert_eq!(world.asked(".ggp"), pack.rows().len());
    browser.close().await;
}

#[tokio::test]
async fn imported_lists_are_asked_kept_and_forgotten() {
    let world = world(2, &json!({ "revocationSources": [] }));
    let folder = TempDir::new().expect("a folder");
    let hash = |kind| base64(&digest_of(&world.passes[0], kind));
    let batch = |hash_type: &str, kind| {
        let batch = json!({
            "country": world.passes[0].trust[0]["country"], "kid": base64(&world.kid()), "hashType": hash_type,
            "expires": "2037-01-01T00:00:00Z", "entries": [{"hash": hash(kind)}],
        });
        batch.to_string().into_bytes()
    };
    let uvci = base64(&Sha256::digest(uvci(&world.passes[0])));
    let italy = json!({"id": "1", "version": 7, "chunk": 1, "lastChunk": 1, "revokedUcvi": [uvci]});
    let netherlands = json!({"proofIdentifierDenylist": {hash(HashKind::LowSignature): true}});
    let own = format!("# greengate denylist\n{}\n", world.passes[0].text);
    let pack = world.edition(17, &[0], None).to_bytes().expect("a whole pack");
    let open = "Revocation not checked: no list of this issuer";
    let files: [(&str, Vec<u8>, &str); 7] = [
        (
            "sig.json",
            batch("SIGNATURE", HashKind::Signature),
            "Not revoked: sig.json",
        ),
        ("uci.json", batch("UCI", HashKind::Uvci), "Not revoked: uci.json"),
        (
            "cuci.json",
            batch("COUNTRYCODEUCI", HashKind::CountryUvci),
            "Not revoked: cuci.json",
        ),
        // These tell of the passes of their country, and the operator's list of none.
        ("italy.json", italy.to_string().into_bytes(), open),
        ("nl.json", netherlands.to_string().into_bytes(), open),
        ("denied.txt", own.into_bytes(), open),
        ("revoked.ggr", pack, "Not revoked: Testland"),
    ];
    for (name, bytes, of_the_other) in files {
        let path: PathBuf = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        let browser = world.open().await;
        world
            .says(&browser, 0, "go", "Revocation not checked: no list of this issuer")
            .await;
        browser.choose("[data-testid=trust-import]", &path).await;
        card_says(&browser, name).await;
        let stored = stored(&browser).await;
        assert!(stored.contains("revocation/imported/"), "{stored}");
        for personal in [&world.passes[0].text[..60], "Mustermann", "MUSTERMANN"] {
            assert!(!stored.contains(personal), "{personal} is stored");
        }
        for _ in 0..2 {
            world.says(&browser, 0, "stop", "Revoked").await;
            world.says(&browser, 1, "go", of_the_other).await;
            browser.open(&world.site.url()).await;
            card_says(&browser, name).await;
        }
        browser.click("[data-testid=trust-forget]").await;
        browser
            .until("forgotten", async || !browser.text(CARD).await.contains(name))
            .await;
        world
            .says(&browser, 0, "go", "Revocation not checked: no list of this issuer")
            .await;
        browser.close().await;
    }
}

/// A list of several files, as `greengate trust revocation build` makes a pack of it.
fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let files: Vec<File> = files.iter().map(|(name, bytes)| File { name, bytes }).collect();
    let list = Import::default().read(&files).expect("a list");
    let now = OffsetDateTime::now_utc().replace_nanosecond(0).expect("a time");
    let header = EnvelopeHeader {
        serial: 1,
        issued_at: now,
        best_before: now + Duration::days(7),
        expires_at: now + Duration::days(7),
    };
    let pack = Pack::build(&list, &BuildOptions::new(header), None).expect("a pack");
    pack.to_bytes().expect("all parts")
}

/// Filters of the EU's distribution service.
fn slices(world: &World) -> Vec<u8> {
    let (kid, hash) = (base64(&world.kid()), digest_of(&world.passes[0], HashKind::Uvci));
    let slice = bloom(&hash);
    let digit = format!("{:x}", hash[0] >> 4);
    let lists = json!([{"kid": kid, "mode": "POINT", "hashTypes": ["UCI"], "lastUpdated": "2026-10-31T00:00:00Z"}]);
    let name: String = Sha256::digest(&slice)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let partitions = json!([{"kid": kid, "id": "null", "lastUpdated": "2026-10-31T00:00:00Z",
        "chunks": {digit: {"2037-01-01T00:00:00Z": {"type": "BLOOMFILTER", "version": "1", "hash": name}}}}]);
    packed(&[
        ("eu/lists", lists.to_string().as_bytes()),
        ("eu/partitions", partitions.to_string().as_bytes()),
        ("eu/slice", &slice),
    ])
}

/// Germany's files; nobody checks their signatures here.
fn germany(world: &World) -> Vec<u8> {
    let signed = |payload: Cbor| {
        let mut bytes = Vec::new();
        ciborium::into_writer(&payload, &mut bytes).expect("CBOR");
        let file = CoseSign1Builder::new().payload(bytes).signature(vec![0; 64]).build();
        file.to_tagged_vec().expect("COSE")
    };
    let bytes = |bytes: &[u8]| Cbor::Bytes(bytes.to_vec());
    let int = |n: u64| Cbor::Integer(n.into());
    let hash = digest(&world.passes[0]);
    let day = OffsetDateTime::now_utc().unix_timestamp().unsigned_abs() / 86_400 * 86_400;
    let kids = Cbor::Map(vec![(bytes(&world.kid()), Cbor::Map(vec![(bytes(&[0x0a]), int(1))]))]);
    let index = Cbor::Map(vec![(
        bytes(&hash[..1]),
        Cbor::Array(vec![int(day), int(1), Cbor::Map(Vec::new())]),
    )]);
    let kid: String = world.kid().iter().map(|byte| format!("{byte:02x}")).collect();
    let folder = format!("de/{kid}0a");
    packed(&[
        ("de/kid.lst", &signed(kids)),
        (&format!("{folder}/index.lst"), &signed(index)),
        (
            &format!("{folder}/{:02x}/chunk.lst", hash[0]),
            &signed(Cbor::Array(vec![bytes(&hash)])),
        ),
    ])
}

/// Switzerland's list of identifiers; nobody checks its signature here.
fn switzerland(world: &World) -> Vec<u8> {
    let part = |value: &[u8]| {
        use base64ct::Encoding as _;
        base64ct::Base64UrlUnpadded::encode_string(value)
    };
    let (header, now) = (json!({"alg": "ES256", "x5c": ["AAAA"]}), OffsetDateTime::now_utc());
    let payload = json!({"revokedCerts": [uvci(&world.passes[0])], "validDuration": 172_800_000,
        "iat": now.unix_timestamp()});
    let parts = [
        header.to_string().into_bytes(),
        payload.to_string().into_bytes(),
        vec![0; 64],
    ];
    parts.map(|part_of| part(&part_of)).join(".").into_bytes()
}

fn uvci(pass: &Issued) -> String {
    match &pass::read(&pass.text).expect("a pass").content.identifiers[..] {
        [pass::Identifier::Uvci { uvci, .. }] => uvci.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn lists_of_the_other_publishers_are_imported() {
    let world = world(2, &json!({ "revocationSources": [] }));
    let folder = TempDir::new().expect("a folder");
    let open = "Revocation not checked: no list of this issuer";
    let files: [(&str, Vec<u8>, &str); 3] = [
        ("slices.ggr", slices(&world), "Not revoked: eu"),
        ("germany.ggr", germany(&world), "Not revoked: de"),
        ("switzerland.jwt", switzerland(&world), open),
    ];
    for (name, bytes, of_the_other) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        let browser = world.open().await;
        browser.choose("[data-testid=trust-import]", &path).await;
        card_says(&browser, name).await;
        world.says(&browser, 0, "stop", "Revoked").await;
        world.says(&browser, 1, "go", of_the_other).await;
        browser.close().await;
    }
}

/// The page asks its trust lists whose key a list of cards or of certificates is for.
#[tokio::test]
async fn lists_for_cards_and_seals_are_imported() {
    let site = Site::serve(&dist());
    site.without_list();
    let folder = TempDir::new().expect("a folder");
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    };
    let at = OffsetDateTime::now_utc();
    let real = |mut issued: Issued| {
        for entry in &mut issued.trust {
            entry["environment"] = "production".into();
        }
        issued
    };
    let card = |person: usize| {
        let options = CardOptions::new(Kind::Vaccination, person, at);
        let mut claims = options.claims();
        claims["vc"]["rid"] = json!(format!("rid-{person}"));
        let payload = Some(claims.to_string().into_bytes());
        real(issue_card(&issuer(), &CardOptions { payload, ..options }).expect("a card"))
    };
    let cards = [card(0), card(1)];
    let kid = match pass::read(&cards[0].text).expect("a card").signed.key {
        pass::KeyReference::Issuer { kid, .. } => kid,
        other => panic!("{other:?}"),
    };
    let rids = json!({"kid": kid, "method": "rid", "ctr": 1, "rids": ["rid-0"]}).to_string();
    let options = SealOptions::new(Kind::Vaccination, 0, at);
    let seal = |seed: &str| {
        let issuer = IssuerOptions {
            seed: seed.to_owned(),
            ..options.issuer(Algorithm::Es256, Anchor::Ec)
        };
        let issuer = Issuer::new(&issuer).expect("an issuer");
        let seal = real(issue_seal(&issuer, &options).expect("a seal"));
        (issuer, seal)
    };
    let (authority, revoked) = seal("one");
    let day = |days: i64| {
        let day = (at + Duration::days(days)).date();
        format!(
            "{:02}{:02}{:02}000000Z",
            day.year() % 100,
            u8::from(day.month()),
            day.day()
        )
    };
    let list = {
        use x509_cert::der::{Decode, Encode};
        let of = |der| x509_cert::Certificate::from_der(der).expect("a certificate");
        let subject = of(authority.anchor())
            .tbs_certificate()
            .subject()
            .to_der()
            .expect("DER");
        let signer = of(authority.certificate());
        let crl = Crl {
            subject: &subject,
            serials: &[signer.tbs_certificate().serial_number().as_bytes()],
            extension: &[],
            times: [&day(-1), &day(10)],
        };
        crl.signed(&|message| {
            let raw = authority.sign_as_authority(message).expect("a signature");
            let signature = p256::ecdsa::Signature::from_slice(&raw).expect("a signature");
            signature.to_der().as_bytes().to_vec()
        })
    };
    let trust = Value::Array([&cards[0].trust[..], &revoked.trust].concat()).to_string();
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.use_trust(&trust).await;
    let reason = async |issued: &Issued| {
        paste(&browser, &issued.text).await;
        let reason = browser.verdict().await[1].clone();
        browser.click("[data-testid=next-scan]").await;
        reason
    };
    for issued in [&cards[0], &cards[1], &revoked] {
        assert_eq!(reason(issued).await, "");
    }
    for (name, bytes) in [("rids.json", rids.as_bytes()), ("authority.crl", &list)] {
        let path = file(name, bytes);
        browser.choose("[data-testid=trust-import]", &path).await;
        card_says(&browser, name).await;
    }
    for (issued, expected) in [(&cards[0], "revoked"), (&cards[1], ""), (&revoked, "revoked")] {
        assert_eq!(reason(issued).await, expected);
    }
    browser.close().await;
}

#[tokio::test]
async fn a_list_that_cannot_be_used_is_refused_with_the_reason() {
    let world = world(1, &json!({ "revocationSources": [] }));
    let folder = TempDir::new().expect("a folder");
    let browser = world.open().await;
    let pack = world.edition(17, &[0], None);
    let mut altered = pack.to_bytes().expect("a whole pack");
    let last = altered.len() - 1;
    altered[last] ^= 1;
    let short = json!({
        "country": "XA", "kid": "AAAAAAAAAAA=", "hashType": "SIGNATURE", "expires": "2037-01-01T00:00:00Z",
        "entries": [{"hash": "AAAA"}],
    });
    for (name, bytes, says) in [
        ("altered.ggr", altered, "names no part with this content"),
        ("index.ggr", pack.signed_index().to_vec(), "without its parts"),
        ("short.json", short.to_string().into_bytes(), "revocation list"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        browser.choose("[data-testid=trust-import]", &path).await;
        browser
            .until(says, async || browser.text("body").await.contains(says))
            .await;
        assert!(!browser.text(CARD).await.contains(name));
    }
    browser.close().await;
}

/// Keys and contents of everything in the store, bytes as characters.
async fn stored(browser: &Browser) -> String {
    let script = "const done = arguments[0];
        const open = indexedDB.open('greengate /some/where/');
        open.onsuccess = () => {
            const lists = open.result.transaction('lists').objectStore('lists');
            const [keys, records] = [lists.getAllKeys(), lists.getAll()];
            records.onsuccess = () => {
                const bytes = ({ bytes }) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
                done(keys.result.map((key, place) => key + ' ' + bytes(records.result[place])).join('\\n'));
            };
        };";
    let stored = browser.client.execute_async(script, vec![]).await.expect("a store");
    stored.as_str().expect("a text").to_owned()
}

#[tokio::test]
async fn whole_hashes_settle_what_a_part_names_without_reason() {
    let world = world(1, &json!({}));
    // One byte of each hash is kept, so that a pass in some hundreds is named without reason.
    let mut hashes: Vec<[u8; 16]> = (0..40_000_u32)
        .map(|n| {
            let mut hash = [0; 16];
            hash[..4].copy_from_slice(&n.wrapping_mul(0x9e37_79b1).to_be_bytes());
            hash[4..8].copy_from_slice(&n.wrapping_mul(0x85eb_ca6b).to_be_bytes());
            hash
        })
        .collect();
    hashes.push(digest(&world.passes[0]));
    let list = RevocationList::from_groups(
        "Testland",
        None,
        [HashGroup {
            issuer: Named::Anybody,
            key: Some(world.kid()),
            kind: HashKind::Signature,
            expires: None,
            hashes,
        }],
    );
    let now = OffsetDateTime::now_utc().replace_nanosecond(0).expect("a time");
    let header = EnvelopeHeader {
        serial: 17,
        issued_at: now,
        best_before: now + Duration::days(7),
        expires_at: now + Duration::days(7),
    };
    let options = BuildOptions::new(header).kept_bytes(1).has_whole_hashes(true);
    let pack = Pack::build(&list, &options, Some(&key(world.seed))).expect("a pack");
    let (coded, kid) = (pack.list(), world.kid());
    let wrongly = (0..20_000)
        .map(|second| issued(&issuer(), 0, OffsetDateTime::now_utc() - Duration::seconds(second)))
        .find(|pass| {
            coded.contains_hash(&kid, HashKind::Signature, &digest(pass)) && digest(pass) != digest(&world.passes[0])
        })
        .expect("one in some hundreds");
    world.serve(&pack);
    let browser = world.open().await;
    card_says(&browser, "Entries: 40001.").await;
    // Without the whole hashes a pass that is named is revoked.
    paste(&browser, &wrongly.text).await;
    assert_eq!(browser.verdict().await[1], "revoked");
    browser.click("[data-testid=next-scan]").await;
    for (name, hashes) in pack.whole_hashes(&list) {
        world.host(&name, octets(hashes.to_vec()));
    }
    // A file that was not there is asked for again after an update.
    let before = world.asked("serial.txt");
    browser.click("[data-testid=trust-update]").await;
    browser
        .until("an update", async || world.asked("serial.txt") > before)
        .await;
    browser
        .until("the whole hashes", async || {
            paste(&browser, &wrongly.text).await;
            let reason = browser.verdict().await[1].clone();
            browser.click("[data-testid=next-scan]").await;
            reason.is_empty()
        })
        .await;
    world.says(&browser, 0, "stop", "Revoked").await;
    browser.close().await;
}

fn base64(bytes: &[u8]) -> String {
    use base64ct::Encoding as _;
    base64ct::Base64::encode_string(bytes)
}
