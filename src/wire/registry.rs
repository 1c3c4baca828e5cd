//! Labels and numbers of the IANA registries of CWT and COSE, each declared once.
//!
//! Passes, holders' proofs and published lists share them. A label that only one format defines, inside its own claim,
//! is declared in the file of that format.

/// Claims of a CBOR Web Token (registry "CBOR Web Token (CWT) Claims").
pub mod claim {
    /// `iss` (RFC 8392 section 3.1.1).
    pub const ISSUER: i128 = 1;
    /// `sub` (RFC 8392 section 3.1.2).
    pub const SUBJECT: i128 = 2;
    /// `aud` (RFC 8392 section 3.1.3).
    pub const AUDIENCE: i128 = 3;
    /// `exp` (RFC 8392 section 3.1.4).
    pub const EXPIRES: i128 = 4;
    /// `nbf` (RFC 8392 section 3.1.5).
    pub const NOT_BEFORE: i128 = 5;
    /// `iat` (RFC 8392 section 3.1.6).
    pub const ISSUED_AT: i128 = 6;
    /// `cti` (RFC 8392 section 3.1.7): the identifier of the token.
    pub const TOKEN_ID: i128 = 7;
    /// `cnf` (RFC 8747 section 3.1): the key of the holder.
    pub const CONFIRMATION: i128 = 8;
    /// `cnonce` (RFC 9200): the challenge that a proof answers.
    pub const CLIENT_NONCE: i128 = 39;
    /// The identity of a Claim 169 QR code (MOSIP).
    pub const IDENTITY: i128 = 169;
    /// `hcert` (`hcert_spec` 1.0.8 section 3.3.1): the container of health certificates.
    pub const HEALTH_CERTIFICATE: i128 = -260;
    /// `status` (draft-ietf-oauth-status-list section 6.3): where the status of the token is published.
    pub const STATUS: i128 = 65_535;
    /// `status_list` (draft-ietf-oauth-status-list section 5.2): only Status List Tokens have it.
    pub const STATUS_LIST: i128 = 65_533;
    /// The body of a city pass, from the range for private use (`src/envelope/citypass.md`).
    pub const CITY_PASS: i128 = -65_537;
}

/// Methods of confirmation (RFC 8747 section 3.1), the members of [`claim::CONFIRMATION`].
pub mod confirmation {
    /// `COSE_Key` (RFC 8747 section 3.2): the key itself.
    pub const COSE_KEY: i128 = 1;
}

/// Header parameters of a COSE message (RFC 9052 section 3.1).
pub mod header {
    /// `alg`.
    pub const ALGORITHM: i128 = 1;
    /// `crit`.
    pub(crate) const CRITICAL: i128 = 2;
    /// `kid`.
    pub const KEY_ID: i128 = 4;
    /// `kcwt` (RFC 9528 section 3.5.3.2): a CWT with the key that checks the message.
    pub const KEY_CWT: i128 = 13;
    /// `typ` (RFC 9596 section 2).
    pub const TYPE: i128 = 16;
}

/// Signature algorithms that are verified and made here; `Algorithm::from_cose` knows more by name.
pub mod algorithm {
    /// ECDSA with SHA-256 (RFC 9053 section 2.1).
    pub const ES256: i128 = -7;
    /// RSASSA-PSS with SHA-256 (RFC 8230 section 2).
    pub const PS256: i128 = -37;
    /// `EdDSA` (RFC 9053 section 2.2).
    pub const EDDSA: i128 = -8;
}

/// Parameters and values of a `COSE_Key` (RFC 9052 section 7.1, RFC 9053 section 7.1.1).
pub mod key {
    /// `kty`.
    pub const TYPE: i128 = 1;
    /// A key type: elliptic curve with x and y.
    pub const TYPE_EC2: i128 = 2;
    /// `crv`.
    pub const CURVE: i128 = -1;
    /// A curve: P-256.
    pub const CURVE_P256: i128 = 1;
    /// `x`, 32 bytes for P-256.
    pub const X: i128 = -2;
    /// `y`, 32 bytes for P-256, or the sign bit of a compressed point.
    pub const Y: i128 = -3;
}

/// CoAP content formats, as numeric values of [`header::TYPE`].
pub mod content_format {
    /// `application/cwt` (RFC 8392 section 9.4).
    pub(crate) const CWT: i128 = 61;
    /// `application/kb+cwt` (draft-ietf-spice-sd-cwt): a proof of the holder's key.
    pub const KB_CWT: i128 = 294;
}
