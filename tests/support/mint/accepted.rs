//! Passes that must be taken, however unusual they look.

use checkpost::claims::{TestResult, ValidityPeriod};
use checkpost::signature::PublicKey;
use checkpost::statement::StatementKind;
use checkpost::time::UnixTime;
use checkpost::trust::{TrustStore, TrustedKey};
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost::wire::registry::{algorithm, claim};
use checkpost_issuing::cbor::encode;
use checkpost_issuing::hcert::{Certificate, wrap};
use checkpost_issuing::specimen::{KEY_ID, OTHER_KEY_ID, validity_period};
use p256::ecdsa::Signature;

use super::{
    End, Mint, NOW, Vector, key_id_entry, protected, recovered, store, tested, vaccinated, vector, with,
};

impl Mint {
    #[expect(clippy::too_many_lines, reason = "one row a vector")]
    pub(super) fn genuine(&self) -> Vec<(String, Vector)> {
        let pass = vaccinated();
        let message = self.signed(&pass.token());
        let bare = encode(&message.to_value());
        let token_tag = encode(&Value::Tag(61, Box::new(Value::Tag(18, Box::new(message.to_value())))));
        let unprotected =
            Map::from([(Key::Integer(1), Value::Integer(algorithm::ES256)), key_id_entry(KEY_ID)]);
        let outside = self.signer().sign_under(&Map::new(), unprotected.clone(), message.payload.clone());
        let wrong_outside = Map::from([(Key::Integer(1), Value::Integer(-37)), key_id_entry(OTHER_KEY_ID)]);
        let inside_wins = self.signer().sign_under(
            &protected(algorithm::ES256, KEY_ID),
            wrong_outside,
            message.payload.clone(),
        );
        let mut high = message.clone();
        high.signature = high_s(&message.signature);
        let floats =
            with(&pass.token(), claim::EXPIRES, Value::Float(float(pass.validity_period.expires) + 0.75));
        let tagged = with(
            &pass.token(),
            claim::EXPIRES,
            Value::Tag(1, Box::new(Value::Integer(seconds(pass.validity_period.expires)))),
        );
        let body = |change: fn(&mut Map)| self.body_changed(&pass, change);
        let last_second = Certificate { validity_period: validity_period(NOW, -1, 0), ..pass.clone() };
        let (first_wrong, limited) = (self.two_keys(), self.limited(StatementKind::Vaccination));
        let near = ValidityPeriod { issued: Some(NOW.plus_seconds(60)), ..validity_period(NOW, -1, 30) };
        let other_clock = Certificate { validity_period: near, ..pass.clone() };
        let plain = self.trust();
        [
            ("vaccination", "A vaccination, in date.", &plain, pass.mint(&self.signer())),
            (
                "test_negative",
                "A test that found nothing.",
                &plain,
                tested(TestResult::NotDetected).mint(&self.signer()),
            ),
            ("recovery", "A recovery on one of its days.", &plain, recovered(NOW).mint(&self.signer())),
            (
                "line_ends_around",
                "A byte-order mark and line ends around the text, as generators of codes leave them.",
                &plain,
                format!("\u{feff}{}\r\n", pass.mint(&self.signer())),
            ),
            ("no_tag", "The message is a bare array.", &plain, wrap(&bare)),
            ("tag_61_around_18", "The message stands under both tags.", &plain, wrap(&token_tag)),
            (
                "headers_unprotected",
                "Algorithm and key identifier only in the unprotected header.",
                &plain,
                wrap(&outside.encode()),
            ),
            (
                "protected_header_wins",
                "Wrong algorithm and key identifier in the unprotected header.",
                &plain,
                wrap(&inside_wins.encode()),
            ),
            (
                "high_s",
                "The other half of the two signatures that are equally valid.",
                &plain,
                wrap(&high.encode()),
            ),
            (
                "times_as_floats",
                "The end of validity is a float with a fraction.",
                &plain,
                self.mint_token(&floats),
            ),
            ("time_tagged", "The end of validity stands under tag 1.", &plain, self.mint_token(&tagged)),
            (
                "groups_null",
                "The groups of statements that are not used are null.",
                &plain,
                body(null_groups),
            ),
            ("unknown_fields", "Fields that no schema names.", &plain, body(unknown_fields)),
            (
                "last_second",
                "The clock shows the very second that exp names.",
                &plain,
                last_second.mint(&self.signer()),
            ),
            (
                "issued_a_minute_ahead",
                "Two clocks differ by less than the tolerance.",
                &plain,
                other_clock.mint(&self.signer()),
            ),
            (
                "two_keys_under_one_name",
                "The first key of that name is another's; both are tried.",
                &first_wrong,
                pass.mint(&self.signer()),
            ),
            (
                "key_for_this_kind",
                "The key may sign vaccinations only, and this is one.",
                &limited,
                pass.mint(&self.signer()),
            ),
        ]
        .map(|(name, description, trust, text)| {
            vector("hcert/genuine", name, description, trust, text, &End::Admitted)
        })
        .into()
    }

    fn two_keys(&self) -> TrustStore {
        let other = PublicKey::P256(*self.other.verifying_key());
        store(
            vec![TrustedKey { public_key: other, ..self.demonstration_key() }, self.demonstration_key()],
            NOW,
        )
    }
}

fn null_groups(body: &mut Map) {
    body.extend([(Key::from("t"), Value::Null), (Key::from("r"), Value::Null)]);
}

fn unknown_fields(body: &mut Map) {
    body.extend([
        (Key::from("meta"), Value::Text("more".to_owned())),
        (Key::Integer(-1), Value::Simple(200)),
    ]);
}

/// `(r, n - s)`, which signs the same.
fn high_s(signature: &[u8]) -> Vec<u8> {
    let low = Signature::from_slice(signature).expect("it was just made");
    let (r, s) = low.split_scalars();
    Signature::from_scalars(r, -s).expect("neither is zero").to_bytes().to_vec()
}

fn seconds(time: Option<UnixTime>) -> i128 {
    time.map_or(0, |time| time.0.into())
}

fn float(time: Option<UnixTime>) -> f64 {
    time.and_then(|time| u32::try_from(time.0).ok()).map_or(0.0, f64::from)
}
