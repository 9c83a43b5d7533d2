//! Passwords: Argon2id off the runtime's threads, and few at a time, since each takes 19 MiB.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use domain::{Failure, Password};
use tokio::sync::Semaphore;

/// Passwords hashed at the same time.
const HASHES_AT_ONCE_MAX: usize = 2;

/// Hashes and checks passwords.
pub struct Passwords {
    places: Semaphore,
    random: fn(&mut [u8]),
}

impl Passwords {
    pub(crate) fn new(random: fn(&mut [u8])) -> Self {
        Self { places: Semaphore::new(HASHES_AT_ONCE_MAX), random }
    }

    /// Hashes a password to a PHC string.
    ///
    /// # Errors
    /// When the server is shutting down.
    pub async fn hash(&self, password: Password) -> Result<String, Failure> {
        let _place = self.places.acquire().await.map_err(|_| Failure::Unavailable)?;
        let mut salt = [0; 16];
        (self.random)(&mut salt);
        tokio::task::spawn_blocking(move || {
            Argon2::default().hash_password_with_salt(password.expose().as_bytes(), &salt).map(|hash| hash.to_string())
        })
        .await
        .ok()
        .and_then(Result::ok)
        .ok_or(Failure::Unavailable)
    }

    /// Whether the password fits the hash. Without a hash it takes as long and answers no, so that nobody can tell
    /// unknown users from wrong passwords by the clock.
    ///
    /// # Errors
    /// When the server is shutting down.
    pub async fn fits(&self, password: String, hash: Option<String>) -> Result<bool, Failure> {
        let _place = self.places.acquire().await.map_err(|_| Failure::Unavailable)?;
        tokio::task::spawn_blocking(move || match hash.as_deref().map(PasswordHash::new) {
            Some(Ok(hash)) => Argon2::default().verify_password(password.as_bytes(), &hash).is_ok(),
            Some(Err(_)) | None => {
                let _ = Argon2::default().hash_password_with_salt(password.as_bytes(), &[0; 16]);
                false
            }
        })
        .await
        .map_err(|_| Failure::Unavailable)
    }
}
