//! Revocation lists: asked about passes, kept on the device, fetched from static hosts.
//!
//! The pack of the configured hosts lies on the device as its signed index and the parts that were needed so far. A part
//! is taken from the device or a host when a pass that it may name is first met. Lists that a person imported are kept
//! as they came, and read again at each start. Nothing of any pass is kept or sent: a host sees which parts are fetched.

mod device;
mod hosts;
mod import;

use self::{device::Device, hosts::Hosts};
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
    rc::Rc,
};
use time::OffsetDateTime;
use wasm_bindgen_futures::spawn_local;

/// Milliseconds that a check waits for parts from a host: a queue of people waits too.
const PART_PATIENCE_MS: i32 = 3_000;
/// Milliseconds after a fruitless wait during which no part is asked for.
const REST_MS: f64 = 60_000.0;
/// Milliseconds between two looks whether another job is done.
const POLL_MS: i32 = 10;

/// A list that a person imported.
struct Imported {
    name: String,
    /// True if a pinned publisher signed it.
    checked: bool,
    list: RevocationList,
}

/// The revocation lists of this device.
#[derive(Default)]
pub struct Revocation {
    /// Where they are; the rest was opened from there.
    places: RefCell<RevocationPlaces>,
    is_open: Cell<bool>,
    is_opening: Cell<bool>,
    device: RefCell<Rc<Device>>,
    /// The pack of the hosts, with the parts that are loaded.
    published: RefCell<Option<Pack>>,
    imported: RefCell<Vec<Imported>>,
    /// All of them together.
    all: RefCell<RevocationList>,
    updated: RefCell<Option<Updated>>,
    /// Time until which no part is asked for.
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
        let imported = device.imported(&pins).await;
        *self.published.borrow_mut() = pack;
        *self.imported.borrow_mut() = imported;
        *self.device.borrow_mut() = device;
        *self.places.borrow_mut() = places;
        self.join();
        self.is_open.set(true);
        self.is_opening.set(false);
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

    /// Joins all lists.
    fn join(&self) {
        let mut all = self.with_pack(Pack::list);
        for imported in &*self.imported.borrow() {
            all.extend(imported.list.clone());
        }
        *self.all.borrow_mut() = all;
    }

    /// Loads files of the pack from the device, or else from a host. If that takes long it goes on for the next pass, and
    /// this one is told that the part is not here.
    async fn load(self: &Rc<Self>, names: Vec<String>) {
        let missing = self.load_from_device(names).await;
        // A host that did not answer once is left alone for a while: the queue does not wait, and a camera asks often.
        if missing.is_empty() || self.hosts().is_empty() || now() < self.resting_until.get() {
            return;
        }
        let outcome = Rc::new(Cell::new(None));
        let (this, told) = (Rc::clone(self), Rc::clone(&outcome));
        spawn_local(async move { told.set(Some(this.load_from_hosts(&missing).await)) });
        let loaded = async {
            while outcome.get().is_none() {
                sleep(POLL_MS).await;
            }
        };
        _ = within(PART_PATIENCE_MS, loaded).await;
        if outcome.get() != Some(true) {
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

    /// Loads and keeps files from the hosts; true if all of them are loaded now.
    async fn load_from_hosts(&self, names: &[String]) -> bool {
        let (device, hosts) = (self.device(), self.hosts());
        let mut all = true;
        for name in names {
            let bytes = hosts.file(name).await;
            match bytes {
                Some(bytes) if self.add(&bytes) => {
                    self.join();
                    device.keep_part(name, bytes).await;
                }
                _ => all = false,
            }
        }
        all
    }

    /// Adds a file to the pack, which checks it against its index; false if it is of no part of this edition.
    fn add(&self, bytes: &[u8]) -> bool {
        let pack = &mut *self.published.borrow_mut();
        pack.as_mut().is_some_and(|pack| pack.add(bytes).is_ok())
    }

    /// Asks the hosts for a newer edition, and keeps it.
    pub async fn update(self: &Rc<Self>) {
        let hosts = self.hosts();
        if hosts.is_empty() {
            return;
        }
        let outcome = hosts::update(self, &hosts).await;
        *self.updated.borrow_mut() = Some(Updated { at: now(), outcome });
        self.resting_until.set(0.0);
        if self.places.borrow().whole && !self.is_completing.replace(true) {
            let this = Rc::clone(self);
            spawn_local(async move {
                this.complete().await;
                this.is_completing.set(false);
            });
        }
    }

    /// Fetches every part that is not on the device, until one fails.
    async fn complete(&self) {
        let (device, hosts) = (self.device(), self.hosts());
        let held = device.parts().await;
        let names = self.with_pack(|pack| pack.rows().iter().map(|row| row.file_name()).collect::<Vec<_>>());
        for name in names.iter().filter(|name| !held.contains(*name)) {
            let Some(bytes) = hosts.file(name).await else { return };
            // An update may have replaced the pack meanwhile.
            if !self.with_pack(|pack| pack.names_part(&bytes)) {
                return;
            }
            device.keep_part(name, bytes).await;
        }
    }

    /// Uses an edition of the pack: keeps its new parts, then its index, and then drops the parts that it does not name.
    async fn hold(&self, pack: Pack) {
        let device = self.device();
        for (row, part) in pack.parts() {
            let name = row.file_name();
            if !self.with_pack(|old| old.rows().iter().any(|row| row.file_name() == name)) {
                device.keep_part(&name, part.file().to_vec()).await;
            }
        }
        device.keep_index(pack.signed_index()).await;
        let named = pack.rows().iter().map(|row| row.file_name()).collect();
        *self.published.borrow_mut() = Some(pack);
        self.join();
        device.drop_parts_but(&named).await;
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
        let read = import::read(name, bytes, &self.pins(), &trust);
        Some(match read {
            Ok(read) => self.take(read, bytes).await,
            Err(why) => Err(why),
        })
    }

    async fn take(&self, read: Imported, bytes: &[u8]) -> Result<(), String> {
        let name = read.name.clone();
        {
            let imported = &mut *self.imported.borrow_mut();
            let others = imported.iter().filter(|held| held.name != name).count();
            if others >= greengate::limits::MAX_IMPORTS {
                return Err(format!("there are {others} imported lists already"));
            }
            imported.retain(|held| held.name != name);
            imported.push(read);
        }
        self.join();
        self.device().keep_imported(&name, bytes.to_vec()).await;
        Ok(())
    }

    /// Forgets an imported list.
    pub async fn forget(&self, name: &str) {
        self.imported.borrow_mut().retain(|held| held.name != name);
        self.join();
        self.device().forget_imported(name).await;
    }

    /// Description of all lists in postcard bytes, which is kept for the next start; empty without any list.
    pub async fn described(&self) -> Vec<u8> {
        let lists = self.describe();
        let is_empty = lists.lists.is_empty() && lists.updated.is_none();
        let described = (!is_empty).then(|| postcard::to_allocvec(&lists).ok()).flatten();
        let described = described.unwrap_or_default();
        self.device().keep_description(described.clone()).await;
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
            })
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
            }
        });
        RevocationLists {
            lists: published.into_iter().chain(imported).collect(),
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
