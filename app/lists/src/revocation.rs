//! Revocation lists: asked about passes, kept on the device, fetched from static hosts.
//!
//! The pack of the configured hosts lies on the device as its signed index and the parts that were needed so far. A part
//! is taken from the device or a host when a pass that it may name is first met. Of a list that a person imported the
//! hashes are kept. Nothing of any pass is kept or sent: a host sees which parts are fetched.

mod device;
mod hosts;
mod import;

use self::{
    device::Device,
    hosts::{Hosts, NoFile},
};
use greengate::{
    revocation::{Pack, RevocationList},
    trust::{CheckResult, DeferredCheck, Pin},
};
use greengate_app::{
    bridge::{RevocationEntry, RevocationLists, RevocationPlaces, Updated},
    store::within,
    worker_scope::{now, sleep},
};
use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, HashSet},
    rc::Rc,
};
use time::OffsetDateTime;
use wasm_bindgen_futures::spawn_local;

/// Milliseconds that a check waits for parts from a host: a queue of people waits too.
const PART_PATIENCE_MS: i32 = 3_000;
/// Milliseconds during which a host that did not answer, or a part that no host has, is not asked for again.
const REST_MS: f64 = 60_000.0;
/// Milliseconds between two looks whether another job is done.
const POLL_MS: i32 = 10;

/// A list that a person imported.
struct Imported {
    name: String,
    /// True if a pinned publisher signed it.
    checked: bool,
    /// True if the device keeps it.
    kept: bool,
    list: RevocationList,
    /// Reason for which it can no longer be read; empty if it can.
    fault: String,
}

impl Imported {
    /// A list; if it cannot be read, one of which nothing is here.
    fn of(name: String, read: Result<import::Read, String>, kept: bool) -> Self {
        let (list, checked, fault) = match read {
            Ok(read) => (read.list, read.checked, String::new()),
            Err(why) => (RevocationList::not_here(&name), true, why),
        };
        Self {
            name,
            checked,
            kept,
            list,
            fault,
        }
    }
}

/// The revocation lists of this device.
#[derive(Default)]
pub struct Revocation {
    /// Where they are; the rest was opened from there.
    places: RefCell<RevocationPlaces>,
    is_open: Cell<bool>,
    is_opening: Cell<bool>,
    is_updating: Cell<bool>,
    device: RefCell<Rc<Device>>,
    /// The pack of the hosts, with the parts that are loaded.
    published: RefCell<Option<Pack>>,
    imported: RefCell<Vec<Imported>>,
    /// True if the device did not tell which imported lists it has.
    is_partial: Cell<bool>,
    /// All of them together.
    all: RefCell<RevocationList>,
    updated: RefCell<Option<Updated>>,
    /// Names of files that are being fetched.
    loading: RefCell<HashSet<String>>,
    /// Times until which no host is asked for these files, because none has them.
    absent: RefCell<HashMap<String, f64>>,
    /// Time until which no host is asked for a part, because one does not answer.
    resting_until: Cell<f64>,
    /// True while every part is being fetched.
    is_completing: Cell<bool>,
}

impl Revocation {
    /// Runs a check of a pass.
    pub async fn check(self: &Rc<Self>, check: &DeferredCheck, at: f64, places: RevocationPlaces) -> CheckResult {
        if !check.asks_revocation_lists() {
            return check.run();
        }
        self.open(places).await;
        self.load(self.with_pack(|pack| pack.missing_for_check(check))).await;
        // Settles what a part names without reason.
        self.load(self.with_pack(|pack| pack.second_stage_for_check(check)))
            .await;
        let at = instant(at);
        self.all.borrow().run(check, at)
    }

    /// Opens the lists on the device, if they are not open: at a first call, or after the publishers changed.
    pub async fn open(&self, places: RevocationPlaces) {
        while self.is_opening.get() {
            sleep(POLL_MS).await;
        }
        if self.is_open.get() && *self.places.borrow() == places {
            return;
        }
        self.is_opening.set(true);
        let device = Rc::new(Device::open(&places.store).await);
        let pins = pins(&places.publishers);
        // A pack whose publisher is no longer pinned is not used.
        let pack = device.index().await;
        let pack = pack.and_then(|index| Pack::read_index(&index, &pins).ok());
        *self.published.borrow_mut() = pack;
        *self.device.borrow_mut() = device;
        *self.places.borrow_mut() = places;
        self.read_imported().await;
        self.is_open.set(true);
        self.is_opening.set(false);
    }

    /// Reads the imported lists on the device, which another tab may have changed. Those that it does not keep stay.
    async fn read_imported(&self) {
        let kept = self.device().imported(&self.pins()).await;
        self.is_partial.set(kept.is_none());
        if let Some(kept) = kept {
            let imported = &mut *self.imported.borrow_mut();
            imported.retain(|held| !held.kept && kept.iter().all(|other| other.name != held.name));
            imported.extend(kept);
        }
        self.join();
    }

    fn device(&self) -> Rc<Device> {
        Rc::clone(&self.device.borrow())
    }

    fn hosts(&self) -> Hosts {
        Hosts::of(&self.places.borrow().sources)
    }

    fn pins(&self) -> Vec<Pin> {
        pins(&self.places.borrow().publishers)
    }

    fn with_pack<T: Default>(&self, look: impl FnOnce(&Pack) -> T) -> T {
        self.published.borrow().as_ref().map(look).unwrap_or_default()
    }

    /// Joins all lists. What is known to be missing is a list of its own, so that no pass is said to be unrevoked.
    fn join(&self) {
        let mut all = self.with_pack(Pack::list);
        let has_pack = self.published.borrow().is_some();
        if self.is_partial.get() || !(has_pack || self.hosts().is_empty()) {
            all.extend(RevocationList::not_here(""));
        }
        for imported in &*self.imported.borrow() {
            all.extend(imported.list.clone());
        }
        *self.all.borrow_mut() = all;
    }

    /// Loads files of the pack from the device, or else from a host. If that takes long it goes on for the next pass, and
    /// this one is told that the part is not here.
    async fn load(self: &Rc<Self>, names: Vec<String>) {
        let missing = self.load_from_device(names).await;
        let is_resting = |name: &String| {
            let until = self.absent.borrow().get(name).copied().unwrap_or_default();
            now() < until.max(self.resting_until.get())
        };
        let asked: Vec<String> = missing.into_iter().filter(|name| !is_resting(name)).collect();
        if asked.is_empty() || self.hosts().is_empty() {
            return;
        }
        for name in &asked {
            if self.loading.borrow_mut().insert(name.clone()) {
                let (this, name) = (Rc::clone(self), name.clone());
                spawn_local(async move {
                    this.load_from_hosts(&name).await;
                    this.loading.borrow_mut().remove(&name);
                });
            }
        }
        let is_loading = || asked.iter().any(|name| self.loading.borrow().contains(name));
        let loaded = async {
            while is_loading() {
                sleep(POLL_MS).await;
            }
        };
        _ = within(PART_PATIENCE_MS, loaded).await;
        if is_loading() {
            // The next in the queue does not wait for it too.
            self.resting_until.set(now() + REST_MS);
        }
    }

    /// Loads files from the device; returns the names of those that it has not.
    async fn load_from_device(&self, names: Vec<String>) -> Vec<String> {
        let device = self.device();
        let mut missing = Vec::new();
        let mut found = false;
        for name in names {
            match device.part(&name).await {
                Some(bytes) if self.add(&bytes) => found = true,
                _ => missing.push(name),
            }
        }
        if found {
            self.join();
        }
        missing
    }

    /// Loads and keeps a file from the hosts.
    async fn load_from_hosts(&self, name: &str) {
        let (device, hosts) = (self.device(), self.hosts());
        match hosts.file(name).await {
            Ok(bytes) if self.add(&bytes) => {
                self.join();
                self.resting_until.set(0.0);
                device.keep_part(name, bytes).await;
            }
            Err(NoFile::Unreachable) => self.resting_until.set(now() + REST_MS),
            _ => {
                self.absent.borrow_mut().insert(name.to_owned(), now() + REST_MS);
            }
        }
    }

    /// Adds a file to the pack, which checks it against its index; false if it is of no part of this edition.
    fn add(&self, bytes: &[u8]) -> bool {
        let pack = &mut *self.published.borrow_mut();
        pack.as_mut().is_some_and(|pack| pack.add(bytes).is_ok())
    }

    /// Asks the hosts for a newer edition, and keeps it. Of two calls at the same time the second waits for the first.
    pub async fn update(self: &Rc<Self>) {
        let hosts = self.hosts();
        if hosts.is_empty() {
            return;
        }
        if self.is_updating.replace(true) {
            while self.is_updating.get() {
                sleep(POLL_MS).await;
            }
            return;
        }
        let outcome = hosts::update(self, &hosts).await;
        *self.updated.borrow_mut() = Some(Updated { at: now(), outcome });
        self.resting_until.set(0.0);
        self.absent.borrow_mut().clear();
        self.is_updating.set(false);
        if self.places.borrow().whole && !self.is_completing.replace(true) {
            let this = Rc::clone(self);
            spawn_local(async move {
                this.complete().await;
                this.is_completing.set(false);
            });
        }
    }

    /// Fetches every part that is not on the device, until one fails or cannot be kept.
    async fn complete(&self) {
        let (device, hosts) = (self.device(), self.hosts());
        if !device.keeps() {
            return;
        }
        let held = device.parts().await;
        let names = self.with_pack(|pack| pack.rows().iter().map(|row| row.file_name()).collect::<Vec<_>>());
        for name in names.iter().filter(|name| !held.contains(*name)) {
            let Ok(bytes) = hosts.file(name).await else { return };
            // An update may have replaced the pack meanwhile.
            if !(self.with_pack(|pack| pack.names_part(&bytes)) && device.keep_part(name, bytes).await) {
                return;
            }
        }
    }

    /// Uses a newer edition of the pack: keeps its new parts, then its index, and then drops the parts that it does not
    /// name. False if it is not newer than the one in use, or its publisher may have been dropped meanwhile.
    async fn hold(&self, pack: Pack) -> bool {
        let (device, places) = (self.device(), self.places.borrow().clone());
        let serial = pack.header().serial;
        let may_hold = || {
            let held = self.with_pack(|held| Some(held.header().serial));
            held.is_none_or(|held| held < serial) && *self.places.borrow() == places
        };
        let old: HashSet<String> = self.with_pack(|old| old.rows().iter().map(|row| row.file_name()).collect());
        for (row, part) in pack.parts() {
            let name = row.file_name();
            if !old.contains(&name) {
                device.keep_part(&name, part.file().to_vec()).await;
            }
        }
        // Another tab may have kept a newer one.
        let kept = device.index().await;
        let kept = kept.and_then(|index| Pack::read_index(&index, &self.pins()).ok());
        let is_newest = kept.is_none_or(|kept| kept.header().serial <= serial);
        if !may_hold() {
            return false;
        }
        let named = pack.rows().iter().map(|row| row.file_name()).collect();
        let index = pack.signed_index().to_vec();
        *self.published.borrow_mut() = Some(pack);
        self.join();
        if is_newest && device.keep_index(&index).await {
            device.drop_parts_but(&named).await;
        }
        true
    }

    /// Reads and keeps a file if it is a revocation list; `None` if it is none.
    ///
    /// # Errors
    /// A sentence that says why it cannot be used.
    pub async fn import(&self, name: &str, bytes: &[u8], places: RevocationPlaces) -> Option<Result<(), String>> {
        if !import::may_be_list(name, bytes) {
            return None;
        }
        self.open(places).await;
        let device = self.device();
        let trust = device.trust(&self.pins()).await;
        let read = import::read(name, bytes, &self.pins(), &trust, instant(now()));
        Some(match read {
            Ok(read) => self.take(name, read).await,
            Err(why) => Err(why),
        })
    }

    async fn take(&self, name: &str, read: import::Read) -> Result<(), String> {
        let others = self.imported.borrow().iter().filter(|held| held.name != name).count();
        if others >= greengate::limits::MAX_IMPORTS {
            return Err(format!("there are {others} imported lists already"));
        }
        let kept = self.device().keep_imported(name, read.pack.clone()).await;
        {
            let imported = &mut *self.imported.borrow_mut();
            imported.retain(|held| held.name != name);
            imported.push(Imported::of(name.to_owned(), Ok(read), kept));
        }
        self.join();
        Ok(())
    }

    /// Forgets an imported list.
    pub async fn forget(&self, name: &str) {
        self.device().forget_imported(name).await;
        self.imported.borrow_mut().retain(|held| held.name != name);
        self.join();
    }

    /// Description of all lists in postcard bytes, which is kept for the next start; empty without any list.
    pub async fn described(&self) -> Vec<u8> {
        self.read_imported().await;
        let lists = self.describe();
        let is_empty = lists.lists.is_empty() && lists.updated.is_none();
        let described = (!is_empty).then(|| postcard::to_allocvec(&lists).ok()).flatten();
        let described = described.unwrap_or_default();
        if !self.is_partial.get() {
            self.device().keep_description(described.clone()).await;
        }
        described
    }

    fn describe(&self) -> RevocationLists {
        let published = self.with_pack(|pack| {
            let mut names: Vec<&str> = pack.sources().iter().map(|source| &*source.name).collect();
            names.dedup();
            Some(RevocationEntry {
                name: names.join(", "),
                issued_at: Some(milliseconds(pack.header().issued_at)),
                entries: pack.rows().iter().filter_map(|row| row.entries()).sum(),
                checked: true,
                imported: false,
                kept: true,
                fault: String::new(),
            })
        });
        let partial = self.is_partial.get().then(|| RevocationEntry {
            name: String::new(),
            issued_at: None,
            entries: 0,
            checked: true,
            imported: false,
            kept: true,
            fault: "the lists on this device cannot be read".to_owned(),
        });
        let imported = self.imported.borrow();
        let imported = imported.iter().map(|held| {
            let issued = held.list.sources().iter().filter_map(|source| source.dates.issued_at);
            RevocationEntry {
                name: held.name.clone(),
                issued_at: issued.min().map(milliseconds),
                entries: held.list.len(),
                checked: held.checked,
                imported: true,
                kept: held.kept,
                fault: held.fault.clone(),
            }
        });
        RevocationLists {
            lists: published.into_iter().chain(partial).chain(imported).collect(),
            updated: self.updated.borrow().clone(),
        }
    }
}

fn pins(publishers: &[String]) -> Vec<Pin> {
    publishers.iter().filter_map(|pin| Pin::from_base64(pin).ok()).collect()
}

fn instant(milliseconds: f64) -> OffsetDateTime {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "saturates, and such a time is out of range"
    )]
    let seconds = (milliseconds / 1_000.0) as i64;
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

#[expect(clippy::cast_precision_loss, reason = "seconds of the calendar are exact")]
fn milliseconds(at: OffsetDateTime) -> f64 {
    at.unix_timestamp() as f64 * 1_000.0
}
