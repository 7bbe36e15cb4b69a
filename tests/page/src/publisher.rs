//! A publisher of trust lists for tests: a key pair that the page is told to pin, and bundles
//! of any serial and age.

use crate::server::{Reply, Site};
use greengate::trust::{Bundle, Header, PublisherKey, TrustList};
use serde_json::json;
use time::{Duration, OffsetDateTime};

/// Path of the bundle that comes with the app.
pub const SHIPPED: &str = "shipped.ggt";
/// Path of newer bundles.
pub const SOURCE: &str = "lists/trust.ggt";

/// A publisher and its list.
pub struct Publisher {
    key: PublisherKey,
    list: TrustList,
}

/// Dates of a bundle, relative to now.
#[derive(Clone, Copy)]
pub struct Ages {
    /// Time of issue.
    pub issued: Duration,
    /// End of the time during which it is fresh.
    pub best_before: Duration,
    /// Time of expiry.
    pub ends: Duration,
}

impl Default for Ages {
    fn default() -> Self {
        Self {
            issued: Duration::hours(-3),
            best_before: Duration::days(7),
            ends: Duration::days(30),
        }
    }
}

impl Publisher {
    /// Publishes this list (JSON) with the key of this seed.
    #[must_use]
    pub fn new(seed: u8, list: &str) -> Self {
        Self {
            key: PublisherKey::from_bytes(&[seed; 32]).expect("a key"),
            list: TrustList::read(list.as_bytes(), "test list").expect("a list"),
        }
    }

    /// A bundle.
    #[must_use]
    pub fn bundle(&self, serial: u64, ages: Ages) -> Vec<u8> {
        let now = OffsetDateTime::now_utc().replace_nanosecond(0).expect("a time");
        let header = Header {
            serial,
            issued_at: now + ages.issued,
            best_before: now + ages.best_before,
            expires_at: now + ages.ends,
            listings: self.list.listings().to_vec(),
        };
        Bundle::write(&header, &self.list, Some(&self.key)).expect("a bundle")
    }

    /// Has the page believe this publisher, start with a bundle of its own, and ask a source.
    pub fn configure(&self, site: &Site, shipped: Option<u64>) {
        self.configure_sources(site, shipped, &[SOURCE]);
    }

    /// The same with these sources.
    pub fn configure_sources(&self, site: &Site, shipped: Option<u64>, sources: &[&str]) {
        let config = json!({
            "publishers": [self.key.pin()],
            "bundle": shipped.map(|_| SHIPPED),
            "sources": sources,
            "updateEveryMinutes": 60,
        });
        site.host(
            "config.json",
            Reply::Body(config.to_string().into_bytes(), "application/json"),
        );
        if let Some(serial) = shipped {
            site.host(SHIPPED, octets(self.bundle(serial, Ages::default())));
        }
        for source in sources {
            site.host(source, Reply::Status(404));
        }
    }
}

/// Bytes as any host serves them.
#[must_use]
pub fn octets(bytes: Vec<u8>) -> Reply {
    Reply::Body(bytes, "application/octet-stream")
}
