//! Genuine passes that their issuer has revoked or suspended, or whose status only the issuer defines.

use checkpost::claims::Statement;
use checkpost::envelope::Format;
use checkpost::time::UnixTime;
use checkpost::trust::{
    Accept, RevokedPassesEntry, StatusListEntry, TrustFile, TrustStore, revocation_digest,
};
use checkpost::wire::base45;
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost_issuing::specimen::other_formats::{
    KEY_NAME, card, city_pass, disclosures, identity_token, nz_token, seal_data,
};
use checkpost_issuing::{certificate, claim169, hcert, jose, nzcp, sdjwt, shc, vdsnc};
use data_encoding::BASE64URL_NOPAD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use serde_json::json;

use super::{End, Mint, NOW, Vector, vaccinated, vector};

impl Mint {
    pub(super) fn revocation(&self) -> Vec<(String, Vector)> {
        let singly = [
            (Format::Hcert, "by its identifier", "URN:UVCI:01:XX:SPECIMEN1", self.certificate(None)),
            (Format::SmartHealthCard, "by its revocation identifier", "specimen-rid", self.health_card()),
            (Format::NzCovidPass, "by its token identifier", "SPECIMEN DEMO ID", self.nz_pass(None)),
            (Format::Claim169, "by its number", "DEMO-0001", self.identity(None)),
            (Format::VdsNc, "by its identifier", "SPECIMEN-0001", self.seal()),
            (Format::Jwt, "by its token identifier", "specimen-jti", self.token(None)),
            (Format::SdJwt, "by its token identifier", "specimen-jti", self.disclosed(None)),
            (Format::CityPass, "by its token identifier", "SPECIMEN", self.city_pass(None)),
        ];
        let singly = singly.map(|(format, name, mark, text)| {
            let trust = self.trust_with_revoked(format, &[revocation_digest(&[mark.as_bytes()])]);
            let end = End::AtRules("W-REV");
            vector(&folder(format), &name.replace(' ', "_"), "Withdrawn, one among few.", &trust, text, &end)
        });
        let text = self.certificate(None);
        let signature = hcert_signature(&text);
        let of_certificate = [
            ("by_issuer_and_identifier", revocation_digest(&[b"XX", b"URN:UVCI:01:XX:SPECIMEN1"])),
            ("by_the_first_half_of_its_signature", revocation_digest(&[&signature[..32]])),
        ]
        .map(|(name, digest)| {
            let trust = self.trust_with_revoked(Format::Hcert, &[digest]);
            let end = End::AtRules("W-REV");
            vector("hcert/withdrawn", name, "As the EU gateway names it.", &trust, text.clone(), &end)
        });
        let other_containers = [Format::HcertExemption, Format::HcertLight].map(|format| {
            let text = self.other_container(format);
            let trust =
                self.trust_with_revoked(format, &[revocation_digest(&[&hcert_signature(&text)[..32]])]);
            let end = End::AtRules("W-REV");
            vector(&folder(format), "by_the_first_half_of_its_signature", "Withdrawn.", &trust, text, &end)
        });
        let whole = self.trust_with_revoked(Format::Hcert, &[revocation_digest(&[&signature])]);
        let whole = vector(
            "hcert/withdrawn",
            "whole_signature_hashed",
            "A list that hashes all of the signature names nothing: anybody can change the second half.",
            &whole,
            self.certificate(None),
            &End::Admitted,
        );
        let listed: [(Format, &dyn Fn(u64) -> String); 6] = [
            (Format::Hcert, &|index| self.certificate(Some(index))),
            (Format::NzCovidPass, &|index| self.nz_pass(Some(index))),
            (Format::Claim169, &|index| self.identity(Some(index))),
            (Format::Jwt, &|index| self.token(Some(index))),
            (Format::SdJwt, &|index| self.disclosed(Some(index))),
            (Format::CityPass, &|index| self.city_pass(Some(index))),
        ];
        let listed = listed.into_iter().flat_map(|(format, text)| {
            let (here, none) = (self.with_list(format), self.keys_of(format));
            STANDINGS
                .map(|(name, index, end, description)| {
                    vector(&folder(format), name, description, &here, text(index), &end)
                })
                .into_iter()
                .chain([vector(
                    &folder(format),
                    "status_list_not_here",
                    "The list that it names is not in the trust file: told with the admission.",
                    &none,
                    text(1),
                    &End::Admitted,
                )])
                .collect::<Vec<_>>()
        });
        let disguised = self.disguised();
        singly
            .into_iter()
            .chain(of_certificate)
            .chain(other_containers)
            .chain([whole])
            .chain(listed)
            .chain(disguised)
            .collect()
    }

    /// Revoked passes presented in another format of their container, and one whose times disagree.
    fn disguised(&self) -> Vec<(String, Vector)> {
        let of = |shown: Format, listed: Format, before: Option<UnixTime>, mark: &str| {
            let mut file = TrustFile::from_store(&self.keys_of(shown));
            file.add_revoked_passes(RevokedPassesEntry {
                format: listed.name().to_owned(),
                key_id: None,
                before,
                digests: BASE64URL_NOPAD.encode(&revocation_digest(&[mark.as_bytes()])),
            });
            file.into_store(Accept::Demonstration).expect("the file is one")
        };
        let mut late = claims(None);
        late.insert("iat".to_owned(), json!(NOW.0 - 100));
        late.insert("nbf".to_owned(), json!(NOW.0 - 10));
        let header = jose::header([("alg", "ES256"), ("kid", KEY_NAME)]);
        let late = jose::sign(header, serde_json::Value::Object(late).to_string().as_bytes(), &self.key);
        let before = Some(NOW.plus_seconds(-50));
        [
            (
                "a_token_shown_as_selective",
                "Withdrawn as a token, and shown with a mark at its end.",
                Format::SdJwt,
                of(Format::SdJwt, Format::Jwt, None, "specimen-jti"),
                self.token(None) + "~",
            ),
            (
                "a_certificate_under_another_prefix",
                "Withdrawn as a certificate, and shown under the prefix of another kind.",
                Format::HcertExemption,
                of(Format::HcertExemption, Format::Hcert, None, "URN:UVCI:01:XX:SPECIMEN1"),
                self.certificate(None).replacen("HC1:", "AT1:", 1),
            ),
            (
                "issued_before_it_begins",
                "Early ones are withdrawn, and it was issued early and begins late.",
                Format::Jwt,
                of(Format::Jwt, Format::Jwt, before, "specimen-jti"),
                late,
            ),
        ]
        .map(|(name, description, format, trust, text)| {
            vector(&folder(format), name, description, &trust, text, &End::AtRules("W-REV"))
        })
        .into()
    }

    /// The format's keys, and these passes revoked.
    pub(super) fn trust_with_revoked(&self, format: Format, digests: &[[u8; 16]]) -> TrustStore {
        let mut file = TrustFile::from_store(&self.keys_of(format));
        let others = [revocation_digest(&[b"another"]), revocation_digest(&[b"a third"])];
        file.add_revoked_passes(RevokedPassesEntry {
            format: format.name().to_owned(),
            key_id: None,
            before: None,
            digests: BASE64URL_NOPAD.encode(&[digests, &others].concat().concat()),
        });
        file.into_store(Accept::Demonstration).expect("the file is one")
    }

    /// The format's keys and a list of two bits: valid, revoked, suspended, application-specific.
    fn with_list(&self, format: Format) -> TrustStore {
        let mut file = TrustFile::from_store(&self.keys_of(format));
        let list = StatusListEntry {
            uri: LIST.to_owned(),
            issued: None,
            expires: None,
            bits: 2,
            entries: BASE64URL_NOPAD.encode(&compress_to_vec_zlib(&[0b1110_0100], 9)),
        };
        file.add_status_list(list, UnixTime(0)).expect("the first of its address");
        file.into_store(Accept::Demonstration).expect("the file is one")
    }

    fn stating(&self, mut token: Map, index: Option<u64>) -> Vec<u8> {
        if let Some(index) = index {
            let list = Map::from([
                (Key::from("idx"), Value::Integer(index.into())),
                (Key::from("uri"), Value::Text(LIST.to_owned())),
            ]);
            let status = Map::from([(Key::from("status_list"), Value::Map(list))]);
            token.insert(Key::Integer(65_535), Value::Map(status));
        }
        self.signed(&token).encode()
    }

    fn certificate(&self, index: Option<u64>) -> String {
        hcert::wrap(&self.stating(vaccinated().token(), index))
    }

    fn other_container(&self, format: Format) -> String {
        let mut pass = vaccinated();
        pass.statements = if format == Format::HcertLight { Vec::new() } else { vec![Statement::Exemption] };
        let prefix = if format == Format::HcertLight { "LT1:" } else { "AT1:" };
        hcert::wrap(&self.stating(pass.token(), None)).replacen("HC1:", prefix, 1)
    }

    fn nz_pass(&self, index: Option<u64>) -> String {
        nzcp::wrap(&self.stating(nz_token(NOW), index))
    }

    fn identity(&self, index: Option<u64>) -> String {
        claim169::wrap(&self.stating(identity_token(NOW), index))
    }

    fn city_pass(&self, index: Option<u64>) -> String {
        format!("CP1:{}", base45::encode(&self.stating(city_pass(NOW).token(), index)))
    }

    fn health_card(&self) -> String {
        let mut card = card(NOW);
        card["vc"]["rid"] = json!("specimen-rid");
        shc::mint(&card, &self.key, KEY_NAME)
    }

    fn seal(&self) -> String {
        let certificate =
            certificate::self_signed(&self.key, "Demonstration").expect("the key has a public form");
        vdsnc::mint(&seal_data(NOW), &certificate, &self.key).expect("the data has a canonical form")
    }

    fn token(&self, index: Option<u64>) -> String {
        let header = jose::header([("alg", "ES256"), ("kid", KEY_NAME)]);
        jose::sign(header, serde_json::Value::Object(claims(index)).to_string().as_bytes(), &self.key)
    }

    fn disclosed(&self, index: Option<u64>) -> String {
        sdjwt::mint(claims(index), &disclosures(), &self.key, KEY_NAME)
    }
}

fn claims(index: Option<u64>) -> serde_json::Map<String, serde_json::Value> {
    let mut claims = super::named_claims().as_object().cloned().unwrap_or_default();
    claims.insert("jti".to_owned(), json!("specimen-jti"));
    if let Some(index) = index {
        claims.insert("status".to_owned(), json!({ "status_list": { "idx": index, "uri": LIST } }));
    }
    claims
}

/// The signature of a message that is as it was minted: its last 64 bytes.
fn hcert_signature(text: &str) -> Vec<u8> {
    let compressed = base45::decode(&text.as_bytes()[4..]).expect("it was just made");
    let message = miniz_oxide::inflate::decompress_to_vec_zlib(&compressed).expect("it was just made");
    message[message.len() - 64..].to_vec()
}

fn folder(format: Format) -> String {
    format!("{}/withdrawn", format.name())
}

const LIST: &str = "https://city.example/status/1";
const STANDINGS: [(&str, u64, End, &str); 5] = [
    ("status_good", 0, End::Admitted, "Its entry in the status list is 0."),
    ("status_withdrawn", 1, End::AtRules("W-REV"), "Its entry is 1, withdrawn."),
    ("status_suspended", 2, End::AtRules("W-SUS"), "Its entry is 2, suspended."),
    (
        "status_of_its_own",
        3,
        End::IndeterminateAtRules("W-UNK"),
        "Its entry is 3, which only the issuer understands.",
    ),
    (
        "status_beyond_the_list",
        4,
        End::IndeterminateAtRules("W-UNK"),
        "The list has no entry of that number.",
    ),
];
