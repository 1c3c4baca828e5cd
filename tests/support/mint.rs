//! The project's own test vectors: one pass a condition, each spoilt in exactly one layer.
//!
//! What is made here is kept as data in `tests/vectors`; `vectors.rs` holds the two together.

use checkpost::claims::{Statement, TestResult};
use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::statement::StatementKind;
use checkpost::time::UnixTime;
use checkpost::trust::{Purpose, TrustFile, TrustStore, TrustedKey};
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost::wire::registry::claim;
use checkpost_issuing::cbor::encode;
use checkpost_issuing::cose::{Message, Signer};
use checkpost_issuing::demonstration_signing_key;
use checkpost_issuing::hcert::{Certificate, wrap};
use checkpost_issuing::specimen::other_formats::token_claims;
use checkpost_issuing::specimen::{
    self, KEY_ID, OTHER_SCALAR, certificate, holder_a, holder_b, holder_c, recovery, test, vaccination,
};
use p256::ecdsa::SigningKey;
use serde::{Deserialize, Serialize};

#[path = "mint/city_pass.rs"]
#[expect(clippy::indexing_slicing, reason = "what is minted here has these lengths")]
mod city_pass;
#[path = "mint/cwt.rs"]
mod cwt;
#[path = "mint/health_card.rs"]
mod health_card;
#[path = "mint/seal.rs"]
#[expect(clippy::indexing_slicing, reason = "what is minted here has these members")]
mod seal;
#[path = "mint/token.rs"]
mod token;
#[path = "mint/algorithms.rs"]
#[expect(clippy::indexing_slicing, reason = "what is minted here has these lengths")]
mod algorithms;
#[path = "mint/per_format.rs"]
#[expect(clippy::indexing_slicing, reason = "what is minted here has these lengths")]
mod per_format;
#[path = "mint/accepted.rs"]
mod accepted;
#[path = "mint/content.rs"]
mod content;
#[path = "mint/deciding.rs"]
#[expect(clippy::indexing_slicing, reason = "what is minted here has these members")]
mod deciding;
#[path = "mint/indeterminate.rs"]
mod indeterminate;
#[path = "mint/other_algorithms.rs"]
#[expect(clippy::indexing_slicing, reason = "what is minted here has these members")]
mod other_algorithms;
#[path = "mint/layers.rs"]
mod layers;
#[path = "mint/purpose.rs"]
#[expect(clippy::indexing_slicing, reason = "what is minted here has these members")]
mod purpose;
#[path = "mint/signer.rs"]
mod signer;
#[path = "mint/signature.rs"]
mod signature;
#[path = "mint/time.rs"]
#[expect(clippy::indexing_slicing, reason = "what is minted here has these members")]
mod time;
#[path = "mint/indeterminate_per_format.rs"]
mod indeterminate_per_format;
#[path = "mint/selective_disclosure.rs"]
#[expect(clippy::indexing_slicing, reason = "what is minted here has these members")]
mod selective_disclosure;
#[path = "mint/revocation.rs"]
#[expect(clippy::indexing_slicing, reason = "what is minted here has these lengths")]
mod revocation;

/// A pass, the trust file and the clock of a tablet, and the expected result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Vector {
    /// What is the matter with the pass, or why it must be taken.
    pub(crate) description: String,
    /// The clock, in Unix seconds.
    pub(crate) now: i64,
    /// The trust file.
    pub(crate) trust: serde_json::Value,
    /// The content of the code.
    pub(crate) text: String,
    /// How many zeros follow the text: keeps the file of an oversized one small.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) zeros: usize,
    /// What must come of it, stage by stage; a stage that is not named is not reached.
    pub(crate) expect: Expect,
}

/// What must come of a vector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Expect {
    /// From the prefix to the signed message.
    pub(crate) parse: Outcome,
    /// The signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) verify: Option<Outcome>,
    /// The content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) claims: Option<Outcome>,
    /// `admitted`, `refused` or `cannot-say`.
    pub(crate) verdict: String,
    /// The code of the verdict.
    pub(crate) code: String,
}

/// What comes of one stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// Its value exists.
    Ok,
    /// It ends here.
    Refused,
}

/// The clock of every vector that is not about clocks.
pub(crate) const NOW: UnixTime = UnixTime(1_790_000_000);

/// All vectors: the folder and name of the file, and its content.
pub(crate) fn vectors() -> Vec<(String, Vector)> {
    let mint = Mint::new();
    [
        mint.genuine(),
        mint.damaged(),
        mint.unsigned(),
        mint.untimely(),
        mint.unstated(),
        mint.ruled_out(),
        mint.indeterminate(),
        mint.health_cards(),
        mint.nz_passes(),
        mint.identities(),
        mint.seals(),
        mint.tokens(),
        mint.city_passes(),
        mint.per_format(),
        mint.deciding(),
        mint.other_purposes(),
        mint.signers(),
        mint.other_algorithms(),
        mint.selective_disclosure(),
        mint.revocation(),
        mint.signed_with_rsa(),
        mint.signed_with_ed25519(),
    ]
    .concat()
}

/// The last stage that a vector passes, and what is said after it.
enum End {
    Admitted,
    AtParse(&'static str),
    AtVerify(&'static str),
    AtClaims(&'static str),
    AtRules(&'static str),
    IndeterminateAtParse(&'static str),
    IndeterminateAtVerify(&'static str),
    IndeterminateAtClaims(&'static str),
    IndeterminateAtRules(&'static str),
}

struct Mint {
    key: SigningKey,
    other: SigningKey,
}

impl Mint {
    fn new() -> Self {
        let key = demonstration_signing_key().expect("its scalar is below the group order");
        let other = SigningKey::from_slice(OTHER_SCALAR).expect("its scalar is below the group order");
        Self { key, other }
    }

    fn signer(&self) -> Signer<'_> {
        Signer { key: &self.key, key_id: KEY_ID }
    }

    fn signed(&self, token: &Map) -> Message {
        self.signer().sign(encode(&Value::Map(token.clone())))
    }

    fn mint_token(&self, token: &Map) -> String {
        wrap(&self.signed(token).encode())
    }

    fn body_changed(&self, pass: &Certificate, change: fn(&mut Map)) -> String {
        let mut token = pass.token();
        if let Some(Value::Map(container)) = token.get_mut(&Key::Integer(claim::HEALTH_CERTIFICATE))
            && let Some(Value::Map(body)) = container.get_mut(&Key::Integer(1))
        {
            change(body);
        }
        self.mint_token(&token)
    }

    fn trust(&self) -> TrustStore {
        store(vec![self.demonstration_key()], NOW)
    }

    /// The demonstration issuer's keys for a format.
    #[expect(clippy::unused_self, reason = "as the other trust stores here")]
    fn keys_of(&self, format: Format) -> TrustStore {
        let specimens = specimen::trust(NOW).expect("the demonstration key is one");
        let keys = specimens.keys().iter().filter(|key| key.format == format).cloned();
        store(keys.collect(), NOW).with_settings(specimens.settings().clone())
    }

    fn limited(&self, kind: StatementKind) -> TrustStore {
        store(vec![TrustedKey { kinds: Some(vec![kind]), ..self.demonstration_key() }], NOW)
    }

    fn demonstration_key(&self) -> TrustedKey {
        TrustedKey {
            key_id: Some(KEY_ID.to_vec()),
            ..TrustedKey::new(Format::Hcert, specimen::ISSUER, PublicKey::P256(*self.key.verifying_key()))
        }
    }
}

fn vector(
    folder: &str,
    name: &str,
    description: &str,
    trust: &TrustStore,
    text: String,
    end: &End,
) -> (String, Vector) {
    use Outcome::{Ok, Refused};
    let (parse, verify, claims, verdict, code) = match end {
        End::Admitted => (Ok, Some(Ok), Some(Ok), "admitted", &"OK"),
        End::AtParse(code) => (Refused, None, None, "refused", code),
        End::AtVerify(code) => (Ok, Some(Refused), None, "refused", code),
        End::AtClaims(code) => (Ok, Some(Ok), Some(Refused), "refused", code),
        End::AtRules(code) => (Ok, Some(Ok), Some(Ok), "refused", code),
        End::IndeterminateAtParse(code) => (Refused, None, None, "cannot-say", code),
        End::IndeterminateAtVerify(code) => (Ok, Some(Refused), None, "cannot-say", code),
        End::IndeterminateAtClaims(code) => (Ok, Some(Ok), Some(Refused), "cannot-say", code),
        End::IndeterminateAtRules(code) => (Ok, Some(Ok), Some(Ok), "cannot-say", code),
    };
    let file = TrustFile::from_store(trust);
    let vector = Vector {
        description: description.to_owned(),
        now: NOW.0,
        trust: serde_json::to_value(file).expect("a trust file is JSON"),
        text,
        zeros: 0,
        expect: Expect { parse, verify, claims, verdict: verdict.to_owned(), code: (*code).to_owned() },
    };
    (format!("{folder}/{name}.json"), vector)
}

fn store(keys: Vec<TrustedKey>, issued: UnixTime) -> TrustStore {
    TrustStore::new(Purpose::Demonstration, issued, keys)
}

/// The claims of a token that names its holder.
fn named_claims() -> serde_json::Value {
    let mut claims = token_claims(NOW);
    claims.insert("name".to_owned(), serde_json::Value::from("Bryn Mockford"));
    serde_json::Value::Object(claims)
}

fn vaccinated() -> Certificate {
    certificate(NOW, holder_a(), vaccination(NOW))
}

fn tested(result: TestResult) -> Certificate {
    certificate(NOW, holder_b(), test(NOW, result))
}

/// A recovery whose own days are those of a certificate made at another moment.
fn recovered(made: UnixTime) -> Certificate {
    let statement: Statement = recovery(made);
    certificate(NOW, holder_c(), statement)
}

fn protected(algorithm: i128, key_id: &[u8]) -> Map {
    Map::from([(Key::Integer(1), Value::Integer(algorithm)), key_id_entry(key_id)])
}

fn key_id_entry(key_id: &[u8]) -> (Key, Value) {
    (Key::Integer(4), Value::Bytes(key_id.to_vec()))
}

fn with(map: &Map, label: i128, value: Value) -> Map {
    let mut map = map.clone();
    map.insert(Key::Integer(label), value);
    map
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}
