//! Training passes of the counter: ICVPs signed by a key that no authority has certified.
//!
//! Such a pass says so three times in what is signed: by a member of the statement, by the name of its centre, which
//! other verifiers show too, and by the country of its issuer. Each mark alone is enough.

use super::{Format, Pass};
use serde_json::Value;

/// Member of the statement that marks a training pass, unless it is `false` or `null`.
pub(crate) const TRAINING_MEMBER: &str = "training";
/// Name of the centre in a training pass, alone or before a colon, a space and the name that was typed.
pub(crate) const TRAINING_CENTRE: &str = "TRAINING";
/// Country of the issuer in a training pass: a code that ISO 3166-1 leaves to users.
pub(crate) const TRAINING_COUNTRY: &str = "XX";

/// True for the name of a centre that marks a training pass. One that merely begins with the word is a name like any
/// other: there are training hospitals.
pub(crate) fn training_centre(name: &str) -> bool {
    name.strip_prefix(TRAINING_CENTRE)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(": "))
}

/// True for a pass that has at least one mark.
pub(crate) fn is_training(pass: &Pass) -> bool {
    let centre = pass.content.facts.issuer_name.as_deref();
    let member = pass.content.json.get(TRAINING_MEMBER);
    pass.format == Format::ICVP
        && (member.is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)))
            || centre.is_some_and(training_centre)
            || pass.claims.issuer.as_deref() == Some(TRAINING_COUNTRY))
}

#[cfg(test)]
mod tests {
    use crate::{
        issue::{Issuer, IssuerOptions, PassOptions, Person, issue},
        pass::{Format, Kind},
        trust::TrustList,
        verdict::{Context, Reason, Report, judge},
    };
    use serde_json::{Value, json};
    use time::{OffsetDateTime, macros::datetime};

    const AT: OffsetDateTime = datetime!(2026-11-28 10:00 UTC);

    /// An ICVP of a real issuer's key with this centre, and with the member `training` if it has a value.
    fn judged(centre: &str, member: Option<Value>) -> Report {
        let person = Person::sample(0);
        let mut statement = json!({
            "n": person.full_name(), "dob": person.birth_date, "s": "X", "nt": "UTO", "v": "1.0",
            "vx": {"vp": "YellowFeverProductd8a09f80301dc05e124f99ffe7711fc0", "dt": "2025-10-24", "bo": "LOT 607",
                   "is": centre},
        });
        if let Some(value) = member {
            statement["training"] = value;
        }
        let mut options = PassOptions::new(Kind::Vaccination, 0, AT);
        options.format = Format::ICVP;
        options.statement = Some(statement);
        let made = issue(&Issuer::new(&IssuerOptions::demo(AT)).unwrap(), &options).unwrap();
        let mut entry = made.trust[0].clone();
        entry["environment"] = "production".into();
        let trust = TrustList::from_json(json!([entry]), "list").unwrap();
        judge(&made.text, &Context::new(&trust, AT))
    }

    #[test]
    fn passes_of_other_issuers_stay_authentic() {
        for centre in [
            "Institute",
            "TRAINING AND RESEARCH HOSPITAL",
            "TRAINING-HOSPITAL",
            "TRAINING:HOSPITAL",
            "TRAININGS",
            "Ankara TRAINING: Hospital",
        ] {
            for member in [None, Some(Value::Null), Some(Value::Bool(false))] {
                let report = judged(centre, member.clone());
                assert!(
                    report.authentic && report.is_valid(),
                    "{centre} {member:?}: {:?}",
                    report.detail
                );
            }
        }
    }

    #[test]
    fn what_a_training_desk_writes_is_a_mark() {
        let member = |value: Value| ("Institute", Some(value));
        for (centre, member) in [
            ("TRAINING", None),
            (" TRAINING ", None),
            ("TRAINING: Institute", None),
            ("TRAINING: Institute", Some(Value::Bool(false))),
            member("TRAINING".into()),
            member(true.into()),
            member("".into()),
            member(0.into()),
        ] {
            let report = judged(centre, member.clone());
            assert_eq!(report.reason, Some(Reason::WrongKeyUsage), "{centre} {member:?}");
            assert!(!report.authentic && !report.conclusion.is_go(), "{centre} {member:?}");
        }
    }
}
