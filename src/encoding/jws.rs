//! Compact JWS (RFC 7515), decoded.

use super::base64url;
use serde_json::Value;

/// A decoded compact JWS whose signature is not verified.
#[derive(Debug)]
pub(crate) struct Jws {
    /// The protected header.
    pub header: serde_json::Map<String, Value>,
    /// The payload's bytes.
    pub payload: Vec<u8>,
    /// The signature's bytes.
    pub signature: Vec<u8>,
    /// Bytes that the signature covers.
    pub signed: Vec<u8>,
}

/// Reason for a text not being a JWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JwsError {
    /// Not three parts with dots between them.
    Shape,
    /// A part is not base64url.
    Base64,
    /// The header is not a JSON object.
    Header,
}

impl Jws {
    /// Decodes a compact JWS.
    pub(crate) fn parse(text: &str) -> Result<Self, JwsError> {
        let mut parts = text.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(JwsError::Shape);
        };
        let signed = text.as_bytes()[..header.len() + 1 + payload.len()].to_vec();
        let decode = |part| base64url(part).ok_or(JwsError::Base64);
        let (header, payload, signature) = (decode(header)?, decode(payload)?, decode(signature)?);
        let Ok(Value::Object(header)) = super::json::bounded(&header) else {
            return Err(JwsError::Header);
        };
        Ok(Self {
            header,
            payload,
            signature,
            signed,
        })
    }

    /// A text member of the header.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.header.get(name).and_then(Value::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jws_has_three_parts() {
        // {"alg":"ES256"}, {}, three bytes.
        let jws = Jws::parse("eyJhbGciOiJFUzI1NiJ9.e30.AQID").unwrap();
        assert_eq!(jws.text("alg"), Some("ES256"));
        assert_eq!(jws.payload, b"{}");
        assert_eq!(jws.signature, [1, 2, 3]);
        assert_eq!(jws.signed, b"eyJhbGciOiJFUzI1NiJ9.e30");
        for (text, fault) in [
            ("e30.e30", JwsError::Shape),
            ("e30.e30.e30.e30", JwsError::Shape),
            ("e30.e3=.e30", JwsError::Base64),
            ("W10.e30.e30", JwsError::Header),
            ("", JwsError::Shape),
        ] {
            assert_eq!(Jws::parse(text).err(), Some(fault), "{text}");
        }
    }
}
