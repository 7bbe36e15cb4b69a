//! The proof of a DID document of WHO's GDHCN: JsonWebSignature2020 over the document's RDF dataset in canonical form
//! (URDNA2015).
//!
//! The documents use three JSON-LD contexts and a dozen terms, so their quads are written directly: every node but the
//! proof is named, and the canonical form of named nodes is their sorted N-Quads. A document with any other content
//! does not verify and is refused.

use super::field;
use crate::{
    encoding::{base64url, json::canonical},
    trust::{
        Pin,
        key::{Hash, Scheme},
    },
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

const SECURITY: &str = "https://w3id.org/security#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// Start and end of the IRIs of the network's own terms, for each context that it has used.
const VALUE_SETS: [(&str, &[(&str, &str)]); 4] = [
    (
        "https://smart.who.int/trust/tng-context/v1-DEV.jsonld",
        &[("https://smart.who.int/trust/", "-DEV.jsonld")],
    ),
    (
        "https://smart.who.int/trust/tng-context/v1-UAT.jsonld",
        &[("https://smart.who.int/trust/", "-UAT.jsonld")],
    ),
    (
        "https://smart.who.int/trust/tng-context/v1.jsonld",
        &[
            ("https://smart.who.int/trust/", ".jsonld"),
            ("https://worldhealthorganization.github.io/smart-trust/", ".jsonld"),
        ],
    ),
    ("", &[("", "")]),
];
const TERMS: [(&str, &str); 3] = [
    ("domain", "Domains"),
    ("participant", "Participants"),
    ("keyusage", "KeyUsage"),
];

/// True if one of the pinned keys signed the document.
pub(super) fn verifies(document: &Value, pins: &[Pin]) -> bool {
    let verifies = || -> Option<bool> {
        let proof = document.get("proof")?;
        let jws = field(proof, "jws")?;
        let (header, signature) = jws.split_once("..")?;
        let parsed: Value = crate::encoding::json::bounded(&base64url(header)?).ok()?;
        // RFC 7797: the payload is not base64-encoded and is detached from the signature.
        if field(&parsed, "alg") != Some("ES256") || parsed.get("b64") != Some(&Value::Bool(false)) {
            return Some(false);
        }
        let signature = base64url(signature)?;
        let proof = Sha256::digest(join(proof_quads(proof)?));
        let contexts = document.get("@context")?.as_array()?;
        let own = contexts
            .iter()
            .filter_map(Value::as_str)
            .find(|c| c.contains("tng-context"));
        let (_, ways) = VALUE_SETS
            .iter()
            .find(|(context, _)| *context == own.unwrap_or_default())?;
        Some(ways.iter().any(|(start, end)| {
            let Some(quads) = document_quads(document, start, end) else {
                return false;
            };
            let digest = Sha256::digest(join(quads));
            let signed = [header.as_bytes(), b".", &proof, &digest].concat();
            // Signatures are in DER since the network's second version, and raw before.
            pins.iter().any(|pin| {
                [Scheme::EcdsaDer(Hash::Sha256), Scheme::Ecdsa(Hash::Sha256)]
                    .into_iter()
                    .any(|scheme| pin.public().verify(scheme, &signed, &signature))
            })
        }))
    };
    verifies().unwrap_or(false)
}

/// Joins the sorted N-Quads, each once.
fn join(quads: BTreeSet<String>) -> String {
    quads.into_iter().collect()
}

fn iri(text: &str) -> Option<String> {
    // A character that ends an IRI early would make one quad look like another.
    let clean = !text.chars().any(|c| c <= ' ' || "<>\"{}|^`\\".contains(c));
    clean.then(|| format!("<{text}>"))
}

fn literal(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
        .replace('\r', "\\r");
    format!("\"{escaped}\"")
}

fn quad(subject: &str, predicate: &str, object: &str) -> String {
    format!("{subject} <{predicate}> {object} .\n")
}

fn security(term: &str) -> String {
    format!("{SECURITY}{term}")
}

fn proof_quads(proof: &Value) -> Option<BTreeSet<String>> {
    const NODE: &str = "_:c14n0";
    let created = format!(
        "{}^^<http://www.w3.org/2001/XMLSchema#dateTime>",
        literal(field(proof, "created")?)
    );
    if field(proof, "type") != Some("JsonWebSignature2020") || field(proof, "proofPurpose") != Some("assertionMethod") {
        return None;
    }
    let mut quads = BTreeSet::from([
        quad(NODE, "http://purl.org/dc/terms/created", &created),
        quad(NODE, &format!("{RDF}type"), &iri(&security("JsonWebSignature2020"))?),
        quad(NODE, &security("proofPurpose"), &iri(&security("assertionMethod"))?),
        quad(
            NODE,
            &security("verificationMethod"),
            &iri(field(proof, "verificationMethod")?)?,
        ),
    ]);
    if let Some(nonce) = field(proof, "nonce") {
        quads.insert(quad(NODE, &security("nonce"), &literal(nonce)));
    }
    Some(quads)
}

fn document_quads(document: &Value, start: &str, end: &str) -> Option<BTreeSet<String>> {
    let node = iri(field(document, "id")?)?;
    let mut quads = BTreeSet::new();
    if let Some(controller) = field(document, "controller") {
        quads.insert(quad(&node, &security("controller"), &iri(controller)?));
    }
    for method in document.get("verificationMethod")?.as_array()? {
        if let Some(reference) = method.as_str() {
            quads.insert(quad(&node, &security("verificationMethod"), &iri(reference)?));
            continue;
        }
        let key = iri(field(method, "id")?)?;
        quads.insert(quad(&node, &security("verificationMethod"), &key));
        quads.insert(quad(
            &key,
            &format!("{RDF}type"),
            &iri(&security(field(method, "type")?))?,
        ));
        if let Some(controller) = field(method, "controller") {
            quads.insert(quad(&key, &security("controller"), &iri(controller)?));
        }
        let jwk = literal(&canonical(method.get("publicKeyJwk")?));
        quads.insert(quad(&key, &security("publicKeyJwk"), &format!("{jwk}^^<{RDF}JSON>")));
        // Without the network's own context, its terms mean nothing and are left out.
        for (term, set) in TERMS.iter().filter(|_| !start.is_empty()) {
            let Some(code) = method.get(*term).and_then(|value| field(value, "code")) else {
                continue;
            };
            let set = format!("{start}ValueSet-{set}{end}");
            let value = format!("{set}#{}", code.trim_start_matches('#'));
            quads.insert(quad(&key, &set, &iri(&value)?));
        }
    }
    Some(quads)
}
