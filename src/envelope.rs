//! Parses the payload of a code into a signed [`Envelope`], or says what the payload is instead.
//!
//! The first characters decide the format, before anything is decoded. Every format ends in the same envelope, so that
//! verification does not depend on the format: the signed bytes, the signature, the algorithm that the message names,
//! and a hint which key to try.

pub mod citypass;
pub mod claim169;
mod error;
pub mod hcert;
pub mod jwt;
pub mod nzcp;
pub mod sdjwt;
pub mod shc;
mod recognise;
pub mod chunks;
mod scanned;
pub mod vdsnc;

pub use error::{Layer, ParseError};
pub use recognise::{KnownFormat, OtherCode, Recognised, recognise};
pub use scanned::{Scanned, ScannedKind};

use std::fmt;

use crate::signature::Algorithm;
use crate::wire::cbor::{self, Key, Value};
use crate::wire::cose::{CoseError, Sign1};
use crate::wire::registry::claim;

/// A pass format that is verified here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// EU Digital COVID Certificate and its relatives: the Electronic Health Certificate container, `HC1:`.
    Hcert,
    /// The Austrian exemption certificate in the same container, `AT1:`.
    HcertExemption,
    /// The Swiss data-minimal certificate in the same container, `LT1:`.
    HcertLight,
    /// SMART Health Card, `shc:/`.
    SmartHealthCard,
    /// NZ COVID Pass, `NZCP:/1/`.
    NzCovidPass,
    /// MOSIP identity QR (CWT claim 169), without a prefix.
    Claim169,
    /// ICAO visible digital seal for non-constrained environments.
    VdsNc,
    /// JSON Web Token.
    Jwt,
    /// SD-JWT, with or without key binding.
    SdJwt,
    /// The open city pass, `CP1:` and `CP2:`.
    CityPass,
}

/// A signed pass whose signature is not verified yet. Its content is accessible only through
/// [`crate::verify::Verified`].
#[derive(Clone, PartialEq)]
pub struct Envelope {
    /// The format.
    pub format: Format,
    /// Which keys to try.
    pub hint: KeyHint,
    /// The algorithm that the message names.
    pub algorithm: Option<Algorithm>,
    /// The type that the message states, where it states one (`typ`); one that is no text is the empty text.
    pub(crate) media_type: Option<String>,
    /// The bytes under the signature, as received.
    pub(crate) signed: Vec<u8>,
    /// The signature as it came, of any length.
    pub signature: Vec<u8>,
    /// The content, for `claims` to read once the signature holds.
    pub(crate) body: Vec<u8>,
    /// What travels beside the signed message.
    pub(crate) attachment: Attachment,
}

/// Prints no data of a person.
impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Envelope { .. }")
    }
}

/// What travels beside the signed message and is checked after it.
#[derive(Clone, Default, PartialEq)]
pub(crate) enum Attachment {
    /// Nothing.
    #[default]
    None,
    /// The disclosures of an SD-JWT, as received, and its key binding.
    Disclosures(Vec<Vec<u8>>, Option<HolderProof>),
    /// The proof of a live city pass.
    Live(HolderProof),
}

/// Prints no data of a person.
impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attachment { .. }")
    }
}

/// A message by which the holder shows that the key named in the pass is theirs.
#[derive(Clone, PartialEq)]
pub(crate) struct HolderProof {
    /// The algorithm that the message names.
    pub(crate) algorithm: Option<Algorithm>,
    /// The bytes under the signature.
    pub(crate) signed: Vec<u8>,
    /// The signature.
    pub(crate) signature: Vec<u8>,
    /// The content.
    pub(crate) body: Vec<u8>,
    /// The bytes whose digest the content has to state; empty where the signature covers the pass itself.
    pub(crate) sd_hash_input: Vec<u8>,
}

/// Prints no data of a person.
impl fmt::Debug for HolderProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HolderProof { .. }")
    }
}

/// What the message says about its signer. It is not verified, and only selects keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyHint {
    /// The issuer's identifier, where the format finds keys by it.
    pub issuer: Option<String>,
    /// The key identifier.
    pub key_id: Option<Vec<u8>>,
    /// The signer's certificate in DER, where the pass carries one.
    pub certificate: Option<Vec<u8>>,
}

impl Envelope {
    /// Parses the content of one code, classified already or not.
    ///
    /// # Errors
    /// [`ParseError`] names what the payload is instead, or the layer that is damaged.
    pub fn parse<'a>(scanned: impl Into<Scanned<'a>>) -> Result<Self, ParseError> {
        let Scanned { payload, kind } = scanned.into();
        let format = match kind {
            ScannedKind::Pass(format) => format,
            ScannedKind::Chunk(chunk) => return Err(chunk.alone()),
            ScannedKind::MisnumberedChunk => return Err(ParseError::Damaged(Layer::ChunkNumbering)),
            ScannedKind::Unsupported(known) => {
                return Err(ParseError::NotEnvelope(Recognised::Unsupported(known)));
            }
            ScannedKind::Other(other) => return Err(ParseError::NotEnvelope(Recognised::Other(other))),
        };
        if payload.len() > MAX_PAYLOAD {
            return Err(ParseError::Damaged(Layer::Length));
        }
        let text = recognise::strip_framing(payload);
        if format == Format::CityPass && text.len() != payload.len() {
            return Err(ParseError::Damaged(Layer::NonCanonical));
        }
        let payload = text;
        match format {
            Format::Hcert | Format::HcertExemption | Format::HcertLight => hcert::parse(format, payload),
            Format::SmartHealthCard => shc::parse(payload),
            Format::NzCovidPass => nzcp::parse(payload),
            Format::Claim169 => claim169::parse(payload),
            Format::VdsNc => vdsnc::parse(payload),
            Format::Jwt => jwt::parse(payload),
            Format::SdJwt => sdjwt::parse(payload),
            Format::CityPass => citypass::parse(payload),
        }
    }

    /// The envelope of a COSE message; the issuer is named where the format finds keys by it.
    fn of_message(format: Format, issuer: Option<String>, message: Sign1) -> Self {
        Self {
            hint: KeyHint { issuer, key_id: message.key_id().map(<[u8]>::to_vec), certificate: None },
            algorithm: message.algorithm().map(Algorithm::from_cose),
            media_type: message.media_type(),
            signed: message.to_be_signed(),
            signature: message.signature,
            ..Self::of(format, message.payload)
        }
    }

    /// An envelope without signer and signature, for the format's own file to complete.
    fn of(format: Format, body: Vec<u8>) -> Self {
        Self {
            format,
            hint: KeyHint::default(),
            algorithm: None,
            media_type: None,
            signed: Vec::new(),
            signature: Vec::new(),
            body,
            attachment: Attachment::None,
        }
    }
}

/// The issuer that a CBOR Web Token names (RFC 8392 section 3.1.1), to find keys by.
fn token_issuer(message: &Sign1) -> Result<Option<String>, ParseError> {
    match cbor::read(&message.payload).map_err(CoseError::Cbor)? {
        Value::Map(token) => {
            Ok(token.get(&Key::Integer(claim::ISSUER)).and_then(Value::as_text).map(str::to_owned))
        }
        _ => Ok(None),
    }
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 10] = [
        Self::Hcert,
        Self::HcertExemption,
        Self::HcertLight,
        Self::SmartHealthCard,
        Self::NzCovidPass,
        Self::Claim169,
        Self::VdsNc,
        Self::Jwt,
        Self::SdJwt,
        Self::CityPass,
    ];

    /// The representative of the formats that differ only in what no signature covers: a prefix, or a `~` at the end.
    /// Anybody can present a pass of one of them as a pass of another.
    #[must_use]
    pub fn container(self) -> Self {
        match self {
            Self::HcertExemption | Self::HcertLight => Self::Hcert,
            Self::SdJwt => Self::Jwt,
            Self::Hcert
            | Self::SmartHealthCard
            | Self::NzCovidPass
            | Self::Claim169
            | Self::VdsNc
            | Self::Jwt
            | Self::CityPass => self,
        }
    }

    /// Its name in trust files and in what the tool prints.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hcert => "hcert",
            Self::HcertExemption => "hcert-exemption",
            Self::HcertLight => "hcert-light",
            Self::SmartHealthCard => "shc",
            Self::NzCovidPass => "nzcp",
            Self::Claim169 => "claim169",
            Self::VdsNc => "vdsnc",
            Self::Jwt => "jwt",
            Self::SdJwt => "sdjwt",
            Self::CityPass => "citypass",
        }
    }

    /// The format of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// The longest text taken for a pass: a QR code holds at most 7 089 characters (digits, version 40-L), and a pass
/// split over several codes is put together from few of them.
pub const MAX_PAYLOAD: usize = 64 * 1024;
