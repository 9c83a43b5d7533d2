//! Signature Version 4, verified: is this request from the holder of the secret, as it stands, and from now?
//!
//! Two forms: the header `Authorization` of REST calls, and the signed address of a WebSocket. The rules are those that
//! verified every request of boto3, the AWS CLI, the AWS SDK for JavaScript and the Chime SDK; where AWS documents more,
//! only what these clients send is taken. Knows no keys: the caller looks the secret up by the key's id and hands it in.

mod authorization;
mod canonical;
mod presigned;
mod time;

use domain::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

pub use self::{authorization::Authorization, presigned::Presigned};

/// Seconds that the clocks of client and server may differ.
pub const SKEW_S_MAX: i64 = 300;
/// The one algorithm.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What of a request is signed, as it came over the wire.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `GET`, `POST` and so on.
    pub method: &'a str,
    /// The path, percent-encoded as it came.
    pub path: &'a str,
    /// The query, as it came, without the question mark.
    pub query: &'a str,
    /// Every header in the order of the wire: name in lower case, and value.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// The value of a header. One that is there twice says nothing: which of the two is meant, and which somebody on the
    /// way saw, is not known.
    fn header(&self, name: &str) -> Result<Option<&'a str>, Rejected> {
        let mut values = self.headers.iter().filter(|(known, _)| *known == name).map(|(_, value)| *value);
        let first = values.next();
        if values.next().is_some() { Err(Rejected::Twice) } else { Ok(first) }
    }
}

/// Why a request is not taken for its sender's. The names are those of the AWS front ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// Nothing says who signed it.
    #[error("Missing Authentication Token")]
    Missing,
    /// What says so cannot be read, or something that must be signed is not.
    #[error("{0}")]
    Incomplete(&'static str),
    /// A header that may stand there once is there more often.
    #[error("Authorization and the X-Amz- headers may be sent only once each.")]
    Twice,
    /// The signature is another than that of the secret over this request.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your secret access key and signing method."
    )]
    Mismatch,
    /// It was signed too long ago, or for a time to come.
    #[error("Signature expired or not yet current: check the clock of the client.")]
    Stale,
}

/// The words after the key's id in a credential: what the signing key is derived for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Scope<'a> {
    /// `20261121`.
    date: &'a str,
    region: &'a str,
    service: &'a str,
}

/// Reads `AKID/20261121/us-east-1/chime/aws4_request`.
fn credential(text: &str) -> Result<(&str, Scope<'_>), Rejected> {
    const SAYS: Rejected = Rejected::Incomplete("Credential must be KEY/DATE/REGION/SERVICE/aws4_request.");
    let mut words = text.split('/');
    let mut word = || words.next().filter(|word| !word.is_empty()).ok_or(SAYS);
    let (key, date, region, service, end) = (word()?, word()?, word()?, word()?, word()?);
    if end != "aws4_request" || words.next().is_some() {
        return Err(SAYS);
    }
    Ok((key, Scope { date, region, service }))
}

/// The signature of a canonical request under a secret.
fn signature(secret: &str, scope: Scope<'_>, moment: &str, canonical: &str) -> Hmac<Sha256> {
    let Scope { date, region, service } = scope;
    let digest = hex(&Sha256::digest(canonical.as_bytes()));
    let to_sign = format!("{ALGORITHM}\n{moment}\n{date}/{region}/{service}/aws4_request\n{digest}");
    let key = [date, region, service, "aws4_request"]
        .iter()
        .fold(["AWS4", secret].concat().into_bytes(), |key, word| sign(&key, word).finalize().into_bytes().to_vec());
    sign(&key, &to_sign)
}

fn sign(key: &[u8], text: &str) -> Hmac<Sha256> {
    // Keys of any length are taken; the short-key error of the trait does not exist for this algorithm.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    mac.update(text.as_bytes());
    mac
}

/// Whether a signature in hexadecimal is the one that was computed. Takes the same time whatever differs.
fn matches(computed: Hmac<Sha256>, claimed: &str) -> bool {
    unhex(claimed).is_some_and(|claimed| computed.verify_slice(&claimed).is_ok())
}

/// The SHA-256 digest of some bytes, in hexadecimal.
pub(crate) fn hash_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// Whether something signed at `at` may be taken now, with `life_s` seconds to live beside the skew.
fn is_current(at: Timestamp, now: Timestamp, life_s: i64) -> bool {
    let age_s = (now.millis() - at.millis()) / 1000;
    (-SKEW_S_MAX..=SKEW_S_MAX + life_s).contains(&age_s)
}
