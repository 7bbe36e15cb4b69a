//! The rules in use: the publisher's pack, kept on the device like the trust list, and files
//! that a person imported, which are gone with the session.

use super::{
    WorkerState,
    lists::Refusal,
    now,
    store::{Record, Slot},
    trust::{Trust, milliseconds, seconds},
    update::{self, Etags, Fetched},
};
use greengate::{
    limits::MAX_RULES,
    rules::{Published, PublishedError, RulePack},
    trust::{BundleError, EnvelopeHeader},
};
use greengate_app::bridge::{Journey, Origin, PublishedRules, RulesState};
use time::OffsetDateTime;

/// The publisher's pack.
struct LoadedRules {
    header: EnvelopeHeader,
    pack: RulePack,
    /// SHA-256 of its content.
    digest: [u8; 32],
    origin: Origin,
}

/// What entry is judged by.
#[derive(Default)]
pub struct Rules {
    /// Everything together.
    pub pack: RulePack,
    /// The journey that single passes are judged for.
    pub journey: Option<Journey>,
    /// Language of descriptions.
    pub language: String,
    published: Option<LoadedRules>,
    /// The sources that have the pack in use, with the entity tags that they give it.
    etags: Etags,
    /// When a host had another pack under the same serial number.
    same_serial: Option<f64>,
    imported: RulePack,
    names: Vec<String>,
}

impl Rules {
    /// The pack that the device holds.
    pub async fn stored(trust: &Trust) -> Option<Record> {
        trust.store()?.get(Slot::Rules).await
    }

    /// The pack that the app brought along.
    pub async fn shipped(trust: &Trust) -> Option<Record> {
        let name = trust.config().rules?;
        let bytes = update::own_file(&name).await?;
        Some(Record {
            name,
            bytes,
            ..Record::default()
        })
    }

    /// Takes a verified, newer pack into use. `true` when it is another than before.
    pub fn hold(&mut self, trust: &Trust, record: &Record, origin: Origin) -> Result<bool, PublishedError> {
        let (header, _, pack) = Published::read(&record.bytes, &trust.pins())?;
        let digest = Published::digest(&record.bytes)?;
        // A newer app may bring a newer pack than the device holds.
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

    /// Uses the publisher's pack no longer.
    pub fn forget_published(&mut self) {
        self.published = None;
        self.etags.clear();
        self.join();
    }

    fn serial(&self) -> Option<u64> {
        self.published.as_ref().map(|held| held.header.serial)
    }

    /// The entity tag that a source gives the pack in use.
    pub fn etag(&self, source: &str) -> Option<String> {
        self.etags.get(source)
    }

    /// The rules, where there are any.
    pub fn pack_in_use(&self) -> Option<&RulePack> {
        (!self.pack.rules().is_empty()).then_some(&self.pack)
    }

    fn join(&mut self) {
        let mut pack = self
            .published
            .as_ref()
            .map(|held| held.pack.clone())
            .unwrap_or_default();
        pack.extend(self.imported.clone());
        self.pack = pack;
    }

    /// What the page is told.
    pub fn state(&self) -> RulesState {
        RulesState {
            names: self.names.clone(),
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
        }
    }
}

/// Adds a file of rules or of value sets, or an archive of them, for this session. A pack of a
/// pinned publisher takes the place of the pack, and is kept.
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
    let bytes = kept.lists.pack(&name, &bytes).await?;
    let (_, _, pack) = Published::read_unverified(&bytes).map_err(|error| because(&error))?;
    let rules = &mut kept.entry.borrow_mut();
    if rules.imported.rules().len() + pack.rules().len() > MAX_RULES {
        return Err(because(&greengate::rules::Error::TooMany("rules")));
    }
    rules.imported.extend(pack);
    rules.names.retain(|before| *before != name);
    rules.names.push(name);
    rules.join();
    Ok(())
}

/// Keeps a pack for the next start.
pub async fn keep(trust: &Trust, record: Record) {
    let record = Record { taken: now(), ..record };
    if let Some(store) = trust.store() {
        // Where it cannot be kept, the next start asks for it again.
        store.put(Slot::Rules, &record).await;
    }
}

/// Asks every configured host for a newer pack, and takes the newest. Whether there is anything to
/// tell the page.
pub async fn update(kept: &WorkerState) -> bool {
    let mut told = false;
    for source in kept.trust.config().rule_sources {
        let etag = kept.entry.borrow().etag(&source);
        let (bytes, etag) = match update::fetch(&source, etag.as_deref()).await {
            Ok(Fetched::Body { bytes, etag }) if Published::is_one(&bytes) => (bytes, etag),
            _ => continue,
        };
        let record = Record {
            name: source,
            bytes,
            etag,
            ..Record::default()
        };
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
