//! The algorithms by which signatures are made, under their names in the COSE and JOSE registries.

/// A signature algorithm, under its name in the COSE and JOSE registries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and 32 bytes of salt.
    Ps256,
    /// Ed25519.
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// No signature of an issuer at all: `none`, or a code made with a shared secret.
    Unusable,
    /// One that is not computed here, by its name in the registry.
    Unsupported(&'static str),
}

impl Algorithm {
    /// From the COSE registry (RFC 9053 sections 2.1, 2.2 and 3.1, RFC 8230 section 2, RFC 8812 section 2, RFC 9864
    /// section 2).
    pub fn from_cose(identifier: i128) -> Self {
        match identifier {
            -7 | -9 => Self::Es256,
            -37 => Self::Ps256,
            -8 | -19 => Self::EdDsa,
            -257 => Self::Rs256,
            4..=7 | 14 | 15 | 25 | 26 => Self::Unusable,
            -35 | -51 => Self::Unsupported("ES384"),
            -36 | -52 => Self::Unsupported("ES512"),
            -38 => Self::Unsupported("PS384"),
            -39 => Self::Unsupported("PS512"),
            -47 => Self::Unsupported("ES256K"),
            -53 => Self::Unsupported("Ed448"),
            -258 => Self::Unsupported("RS384"),
            -259 => Self::Unsupported("RS512"),
            -50..=-48 => Self::Unsupported("ML-DSA"),
            _ => Self::Unsupported(UNREGISTERED),
        }
    }

    /// From the JOSE registry (RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 8812 section 3, RFC 9864 section 2).
    pub fn from_jose(name: &str) -> Self {
        match name {
            "ES256" => Self::Es256,
            "PS256" => Self::Ps256,
            "EdDSA" | "Ed25519" => Self::EdDsa,
            "RS256" => Self::Rs256,
            "none" | "" | "HS256" | "HS384" | "HS512" => Self::Unusable,
            "ES384" => Self::Unsupported("ES384"),
            "ES512" => Self::Unsupported("ES512"),
            "PS384" => Self::Unsupported("PS384"),
            "PS512" => Self::Unsupported("PS512"),
            "RS384" => Self::Unsupported("RS384"),
            "RS512" => Self::Unsupported("RS512"),
            "ES256K" => Self::Unsupported("ES256K"),
            "Ed448" => Self::Unsupported("Ed448"),
            "ML-DSA-44" | "ML-DSA-65" | "ML-DSA-87" => Self::Unsupported("ML-DSA"),
            _ => Self::Unsupported(UNREGISTERED),
        }
    }
}

/// The name of an algorithm that this version knows from no registry.
const UNREGISTERED: &str = "?";
