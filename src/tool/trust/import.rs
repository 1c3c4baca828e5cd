//! `trust import`: makes a trust file from a published key list, in one of the formats that publishers use.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::time::UnixTime;
use checkpost::trust::{Purpose, TrustFile, TrustStore};
use checkpost_issuing::import::{self, Imported, ListError, Skip, Terms, public_key_from_certificate};
use clap::{Args, ValueEnum};
use p256::ecdsa::VerifyingKey;
use p256::pkcs8::Document;
use serde_json::json;

use crate::{Failure, clock, input, output};

/// Makes a trust file from a published list of keys.
///
/// Prints one JSON line: keys taken, entries skipped, and the file; what is skipped is told on standard error with the
/// reason. Exit status 0: all taken; 1: some skipped; 2: nothing written.
#[derive(Args)]
pub(crate) struct Import {
    /// The shape of the list
    #[arg(long, value_enum)]
    shape: Shape,
    /// The list
    list: PathBuf,
    /// Its second file: Austria's signature, Switzerland's active identifiers, the EU backend's status list
    #[arg(long, value_name = "FILE")]
    beside: Option<PathBuf>,
    /// The publisher's key, pinned (a certificate or `SubjectPublicKeyInfo`, PEM or DER); without it the list's own
    /// signature is not checked
    #[arg(long, value_name = "FILE")]
    pinned: Option<PathBuf>,
    /// The issuer's name, shown at the gate, where the list names none
    #[arg(long, value_name = "NAME", default_value = "published list")]
    issuer: String,
    /// Whose a JWK set is: the issuer as passes name it (`iss`), or the address of the set
    #[arg(long, value_name = "URL")]
    identifier: Option<String>,
    /// What the keys sign, where the shape leaves a choice: for jwks shc (where it is not given), jwt, sdjwt, claim169, hcert,
    /// hcert-exemption or hcert-light; for lists of certificates hcert (where it is not given), hcert-exemption or hcert-light
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Take a list that says itself that it counts no more, or not yet
    #[arg(long)]
    accept_list_age: bool,
    /// The trust file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// When the file is published (RFC 3339 or Unix seconds); now where it is not given
    #[arg(long, value_name = "TIME", value_parser = clock::parse)]
    at: Option<UnixTime>,
}

/// The shapes that publishers use.
#[derive(Clone, Copy, ValueEnum)]
enum Shape {
    /// Germany (`CovPass`): signature, then JSON
    German,
    /// Sweden (DIGG): a JWS
    Swedish,
    /// Switzerland: a JWS of keys, beside it the active identifiers
    Swiss,
    /// Austria: CBOR, beside it a signature
    Austrian,
    /// France, Italy, Poland; the EU backend with its status list beside it: a JSON object of identifiers
    Map,
    /// The WHO's trust network: a DID document
    Gdhcn,
    /// NZ COVID Pass: a DID document
    Nzcp,
    /// One issuer's JWK set, also as a signed token
    Jwks,
    /// The VCI directory's snapshot
    Vci,
}

impl Import {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let now = self.at.unwrap_or_else(clock::now);
        let imported = self.read(now)?;
        for (name, reason) in &imported.skipped {
            output::message(format_args!("skipped {name}: {}", why(*reason)));
        }
        if imported.keys.is_empty() {
            return Err(Failure::new("no key in the list can be used", "Check --shape against the list."));
        }
        let (count, skipped) = (imported.keys.len(), imported.skipped.len());
        let store = TrustStore::new(Purpose::Production, now, imported.keys);
        super::write(&self.out, &TrustFile::from_store(&store))?;
        output::line(json!({ "keys": count, "skipped": skipped, "out": self.out }))?;
        Ok(if skipped == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    fn read(&self, now: UnixTime) -> Result<Imported, Failure> {
        self.check_files()?;
        let format = self.format()?;
        let identifier = self.identifier(format)?;
        let list = read(&self.list)?;
        let beside = self.beside.as_deref().map(read).transpose()?;
        let pinned = self.pinned.as_deref().map(pinned_key).transpose()?;
        let terms = Terms { pinned: pinned.as_ref(), now, any_age: self.accept_list_age };
        let beside = beside.as_deref();
        let imported = match self.shape {
            Shape::German => import::import_german(&list, &terms),
            Shape::Swedish => import::import_swedish(&list, &terms),
            Shape::Swiss => import::import_swiss(&list, beside, &terms),
            Shape::Austrian => import::import_austrian(&list, beside, &terms),
            Shape::Map => import::import_map(&list, beside, &self.issuer),
            Shape::Gdhcn => import::import_gdhcn(&list, &self.issuer),
            Shape::Nzcp => terms
                .read(&list)
                .and_then(|document| import::keys_from_did_document(&document, format, &self.issuer)),
            Shape::Vci => import::import_vci(&list),
            Shape::Jwks => terms
                .read(&list)
                .and_then(|set| import::keys_from_jwk_set(&set, format, &identifier, &self.issuer)),
        };
        let mut imported = imported.map_err(refused)?;
        // what a key signed is over with it; certificates keep their dates, so that a verdict can say so
        if matches!(self.shape, Shape::Nzcp | Shape::Vci | Shape::Jwks) && !self.accept_list_age {
            imported.leave_out_ended(now);
        }
        // lists of certificates do not say which of the container's three prefixes they are for
        for key in imported.keys.iter_mut().filter(|key| key.format == Format::Hcert) {
            key.format = format;
        }
        Ok(imported)
    }

    /// A file that would not be looked at is not taken: whoever names a key to check with believes that it was.
    fn check_files(&self) -> Result<(), Failure> {
        let is_signed = match self.shape {
            Shape::German | Shape::Swedish | Shape::Swiss | Shape::Austrian | Shape::Jwks => true,
            Shape::Map | Shape::Gdhcn | Shape::Nzcp | Shape::Vci => false,
        };
        if self.pinned.is_some() && !is_signed {
            return Err(Failure::new(
                "a list of this shape has no signature that is checked here",
                "Leave out --pinned, and fetch the list over a connection you trust.",
            ));
        }
        if self.beside.is_some() && !matches!(self.shape, Shape::Swiss | Shape::Austrian | Shape::Map) {
            return Err(Failure::new("a list of this shape has no second file", "Leave out --beside."));
        }
        Ok(())
    }

    /// What the keys sign: what the shape is for, or another format in which passes name keys in the same way.
    fn format(&self) -> Result<Format, Failure> {
        let formats: &[Format] = match self.shape {
            Shape::German | Shape::Swedish | Shape::Swiss | Shape::Austrian | Shape::Map | Shape::Gdhcn => {
                &[Format::Hcert, Format::HcertExemption, Format::HcertLight]
            }
            Shape::Nzcp => &[Format::NzCovidPass],
            Shape::Vci => &[Format::SmartHealthCard],
            Shape::Jwks => &[
                Format::SmartHealthCard,
                Format::Jwt,
                Format::SdJwt,
                Format::Claim169,
                Format::Hcert,
                Format::HcertExemption,
                Format::HcertLight,
            ],
        };
        let chosen = match &self.format {
            None => formats.first(),
            Some(name) => formats.iter().find(|format| format.name() == name),
        };
        chosen.copied().ok_or_else(|| {
            let names: Vec<_> = formats.iter().map(|format| format.name()).collect();
            Failure::new(
                format!(
                    "a list of this shape holds no keys for `{}`",
                    self.format.as_deref().unwrap_or_default()
                ),
                format!("Give --format as one of {}.", names.join(", ")),
            )
        })
    }

    /// The issuer as passes name it; of a JWK set its address tells it.
    fn identifier(&self, format: Format) -> Result<String, Failure> {
        let given = self.identifier.as_deref().unwrap_or_default();
        let is_set = matches!(self.shape, Shape::Jwks);
        if !is_set && !given.is_empty() {
            return Err(Failure::new(
                "a list of this shape names its issuers itself",
                "Leave out --identifier.",
            ));
        }
        let of_issuer = given.strip_suffix("/.well-known/jwks.json").unwrap_or(given);
        if format == Format::SmartHealthCard {
            // SMART Health Cards framework: `iss` has no slash at its end
            let of_issuer = of_issuer.trim_end_matches('/');
            return self.needed(of_issuer, is_set);
        }
        self.needed(of_issuer, is_set && matches!(format, Format::Jwt | Format::SdJwt))
    }

    fn needed(&self, identifier: &str, is_needed: bool) -> Result<String, Failure> {
        if is_needed && identifier.is_empty() {
            return Err(Failure::new(
                format!("{} does not say whose keys it holds", self.list.display()),
                "Give --identifier: the issuer as its passes name it (`iss`), or the address of the set.",
            ));
        }
        Ok(identifier.to_owned())
    }
}

fn refused(error: ListError) -> Failure {
    let age = "Fetch a list of today. To take this one whatever its age, give --accept-list-age.";
    match error {
        ListError::Malformed => Failure::new("the list is not of that shape", "Check --shape and the file."),
        ListError::Signature => Failure::new(
            "the list's signature does not hold under the pinned key",
            "Do not use it. Fetch it again, and check the pinned key.",
        ),
        ListError::Type => Failure::new(
            "it is a token for something else than a list of keys",
            "Check that the file is the list, and not another document of its publisher.",
        ),
        ListError::NotYetValid(begins) => {
            Failure::new(format!("the list counts from {begins} on, which is not yet"), age)
        }
        ListError::Expired(end) => Failure::new(format!("the list counted until {end}"), age),
        ListError::Deactivated => Failure::new(
            "the document says that it is deactivated: its owner has given it up",
            "Do not use it. Ask the issuer for the one that counts.",
        ),
    }
}

/// Why an entry was left out, for people.
fn why(reason: Skip) -> &'static str {
    match reason {
        Skip::Malformed => "it is not what the shape of the list says",
        Skip::KeyIdentifier => "its identifier is not the one of its certificate or key",
        Skip::Unsupported => "its key is of a kind, curve or size that is not verified here",
        Skip::NotForPasses => {
            "it is marked for another use than signing, such as encryption, or as not active"
        }
        Skip::Algorithm => "its algorithm is not one of its kind of key",
        Skip::Revoked => "its issuer has revoked it",
        Skip::Ended => "it ended, and with it everything that it signed",
        Skip::Private => "it carries its private half: tell its issuer",
    }
}

/// A list, whole.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    input::read(path, input::LARGEST_LIST).map_err(|error| {
        Failure::new(format!("cannot read {}: {error}", path.display()), "Name a file that you may read.")
    })
}

/// The P-256 key in a certificate or in a bare public key, PEM or DER.
pub(super) fn pinned_key(path: &Path) -> Result<VerifyingKey, Failure> {
    let bytes = input::read(path, input::LARGEST_KEY).map_err(|error| {
        Failure::new(format!("cannot read {}: {error}", path.display()), "Name a file that you may read.")
    })?;
    let pem = std::str::from_utf8(&bytes).ok().and_then(|text| Document::from_pem(text).ok());
    let der = pem.map_or_else(|| bytes.clone(), |(_, document)| document.into_vec());
    let key = public_key_from_certificate(&der).unwrap_or_else(|_| PublicKey::from_public_key_info(&der));
    match key {
        PublicKey::P256(key) => Ok(key),
        PublicKey::Rsa(_) | PublicKey::Ed25519(_) | PublicKey::Unsupported => Err(Failure::new(
            format!("{} holds no P-256 key", path.display()),
            "Pin a certificate or public key for ES256, PEM or DER.",
        )),
    }
}
