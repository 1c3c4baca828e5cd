//! Recognises what a payload is by its structure: a supported format, a known format that is not supported, or a code
//! that is no pass.
//!
//! Only as much is decoded as this needs, and no link in a payload is ever opened.

use super::{Format, MAX_PAYLOAD, citypass, hcert, nzcp, shc};
use crate::wire::{base45, jose};

/// What a payload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recognised {
    /// A pass that is verified here.
    Pass(Format),
    /// A known kind of pass or credential that is not verified here.
    Unsupported(KnownFormat),
    /// No pass of any kind.
    Other(OtherCode),
}

/// Kinds of pass that are known by name and not verified here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownFormat {
    /// `HC` with a version that was never assigned.
    HcertVersion,
    /// One of WHO's other documents in the health certificate's container.
    WhoDocument,
    /// `shlink:/`: a link to records, which needs a network and a wallet.
    SmartHealthLink,
    /// `NZCP:` of another version.
    NzCovidPassVersion,
    /// India's DIVOC certificate, a zip archive.
    Divoc,
    /// PathCheck's `CRED:`.
    PaperCredential,
    /// `NL2:`, the Dutch zero-knowledge pass.
    DutchPass,
    /// `DC`, the French 2D-DOC.
    FrenchSeal,
    /// A wallet request or offer: OpenID4VP, OpenID4VCI, an mdoc engagement.
    WalletRequest,
    /// An ICAO seal of another kind than those for health.
    OtherSeal,
    /// A credential in JSON, compressed as `PixelPass` does.
    PixelPass,
    /// One of several codes that hold a content together: structured append.
    SplitCode,
}

/// Codes that are no pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherCode {
    /// Nothing in it.
    Empty,
    /// A web address.
    Link,
    /// The name and password of a wireless network.
    WifiNetwork,
    /// A business card or calendar entry.
    Contact,
    /// A configuration, by which a tablet becomes an operator's ([`crate::trust`]). A lane takes none.
    Configuration,
    /// Anything else.
    Text,
}

/// What is read of a payload: all but a byte-order mark and the line ends, tabs and zeros around it, which generators
/// of codes leave and no format has as data. Blanks stay: in base45 they are data.
pub(super) fn strip_framing(payload: &[u8]) -> &[u8] {
    let is_around = |byte: &u8| matches!(byte, b'\r' | b'\n' | b'\t' | 0);
    let text = payload.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(payload);
    let begin = text.iter().position(|byte| !is_around(byte)).unwrap_or(text.len());
    let end = text.iter().rposition(|byte| !is_around(byte)).map_or(begin, |last| last + 1);
    text.get(begin..end).unwrap_or_default()
}

/// Recognises a payload. Prefixes before base45 must match exactly.
pub fn recognise(payload: &[u8]) -> Recognised {
    let payload = strip_framing(payload);
    // white space before a card or token is harmless; in base45 it is data
    let trimmed = payload.trim_ascii_start();
    if shc::digits(trimmed).is_some() {
        return Recognised::Pass(Format::SmartHealthCard);
    }
    if is_configuration(trimmed) {
        return Recognised::Other(OtherCode::Configuration);
    }
    if is_token(trimmed) {
        let is_selective = trimmed.contains(&b'~');
        return Recognised::Pass(if is_selective { Format::SdJwt } else { Format::Jwt });
    }
    for (prefix, recognised) in PREFIXES {
        if payload.starts_with(prefix) {
            return recognised;
        }
    }
    if payload.windows(HEALTH_LINK.len()).take(LONGEST_VIEWER).any(|window| window == HEALTH_LINK) {
        return Recognised::Unsupported(KnownFormat::SmartHealthLink);
    }
    if payload.is_empty() {
        return Recognised::Other(OtherCode::Empty);
    }
    if is_unassigned_hcert(payload) {
        return Recognised::Unsupported(KnownFormat::HcertVersion);
    }
    if is_compressed_identity(payload) {
        return Recognised::Pass(Format::Claim169);
    }
    if is_visible_digital_seal(payload) {
        return Recognised::Pass(Format::VdsNc);
    }
    let lower: Vec<u8> = payload.iter().take(LONGEST_SCHEME).map(u8::to_ascii_lowercase).collect();
    for (scheme, recognised) in SCHEMES {
        if lower.starts_with(scheme) {
            return recognised;
        }
    }
    Recognised::Other(OtherCode::Text)
}

/// `HC2:` and the other versions, 1-9 then A-Z, of which only 1 was ever assigned.
fn is_unassigned_hcert(payload: &[u8]) -> bool {
    matches!(payload, [b'H', b'C', b'2'..=b'9' | b'A'..=b'Z', b':', ..])
}

/// A root in a line of its own, and something behind it.
fn is_configuration(payload: &[u8]) -> bool {
    let Some(end) = payload.iter().position(|&byte| byte == b'\n') else { return false };
    let header = payload.split(|&byte| byte == b'.').next().unwrap_or_default();
    header.len() <= LONGEST_HEADER.min(end)
        && jose::base64url(header)
            .is_ok_and(|header| header.windows(ROOT_TYPE.len()).any(|window| window == ROOT_TYPE))
}

/// Three or more parts of which the first is a JSON object in base64url, however it is spaced.
fn is_token(payload: &[u8]) -> bool {
    let mut parts = payload.split(|&byte| byte == b'.');
    let header = parts.next().unwrap_or_default();
    parts.nth(1).is_some()
        && header.len() <= LONGEST_HEADER
        && jose::base64url(header).is_ok_and(|header| header.trim_ascii_start().starts_with(b"{"))
}

/// Base45 of a zlib stream with any window (RFC 1950 section 2.2): method 8, no dictionary, and the check of its first
/// two bytes. Under the window that nearly all have a text with characters beyond base45 is a damaged one.
fn is_compressed_identity(payload: &[u8]) -> bool {
    let head = payload.get(..3).and_then(|three| base45::decode(three).ok());
    let Some(&[method, flags]) = head.as_deref().and_then(<[u8]>::first_chunk::<2>) else { return false };
    let is_zlib = method & 0x0F == 8
        && method >> 4 <= 7
        && flags & 0x20 == 0
        && (u16::from(method) << 8 | u16::from(flags)) % 31 == 0;
    is_zlib && (method == USUAL_WINDOW || payload.iter().all(|byte| base45::is_character(*byte)))
}

/// A JSON object with a member `t` that is one of ICAO's types, wherever it stands and however it is spaced. One that
/// is cut short is a damaged seal, and no other text.
fn is_visible_digital_seal(payload: &[u8]) -> bool {
    let dense: Vec<u8> =
        payload.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take(MAX_PAYLOAD).collect();
    dense.starts_with(b"{") && dense.windows(SEAL_TYPE.len()).any(|window| window == SEAL_TYPE)
}

const PREFIXES: [(&[u8], Recognised); 15] = [
    (hcert::PREFIX, Recognised::Pass(Format::Hcert)),
    (hcert::EXEMPTION_PREFIX, Recognised::Pass(Format::HcertExemption)),
    (hcert::LIGHT_PREFIX, Recognised::Pass(Format::HcertLight)),
    (nzcp::PREFIX, Recognised::Pass(Format::NzCovidPass)),
    (citypass::PASS_PREFIX, Recognised::Pass(Format::CityPass)),
    (citypass::PROOF_PREFIX, Recognised::Pass(Format::CityPass)),
    (b"NZCP:/", Recognised::Unsupported(KnownFormat::NzCovidPassVersion)),
    (b"shlink:/", Recognised::Unsupported(KnownFormat::SmartHealthLink)),
    (b"CRED:", Recognised::Unsupported(KnownFormat::PaperCredential)),
    (b"NL2:", Recognised::Unsupported(KnownFormat::DutchPass)),
    (b"PK\x03\x04", Recognised::Unsupported(KnownFormat::Divoc)),
    (b"B64:UEsDB", Recognised::Unsupported(KnownFormat::Divoc)),
    (b"DC0", Recognised::Unsupported(KnownFormat::FrenchSeal)),
    (b"mdoc:", Recognised::Unsupported(KnownFormat::WalletRequest)),
    (APPENDED, Recognised::Unsupported(KnownFormat::SplitCode)),
];

const SCHEMES: [(&[u8], Recognised); 10] = [
    (b"openid4vp:", Recognised::Unsupported(KnownFormat::WalletRequest)),
    (b"openid-credential-offer:", Recognised::Unsupported(KnownFormat::WalletRequest)),
    (b"openid-vc:", Recognised::Unsupported(KnownFormat::WalletRequest)),
    (b"haip:", Recognised::Unsupported(KnownFormat::WalletRequest)),
    (b"http://", Recognised::Other(OtherCode::Link)),
    (b"https://", Recognised::Other(OtherCode::Link)),
    (b"www.", Recognised::Other(OtherCode::Link)),
    (b"wifi:", Recognised::Other(OtherCode::WifiNetwork)),
    (b"begin:v", Recognised::Other(OtherCode::Contact)),
    (b"mecard:", Recognised::Other(OtherCode::Contact)),
];

const SEAL_TYPE: &[u8] = b"\"t\":\"icao.";
/// A window of 32 kB.
const USUAL_WINDOW: u8 = 0x78;
/// The header of a token; those met have up to 300 characters, certificates inside up to a few thousand.
const LONGEST_HEADER: usize = 16 * 1024;
const HEALTH_LINK: &[u8] = b"#shlink:/";
/// A viewer's address before the link; the framework allows a link of 128 characters.
const LONGEST_VIEWER: usize = 256;
const LONGEST_SCHEME: usize = 32;

/// The prefix of a symbol of a structured append. It begins with a control character, which no pass contains.
pub(super) const APPENDED: &[u8] = b"\x1Cappend:/";

/// What the header of a root states as its type.
const ROOT_TYPE: &[u8] = b"\"checkpost-root+jwt\"";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_passes_relatives_and_others_apart() {
        for (payload, expected) in [
            (&b"HC1:NCF"[..], Recognised::Pass(Format::Hcert)),
            (b"HL0:NCF", Recognised::Other(OtherCode::Text)),
            (b"hc1:NCF", Recognised::Other(OtherCode::Text)),
            (b"HC2:NCF", Recognised::Unsupported(KnownFormat::HcertVersion)),
            (b"NCFOXN", Recognised::Pass(Format::Claim169)),
            (b"eyJhbGciOiJFUzI1NiJ9.e30.c2ln", Recognised::Pass(Format::Jwt)),
            (b"eyJhbGciOiJFUzI1NiJ9.e30.c2ln~", Recognised::Pass(Format::SdJwt)),
            (b"eyAiYWxnIjoiRVMyNTYifQ.e30.c2ln", Recognised::Pass(Format::Jwt)),
            (b" ewoiYWxnIjoiRVMyNTYifQ.e30.c2ln~", Recognised::Pass(Format::SdJwt)),
            (b"e30.e30.c2ln", Recognised::Pass(Format::Jwt)),
            (
                b"eyJ0eXAiOiJjaGVja3Bvc3Qtcm9vdCtqd3QifQ.e30.c2ln\ne30.e30.c2ln",
                Recognised::Other(OtherCode::Configuration),
            ),
            (b"eyJ0eXAiOiJjaGVja3Bvc3Qtcm9vdCtqd3QifQ.e30.c2ln", Recognised::Pass(Format::Jwt)),
            (b"www.e30.c2ln", Recognised::Other(OtherCode::Link)),
            (b"SHC:/5676", Recognised::Pass(Format::SmartHealthCard)),
            (b"199C8", Recognised::Pass(Format::Claim169)),
            (b"6BFOXN", Recognised::Pass(Format::Claim169)),
            (b"NCFoxn", Recognised::Pass(Format::Claim169)),
            (b"199c8", Recognised::Other(OtherCode::Text)),
            (
                br#"{ "sig": {}, "data": {"msg": {}, "hdr": {"is":"UTO", "t" : "icao.vacc"}} }"#,
                Recognised::Pass(Format::VdsNc),
            ),
            (br#"{"data":{"hdr":{"t":"icao.vacc""#, Recognised::Pass(Format::VdsNc)),
            (br#"{"note":"icao.vacc"}"#, Recognised::Other(OtherCode::Text)),
            (b"https://viewer.example/#shlink:/eyJ", Recognised::Unsupported(KnownFormat::SmartHealthLink)),
            (b"eyJhbGciOiJFUzI1NiJ9", Recognised::Other(OtherCode::Text)),
            (b"HTTPS://EXAMPLE.ORG", Recognised::Other(OtherCode::Link)),
            (b"WIFI:S:guest;;", Recognised::Other(OtherCode::WifiNetwork)),
            (b"", Recognised::Other(OtherCode::Empty)),
            (b"\xFF\x00", Recognised::Other(OtherCode::Text)),
        ] {
            assert_eq!(recognise(payload), expected, "{:?}", String::from_utf8_lossy(payload));
        }
    }
}
