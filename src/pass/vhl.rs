//! Verifiable health links in HCERT claim 5 (IHE VHL, after SMART Health Links): a signed address of records on a
//! server. A link attests nothing itself, and nothing here opens it.

use super::{Claims, Content, Decoder, Facts, FormatInfo, hcert, recognise::host_of, schema::shown};
use crate::{
    encoding::{base64_lenient, json},
    limits::MAX_NAME,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

/// Not one of the formats: what has it is no pass.
pub(super) static FORMAT: FormatInfo = FormatInfo {
    name: "vhl",
    domain: "VHL",
    has_rules: false,
    recognises: hcert::recognises,
};

pub(super) const DECODER: Decoder = Decoder::Hcert {
    claims: &[5],
    expires: false,
    content,
};

/// Flags: for long-term use, protected by a passcode, a single file.
const FLAGS: &str = "LPU";

/// What a signed health link says of itself, as far as it can be read. Its full address and its key, which open the
/// records, are not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HealthLink {
    /// Host of the server.
    pub host: Option<String>,
    /// Letters of the flags: `L` long-term, `P` passcode, `U` a single file.
    pub flags: String,
    /// Name of the records.
    pub label: Option<String>,
    /// End of the link.
    #[serde(with = "crate::encoding::instant::option")]
    pub expires_at: Option<OffsetDateTime>,
    /// True if a trusted key made the signature, false if it is wrong, `None` if the issuer is not known.
    pub verified: Option<bool>,
}

fn content(json: Value, _: &Claims) -> Content {
    Content {
        json: Value::Null,
        kinds: Vec::new(),
        facts: Facts {
            link: Some(link(&json).unwrap_or_default()),
            ..Facts::default()
        },
        check: |_| Ok(()),
        identifiers: Vec::new(),
        holds: (None, None),
    }
}

/// Reads a link in its three forms: the text `vhlink:/…` or `shlink:/…`, a map `{"u": text}`, a list of either.
fn link(json: &Value) -> Option<HealthLink> {
    let first = json.get(0).unwrap_or(json);
    let text = first.get("u").unwrap_or(first).as_str()?;
    // The address of a viewer may stand before it, and some issuers write two slashes.
    let (_, packed) = text.split_once("link:/")?;
    let link = json::parse(&base64_lenient(packed.trim_start_matches('/'))?).ok()?;
    let text = |key: &str| shown(Some(&link), key);
    let flags = text("flag").unwrap_or_default();
    Some(HealthLink {
        host: text("url").map(|url| host_of(&url)),
        flags: FLAGS.chars().filter(|flag| flags.contains(*flag)).collect(),
        label: text("label").filter(|label| label.chars().count() <= MAX_NAME),
        expires_at: link
            .get("exp")
            .and_then(Value::as_f64)
            .and_then(|end| hcert::time(end).0),
        verified: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64ct::{Base64, Base64UrlUnpadded, Encoding};
    use serde_json::json;
    use time::macros::datetime;

    fn members() -> Value {
        json!({"url": "https://records.example:8182/v2/manifests/b13c", "flag": "PL", "exp": 1_760_140_221,
            "key": "rxTgYlOaKJPFtcEd0qcceN8wEU4p94SqAwIWQe6uX7Q", "label": "Back-pack", "v": 1})
    }

    #[test]
    fn all_forms_of_a_link_say_the_same() {
        let packed = Base64UrlUnpadded::encode_string(members().to_string().as_bytes());
        let padded = Base64::encode_string(members().to_string().as_bytes());
        let end = datetime!(2025-10-10 23:50:21 UTC);
        for form in [
            json!(format!("vhlink:/{packed}")),
            json!(format!("shlink:/{packed}")),
            json!({"u": format!("shlink:/{packed}")}),
            json!([{"u": format!("shlink://{padded}")}]),
            json!([format!("https://viewer.example/#vhlink:/{packed}")]),
        ] {
            let link = link(&form).unwrap();
            assert_eq!(link.host.as_deref(), Some("records.example"));
            assert_eq!((link.flags.as_str(), link.label.as_deref()), ("LP", Some("Back-pack")));
            assert_eq!((link.expires_at, link.verified), (Some(end), None));
        }
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let of = |members: &Value| {
            let packed = Base64UrlUnpadded::encode_string(members.to_string().as_bytes());
            link(&json!(format!("vhlink:/{packed}"))).unwrap()
        };
        assert_eq!(of(&json!({})), HealthLink::default());
        let odd = json!({"url": 5, "flag": "XYZ", "label": "x".repeat(MAX_NAME + 1), "exp": "soon"});
        assert_eq!(of(&odd), HealthLink::default());
        let mut milliseconds = members();
        milliseconds["exp"] = json!(1_760_140_221_000_u64);
        assert_eq!(of(&milliseconds).expires_at, of(&members()).expires_at);
        for none in [
            json!(null),
            json!(7),
            json!([]),
            json!({}),
            json!("vhlink:"),
            json!("vhlink:/%"),
            json!("vhlink:/AAAA"),
        ] {
            assert_eq!(link(&none), None, "{none}");
        }
        // No secret is kept.
        let content = content(json!("vhlink:/AAAA"), &Claims::default());
        assert_eq!(content.json, Value::Null);
    }
}
