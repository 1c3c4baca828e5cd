//! Layers that do not come off.

use checkpost::wire::cbor::{Map, Value};
use checkpost_issuing::cbor::encode;
use checkpost_issuing::cose::Message;
use checkpost_issuing::hcert::{wrap, wrap_compressed};
use checkpost_issuing::specimen::damaged;
use miniz_oxide::deflate::compress_to_vec_zlib;

use super::{End, Mint, Vector, vaccinated, vector};

impl Mint {
    pub(super) fn damaged(&self) -> Vec<(String, Vector)> {
        let text = vaccinated().mint(&self.signer());
        let message = self.signed(&vaccinated().token());
        let (bytes, value) = (message.encode(), message.to_value());
        let compressed = compress_to_vec_zlib(&bytes, 9);
        let mut wrong_checksum = compressed.clone();
        if let Some(last) = wrong_checksum.last_mut() {
            *last ^= 1;
        }
        let followed = |bytes: &[u8]| [bytes, &[0]].concat();
        let three = Value::Array(
            value.as_array().map(|parts| parts.iter().take(3).cloned().collect()).unwrap_or_default(),
        );
        let nil_payload = Value::Array(vec![
            Value::Bytes(message.protected.clone()),
            Value::Map(Map::new()),
            Value::Null,
            Value::Bytes(message.signature.clone()),
        ]);
        let repeated = Message { protected: vec![0xA2, 0x01, 0x26, 0x01, 0x26], ..message.clone() };
        let other_tag = encode(&Value::Tag(17, Box::new(value)));
        let left_over = if (text.len() - 4).is_multiple_of(3) { "0" } else { "00" };
        let mut cases: Vec<_> = [
            ("lower_case", "D-B45", "Base45 in lower case.", "HC1:".to_owned() + &text[4..].to_lowercase()),
            (
                "group_out_of_range",
                "D-B45",
                "Three characters that stand for more than two bytes.",
                format!("HC1:GGW{}", &text[7..]),
            ),
            ("one_character_left", "D-B45", "One character is left over.", format!("{text}{left_over}")),
            ("character_altered", "D-ZIP", "One character in the middle is another.", damaged(&text)),
            (
                "cut_short",
                "D-ZIP",
                "The second half is missing.",
                text[..4 + (text.len() - 4) / 6 * 3].to_owned(),
            ),
            ("not_compressed", "D-ZIP", "The message stands without compression.", wrap_compressed(&bytes)),
            (
                "checksum_wrong",
                "D-ZIP",
                "The last byte of the compressed stream is another.",
                wrap_compressed(&wrong_checksum),
            ),
            (
                "bytes_after_stream",
                "D-ZIP",
                "A byte follows the compressed stream.",
                wrap_compressed(&followed(&compressed)),
            ),
            ("bomb", "D-BIG", "A megabyte of zeros, compressed.", wrap(&vec![0; 1 << 20])),
            ("nothing_behind_prefix", "D-ZIP", "Nothing follows the prefix.", "HC1:".to_owned()),
            ("bytes_after_message", "D-CBR", "A byte follows the message.", wrap(&followed(&bytes))),
            ("nested_too_deep", "D-CBR", "Ten thousand arrays in each other.", wrap(&[0x81; 10_000])),
            (
                "length_claimed",
                "D-CBR",
                "A byte string that claims to be 2^63 bytes long.",
                wrap(&[0x5B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
            ),
            (
                "header_repeated",
                "D-DUP",
                "The algorithm stands twice in the protected header.",
                wrap(&repeated.encode()),
            ),
            ("tag_of_another_message", "D-COS", "The tag of a COSE_Mac0.", wrap(&other_tag)),
            ("three_parts", "D-COS", "The message has no signature part.", wrap(&encode(&three))),
            ("payload_detached", "D-COS", "The payload is null.", wrap(&encode(&nil_payload))),
        ]
        .map(|(name, code, description, text)| {
            vector("hcert/damaged", name, description, &self.trust(), text, &End::AtParse(code))
        })
        .into();
        let mut oversized = vector(
            "hcert/damaged",
            "oversized",
            "More text than any code holds.",
            &self.trust(),
            text,
            &End::AtParse("D-LEN"),
        );
        oversized.1.zeros = 1 << 16;
        cases.push(oversized);
        cases
    }
}
