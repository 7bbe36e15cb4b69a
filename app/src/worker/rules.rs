//! The rules in use: the publisher's pack, kept on the device like the trust list, and files
//! that a person imported, which are gone with the session.

use super::{
    Kept,
    lists::Refusal,
    now,
    store::{Record, Slot},
    trust::{Trust, milliseconds, seconds},
    update::{self, Fetched},
};
use greengate::{
    limits::MAX_RULES,
    rules::{Published, PublishedError, RulePack},
    trust::{BundleError, Edition},
};
use greengate_app::bridge::{Journey, Origin, PublishedRules, RulesState};
use time::OffsetDateTime;

/// The publisher's pack.
struct Held {
    edition: Edition,
    pack: RulePack,
    etag: Option<String>,
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
    published: Option<Held>,
    imported: RulePack,
    names: Vec<String>,
}

impl Rules {
    /// The pack that the device holds, and its entity tag.
    pub async fn stored(trust: &Trust) -> Option<(Vec<u8>, Option<String>)> {
        let record = trust.store()?.get(Slot::Rules).await?;
        Some((record.bytes, record.etag))
    }

    /// The pack that the app brought along.
    pub async fn shipped(trust: &Trust) -> Option<Vec<u8>> {
        update::own_file(&trust.config().rules?).await
    }

    /// Takes a verified, newer pack into use. `true` when it is another than before.
    pub fn hold(
        &mut self,
        trust: &Trust,
        bytes: &[u8],
        etag: Option<String>,
        origin: Origin,
    ) -> Result<bool, PublishedError> {
        let (edition, _, pack) = Published::read(bytes, &trust.pins())?;
        // A newer app may bring a newer pack than the device holds.
        if origin == Origin::Shipped && self.serial().is_some_and(|held| held >= edition.serial) {
            return Ok(false);
        }
        if !matches!(origin, Origin::Stored | Origin::Shipped) {
            let at = OffsetDateTime::from_unix_timestamp(seconds(now())).unwrap_or(OffsetDateTime::UNIX_EPOCH);
            edition.may_replace(self.serial(), at)?;
        }
        let another = self.serial() != Some(edition.serial);
        self.published = Some(Held {
            edition,
            pack,
            etag,
            origin,
        });
        self.join();
        Ok(another)
    }

    /// Uses the publisher's pack no longer.
    pub fn forget_published(&mut self) {
        self.published = None;
        self.join();
    }

    fn serial(&self) -> Option<u64> {
        self.published.as_ref().map(|held| held.edition.serial)
    }

    /// The entity tag of the pack in use.
    pub fn etag(&self) -> Option<String> {
        self.published.as_ref().and_then(|held| held.etag.clone())
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
                serial: held.edition.serial,
                issued_at: milliseconds(held.edition.issued_at),
                best_before: milliseconds(held.edition.best_before),
                ends_at: milliseconds(held.edition.ends_at),
                origin: held.origin,
            }),
        }
    }
}

/// Adds a file of rules or of value sets, or an archive of them, for this session. A pack of a
/// pinned publisher takes the place of the pack, and is kept.
pub async fn import(kept: &Kept, name: String, bytes: Vec<u8>) -> Result<(), Refusal> {
    let because = |error: &dyn std::fmt::Display| Refusal::Because(error.to_string());
    if Published::is_one(&bytes) {
        let held = kept
            .entry
            .borrow_mut()
            .hold(&kept.trust, &bytes, None, Origin::Imported);
        return match held {
            Err(PublishedError::Envelope(BundleError::UnknownPublisher | BundleError::NotSigned)) => {
                Err(because(&BundleError::UnknownPublisher))
            }
            Err(error) => Err(because(&error)),
            Ok(_) => {
                keep(&kept.trust, &name, bytes, None).await;
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
pub async fn keep(trust: &Trust, name: &str, bytes: Vec<u8>, etag: Option<String>) {
    let record = Record {
        name: name.to_owned(),
        bytes,
        etag,
        taken: now(),
    };
    if let Some(store) = trust.store() {
        // Where it cannot be kept, the next start asks for it again.
        store.put(Slot::Rules, &record).await;
    }
}

/// The newest pack of the configured hosts, where one has another than this.
pub async fn fetch(trust: &Trust, etag: Option<&str>) -> Option<(String, Vec<u8>, Option<String>)> {
    for source in trust.config().rule_sources {
        match update::fetch(&source, etag).await {
            Ok(Fetched::NotModified) => return None,
            Ok(Fetched::Body { bytes, etag }) if Published::is_one(&bytes) => return Some((source, bytes, etag)),
            Ok(Fetched::Body { .. }) | Err(_) => {}
        }
    }
    None
}
