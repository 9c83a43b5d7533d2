//! The key file: what secrets of access keys are sealed with, and lines of imported logs are marked with, kept beside the
//! store and never in it. Whoever has a copy of the store alone has no secret, and cannot tell from the id of a line that
//! was deleted whether they have guessed its text.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use domain::{Failure, KeyFile, KeyId};
use sha2::{Digest, Sha256};

use crate::Service;

/// The name of the file inside the data folder.
const FILE: &str = "roomkeeper.key";
/// Bytes of the file.
const KEY_BYTES: usize = 32;
/// Bytes that a sealed secret begins with: long enough to be drawn at random every time.
const NONCE_BYTES: usize = 24;
/// Only the server's own user reads the file.
const MODE: u32 = 0o600;
/// What the key for imported lines is made of, beside the file.
const IMPORTED_LINES: &[u8] = b"roomkeeper, lines of imported logs";

/// Seals secrets and opens them again. The file is read at the first use, and made at the first key or import.
pub(crate) struct Vault {
    file: PathBuf,
    random: fn(&mut [u8]),
    keys: OnceLock<Keys>,
}

/// What is made of the file.
struct Keys {
    cipher: XChaCha20Poly1305,
    imports: [u8; 32],
}

impl Keys {
    fn of(file: &[u8]) -> Result<Self, KeyFile> {
        let cipher = XChaCha20Poly1305::new_from_slice(file).map_err(|_| KeyFile::Wrong)?;
        let imports = Sha256::new().chain_update(IMPORTED_LINES).chain_update(file).finalize().into();
        Ok(Self { cipher, imports })
    }
}

impl Vault {
    pub(crate) fn new(folder: PathBuf, random: fn(&mut [u8])) -> Self {
        Self { file: folder.join(FILE), random, keys: OnceLock::new() }
    }

    /// What is in the file; `None` when it is not there.
    fn read(&self) -> Result<Option<Keys>, KeyFile> {
        let mut bytes = Vec::with_capacity(KEY_BYTES + 1);
        match File::open(&self.file).and_then(|file| file.take(KEY_BYTES as u64 + 1).read_to_end(&mut bytes)) {
            Ok(_) => Keys::of(&bytes).map(Some),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(&error)),
        }
    }

    /// Makes the file, unless another process has just made it: whoever is first wins, and a power loss leaves all of
    /// it or nothing.
    fn make(&self) -> Result<(), KeyFile> {
        let mut bytes = [0; KEY_BYTES];
        (self.random)(&mut bytes);
        let mut tag = [0; 8];
        (self.random)(&mut tag);
        let half_made = self.file.with_extension(format!("key-{:016x}", u64::from_be_bytes(tag)));
        let made = write_new(&half_made, &bytes).and_then(|()| match fs::hard_link(&half_made, &self.file) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
            Ok(()) | Err(_) => Ok(()),
        });
        let removed = fs::remove_file(&half_made);
        made.and(removed).and_then(|()| sync_folder_of(&self.file)).map_err(|error| unreadable(&error))
    }

    /// Seals a secret. It opens under the same id only, so that no key can be given the secret of another.
    fn seal(&self, cipher: &XChaCha20Poly1305, id: KeyId, secret: &str) -> Result<Vec<u8>, KeyFile> {
        let mut nonce = [0; NONCE_BYTES];
        (self.random)(&mut nonce);
        let payload = Payload { msg: secret.as_bytes(), aad: id.as_str().as_bytes() };
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| KeyFile::Wrong)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }
}

fn open(cipher: &XChaCha20Poly1305, id: KeyId, sealed: &[u8]) -> Result<String, KeyFile> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(KeyFile::Wrong)?;
    let payload = Payload { msg: sealed, aad: id.as_str().as_bytes() };
    let secret = cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| KeyFile::Wrong)?;
    String::from_utf8(secret).map_err(|_| KeyFile::Wrong)
}

fn unreadable(error: &io::Error) -> KeyFile {
    tracing::error!(%error, "the key file cannot be read or written");
    KeyFile::Unreadable
}

/// Writes a file that must not be there yet, for the server's own user only, and waits until it is on the disk.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(MODE).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

impl Service {
    /// The keys of this store. A file that is missing or that does not open the access keys there are is told, and never
    /// replaced.
    async fn keys_in_file(&self) -> Result<&Keys, Failure> {
        let vault = self.vault();
        if let Some(keys) = vault.keys.get() {
            return Ok(keys);
        }
        let keys = match vault.read()? {
            Some(keys) => keys,
            None if self.needs_key_file().await? => return Err(KeyFile::Missing.into()),
            None => {
                vault.make()?;
                vault.read()?.ok_or(KeyFile::Missing)?
            }
        };
        if let Some((id, sealed)) = self.store().oldest_key().await.map_err(|error| self.broke(error))? {
            open(&keys.cipher, id, &sealed)?;
        }
        Ok(vault.keys.get_or_init(|| keys))
    }

    /// Whether there is anything that was sealed or marked with a key file.
    async fn needs_key_file(&self) -> Result<bool, Failure> {
        let needed =
            async { Ok(self.store().oldest_key().await?.is_some() || self.store().imported_with_key().await?) };
        needed.await.map_err(|error| self.broke(error))
    }

    /// What lines of imported logs are marked with: by their marks they are known again, and nobody finds out a text.
    ///
    /// # Errors
    /// When the key file cannot be read or made, or is not the one of this store.
    pub async fn import_key(&self) -> Result<[u8; 32], Failure> {
        Ok(self.keys_in_file().await?.imports)
    }

    /// Seals the secret of a key.
    pub(crate) async fn seal(&self, id: KeyId, secret: &str) -> Result<Vec<u8>, Failure> {
        let keys = self.keys_in_file().await?;
        Ok(self.vault().seal(&keys.cipher, id, secret)?)
    }

    /// Opens the secret of a key.
    pub(crate) async fn unseal(&self, id: KeyId, sealed: &[u8]) -> Result<String, Failure> {
        Ok(open(&self.keys_in_file().await?.cipher, id, sealed)?)
    }

    /// Copies the key file into the folder of a backup. Answers whether there is one.
    ///
    /// # Errors
    /// When it cannot be read or written, or is missing though something was sealed or marked with it.
    pub async fn back_up_key_file(&self, folder: &Path) -> Result<bool, Failure> {
        let file = &self.vault().file;
        let bytes = match fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return if self.needs_key_file().await? { Err(KeyFile::Missing.into()) } else { Ok(false) };
            }
            Err(error) => return Err(unreadable(&error).into()),
        };
        let copy = folder.join(FILE);
        write_new(&copy, &bytes).and_then(|()| sync_folder_of(&copy)).map_err(|error| unreadable(&error))?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> (Vault, XChaCha20Poly1305) {
        let vault = Vault::new(PathBuf::new(), |buffer| buffer.fill(7));
        (vault, XChaCha20Poly1305::new(&[9; KEY_BYTES].into()))
    }

    #[test]
    fn a_secret_opens_under_its_own_id_and_whole_only() {
        let (vault, cipher) = vault();
        let (own, other) = ("RKAAAAAAAAAAAAAAAAAA".parse().unwrap(), "RKBBBBBBBBBBBBBBBBBB".parse().unwrap());
        let sealed = vault.seal(&cipher, own, "secret").unwrap();
        assert_eq!(open(&cipher, own, &sealed).as_deref(), Ok("secret"));
        assert_eq!(open(&cipher, other, &sealed), Err(KeyFile::Wrong));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open(&cipher, own, &changed), Err(KeyFile::Wrong), "byte {at}");
            assert_eq!(open(&cipher, own, &sealed[..at]), Err(KeyFile::Wrong), "cut at {at}");
        }
    }
}
