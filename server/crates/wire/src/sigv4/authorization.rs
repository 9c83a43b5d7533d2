//! The header form: `Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`.

use domain::Timestamp;

use super::{
    ALGORITHM, Rejected, Request, Scope, canonical, credential, hash_of, is_current, matches, signature, time,
};

/// What a request says of its signature, read and not yet believed.
#[derive(Debug)]
pub struct Authorization<'a> {
    key: &'a str,
    scope: Scope<'a>,
    signed: Vec<&'a str>,
    signature: &'a str,
    moment: &'a str,
    at: Timestamp,
}

impl<'a> Authorization<'a> {
    /// Reads the header.
    ///
    /// # Errors
    /// When there is none, when it cannot be read, or when something that must be signed is not: `host`, every
    /// `x-amz-*` header, and a date that is the one of the credential.
    pub fn read(request: &Request<'a>) -> Result<Self, Rejected> {
        let header = request.header("authorization")?.ok_or(Rejected::Missing)?;
        let words = header
            .strip_prefix(ALGORITHM)
            .and_then(|rest| rest.strip_prefix(' '))
            .ok_or(Rejected::Incomplete("Authorization must begin with AWS4-HMAC-SHA256."))?;
        let (mut named, mut signed, mut signature) = (None, None, None);
        for word in words.split(',') {
            let place = match word.trim().split_once('=') {
                Some(("Credential", value)) => (&mut named, value),
                Some(("SignedHeaders", value)) => (&mut signed, value),
                Some(("Signature", value)) => (&mut signature, value),
                Some(_) | None => return Err(Rejected::Incomplete("Authorization has a part that is not known.")),
            };
            if place.0.replace(place.1).is_some() {
                return Err(Rejected::Incomplete("Authorization has a part twice."));
            }
        }
        let (Some(named), Some(signed), Some(signature)) = (named, signed, signature) else {
            return Err(Rejected::Incomplete("Authorization needs Credential, SignedHeaders and Signature."));
        };
        let (key, scope) = credential(named)?;
        let signed: Vec<&str> = signed.split(';').collect();
        let moment = request.header("x-amz-date")?.ok_or(Rejected::Incomplete("The header X-Amz-Date is missing."))?;
        let at = time::parse(moment).ok_or(Rejected::Incomplete("X-Amz-Date must look like 20261121T182702Z."))?;
        if !moment.starts_with(scope.date) || scope.date.len() != 8 {
            return Err(Rejected::Incomplete("The date of the Credential is another than X-Amz-Date's."));
        }
        let must = |name: &str| name == "host" || name.starts_with("x-amz-");
        let unsigned = request.headers.iter().any(|(name, _)| must(name) && !signed.contains(name));
        if unsigned || !signed.contains(&"host") {
            return Err(Rejected::Incomplete("Host and every X-Amz- header must be signed."));
        }
        Ok(Self { key, scope, signed, signature, moment, at })
    }

    /// The id of the key that it claims to be signed with.
    #[must_use]
    pub fn key(&self) -> &'a str {
        self.key
    }

    /// The service that it was signed for.
    #[must_use]
    pub fn service(&self) -> &'a str {
        self.scope.service
    }

    /// Whether the holder of this secret signed this request, for now.
    ///
    /// # Errors
    /// When not.
    pub fn verify(&self, request: &Request<'_>, secret: &str, now: Timestamp) -> Result<(), Rejected> {
        let hash = hash_of(request.body);
        if request.header("x-amz-content-sha256")?.is_some_and(|told| told != hash) {
            return Err(Rejected::Mismatch);
        }
        let query = canonical::query(request.query, None);
        let canonical = canonical::request(request, &query, &self.signed, &hash)?;
        if !matches(signature(secret, self.scope, self.moment, &canonical), self.signature) {
            return Err(Rejected::Mismatch);
        }
        // Told last, and so only to whoever holds the secret.
        if is_current(self.at, now, 0) { Ok(()) } else { Err(Rejected::Stale) }
    }
}
