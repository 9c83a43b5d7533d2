//! The signed address of a WebSocket, as the Chime SDK opens one: everything stands in the query, only `host` is signed
//! beside it, and the body that is signed is empty.

use domain::Timestamp;

use super::{
    ALGORITHM, Rejected, Request, Scope, canonical, credential, hash_of, is_current, matches, signature, time,
};

/// The parameter that cannot be signed.
const SIGNATURE: &str = "X-Amz-Signature";
/// Seconds that such an address may ask to live.
const EXPIRES_S_MAX: i64 = 604_800;

/// What an address says of its signature, read and not yet believed.
#[derive(Debug)]
pub struct Presigned {
    credential: String,
    moment: String,
    at: Timestamp,
    expires_s: i64,
    signature: String,
}

impl Presigned {
    /// Reads the address.
    ///
    /// # Errors
    /// When it carries no signature, or one that cannot be read.
    pub fn read(request: &Request<'_>) -> Result<Self, Rejected> {
        let word = |name: &str| {
            let mut found = request.query.split('&').filter_map(|pair| {
                let (known, value) = pair.split_once('=')?;
                (known == name).then(|| percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned())
            });
            found.next().filter(|_| found.next().is_none())
        };
        let signature = word(SIGNATURE).ok_or(Rejected::Missing)?;
        let needed = |name: &str| {
            word(name).ok_or(Rejected::Incomplete("A parameter of the signature is missing, or there twice."))
        };
        if needed("X-Amz-Algorithm")? != ALGORITHM || needed("X-Amz-SignedHeaders")? != "host" {
            return Err(Rejected::Incomplete("The address must be signed with AWS4-HMAC-SHA256 over host alone."));
        }
        let (named, moment) = (needed("X-Amz-Credential")?, needed("X-Amz-Date")?);
        let at = time::parse(&moment).ok_or(Rejected::Incomplete("X-Amz-Date must look like 20261121T182702Z."))?;
        let expires_s = needed("X-Amz-Expires")?.parse().ok().filter(|expires| (1..=EXPIRES_S_MAX).contains(expires));
        let expires_s =
            expires_s.ok_or(Rejected::Incomplete("X-Amz-Expires must be a number of seconds up to 604800."))?;
        let (_, scope) = credential(&named)?;
        if scope.date.len() != 8 || !moment.starts_with(scope.date) {
            return Err(Rejected::Incomplete("The date of the Credential is another than X-Amz-Date's."));
        }
        Ok(Self { credential: named, moment, at, expires_s, signature })
    }

    /// The id of the key that it claims to be signed with.
    #[must_use]
    pub fn key(&self) -> &str {
        self.parts().0
    }

    /// The service that it was signed for.
    #[must_use]
    pub fn service(&self) -> &str {
        self.parts().1.service
    }

    fn parts(&self) -> (&str, Scope<'_>) {
        credential(&self.credential).unwrap_or(("", Scope { date: "", region: "", service: "" }))
    }

    /// Whether the holder of this secret signed this address, for now.
    ///
    /// # Errors
    /// When not.
    pub fn verify(&self, request: &Request<'_>, secret: &str, now: Timestamp) -> Result<(), Rejected> {
        let scope = self.parts().1;
        let hash = hash_of(b"");
        let signed_as = |query: String| {
            let canonical = canonical::request(request, &query, &["host"], &hash)?;
            Ok(matches(signature(secret, scope, &self.moment, &canonical), &self.signature))
        };
        // The SDK signs what it sends, some of it raw where the right way would encode it.
        let good = signed_as(canonical::raw_query(request.query, Some(SIGNATURE)))?
            || signed_as(canonical::query(request.query, Some(SIGNATURE)))?;
        if !good {
            return Err(Rejected::Mismatch);
        }
        if is_current(self.at, now, self.expires_s) { Ok(()) } else { Err(Rejected::Stale) }
    }
}
