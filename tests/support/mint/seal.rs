//! Visible digital seals, each spoilt in one place.

use checkpost::issue::certificate::self_signed;
use checkpost::issue::specimen::relatives::{seal, seal_data};
use checkpost::issue::vdsnc;

use super::{End, Mint, NOW, Vector, vector};

impl Mint {
    pub(super) fn seals(&self) -> Vec<(String, Vector)> {
        let genuine = seal(NOW, &self.key).expect("the data has a canonical form");
        let own = self_signed(&self.key, "Demonstration").expect("the key has a public form");
        let other = self_signed(&self.other, "Stranger").expect("the key has a public form");
        let sealed = |certificate: &[u8], key| {
            vdsnc::mint(&seal_data(NOW), certificate, key).expect("the data has a canonical form")
        };
        let spaced = genuine.replacen("\"msg\":", "\"msg\" : ", 1);
        [
            ("genuine", End::Admitted, "A vaccination, sealed under a pinned certificate.", genuine.clone()),
            ("spaced_otherwise", End::Admitted, "Blanks that the canonical form leaves out.", spaced),
            (
                "name_altered",
                End::AtVerify("S-SIG"),
                "Another name under the genuine seal.",
                genuine.replace("AMARI", "AMARA"),
            ),
            (
                "signer_unknown",
                End::DoubtAtVerify("I-UNK"),
                "Intact under a certificate that nobody here knows.",
                sealed(&other, &self.other),
            ),
            (
                "certificate_of_another",
                End::AtVerify("S-SIG"),
                "The pinned certificate beside somebody else's signature.",
                sealed(&own, &self.other),
            ),
            (
                "certificate_is_none",
                End::AtVerify("S-CER"),
                "Ten bytes in the place of the certificate.",
                sealed(&[0; 10], &self.key),
            ),
            (
                "name_twice",
                End::AtParse("D-JSN"),
                "The data names the person twice.",
                genuine.replacen("\"pid\":", "\"pid\":{},\"pid\":", 1),
            ),
        ]
        .map(|(name, end, description, text)| {
            vector("vdsnc", name, description, &self.every_format(), text, &end)
        })
        .into()
    }
}
