//! Questions that a build without the feature `lists` leaves to one that has it.
//!
//! The page's worker is loaded by every phone at its first visit, and hardly ever meets a key
//! that is not on P-256, or a certificate (bundles hold bare keys). What reads and checks those
//! is a module of its own, which is asked: a judgement that needs an answer it does not have
//! leaves the question [`unanswered`], comes to nothing, and is made again when the answer was
//! [`learn`]ed. Both modules are this crate, so that an answer is what the other would have
//! found itself.

use super::{
    Certificate, CertificateError,
    key::{Form, Scheme},
};
use serde::{Deserialize, Serialize};

/// What is asked.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Question(Of);

#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum Of {
    /// Whether the signature is the key's.
    Signature {
        key: Form,
        scheme: Scheme,
        message: Vec<u8>,
        signature: Vec<u8>,
    },
    /// What stands in the certificate.
    Certificate(Vec<u8>),
}

/// What the answer is.
#[derive(Clone, Serialize, Deserialize)]
pub struct Answer(To);

#[derive(Clone, Serialize, Deserialize)]
enum To {
    Signature(bool),
    Certificate(Result<Box<Certificate>, Unread>),
}

/// Why a certificate was not read, as far as a verdict depends on it.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum Unread {
    TooLarge,
    Key,
    Broken,
}

#[cfg(feature = "lists")]
impl From<CertificateError> for Unread {
    fn from(error: CertificateError) -> Self {
        match error {
            CertificateError::TooLarge => Self::TooLarge,
            error if error.is_unread_key() => Self::Key,
            _ => Self::Broken,
        }
    }
}

#[cfg(not(feature = "lists"))]
impl From<Unread> for CertificateError {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::TooLarge => Self::TooLarge,
            Unread::Key => Self::UnsupportedKey,
            Unread::Broken => Self::Der,
        }
    }
}

// Without personal data in it.
impl std::fmt::Debug for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.0 {
            Of::Signature { .. } => "Signature",
            Of::Certificate(_) => "Certificate",
        })
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match &self.0 {
            To::Signature(_) => "Signature",
            To::Certificate(_) => "Certificate",
        })
    }
}

#[cfg(feature = "lists")]
impl Question {
    /// Answers it.
    #[must_use]
    pub fn answer(&self) -> Answer {
        Answer(match &self.0 {
            Of::Signature {
                key,
                scheme,
                message,
                signature,
            } => To::Signature(super::PublicKey::unchecked(key.clone()).checks(*scheme, message, signature)),
            Of::Certificate(der) => To::Certificate(Certificate::read(der).map(Box::new).map_err(Unread::from)),
        })
    }
}

#[cfg(not(feature = "lists"))]
pub(super) use asking::{Other, certificate};
#[cfg(not(feature = "lists"))]
pub use asking::{learn, unanswered};

#[cfg(not(feature = "lists"))]
mod asking {
    use super::{Answer, Certificate, CertificateError, Form, Of, Question, Scheme, To};
    use crate::trust::key::Curve;
    use std::{cell::RefCell, collections::HashMap};

    #[derive(Default)]
    struct Held {
        /// Answers, and whether the last judgement needed them.
        known: HashMap<Question, (Answer, bool)>,
        open: Vec<Question>,
    }

    thread_local! {
        static HELD: RefCell<Held> = RefCell::default();
    }

    fn ask(question: Question) -> Option<Answer> {
        HELD.with_borrow_mut(|held| {
            if let Some((answer, needed)) = held.known.get_mut(&question) {
                *needed = true;
                return Some(answer.clone());
            }
            if !held.open.contains(&question) {
                held.open.push(question);
            }
            None
        })
    }

    /// The questions that the last judgement could not do without: where there are any, what it
    /// came to counts for nothing. Where there are none, answers that it did not need are
    /// forgotten, so that nothing is remembered of a pass that is no longer looked at.
    #[must_use]
    pub fn unanswered() -> Vec<Question> {
        HELD.with_borrow_mut(|held| {
            if held.open.is_empty() {
                held.known.retain(|_, (_, needed)| std::mem::take(needed));
            }
            std::mem::take(&mut held.open)
        })
    }

    /// Takes an answer for the judgement that is made again.
    pub fn learn(question: Question, answer: Answer) {
        HELD.with_borrow_mut(|held| held.known.insert(question, (answer, true)));
    }

    /// What stands in a certificate.
    pub(in crate::trust) fn certificate(der: &[u8]) -> Result<Certificate, CertificateError> {
        match ask(Question(Of::Certificate(der.to_vec()))) {
            Some(Answer(To::Certificate(read))) => read.map(|certificate| *certificate).map_err(CertificateError::from),
            _ => Err(CertificateError::Der),
        }
    }

    /// A key that the other build makes ready.
    #[derive(Clone)]
    pub(in crate::trust) struct Other(Form);

    impl Other {
        pub(in crate::trust) fn of(form: &Form) -> Option<Self> {
            (!matches!(form, Form::P256(_) | Form::Absent)).then(|| Self(form.clone()))
        }

        /// Bundles name points by their form, and nothing else gives any here.
        pub(in crate::trust) const fn from_sec1(_: Curve, _: &[u8]) -> Result<(Form, Self), CertificateError> {
            Err(CertificateError::UnsupportedKey)
        }

        pub(in crate::trust) fn checks(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
            let question = Question(Of::Signature {
                key: self.0.clone(),
                scheme,
                message: message.to_vec(),
                signature: signature.to_vec(),
            });
            matches!(ask(question), Some(Answer(To::Signature(true))))
        }
    }
}
