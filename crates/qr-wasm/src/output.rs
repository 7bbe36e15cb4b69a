//! Results as plain JavaScript objects, with the TypeScript types of `types.d.ts`.

use greengate_qr::{Code, Hint, ScanResult, StructuredAppend};
use serde::{Serialize, Serializer};
use serde_wasm_bindgen::Serializer as JsSerializer;
use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

#[derive(Serialize)]
struct CodeObject<'a> {
    text: Option<&'a str>,
    #[serde(serialize_with = "as_bytes")]
    bytes: &'a [u8],
    corners: [(f32, f32); 4],
    #[serde(rename = "structuredAppend")]
    structured_append: Option<StructuredAppend>,
}

#[derive(Serialize)]
struct ResultObject<'a> {
    codes: Vec<CodeObject<'a>>,
    sighted: Option<[(f32, f32); 4]>,
    hint: Option<Hint>,
}

/// A `ScanResult` of `types.d.ts`.
pub fn of_result(result: &ScanResult) -> Result<JsValue, JsError> {
    object(&ResultObject {
        codes: result.codes.iter().map(code).collect(),
        sighted: result.sighted,
        hint: result.hint,
    })
}

/// An array of `Code` of `types.d.ts`.
pub fn of_codes(codes: &[Code]) -> Result<JsValue, JsError> {
    object(&codes.iter().map(code).collect::<Vec<_>>())
}

fn code(code: &Code) -> CodeObject<'_> {
    CodeObject {
        text: code.text(),
        bytes: &code.bytes,
        corners: code.corners,
        structured_append: code.structured_append,
    }
}

fn object(value: &impl Serialize) -> Result<JsValue, JsError> {
    let with_null = JsSerializer::new().serialize_missing_as_null(true);
    Ok(value.serialize(&with_null)?)
}

fn as_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{
        Deserialize,
        de::{IntoDeserializer, value::Error, value::StrDeserializer},
    };

    /// Names of the type `Hint` in `types.d.ts`.
    fn names() -> Vec<&'static str> {
        let (_, after) = include_str!("types.d.ts").split_once("export type Hint =").unwrap();
        let (union, _) = after.split_once(';').unwrap();
        union.split('"').skip(1).step_by(2).collect()
    }

    #[test]
    fn every_hint_has_its_type() {
        let hint = |name: &'static str| -> Result<Hint, Error> {
            let deserializer: StrDeserializer<'_, Error> = name.into_deserializer();
            Hint::deserialize(deserializer)
        };
        let mut hints: Vec<Hint> = names().into_iter().map(|name| hint(name).unwrap()).collect();
        hints.dedup();
        // A new hint has to be counted here.
        let count = match Hint::Closer {
            Hint::Closer | Hint::Farther | Hint::HoldStill | Hint::MoreLight | Hint::Glare => 5,
        };
        assert_eq!(hints.len(), count);
    }
}
