//! Connection to the worker that reads lists and certificates: started for the first job, and kept.

use super::{send, sleep};
use crate::part_client::PartClient;
use greengate::{frame::Code, trust::DeferredChecks};
use greengate_app::bridge::{Failure, Job, JobResult, Response, RevocationPlaces};
use js_sys::Uint8Array;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::ImageData;

const WORKER: &str = "greengate-lists";
/// Milliseconds between two signs of life for the page.
const SAY_EVERY_MS: i32 = 4_000;
/// Maximum number of rounds of a judgement. Each round may depend on the answers of the one before: the certificate of
/// a seal, its issuer, its signature.
const ROUNDS: usize = 8;

/// Connection to the other worker.
pub struct Lists {
    part: PartClient,
}

impl Default for Lists {
    fn default() -> Self {
        Self {
            part: PartClient::new(WORKER),
        }
    }
}

impl Lists {
    /// Reads a list: has it converted, or kept if it is a revocation list.
    pub async fn read(
        &self,
        name: &str,
        bytes: &[u8],
        signature: Vec<u8>,
        revocation: RevocationPlaces,
    ) -> Result<ReadList, Refusal> {
        let job = Job::List {
            name: name.to_owned(),
            signature,
            revocation,
        };
        self.read_by(job, bytes).await
    }

    /// Opens, updates or forgets revocation lists; `None` if the other worker cannot be loaded.
    pub async fn revocation(&self, job: Job) -> Option<Vec<u8>> {
        match self.run(job, &JsValue::NULL).await? {
            (JobResult::Revocation(lists), _) => Some(lists),
            _ => None,
        }
    }

    /// Converts a file of rules to a pack.
    pub async fn pack(&self, name: &str, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
        let name = name.to_owned();
        self.converted(Job::Rules { name }, bytes).await.map(|(pack, _)| pack)
    }

    async fn converted(&self, job: Job, bytes: &[u8]) -> Result<(Vec<u8>, bool), Refusal> {
        match self.read_by(job, bytes).await? {
            ReadList::Converted(bytes, checked) => Ok((bytes, checked)),
            ReadList::Revocation(_) => Err(Refusal::Missing),
        }
    }

    async fn read_by(&self, job: Job, bytes: &[u8]) -> Result<ReadList, Refusal> {
        match self.run(job, &Uint8Array::from(bytes)).await.ok_or(Refusal::Missing)? {
            (JobResult::Converted { checked }, attachment) => {
                let bytes: Uint8Array = attachment.dyn_into().map_err(|_| Refusal::Missing)?;
                Ok(ReadList::Converted(bytes.to_vec(), checked))
            }
            (JobResult::Revocation(lists), _) => Ok(ReadList::Revocation(lists)),
            (JobResult::Refused(why), _) => Err(Refusal::Because(why)),
            _ => Err(Refusal::Missing),
        }
    }

    /// Has the other worker take passes out of a file, or put cards together.
    pub async fn taken(&self, job: Job, attachment: &JsValue) -> Response {
        match self.run(job, attachment).await {
            Some((JobResult::Taken(taken), _)) => Response::Taken(taken),
            _ => Response::Failed(Failure::Missing),
        }
    }

    /// Has the other worker, which has the keyboard layouts, recover the text of a hardware scanner.
    pub async fn typed(&self, text: String) -> Response {
        match self.run(Job::Typed { text }, &JsValue::NULL).await {
            Some((JobResult::Typed(typed), _)) => Response::Typed(typed),
            _ => Response::Failed(Failure::Missing),
        }
    }

    /// Has the other worker read the codes of a picture; `None` if it cannot be loaded.
    pub async fn codes(&self, pixels: &ImageData) -> Option<Vec<Code>> {
        match self.run(Job::Picture, pixels).await? {
            (JobResult::Codes(codes), _) => {
                let codes = codes.into_iter().map(|code| Code::new(code.bytes, code.corners));
                Some(codes.collect())
            }
            _ => None,
        }
    }

    /// Has the other worker answer which certificates journeys require.
    pub async fn needs(&self, job: Job, pack: &JsValue) -> Response {
        match self.run(job, pack).await {
            Some((JobResult::Needs(answers), _)) => Response::Needs(answers),
            _ => Response::Failed(Failure::Missing),
        }
    }

    /// Has the other worker check if a pack of requirements may be used.
    pub async fn requirements(&self, job: Job, pack: &[u8]) -> Result<(), Refusal> {
        self.converted(job, pack).await.map(drop)
    }

    /// Judges again until no check is pending. `at` is the time of the check, milliseconds since 1970.
    pub async fn resolved(
        &self,
        at: f64,
        revocation: RevocationPlaces,
        judge: &dyn Fn(&DeferredChecks) -> Response,
    ) -> Response {
        // Each judgement has checks of its own: lists may know more by the next one, and others wait for theirs meanwhile.
        let deferred = DeferredChecks::default();
        for _ in 0..ROUNDS {
            let judged = judge(&deferred);
            let pending = deferred.take_pending();
            if pending.is_empty() {
                return judged;
            }
            for check in pending {
                let job = Job::Check {
                    check: check.clone(),
                    at,
                    revocation: revocation.clone(),
                };
                let result = match self.run(job, &JsValue::NULL).await {
                    Some((JobResult::Checked(result), _)) => Some(result),
                    // Without the lists a pass is judged all the same, and said to be unchecked.
                    _ => check.without_lists(),
                };
                match result {
                    Some(result) => deferred.resolve(check, result),
                    None => return Response::Failed(Failure::Missing),
                }
            }
        }
        Response::Failed(Failure::Missing)
    }

    async fn run(&self, job: Job, attachment: &JsValue) -> Option<(JobResult, JsValue)> {
        // On a slow network the other worker takes time to start, and the page must not take this one for dead.
        let busy = Rc::new(Cell::new(true));
        spawn_local({
            let busy = Rc::clone(&busy);
            async move {
                while busy.get() {
                    send(0, Response::KeepAlive);
                    sleep(SAY_EVERY_MS).await;
                }
            }
        });
        let done = self.part.run(job, attachment, false).await;
        busy.set(false);
        done
    }
}

/// A list that was read.
pub enum ReadList {
    /// The bytes of a trust list as a bundle, or of rules as a pack; true if a known publisher signed the file.
    Converted(Vec<u8>, bool),
    /// It is a revocation list, and kept beside these lists.
    Revocation(Vec<u8>),
}

/// Reason for not converting a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The other worker cannot be loaded.
    Missing,
    /// The file was refused, for this reason.
    Because(String),
}
