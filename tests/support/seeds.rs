//! Bytes to begin with for each entry point: the minted vectors, taken apart layer by layer.

use checkpost::issue::specimen;
use checkpost::time::UnixTime;
use checkpost::trust::TrustFile;
use checkpost::wire::{base45, cose, inflate};

use super::mint::vectors;

/// The seeds of an entry point.
pub(crate) fn seeds(entry: &str) -> Vec<Vec<u8>> {
    let payloads = || vectors().into_iter().map(|(_, vector)| vector.text.into_bytes());
    let messages = || payloads().filter_map(|payload| message(&payload));
    match entry {
        "payload" => payloads().chain(OTHERS.iter().map(|text| text.as_bytes().to_vec())).collect(),
        "message" => messages().collect(),
        "content" => {
            let contents = messages().filter_map(|message| Some(cose::Sign1::parse(&message).ok()?.payload));
            let health =
                contents.flat_map(|content| [0, 1].map(|pick| [&[pick], content.as_slice()].concat()));
            health.chain(CONTENTS.iter().map(|(pick, text)| [&[*pick], text.as_bytes()].concat())).collect()
        }
        "split" => vec![b"shc:/1/3/01\nshc:/3/3/03\nshc:/2/3/02".to_vec(), b"shc:/1/1/5676".to_vec()],
        "trust_file" => specimen::trust(UnixTime(0))
            .and_then(|store| serde_json::to_vec(&TrustFile::from_store(&store)).ok())
            .into_iter()
            .collect(),
        "key_list" => KEY_LISTS.iter().map(|text| text.as_bytes().to_vec()).collect(),
        "encodings" => {
            messages().chain(payloads().filter_map(|text| text.get(4..).map(<[u8]>::to_vec))).collect()
        }
        "frame" => vec![[&[64], [255_u8; 64 * 64].as_slice()].concat()],
        _ => Vec::new(),
    }
}

/// The message behind the outer layers, where they come off.
fn message(payload: &[u8]) -> Option<Vec<u8>> {
    let compressed = base45::decode(payload.strip_prefix(b"HC1:")?).ok()?;
    inflate::zlib(&compressed, inflate::PASS_LIMIT).ok()
}

/// One of each kind of code that is recognised.
const OTHERS: [&str; 12] = [
    "AT1:NCF",
    "LT1:NCF",
    "shc:/567629595326546034602925407728043360287028647154775544274343",
    "shc:/1/2/5676",
    "NZCP:/1/2KCEVIQEIVVWK6JNGEASNICZAEP2KALYDZSGSZB2O5SWEOTOPJRXALTDN53GSZBRHEXGQZLBNR2GQLTOPICRU",
    "CP1:GHSQE",
    "CP2:GHSQE",
    "NCFOXN",
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0.AAAA",
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJ4In0.AAAA~WyJzIiwiayIsInYiXQ~",
    "{\"data\":{\"hdr\":{\"is\":\"UTO\",\"t\":\"icao.test\",\"v\":1},\"msg\":{}},\"sig\":{\"alg\":\"ES256\",\"cer\":\"AA\",\"sigvl\":\"AA\"}}",
    "B64:UEsDBBQAAAA",
];

/// Content of the formats that are JSON inside, with the byte that picks the format.
const CONTENTS: [(u8, &str); 2] = [
    (
        5,
        "{\"iss\":\"https://example.org\",\"exp\":1800000000,\"nbf\":1700000000,\"cnf\":{\"jwk\":{\"kty\":\"EC\"}},\"given_name\":\"A\",\"birthdate\":\"2000-01-01\"}",
    ),
    (
        6,
        "{\"iss\":\"https://example.org\",\"nbf\":1700000000.5,\"vc\":{\"type\":[\"https://smarthealth.cards#immunization\"],\"credentialSubject\":{\"fhirVersion\":\"4.0.1\",\"fhirBundle\":{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"fullUrl\":\"resource:0\",\"resource\":{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"A\",\"given\":[\"B\"]}],\"birthDate\":\"2000-01-01\"}},{\"fullUrl\":\"resource:1\",\"resource\":{\"resourceType\":\"Immunization\",\"status\":\"completed\",\"vaccineCode\":{\"coding\":[{\"system\":\"http://hl7.org/fhir/sid/cvx\",\"code\":\"207\"}]},\"occurrenceDateTime\":\"2021-01-01\"}}]}}}}",
    ),
];

const KEY_LISTS: [&str; 2] = [
    "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"a\",\"x\":\"KSexBRK64-3c_kZ4KBKLrSkDJpkZ9whgacjE32xzKDg\",\"y\":\"x3h5ZOqsAOWSH7FJimD0YGdms9loUAFVjRqXTnNBUT4\"}]}",
    "{\"id\":\"did:web:example.org\",\"verificationMethod\":[{\"id\":\"did:web:example.org#a\",\"controller\":\"did:web:example.org\",\"type\":\"JsonWebKey2020\",\"publicKeyJwk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"KSexBRK64-3c_kZ4KBKLrSkDJpkZ9whgacjE32xzKDg\",\"y\":\"x3h5ZOqsAOWSH7FJimD0YGdms9loUAFVjRqXTnNBUT4\"}}],\"assertionMethod\":[\"did:web:example.org#a\"]}",
];
