//! Genuine passes whose content cannot be used or speaks against entry.

use checkpost::claims::TestResult;
use checkpost::statement::StatementKind;
use checkpost::time::{SECONDS_PER_DAY, UnixTime};
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost::wire::registry::claim;
use checkpost_issuing::cbor::encode;
use checkpost_issuing::hcert::{Certificate, wrap};
use checkpost_issuing::specimen::{test, vaccination};

use super::{End, Mint, NOW, Vector, recovered, tested, vaccinated, vector};

impl Mint {
    pub(super) fn unstated(&self) -> Vec<(String, Vector)> {
        let pass = vaccinated();
        let stating = |statements| Certificate { statements, ..pass.clone() }.mint(&self.signer());
        let mut without = pass.token();
        without.remove(&Key::Integer(claim::HEALTH_CERTIFICATE));
        let raw = |payload: Vec<u8>| wrap(&self.signer().sign(payload).encode());
        let mut repeated = encode(&Value::Map(pass.token()));
        if let Some(head) = repeated.first_mut() {
            *head += 1;
        }
        repeated.extend([0x04, 0x1A, 0xFF, 0xFF, 0xFF, 0xFF]);
        let mut of_who = without.clone();
        of_who.remove(&Key::Integer(claim::EXPIRES));
        of_who.extend(
            ["hcid", "name", "vaccine"].map(|name| (Key::from(name), Value::Text("specimen".to_owned()))),
        );
        let shot = || vaccination(NOW);
        let plain = self.trust();
        [
            (
                "no_statement",
                End::AtClaims("B-NON"),
                "A name and nothing said of it.",
                &plain,
                stating(vec![]),
            ),
            (
                "two_groups",
                End::AtClaims("B-TWO"),
                "A vaccination and a test in one certificate.",
                &plain,
                stating(vec![shot(), test(NOW, TestResult::NotDetected)]),
            ),
            (
                "two_entries",
                End::AtClaims("B-TWO"),
                "Two vaccinations in one certificate.",
                &plain,
                stating(vec![shot(), shot()]),
            ),
            (
                "group_not_a_list",
                End::AtClaims("B-BAD"),
                "The group of vaccinations is a text.",
                &plain,
                self.body_changed(&pass, group_a_text),
            ),
            (
                "no_certificate",
                End::AtClaims("B-BAD"),
                "A token without claim -260.",
                &plain,
                self.mint_token(&without),
            ),
            (
                "who_fields_in_the_token",
                End::IndeterminateAtClaims("F-CHK"),
                "A demonstration of WHO's: its fields stand in the token, and there is no claim -260.",
                &plain,
                self.mint_token(&of_who),
            ),
            (
                "content_not_a_map",
                End::AtClaims("B-BAD"),
                "The signed content is a byte string.",
                &plain,
                raw(encode(&Value::Bytes(vec![1, 2, 3]))),
            ),
            (
                "content_not_cbor",
                End::AtClaims("B-BAD"),
                "The signed content is text.",
                &plain,
                raw(b"{\"exp\":4102444800}".to_vec()),
            ),
            (
                "claim_repeated",
                End::AtClaims("B-BAD"),
                "exp stands twice in the signed content, the later one far ahead.",
                &plain,
                raw(repeated),
            ),
        ]
        .map(|(name, end, description, trust, text)| {
            vector("hcert/content", name, description, trust, text, &end)
        })
        .into()
    }

    pub(super) fn ruled_out(&self) -> Vec<(String, Vector)> {
        let pass = vaccinated();
        let tests_only = self.limited(StatementKind::Test);
        let days_ahead = UnixTime(NOW.0 + 30 * SECONDS_PER_DAY);
        let days_ago = UnixTime(NOW.0 - 90 * SECONDS_PER_DAY);
        let plain = self.trust();
        [
            (
                "key_for_other_kinds",
                "K-USE",
                "The key may sign tests only.",
                &tests_only,
                pass.mint(&self.signer()),
            ),
            (
                "test_positive",
                "R-POS",
                "The test found the disease.",
                &plain,
                tested(TestResult::Detected).mint(&self.signer()),
            ),
            (
                "recovery_not_begun",
                "R-RNB",
                "The recovery counts from twenty days ahead.",
                &plain,
                recovered(days_ahead).mint(&self.signer()),
            ),
            (
                "recovery_over",
                "R-REC",
                "The recovery's last day was two months ago.",
                &plain,
                recovered(days_ago).mint(&self.signer()),
            ),
        ]
        .map(|(name, code, description, trust, text)| {
            vector("hcert/rules", name, description, trust, text, &End::AtRules(code))
        })
        .into()
    }
}

fn group_a_text(body: &mut Map) {
    body.insert(Key::from("v"), Value::Text("yes".to_owned()));
}
