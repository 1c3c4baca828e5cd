//! Starting inputs for the fuzz targets: the minted vectors, taken apart layer by layer.

use checkpost::signature::PublicKey;
use checkpost::time::UnixTime;
use checkpost::trust::TrustFile;
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost::wire::{base45, cose, inflate};
use checkpost_issuing::cbor::encode;
use checkpost_issuing::certificate::self_signed;
use checkpost_issuing::cose::Signer;
use checkpost_issuing::demonstration_signing_key;
use checkpost_issuing::import::{import_gateway_batch, import_status_list};
use checkpost_issuing::jose;
use checkpost_issuing::specimen::{self, other_formats};
use data_encoding::HEXLOWER;
use miniz_oxide::deflate::compress_to_vec_zlib;
use qrcodegen::{QrCode, QrCodeEcc};

use super::entry::distribution::distribution_seeds;
use super::mint::{NOW, vectors};

/// The seeds of an entry point.
#[expect(clippy::indexing_slicing, reason = "what is minted here has these members")]
#[expect(clippy::too_many_lines, reason = "an arm for every entry point")]
pub(crate) fn seeds(entry: &str) -> Vec<Vec<u8>> {
    let payloads = || vectors().into_iter().map(|(_, vector)| vector.text.into_bytes());
    let messages = || payloads().filter_map(|payload| message(&payload));
    match entry {
        "payload" => payloads().chain(OTHERS.iter().map(|text| text.as_bytes().to_vec())).collect(),
        "message" => messages().collect(),
        "ecdsa" => signatures(),
        "content" => {
            let contents = messages().filter_map(|message| Some(cose::Sign1::parse(&message).ok()?.payload));
            let health = contents.flat_map(|content| [0, 1].map(|pick| (pick, content.clone())));
            let maps = [
                (2, other_formats::identity_token(NOW)),
                (3, other_formats::nz_token(NOW)),
                (4, other_formats::city_pass(NOW).token()),
            ];
            let maps = maps.map(|(pick, token)| (pick, encode(&Value::Map(token))));
            let token = serde_json::Value::Object(other_formats::token_claims(NOW)).to_string().into_bytes();
            let texts = [(5, token), (6, other_formats::card(NOW).to_string().into_bytes())];
            health
                .chain(maps)
                .chain(texts)
                .map(|(pick, content)| [&[pick], content.as_slice()].concat())
                .collect()
        }
        "admission" => {
            let text = |value: serde_json::Value| value.to_string().into_bytes();
            let mut claims = serde_json::Value::Object(other_formats::token_claims(NOW));
            let open = text(claims.clone());
            claims["name"] = "Bryn Mockford".into();
            let disclosed = [open.as_slice(), b"\n[\"s\",\"name\",\"Bryn\"]\n[\"s\",\"age\",40]"].concat();
            let mut tested = other_formats::card(NOW);
            tested["vc"]["credentialSubject"]["fhirBundle"]["entry"][1]["resource"] = serde_json::json!({
                "resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-09-20",
                "valueCodeableConcept": { "coding": [{ "system": "http://snomed.info/sct", "code": "260415000" }] },
                "interpretation": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "code": "NEG" }] }],
                "component": [{ "valueCodeableConcept": { "coding": [{ "system": "http://loinc.org", "code": "LA6577-6" }] } }] });
            let mut negative = other_formats::seal_data(NOW);
            negative["hdr"]["t"] = "icao.test".into();
            negative["msg"]["tr"] = serde_json::json!({ "tc": "PCR", "r": "Negative" });
            let tokens = [
                (3, text(other_formats::card(NOW))),
                (3, text(tested)),
                (6, text(other_formats::seal_data(NOW))),
                (6, text(negative)),
                (7, text(claims)),
                (8, disclosed),
            ];
            let maps = [
                (5, other_formats::identity_token(NOW)),
                (4, other_formats::nz_token(NOW)),
                (9, other_formats::city_pass(NOW).token()),
            ];
            let maps = maps.map(|(pick, token)| (pick, encode(&Value::Map(token))));
            let contents = messages().filter_map(|message| Some(cose::Sign1::parse(&message).ok()?.payload));
            let health = contents.flat_map(|content| [0, 1, 2].map(|pick| (pick, content.clone())));
            health
                .chain(tokens)
                .chain(maps)
                .map(|(pick, content)| [&[pick, 8, 2], content.as_slice()].concat())
                .collect()
        }
        "split" => vec![b"shc:/1/3/01\nshc:/3/3/03\nshc:/2/3/02".to_vec(), b"shc:/1/1/5676".to_vec()],
        "trust_file" => specimen::trust(UnixTime(0))
            .map(|store| TrustFile::from_store(&store))
            .into_iter()
            .flat_map(|file| {
                let mut revoking = file.clone();
                if let Ok(list) = import_status_list(&status_list_token(), None) {
                    revoking.add_status_list(list, UnixTime(1)).expect("the first of its address");
                }
                let batch = serde_json::from_str(REVOCATION_LISTS[1]).expect("it is JSON");
                if let Ok(passes) = import_gateway_batch(&batch) {
                    revoking.add_revoked_passes(passes);
                }
                [file, revoking]
            })
            .filter_map(|file| serde_json::to_vec(&file).ok())
            .collect(),
        "distribution" => distribution_seeds(),
        "certificate" => {
            let key = demonstration_signing_key().expect("the key is one");
            let public = PublicKey::P256(*key.verifying_key()).to_public_key_info();
            let bare = KEYS.iter().map(|text| HEXLOWER.decode(text.as_bytes()).expect("it is hexadecimal"));
            self_signed(&key, "seed").into_iter().chain(public).chain(bare).collect()
        }
        "revocation_list" => [status_list_token(), status_list_message()]
            .into_iter()
            .chain(REVOCATION_LISTS.iter().map(|text| text.as_bytes().to_vec()))
            .collect(),
        "key_list" => {
            let texts = KEY_LISTS.iter().map(|text| text.as_bytes().to_vec());
            texts.chain([signed_list(), austrian_list()]).collect()
        }
        "encodings" => {
            messages().chain(payloads().filter_map(|text| text.get(4..).map(<[u8]>::to_vec))).collect()
        }
        "frame" => [("A", 2), ("HC1:6BF", 4), (&"1".repeat(200), 3), (&"HC1:".repeat(40), 4)]
            .into_iter()
            .filter_map(|(text, scale)| frame(text, scale))
            .collect(),
        _ => Vec::new(),
    }
}

/// Signatures of every shape that the entry makes, with halves at the ends of their range.
fn signatures() -> Vec<Vec<u8>> {
    let edge = |byte| [[byte; 32], [1; 32]].concat();
    let shapes = (0..8).flat_map(|how| [edge(0), edge(0xFF), edge(7)].map(|halves| (how, halves)));
    shapes.map(|(how, halves)| [&[how], [5; 32].as_slice(), &halves, b"message"].concat()).collect()
}

/// The message behind the outer layers, where they come off.
fn message(payload: &[u8]) -> Option<Vec<u8>> {
    let compressed = base45::decode(payload.strip_prefix(b"HC1:")?).ok()?;
    inflate::zlib(&compressed, inflate::PASS_LIMIT).ok()
}

/// A code in the middle of a grey frame, so many pixels a module, behind the length of a row.
fn frame(text: &str, scale: usize) -> Option<Vec<u8>> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let side = (usize::try_from(code.size()).ok()? + 8) * scale;
    let module = |pixel: usize| i32::try_from(pixel / scale).unwrap_or(0) - 4;
    let grey = |at: usize| if code.get_module(module(at % side), module(at / side)) { 40 } else { 210 };
    Some([u8::try_from(side).ok()?].into_iter().chain((0..side * side).map(grey)).collect())
}

/// A status list of two bits as a JWT, signed by nobody who counts.
fn status_list_token() -> Vec<u8> {
    let key = demonstration_signing_key().expect("the key is one");
    let header = jose::header([("alg", "ES256"), ("typ", "statuslist+jwt")]);
    let payload = br#"{"sub":"list","iat":1,"exp":9999999999,"status_list":{"bits":2,"lst":"eNpzAAAARgBF"}}"#;
    jose::sign(header, payload, &key).into_bytes()
}

/// The same as a CWT.
fn status_list_message() -> Vec<u8> {
    let key = demonstration_signing_key().expect("the key is one");
    let protected = Map::from([
        (Key::Integer(1), Value::Integer(-7)),
        (Key::Integer(16), Value::Text("application/statuslist+cwt".to_owned())),
    ]);
    let list = Map::from([
        (Key::from("bits"), Value::Integer(2)),
        (Key::from("lst"), Value::Bytes(compress_to_vec_zlib(&[0xE4], 9))),
    ]);
    let claims = Map::from([
        (Key::Integer(2), Value::Text("list".to_owned())),
        (Key::Integer(6), Value::Integer(1)),
        (Key::Integer(65_533), Value::Map(list)),
    ]);
    let signer = Signer { key: &key, key_id: &[] };
    signer.sign_under(&protected, Map::new(), encode(&Value::Map(claims))).encode()
}

/// What Sweden and Switzerland sign, signed by nobody who counts: no certificates, one key.
fn signed_list() -> Vec<u8> {
    let key = demonstration_signing_key().expect("the key is one");
    let header = jose::header([("alg", "ES256"), ("typ", "JOSE")]);
    let payload = br#"{"iat":1,"exp":9999999999,"dsc_trust_list":{"AT":{"keys":[{"kid":"AAAAAAAAAAE=","x5c":["AAAA"]}],
        "eku":{"AAAAAAAAAAE=":["1.3.6.1.4.1.1847.2021.1.1"]}}},"activeKeyIds":["AAAAAAAAAAE="],"certs":[{"keyId":"AAAAAAAAAAE=",
        "use":"tv","alg":"ES256","crv":"P-256","x":"KSexBRK64-3c_kZ4KBKLrSkDJpkZ9whgacjE32xzKDg","y":"x3h5ZOqsAOWSH7FJimD0YGdms9loUAFVjRqXTnNBUT4"}]}"#;
    jose::sign(header, payload, &key).into_bytes()
}

fn austrian_list() -> Vec<u8> {
    let entry = Map::from([
        (Key::from("i"), Value::Bytes(vec![0; 8])),
        (Key::from("c"), Value::Bytes(vec![0x30, 0x00])),
    ]);
    encode(&Value::Map(Map::from([(Key::from("c"), Value::Array(vec![Value::Map(entry)]))])))
}

/// Bare public keys: P-256 spelled out, RSASSA-PSS with parameters and without.
const KEYS: [&str; 3] = [
    "3082014b3082010306072a8648ce3d02013081f7020101302c06072a8648ce3d0101022100ffffffff00000001000000000000000000000000ffffffffffffffffffffffff305b0420ffffffff00000001000000000000000000000000fffffffffffffffffffffffc04205ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b031500c49d360886e704936a6678e1139d26b7819f7e900441046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5022100ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551020101034200040d03b83a7771cc3076ec351e2570b88b862c26fe9211602b03769b9a340f451731b19383e196dad5a87b320c428285a0ad7319f949af08329a069c3adbddc5a5",
    "30820156304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a2030201200382010f003082010a0282010100ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0203010001",
    "30820120300b06092a864886f70d01010a0382010f003082010a0282010100ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0203010001",
];

const REVOCATION_LISTS: [&str; 2] = [
    r#"{"kid":"key","method":"rid","ctr":1,"rids":["one","two.1640000000"]}"#,
    r#"{"kid":"AAAAAAAAAAE=","hashType":"UCI","entries":[{"hash":"AAAAAAAAAAAAAAAAAAAAAA=="}]}"#,
];

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

const KEY_LISTS: [&str; 4] = [
    "{\"issuerInfo\":[{\"issuer\":{\"iss\":\"https://i.example\",\"name\":\"I\"},\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"use\":\"sig\",\"alg\":\"EdDSA\",\"key_ops\":[\"verify\"],\"nbf\":1,\"exp\":9999999999,\"kid\":\"a\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}]}",
    "AAAA\n{\"certificates\":[{\"certificateType\":\"DSC\",\"country\":\"DE\",\"kid\":\"AAAAAAAAAAE=\",\"rawData\":\"AAAA\"}]}",
    "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"a\",\"x\":\"KSexBRK64-3c_kZ4KBKLrSkDJpkZ9whgacjE32xzKDg\",\"y\":\"x3h5ZOqsAOWSH7FJimD0YGdms9loUAFVjRqXTnNBUT4\"}]}",
    "{\"id\":\"did:web:example.org\",\"verificationMethod\":[{\"id\":\"did:web:example.org#a\",\"controller\":\"did:web:example.org\",\"type\":\"JsonWebKey2020\",\"publicKeyJwk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"KSexBRK64-3c_kZ4KBKLrSkDJpkZ9whgacjE32xzKDg\",\"y\":\"x3h5ZOqsAOWSH7FJimD0YGdms9loUAFVjRqXTnNBUT4\"}}],\"assertionMethod\":[\"did:web:example.org#a\"]}",
];
