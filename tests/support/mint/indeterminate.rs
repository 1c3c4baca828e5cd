//! Passes whose verdict is indeterminate, and codes that are no pass.

use checkpost::signature::PublicKey;
use checkpost::time::{SECONDS_PER_DAY, UnixTime};
use checkpost::trust::{TrustStore, TrustedKey};
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost::wire::registry::algorithm;
use checkpost_issuing::cose::Signer;
use checkpost_issuing::hcert::wrap;
use checkpost_issuing::specimen::OTHER_KEY_ID;

use super::{End, Mint, NOW, Vector, store, vaccinated, vector};

impl Mint {
    pub(super) fn indeterminate(&self) -> Vec<(String, Vector)> {
        let text = vaccinated().mint(&self.signer());
        let stranger = vaccinated().mint(&Signer { key: &self.other, key_id: OTHER_KEY_ID });
        let message = self.signed(&vaccinated().token());
        let only_algorithm = Map::from([(Key::Integer(1), Value::Integer(algorithm::ES256))]);
        let nameless = self.signer().sign_under(&only_algorithm, Map::new(), message.payload);
        let plain = self.trust();
        let of_tomorrow = store(vec![self.demonstration_key()], UnixTime(NOW.0 + SECONDS_PER_DAY));
        let unsupported = TrustedKey { public_key: PublicKey::Unsupported, ..self.demonstration_key() };
        let known = |name, description, text: &str| {
            let end = End::IndeterminateAtParse("F-CHK");
            vector("recognised", name, description, &plain, text.to_owned(), &end)
        };
        let other = |name, description, text: &str| {
            vector("recognised", name, description, &plain, text.to_owned(), &End::AtParse("P-NOT"))
        };
        let indeterminate = |name, code, description, trust: &TrustStore, text: &str| {
            vector(
                "hcert/doubt",
                name,
                description,
                trust,
                text.to_owned(),
                &End::IndeterminateAtVerify(code),
            )
        };
        vec![
            indeterminate("issuer_unknown", "I-UNK", "Nobody here knows the key.", &plain, &stranger),
            indeterminate(
                "key_identifier_missing",
                "I-UNK",
                "No header names a key.",
                &plain,
                &wrap(&nameless.encode()),
            ),
            indeterminate("no_keys", "I-NOK", "The trust file is empty.", &store(vec![], NOW), &text),
            indeterminate(
                "key_unsupported",
                "K-ALG",
                "The issuer's key is of a kind not computed with here.",
                &store(vec![unsupported], NOW),
                &text,
            ),
            vector(
                "hcert/doubt",
                "clock_before_keys",
                "The clock shows a moment before the keys were published.",
                &of_tomorrow,
                text,
                &End::IndeterminateAtRules("C-CLK"),
            ),
            known(
                "health_link",
                "A link to health records.",
                "shlink:/eyJ1cmwiOiJodHRwczovL2V4YW1wbGUub3JnIn0",
            ),
            known("hcert_version_2", "A version of the certificate that was never assigned.", "HC2:NCF"),
            known("dutch_pass", "The Dutch pass, which proves without telling.", "NL2:V7F"),
            known("divoc", "India's certificate, a zip archive in base64.", "B64:UEsDBBQAAAAIAA"),
            known("french_seal", "The French 2D-DOC.", "DC04FR0000011E6D1E6DL101"),
            known("paper_credential", "PathCheck's paper credential.", "CRED:STATUS:2:GBCAEIBA:1A9.PCF:AAAA"),
            known("identity_card", "The engagement of a mobile document.", "mdoc:owBjMS4wAYIB2BhYSw"),
            known(
                "wallet_offer",
                "An offer to a wallet.",
                "openid-credential-offer://?credential_offer_uri=x",
            ),
            known("nz_pass_version_2", "A version of the pass that was never assigned.", "NZCP:/2/2KCEVIQ"),
            known("wallet_request", "A request to a wallet.", "openid4vp://authorize?client_id=example"),
            other("link", "A web address.", "https://example.org/"),
            other("network", "The password of a network.", "WIFI:S:guests;T:WPA;P:welcome;;"),
            other("text", "Plain text.", "no pass at all"),
            other("empty", "Nothing.", ""),
        ]
    }
}
