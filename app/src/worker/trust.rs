//! The lists in use: the publisher's bundle, lists that a person imported, and the demo's.
//! A bundle is replaced only by a whole, verified, newer one.

use super::{
    lists::{Lists, ReadList, Refusal},
    now, post_trust_state, update,
};
use crate::browser;
use greengate::{
    limits::MAX_IMPORTS,
    trust::{Bundle, BundleError, Environment, Header, Key, Pin, Role, SignatureStatus, TrustList},
    verdict::{Context, RevocationPolicy},
};
use greengate_app::{
    bridge::{
        Config, Imported, Job, Origin, Published, PublishedSource, RevocationPlaces, TrustScope, TrustState,
        TrustSummary, UpdateFailure, UpdateOutcome, Updated,
    },
    download::{Etags, Fetched},
    imports::{KeptImport, imports_in},
    store::{Record, Store, key},
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use time::OffsetDateTime;

/// Pauses after a failed update, in minutes: longer and longer, but never longer than the time between two updates.
const BACK_OFF_MINUTES: [f64; 6] = [1.0, 2.0, 5.0, 15.0, 30.0, 60.0];
const MINUTE_MS: f64 = 60_000.0;

/// A bundle in use.
struct LoadedBundle {
    header: Header,
    list: TrustList,
    origin: Origin,
    /// Pin of its signer.
    publisher: String,
    /// SHA-256 of its content.
    digest: [u8; 32],
}

/// Imported list in use.
struct LoadedImport {
    kept: KeptImport,
    list: TrustList,
}

/// All lists of the worker, with their configuration and store.
#[derive(Default)]
pub struct Trust {
    config: RefCell<Config>,
    pins: RefCell<Vec<Pin>>,
    store: RefCell<Option<Rc<Store>>>,
    published: RefCell<Option<LoadedBundle>>,
    /// Sources that offer the bundle in use, with their entity tags for it.
    etags: RefCell<Etags>,
    /// Reason for not using the bundle that comes with the app.
    shipped: RefCell<Option<UpdateFailure>>,
    imported: RefCell<Vec<LoadedImport>>,
    real: RefCell<TrustList>,
    demo: RefCell<TrustList>,
    /// Description of the revocation lists on the device, which the other worker reads; empty without any.
    revocation: RefCell<Vec<u8>>,
    updated: RefCell<Option<Updated>>,
    updating: Cell<bool>,
    failures: Cell<usize>,
    /// True if the device could keep the last list.
    kept: Cell<bool>,
}

impl Trust {
    /// Applies `look` to the list of a scope.
    pub fn with<T>(&self, scope: TrustScope, look: impl FnOnce(&TrustList) -> T) -> T {
        match scope {
            TrustScope::Real => look(&self.real.borrow()),
            TrustScope::Demo => look(&self.demo.borrow()),
        }
    }

    /// Uses the lists stored on the device; false if there are none, as at a first visit. The network is not asked: if
    /// it hangs, a desk must still have its list.
    pub async fn start(&self) -> bool {
        self.kept.set(true);
        *self.store.borrow_mut() = Store::open(&browser::own_name("")).await.map(Rc::new);
        let Some(store) = self.store() else { return false };
        let config = store.get(key::CONFIG).await;
        let Some(config) = config.and_then(|record| Config::read(&record.bytes)) else {
            return false;
        };
        self.apply_config(config);
        self.read_store(&store).await;
        self.join();
        true
    }

    /// Reads the app's configuration again and applies it. If the host does not deliver it, the last one stays, so that
    /// a host's failure does not cost a desk its list. A bundle whose publisher is no longer pinned is dropped. True if
    /// the configuration changed.
    pub async fn reconfigure(&self) -> bool {
        const FILE: &str = "config.json";
        let store = self.store();
        let last = match &store {
            Some(store) => store.get(key::CONFIG).await,
            None => None,
        };
        let etag = last.as_ref().and_then(|record| record.etag.clone());
        let (bytes, etag) = match update::fetch(FILE, etag.as_deref()).await {
            Ok(Fetched::Body { bytes, etag }) => (bytes, etag),
            // Another tab may have stored a version that this one has not applied yet.
            Ok(Fetched::NotModified) => (
                last.as_ref().map(|record| record.bytes.clone()).unwrap_or_default(),
                etag,
            ),
            Err(_) => return false,
        };
        let Some(config) = Config::read(&bytes) else {
            return false;
        };
        let changed = *self.config.borrow() != config;
        if changed {
            self.apply_config(config);
            let dropped = {
                let publishers = &self.config.borrow().publishers;
                let held = &mut *self.published.borrow_mut();
                held.take_if(|held| !publishers.contains(&held.publisher)).is_some()
            };
            if dropped {
                self.etags.borrow_mut().clear();
                self.join();
                post_trust_state(self.state());
            }
        }
        if last.is_none_or(|record| record.bytes != bytes) {
            self.keep(key::CONFIG, FILE, bytes, etag).await;
        }
        if changed
            && self.serial().is_none()
            && let Some(store) = &store
        {
            // The device may have a bundle of a publisher who is only pinned now.
            self.read_store(store).await;
            self.join();
        }
        changed
    }

    /// Uses the bundle that comes with the app, if it is newer than the stored one. Notes the reason if it cannot.
    pub async fn take_shipped(&self) {
        let path = self.config.borrow().bundle.clone();
        let failure = match path {
            Some(path) => self.take_from(&path).await.err(),
            None => None,
        };
        *self.shipped.borrow_mut() = failure;
        self.join();
    }

    async fn take_from(&self, path: &str) -> Result<(), UpdateFailure> {
        let bytes = match update::fetch(path, None).await {
            Ok(Fetched::Body { bytes, .. }) => bytes,
            // Without a network the one in use will do.
            Err(failure) if self.serial().is_none() => return Err(failure),
            _ => return Ok(()),
        };
        let held = self.read(&bytes, Origin::Shipped);
        let held = held.map_err(|error| UpdateFailure::Refused(error.to_string()))?;
        if self.serial().is_none_or(|serial| held.header.serial > serial) {
            self.hold(held);
            // So that the next start needs no network.
            if let Some(store) = self.store() {
                store.put(key::PUBLISHED, &record(path, bytes, None)).await;
            }
        }
        Ok(())
    }

    fn apply_config(&self, config: Config) {
        let pins = config.publishers.iter().filter_map(|pin| Pin::from_base64(pin).ok());
        *self.pins.borrow_mut() = pins.collect();
        *self.config.borrow_mut() = config;
    }

    /// Reads a bundle that one of the pinned publishers signed.
    fn read(&self, bytes: &[u8], origin: Origin) -> Result<LoadedBundle, BundleError> {
        let (header, list) = Bundle::read(bytes, &self.pins.borrow())?;
        let config = self.config.borrow();
        let signed = |pin: &&String| Pin::from_base64(pin).is_ok_and(|pin| Bundle::verify(bytes, &[pin]).is_ok());
        let publisher = config.publishers.iter().find(signed);
        Ok(LoadedBundle {
            header,
            list,
            origin,
            publisher: publisher.cloned().ok_or(BundleError::UnknownPublisher)?,
            digest: Bundle::digest(bytes)?,
        })
    }

    /// Reads the lists on the device and verifies them again.
    async fn read_store(&self, store: &Store) {
        if let Some(record) = store.get(key::PUBLISHED).await
            && let Ok(held) = self.read(&record.bytes, Origin::Stored)
        {
            self.hold(held);
            self.etags.borrow_mut().set(&record.name, record.etag);
        }
        if let Some(record) = store.get(key::IMPORTED).await {
            let pins = &*self.pins.borrow();
            let kept = imports_in(record).into_iter();
            *self.imported.borrow_mut() = kept.filter_map(|kept| LoadedImport::read(kept, pins).ok()).collect();
        }
        if let Some(record) = store.get(key::REVOCATION).await {
            *self.revocation.borrow_mut() = record.bytes;
        }
    }

    /// True if there are revocation lists to ask, on the device or on a host.
    fn has_revocation_lists(&self) -> bool {
        !(self.config.borrow().revocation_sources.is_empty() && self.revocation.borrow().is_empty())
    }

    /// Has a judgement ask the revocation lists, if there are any, and conclude as the configuration says.
    pub fn asking_revocation_lists<'a>(&self, context: Context<'a>) -> Context<'a> {
        let requires = |what: &str| self.config.borrow().revocation_required.iter().any(|r| r == what);
        context
            .revocation_is_deferred(self.has_revocation_lists())
            .revocation_policy(RevocationPolicy {
                without_list: requires("no-list"),
                with_old_list: requires("old"),
            })
    }

    /// Where revocation lists are.
    pub fn revocation_places(&self) -> RevocationPlaces {
        let config = self.config.borrow();
        let sources = config.revocation_sources.iter();
        RevocationPlaces {
            store: browser::own_name(""),
            publishers: config.publishers.clone(),
            sources: sources.filter_map(|source| browser::address(source)).collect(),
            whole: config.whole_revocation,
        }
    }

    /// Opens the revocation lists, so that the first pass does not wait for them; asks the hosts for newer ones, or
    /// forgets an imported one.
    pub async fn open_revocation_lists(&self, lists: &Lists, update: bool, forget: Option<String>) {
        if self.has_revocation_lists() {
            let places = self.revocation_places();
            let opened = lists.revocation(Job::Revocation { places, update, forget }).await;
            if let Some(opened) = opened {
                *self.revocation.borrow_mut() = opened;
                post_trust_state(self.state());
            }
        }
    }

    /// Configuration: trusted publishers and update hosts.
    pub fn config(&self) -> Config {
        self.config.borrow().clone()
    }

    /// Publishers whose signatures are trusted.
    pub fn pins(&self) -> Vec<Pin> {
        self.pins.borrow().clone()
    }

    /// Store of lists on this device.
    pub fn store(&self) -> Option<Rc<Store>> {
        self.store.borrow().clone()
    }

    fn serial(&self) -> Option<u64> {
        self.published.borrow().as_ref().map(|held| held.header.serial)
    }

    fn hold(&self, held: LoadedBundle) {
        self.etags.borrow_mut().clear();
        *self.published.borrow_mut() = Some(held);
    }

    /// Joins the publisher's list and the imported ones.
    fn join(&self) {
        let mut list = TrustList::default();
        if let Some(held) = &*self.published.borrow() {
            list.extend(&held.list);
        }
        for imported in &*self.imported.borrow() {
            list.extend(&imported.list);
        }
        *self.real.borrow_mut() = list;
    }

    /// Uses the demo's list.
    pub async fn use_demo(&self, lists: &Lists, list: &str) -> Result<(), Refusal> {
        let read = lists.read("demo", list.as_bytes(), Vec::new(), RevocationPlaces::default());
        let ReadList::Converted(bundle, _) = read.await? else {
            return Err(Refusal::Missing);
        };
        let (_, list) = Bundle::read_unverified(&bundle).map_err(|e| Refusal::Because(e.to_string()))?;
        *self.demo.borrow_mut() = list;
        Ok(())
    }

    /// Uses a list from a file beside the others; it replaces an imported one of the same name. A bundle of a pinned
    /// publisher replaces the publisher's bundle instead. `again` says that the list was in use before.
    pub async fn import(
        &self,
        lists: &Lists,
        name: &str,
        [bytes, signature]: [Vec<u8>; 2],
        again: bool,
    ) -> Result<(), Refusal> {
        let taken = now();
        let because = |error: BundleError| Refusal::Because(error.to_string());
        let bundle = Bundle::is_bundle(&bytes);
        let ours = bundle
            && !matches!(
                Bundle::verify(&bytes, &self.pins.borrow()),
                Err(BundleError::UnknownPublisher | BundleError::NotSigned)
            );
        if ours {
            let replaced = self.replace(bytes, None, name, Origin::Imported).await;
            return replaced.map(drop).map_err(because);
        }
        // Keep it as a bundle, which the next start can read without the other worker.
        let (bytes, checked) = if bundle {
            (bytes, false)
        } else {
            match lists.read(name, &bytes, signature, self.revocation_places()).await? {
                ReadList::Converted(bytes, checked) => (bytes, checked),
                ReadList::Revocation(kept) => {
                    *self.revocation.borrow_mut() = kept;
                    return Ok(());
                }
            }
        };
        let kept = KeptImport {
            name: name.to_owned(),
            taken,
            checked,
            bytes,
        };
        let import = LoadedImport::read(kept, &self.pins.borrow()).map_err(because)?;
        {
            let imported = &mut *self.imported.borrow_mut();
            let others = imported.iter().filter(|held| held.kept.name != name).count();
            if others >= MAX_IMPORTS {
                return Err(Refusal::Because(format!("there are {others} imported lists already")));
            }
            imported.retain(|held| held.kept.name != name);
            // Files handed in at once are read at the same time, and end in any order.
            let place = imported.partition_point(|held| held.kept.name.as_str() < name);
            imported.insert(place, import);
        }
        self.join();
        if !again {
            self.keep_imports().await;
        }
        Ok(())
    }

    /// Forgets an imported trust list.
    pub async fn forget_import(&self, name: &str) {
        self.imported.borrow_mut().retain(|held| held.kept.name != name);
        self.join();
        self.keep_imports().await;
    }

    async fn keep_imports(&self) {
        let kept: Vec<KeptImport> = self.imported.borrow().iter().map(|held| held.kept.clone()).collect();
        if let Ok(bytes) = postcard::to_allocvec(&kept) {
            self.keep(key::IMPORTED, "", bytes, None).await;
        }
    }

    /// Replaces the bundle in use by a verified, newer one: first in the store, then here, so that no start finds less
    /// than was in use. True if the bundle changed.
    async fn replace(
        &self,
        bytes: Vec<u8>,
        etag: Option<String>,
        name: &str,
        origin: Origin,
    ) -> Result<bool, BundleError> {
        let found = self.read(&bytes, origin)?;
        let at = OffsetDateTime::from_unix_timestamp(seconds(now())).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let same = match &*self.published.borrow() {
            Some(held) if held.header.serial == found.header.serial => {
                if held.digest != found.digest {
                    return Err(BundleError::SameSerial(found.header.serial));
                }
                true
            }
            _ => false,
        };
        Bundle::may_replace(&found.header, self.serial(), at)?;
        if !same {
            self.keep(key::PUBLISHED, name, bytes, etag.clone()).await;
            if !self.config.borrow().publishers.contains(&found.publisher) {
                // The publisher was dropped in the meantime.
                return Err(BundleError::UnknownPublisher);
            }
            self.hold(found);
            self.join();
        }
        self.etags.borrow_mut().set(name, etag);
        Ok(!same)
    }

    async fn keep(&self, key: &str, name: &str, bytes: Vec<u8>, etag: Option<String>) {
        let record = record(name, bytes, etag);
        let kept = match self.store() {
            Some(store) => store.put(key, &record).await,
            None => false,
        };
        self.kept.set(kept);
    }

    /// Asks every configured host for a newer bundle, and uses the newest: a host may be out of date, or somebody may
    /// hold updates back.
    pub async fn update(&self) {
        let sources = self.config.borrow().sources.clone();
        if sources.is_empty() || self.updating.replace(true) {
            return;
        }
        let mut outcome = None;
        for source in &sources {
            let found = self.update_from(source).await;
            outcome = Some(match outcome {
                Some(before) => weightier(before, found),
                None => found,
            });
        }
        let outcome = outcome.unwrap_or(UpdateOutcome::UpToDate);
        let failed = matches!(outcome, UpdateOutcome::Failed(_));
        self.failures.set(if failed { self.failures.get() + 1 } else { 0 });
        *self.updated.borrow_mut() = Some(Updated { at: now(), outcome });
        self.updating.set(false);
        post_trust_state(self.state());
    }

    async fn update_from(&self, source: &str) -> UpdateOutcome {
        let etag = self.etags.borrow().get(source);
        match update::fetch(source, etag.as_deref()).await {
            Err(failure) => UpdateOutcome::Failed(failure),
            Ok(Fetched::NotModified) => UpdateOutcome::UpToDate,
            Ok(Fetched::Body { bytes, etag }) => {
                if !Bundle::is_bundle(&bytes) {
                    return UpdateOutcome::Failed(UpdateFailure::NotABundle);
                }
                match self.replace(bytes, etag, source, Origin::Updated).await {
                    Ok(false) => UpdateOutcome::UpToDate,
                    Ok(true) => UpdateOutcome::Replaced,
                    Err(BundleError::SameSerial(serial)) => UpdateOutcome::Failed(UpdateFailure::SameSerial(serial)),
                    Err(error) => UpdateOutcome::Failed(UpdateFailure::Refused(error.to_string())),
                }
            }
        }
    }

    /// Milliseconds until the next update.
    pub fn pause(&self) -> i32 {
        let every = self.config.borrow().update_every_minutes.clamp(1.0, 24.0 * 60.0);
        let minutes = match self.failures.get() {
            0 => every,
            n => BACK_OFF_MINUTES[(n - 1).min(BACK_OFF_MINUTES.len() - 1)].min(every),
        };
        // Spread the time, so that devices switched on together do not ask together for ever.
        let spread = 0.9 + 0.2 * js_sys::Math::random();
        #[expect(clippy::cast_possible_truncation, reason = "bounded by a day")]
        let pause = (minutes * MINUTE_MS * spread) as i32;
        pause
    }

    /// State for the page.
    pub fn state(&self) -> TrustState {
        let real = self.real.borrow();
        let vouches = |published: bool, name: &str| {
            let of_list = |key: &&Key| is_published(key) == published && *key.source == *name;
            real.keys().any(|key| of_list(&key))
        };
        let published = self.published.borrow().as_ref().map(|held| Published {
            serial: held.header.serial,
            issued_at: milliseconds(held.header.issued_at),
            best_before: milliseconds(held.header.best_before),
            expires_at: milliseconds(held.header.expires_at),
            origin: held.origin,
            lists: held
                .header
                .listings
                .iter()
                .map(|list| PublishedSource {
                    name: list.name.to_string(),
                    issued_at: milliseconds(list.issued_at.unwrap_or(held.header.issued_at)),
                    checked: list.signature == SignatureStatus::Verified,
                    vouches: vouches(true, &list.name),
                })
                .collect(),
            summary: summary(&held.list),
        });
        let newest = published.as_ref().map(|p| p.issued_at);
        let imported = self.imported.borrow();
        let newest_key = imported.iter().filter_map(|held| newest_certificate(&held.list));
        TrustState {
            shipped: self.shipped.borrow().clone(),
            imported: imported
                .iter()
                .map(|held| Imported {
                    vouches: held.list.listings().iter().any(|list| vouches(false, &list.name)),
                    ..held.described()
                })
                .collect(),
            all: summary(&real),
            updated: self.updated.borrow().clone(),
            revocation: self.revocation.borrow().clone(),
            updates: {
                let config = self.config.borrow();
                !(config.sources.is_empty() && config.revocation_sources.is_empty())
            },
            kept: self.kept.get(),
            newest_signed: newest.into_iter().chain(newest_key).max_by(f64::total_cmp),
            published,
        }
    }
}

/// True if the publisher's bundle vouches for the key: only that has a best-before time.
const fn is_published(key: &Key) -> bool {
    key.dates.best_before.is_some()
}

fn record(name: &str, bytes: Vec<u8>, etag: Option<String>) -> Record {
    Record {
        name: name.to_owned(),
        bytes,
        etag,
        taken: now(),
    }
}

/// More important one of two hosts' outcomes: a different list with the same serial number, then a newer list, then
/// none newer, and last a failure.
fn weightier(a: UpdateOutcome, b: UpdateOutcome) -> UpdateOutcome {
    let weight = |outcome: &UpdateOutcome| match outcome {
        UpdateOutcome::Failed(UpdateFailure::SameSerial(_)) => 3,
        UpdateOutcome::Replaced => 2,
        UpdateOutcome::UpToDate => 1,
        UpdateOutcome::Failed(_) => 0,
    };
    if weight(&b) > weight(&a) { b } else { a }
}

#[expect(clippy::cast_possible_truncation, reason = "a float to integer cast saturates")]
pub fn seconds(milliseconds: f64) -> i64 {
    (milliseconds / 1000.0) as i64
}

#[expect(clippy::cast_precision_loss, reason = "seconds of the calendar are exact")]
pub fn milliseconds(at: OffsetDateTime) -> f64 {
    at.unix_timestamp() as f64 * 1000.0
}

/// Start of the third newest certificate of a real issuer, milliseconds since 1970: the list was made no earlier. One
/// or two may be of the future by mistake.
fn newest_certificate(list: &TrustList) -> Option<f64> {
    let real = list.keys().filter(|key| key.environment == Environment::Production);
    let mut newest = [None; 3];
    for start in real.filter_map(|key| key.not_before) {
        let mut start = Some(start);
        for place in &mut newest {
            if start > *place {
                std::mem::swap(place, &mut start);
            }
        }
    }
    newest[2].map(milliseconds)
}

impl LoadedImport {
    fn read(kept: KeptImport, pins: &[Pin]) -> Result<Self, BundleError> {
        let list = kept.list(pins)?;
        Ok(Self { kept, list })
    }

    /// Description for the page.
    fn described(&self) -> Imported {
        let listings = self.list.listings();
        Imported {
            name: self.kept.name.clone(),
            taken: self.kept.taken,
            issued_at: listings.iter().filter_map(|l| l.issued_at).min().map(milliseconds),
            expires_at: listings.iter().filter_map(|l| l.expires_at).min().map(milliseconds),
            vouches: true,
            checked: self.kept.checked,
            summary: summary(&self.list),
        }
    }
}

/// Number of different texts.
fn distinct(texts: Vec<&str>) -> usize {
    let mut texts = compact_sort::sorted_by(texts, Ord::cmp);
    texts.dedup();
    texts.len()
}

fn summary(list: &TrustList) -> TrustSummary {
    let countries = list.keys().filter_map(|key| key.country.as_deref());
    let issuers = list.keys().filter_map(|key| match &key.role {
        Role::CardIssuer(issuer) => Some(&**issuer),
        _ => None,
    });
    let skipped = list.listings().iter().map(|listing| listing.skipped).sum();
    TrustSummary {
        keys: list.len(),
        skipped,
        countries: distinct(countries.collect()),
        issuers: distinct(issuers.collect()),
        real: list.keys().any(|key| key.environment == Environment::Production),
    }
}
