//! Static hosts of the pack: its serial number, changes, the index, and parts beside it. All hosts serve the pack of the
//! same publisher; what one does not deliver is asked of the next.

use super::Revocation;
use greengate::{
    revocation::{Delta, Error, Pack},
    trust::BundleError,
};
use greengate_app::{
    bridge::{UpdateFailure, UpdateOutcome},
    download::{Download, Fetched},
    worker_scope::now,
};

/// Milliseconds after which a part is given up.
const PART_MS: f64 = 20_000.0;
/// Milliseconds after which a host that does not say its serial number is given up: the next one may answer.
const SERIAL_MS: f64 = 8_000.0;
/// Milliseconds after which an update ends, whatever is left. The scanning worker takes a job of a minute for dead.
const UPDATE_MS: f64 = 40_000.0;
/// Most changes that are applied one after the other: a device that missed more fetches the index.
const MOST_CHANGES: usize = 16;

/// Addresses of the index.
pub struct Hosts(Vec<String>);

/// A file that no host delivered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum NoFile {
    /// The hosts answer, and have no such file.
    Absent,
    /// A host does not answer.
    Unreachable,
}

impl Hosts {
    pub fn of(sources: &[String]) -> Self {
        Self(sources.to_vec())
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A part, from the first host that has it.
    pub async fn file(&self, name: &str) -> Result<Vec<u8>, NoFile> {
        let mut why = NoFile::Absent;
        for index in &self.0 {
            match fetch(&beside(index, name), PART_MS).await {
                Ok(bytes) => return Ok(bytes),
                Err(UpdateFailure::Status(_) | UpdateFailure::TooLarge | UpdateFailure::BadAddress) => {}
                Err(_) => why = NoFile::Unreachable,
            }
        }
        Err(why)
    }
}

/// Address of a file beside the index.
fn beside(index: &str, name: &str) -> String {
    let folder = index.rsplit_once('/').map_or("", |(folder, _)| folder);
    [folder, "/", name].concat()
}

async fn fetch(url: &str, patience: f64) -> Result<Vec<u8>, UpdateFailure> {
    #[expect(clippy::cast_possible_truncation, reason = "bounded by a minute")]
    let patience_ms = patience.clamp(1.0, 60_000.0) as i32;
    let file = Download {
        url,
        etag: None,
        patience_ms,
    };
    match file.fetch().await? {
        Fetched::Body { bytes, .. } => Ok(bytes),
        // Only an answer to an entity tag.
        Fetched::NotModified => Err(UpdateFailure::BrokenOff),
    }
}

/// Asks every host for a newer edition, and uses the newest: a host may be out of date, or somebody may hold updates
/// back.
pub async fn update(lists: &Revocation, hosts: &Hosts) -> UpdateOutcome {
    let mut outcome: Option<UpdateOutcome> = None;
    let until = now() + UPDATE_MS;
    for index in &hosts.0 {
        let host = Host { lists, index, until };
        let found = match host.update().await {
            Ok(true) => UpdateOutcome::Replaced,
            Ok(false) => UpdateOutcome::UpToDate,
            Err(failure) => UpdateOutcome::Failed(failure),
        };
        let is_better = match &outcome {
            None | Some(UpdateOutcome::Failed(_)) => true,
            Some(_) => found == UpdateOutcome::Replaced,
        };
        if is_better {
            outcome = Some(found);
        }
    }
    outcome.unwrap_or(UpdateOutcome::UpToDate)
}

/// A host during an update.
struct Host<'a> {
    lists: &'a Revocation,
    index: &'a str,
    /// Time at which the update ends.
    until: f64,
}

impl Host<'_> {
    async fn fetch(&self, url: &str) -> Result<Vec<u8>, UpdateFailure> {
        fetch(url, self.until - now()).await
    }

    /// Serial number that the host states; `None` if it states none.
    async fn serial(&self) -> Result<Option<u64>, UpdateFailure> {
        let url = beside(self.index, Pack::SERIAL);
        match fetch(&url, SERIAL_MS.min(self.until - now())).await {
            Ok(text) => Ok(String::from_utf8(text).ok().and_then(|text| text.trim().parse().ok())),
            Err(UpdateFailure::Status(_)) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// Takes what the host has that is newer; true if there was any.
    async fn update(&self) -> Result<bool, UpdateFailure> {
        let lists = self.lists;
        let at = super::instant(now());
        let held = lists.with_pack(|pack| Some((pack.header().serial, pack.header().best_before < at)));
        // Its word only tells whether to look, and not for an edition that is due.
        let offered = self.serial().await?;
        if let (Some((held, false)), Some(offered)) = (held, offered)
            && held >= offered
        {
            return Ok(false);
        }
        let changed = held.is_some() && self.apply_changes(offered).await;
        if changed && offered.is_some_and(|offered| lists.with_pack(|pack| pack.header().serial) >= offered) {
            return Ok(true);
        }
        let bytes = self.fetch(self.index).await?;
        let pack = Pack::read_index(&bytes, &lists.pins()).map_err(|error| refused(&error))?;
        let held = lists.with_pack(|held| Some((held.header().serial, held.is_same_edition(&pack))));
        let found = pack.header().serial;
        match held {
            Some((_, true)) => Ok(changed),
            Some((held, false)) if held == found => Err(UpdateFailure::SameSerial(found)),
            Some((held, _)) if held > found => {
                let rollback = BundleError::Rollback { found, held };
                Err(UpdateFailure::Refused(rollback.to_string()))
            }
            // One that has ended is used, and said to be old: it knows more than the one before.
            _ => Ok(lists.hold(pack).await || changed),
        }
    }

    /// Applies the changes that the host has, one after the other; true if there was one. One that is missing, broken or
    /// of another publisher ends it, and the edition in use stays.
    async fn apply_changes(&self, offered: Option<u64>) -> bool {
        let mut changed = false;
        for _ in 0..MOST_CHANGES {
            let serial = self.lists.with_pack(|pack| pack.header().serial);
            if offered.is_some_and(|offered| serial >= offered) {
                break;
            }
            let Ok(change) = self.fetch(&beside(self.index, &Delta::file_name(serial))).await else {
                break;
            };
            let Ok(pack) = self.changed_by(&change).await else {
                break;
            };
            if !self.lists.hold(pack).await {
                break;
            }
            changed = true;
        }
        changed
    }

    /// The edition that a change leads to.
    async fn changed_by(&self, change: &[u8]) -> Result<Pack, UpdateFailure> {
        let lists = self.lists;
        let missing = lists.with_pack(|pack| Delta::missing_for(pack, change).unwrap_or_default());
        let device = lists.device();
        let before = lists.with_pack(|pack| Some(pack.clone()));
        let mut before = before.ok_or(UpdateFailure::NotABundle)?;
        for name in missing {
            if let Some(part) = device.part(&name).await {
                // A part that the device has not whole is fetched when it is needed.
                _ = before.add(&part);
            }
        }
        Delta::apply(&before, change, &lists.pins()).map_err(|error| refused(&error))
    }
}

fn refused(error: &Error) -> UpdateFailure {
    UpdateFailure::Refused(error.to_string())
}
