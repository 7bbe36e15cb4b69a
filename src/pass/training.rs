//! Training passes of the counter: ICVPs signed by a key that no authority has certified.
//!
//! Such a pass says so three times in what is signed: by a member of the statement, by the name of its centre, which
//! other verifiers show too, and by the country of its issuer. Each mark alone is enough.

use super::{Format, Pass};

/// Member of the statement that marks a training pass, whatever its value.
pub(crate) const TRAINING_MEMBER: &str = "training";
/// Begin of the name of the centre in a training pass.
pub(crate) const TRAINING_CENTRE: &str = "TRAINING";
/// Country of the issuer in a training pass: a code that ISO 3166-1 leaves to users.
pub(crate) const TRAINING_COUNTRY: &str = "XX";

/// True for the name of a centre that marks a training pass.
pub(crate) fn training_centre(name: &str) -> bool {
    name.starts_with(TRAINING_CENTRE)
}

/// True for a pass that has at least one mark.
pub(crate) fn is_training(pass: &Pass) -> bool {
    let centre = pass.content.facts.issuer_name.as_deref();
    pass.format == Format::ICVP
        && (pass.content.json.get(TRAINING_MEMBER).is_some()
            || centre.is_some_and(training_centre)
            || pass.claims.issuer.as_deref() == Some(TRAINING_COUNTRY))
}
