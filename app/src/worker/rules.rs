//! Entry rules in use: the publisher's pack and files that a person imported, kept on the device like the trust lists.

use super::{
    WorkerState,
    lists::Refusal,
    now,
    trust::{Trust, milliseconds, seconds},
    update,
};
use greengate::{
    limits::{MAX_IMPORTS, MAX_RULES},
    requirements::RequirementPack,
    rules::{Published, PublishedError, RulePack},
    trust::{BundleError, EnvelopeHeader},
};
use greengate_app::{
    bridge::{Job, Journey, Origin, PublishedRules, Response, RulesState},
    download::{Etags, Fetched},
    store::{Record, key},
};
use js_sys::Uint8Array;
use time::OffsetDateTime;

/// The publisher's pack.
struct LoadedRules {
    header: EnvelopeHeader,
    pack: RulePack,
    /// SHA-256 of its content.
    digest: [u8; 32],
    origin: Origin,
}

/// Rules and journey that entry is judged by.
#[derive(Default)]
pub struct Rules {
    /// All rules together.
    pub pack: RulePack,
    /// Journey that single passes are judged for.
    pub journey: Option<Journey>,
    /// Language of the rules' descriptions.
    pub language: String,
    published: Option<LoadedRules>,
    /// Sources that offer the pack in use, with their entity tags for it.
    etags: Etags,
    /// Time when a host had a different pack with the same serial number, milliseconds since 1970.
    same_serial: Option<f64>,
    imported: Vec<ImportedRules>,
    /// Pack of requirements in place of the one that comes with the app. The other worker reads it.
    requirements: Option<Record>,
}

/// File of rules that a person imported.
struct ImportedRules {
    name: String,
    /// Pack made of the file.
    bytes: Vec<u8>,
    pack: RulePack,
}

impl ImportedRules {
    fn read(name: String, bytes: Vec<u8>) -> Result<Self, PublishedError> {
        let pack = Published::read_unverified(&bytes)?.2;
        Ok(Self { name, bytes, pack })
    }
}

impl Rules {
    /// Pack stored on the device.
    pub async fn stored(trust: &Trust) -> Option<Record> {
        trust.store()?.get(key::RULES).await
    }

    /// Pack that comes with the app.
    pub async fn shipped(trust: &Trust) -> Option<Record> {
        let name = trust.config().rules?;
        let bytes = update::own_file(&name).await?;
        Some(Record {
            name,
            bytes,
            ..Record::default()
        })
    }

    /// Uses a pack if it is verified and newer; true if the pack in use changed.
    pub fn hold(&mut self, trust: &Trust, record: &Record, origin: Origin) -> Result<bool, PublishedError> {
        let (header, _, pack) = Published::read(&record.bytes, &trust.pins())?;
        let digest = Published::digest(&record.bytes)?;
        // A newer version of the app may bring a newer pack than the device has.
        if origin == Origin::Shipped && self.serial().is_some_and(|held| held >= header.serial) {
            return Ok(false);
        }
        let same = self
            .published
            .as_ref()
            .filter(|held| held.header.serial == header.serial);
        if same.is_some_and(|held| held.digest != digest) {
            if origin == Origin::Updated {
                self.same_serial = Some(now());
            }
            return Err(BundleError::SameSerial(header.serial).into());
        }
        let another = same.is_none();
        if !matches!(origin, Origin::Stored | Origin::Shipped) {
            let at = OffsetDateTime::from_unix_timestamp(seconds(now())).unwrap_or(OffsetDateTime::UNIX_EPOCH);
            header.may_replace(self.serial(), at)?;
        }
        if another {
            self.etags.clear();
            self.same_serial = None;
            self.published = Some(LoadedRules {
                header,
                pack,
                digest,
                origin,
            });
            self.join();
        }
        self.etags.set(&record.name, record.etag.clone());
        Ok(another)
    }

    /// Stops using the publisher's pack.
    pub fn forget_published(&mut self) {
        self.published = None;
        self.etags.clear();
        self.join();
    }

    fn serial(&self) -> Option<u64> {
        self.published.as_ref().map(|held| held.header.serial)
    }

    /// Entity tag of a source for the pack in use.
    pub fn etag(&self, source: &str) -> Option<String> {
        self.etags.get(source)
    }

    /// The rules, if there are any.
    pub fn pack_in_use(&self) -> Option<&RulePack> {
        (!self.pack.rules().is_empty()).then_some(&self.pack)
    }

    fn join(&mut self) {
        let mut pack = RulePack::default();
        let published = self.published.iter().map(|held| &held.pack);
        for part in published.chain(self.imported.iter().map(|imported| &imported.pack)) {
            pack.extend(part);
        }
        self.pack = pack;
    }

    /// State for the page.
    pub fn state(&self) -> RulesState {
        RulesState {
            names: self.imported.iter().map(|file| file.name.clone()).collect(),
            rules: self.pack.rules().len(),
            value_sets: self.pack.value_sets().len(),
            countries: self.pack.countries().into_iter().map(str::to_owned).collect(),
            newest: self.pack.newest().map(milliseconds),
            published: self.published.as_ref().map(|held| PublishedRules {
                serial: held.header.serial,
                issued_at: milliseconds(held.header.issued_at),
                best_before: milliseconds(held.header.best_before),
                expires_at: milliseconds(held.header.expires_at),
                origin: held.origin,
            }),
            same_serial: self.same_serial,
            requirements: self.requirements.as_ref().map(|pack| pack.name.clone()),
        }
    }
}

/// Uses the imported files that the device holds. True if there are any.
pub async fn read_imports(kept: &WorkerState) -> bool {
    let Some(store) = kept.trust.store() else { return false };
    let requirements = store.get(key::REQUIREMENTS).await;
    let requirements = requirements.filter(|pack| RequirementPack::is_one(&pack.bytes));
    let record = store.get(key::IMPORTED_RULES).await.unwrap_or_default();
    let files: Vec<(String, Vec<u8>)> = postcard::from_bytes(&record.bytes).unwrap_or_default();
    let rules = &mut kept.entry.borrow_mut();
    rules.requirements = requirements;
    let files = files.into_iter();
    rules.imported = files
        .filter_map(|(name, bytes)| ImportedRules::read(name, bytes).ok())
        .collect();
    rules.join();
    !rules.imported.is_empty() || rules.requirements.is_some()
}

/// Forgets all imported files.
pub async fn forget_imports(kept: &WorkerState) {
    {
        let rules = &mut kept.entry.borrow_mut();
        rules.imported.clear();
        rules.requirements = None;
        rules.join();
    }
    keep_imports(kept).await;
    keep_requirements(kept, &Record::default()).await;
}

async fn keep_imports(kept: &WorkerState) {
    let files: Vec<(String, Vec<u8>)> = {
        let rules = kept.entry.borrow();
        rules
            .imported
            .iter()
            .map(|file| (file.name.clone(), file.bytes.clone()))
            .collect()
    };
    if let (Some(store), Ok(bytes)) = (kept.trust.store(), postcard::to_allocvec(&files)) {
        let record = Record {
            bytes,
            ..Record::default()
        };
        // Where they cannot be kept, they last as long as the page.
        store.put(key::IMPORTED_RULES, &record).await;
    }
}

async fn keep_requirements(kept: &WorkerState, pack: &Record) {
    if let Some(store) = kept.trust.store() {
        store.put(key::REQUIREMENTS, pack).await;
    }
}

/// Has the other worker answer which certificates journeys require.
pub async fn needs(kept: &WorkerState, questions: Vec<u8>) -> Response {
    let pack = kept.entry.borrow().requirements.clone();
    let attachment = pack.as_ref().map(|pack| Uint8Array::from(&pack.bytes[..]));
    let job = Job::Needs {
        questions,
        pack: pack.map(|pack| pack.name),
        publishers: kept.trust.config().publishers,
    };
    kept.lists.needs(job, &attachment.into()).await
}

/// Uses and keeps a pack of requirements, which a person imports or a host offers, if the other worker finds no fault.
async fn use_requirements(kept: &WorkerState, pack: Record, offered: bool) -> Result<(), Refusal> {
    let held = kept.entry.borrow().requirements.as_ref().map(|held| held.bytes.clone());
    let job = Job::Requirements {
        publishers: kept.trust.config().publishers,
        held: offered.then(|| held.unwrap_or_default()),
        at: now(),
    };
    kept.lists.requirements(job, &pack.bytes).await?;
    keep_requirements(kept, &pack).await;
    kept.entry.borrow_mut().requirements = Some(pack);
    Ok(())
}

/// Adds and keeps a file of rules or of value sets, or an archive of them; it replaces one of the same name. A pack of
/// a pinned publisher replaces the pack in use, and a pack of requirements that of the app.
pub async fn import(kept: &WorkerState, name: String, bytes: Vec<u8>) -> Result<(), Refusal> {
    let because = |error: &dyn std::fmt::Display| Refusal::Because(error.to_string());
    if Published::is_one(&bytes) {
        let record = Record {
            name,
            bytes,
            ..Record::default()
        };
        let held = kept.entry.borrow_mut().hold(&kept.trust, &record, Origin::Imported);
        return match held {
            Err(PublishedError::Envelope(BundleError::UnknownPublisher | BundleError::NotSigned)) => {
                Err(because(&BundleError::UnknownPublisher))
            }
            Err(error) => Err(because(&error)),
            Ok(_) => {
                keep(&kept.trust, record).await;
                Ok(())
            }
        };
    }
    if RequirementPack::is_one(&bytes) {
        let pack = Record {
            name,
            bytes,
            ..Record::default()
        };
        return use_requirements(kept, pack, false).await;
    }
    let bytes = kept.lists.pack(&name, &bytes).await?;
    let file = ImportedRules::read(name, bytes).map_err(|error| because(&error))?;
    {
        let rules = &mut kept.entry.borrow_mut();
        let others = rules.imported.iter().filter(|held| held.name != file.name);
        let (files, all) = others.fold((1, file.pack.rules().len()), |(files, all), held| {
            (files + 1, all + held.pack.rules().len())
        });
        if all > MAX_RULES {
            return Err(because(&greengate::rules::Error::TooMany("rules")));
        }
        if files > MAX_IMPORTS {
            return Err(because(&greengate::rules::Error::TooMany("files")));
        }
        rules.imported.retain(|held| held.name != file.name);
        rules.imported.push(file);
        rules.join();
    }
    keep_imports(kept).await;
    Ok(())
}

/// Keeps a pack for the next start.
pub async fn keep(trust: &Trust, record: Record) {
    let record = Record { taken: now(), ..record };
    if let Some(store) = trust.store() {
        // If it cannot be kept, the next start fetches it again.
        store.put(key::RULES, &record).await;
    }
}

/// Asks every configured host for a newer pack, and uses the newest. True if the state for the page changed.
pub async fn update(kept: &WorkerState) -> bool {
    let mut told = false;
    for source in kept.trust.config().rule_sources {
        let etag = kept.entry.borrow().etag(&source);
        let (bytes, etag) = match update::fetch(&source, etag.as_deref()).await {
            Ok(Fetched::Body { bytes, etag }) => (bytes, etag),
            _ => continue,
        };
        let record = Record {
            name: source,
            bytes,
            etag,
            ..Record::default()
        };
        if RequirementPack::is_one(&record.bytes) {
            let held = kept.entry.borrow().requirements.as_ref().map(|held| held.bytes.clone());
            told |= held.as_ref() != Some(&record.bytes) && use_requirements(kept, record, true).await.is_ok();
            continue;
        }
        let held = kept.entry.borrow_mut().hold(&kept.trust, &record, Origin::Updated);
        match held {
            Ok(true) => {
                keep(&kept.trust, record).await;
                told = true;
            }
            Err(PublishedError::Envelope(BundleError::SameSerial(_))) => told = true,
            Ok(false) | Err(_) => {}
        }
    }
    told
}
