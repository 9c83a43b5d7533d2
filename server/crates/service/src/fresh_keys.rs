//! Keys that were just made in the panel, until the page that shows their secrets is drawn: once, to the session that
//! made them, and never from the store. Kept in memory only: a restart, or some minutes, and nobody can tell them any more.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use domain::{Act, Failure, KeyId, Timestamp, decide, view::NewKeyView};

use crate::{Actor, CreateKey, Service};

/// How long a key waits for its page.
const KEPT_MS: i64 = 2 * 60_000;
/// Keys that wait at the most; beyond it the oldest is forgotten.
const KEPT_KEYS_MAX: usize = 1_000;

/// One that waits.
struct Fresh {
    session: u64,
    since: Timestamp,
    key: NewKeyView,
}

/// Those that wait.
#[derive(Default)]
pub(crate) struct FreshKeys {
    waiting: Mutex<HashMap<KeyId, Fresh>>,
}

impl FreshKeys {
    fn waiting(&self, now: Timestamp) -> std::sync::MutexGuard<'_, HashMap<KeyId, Fresh>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, fresh| fresh.since.plus_millis(KEPT_MS) > now);
        waiting
    }

    fn keep(&self, session: u64, key: NewKeyView, now: Timestamp) {
        let mut waiting = self.waiting(now);
        if waiting.len() >= KEPT_KEYS_MAX
            && let Some(oldest) = waiting.iter().min_by_key(|(_, fresh)| fresh.since).map(|(id, _)| *id)
        {
            waiting.remove(&oldest);
        }
        waiting.insert(key.access_key_id, Fresh { session, since: now, key });
    }

    fn take(&self, session: u64, key: KeyId, now: Timestamp) -> Option<NewKeyView> {
        let mut waiting = self.waiting(now);
        if waiting.get(&key)?.session != session {
            return None;
        }
        waiting.remove(&key).map(|fresh| fresh.key)
    }
}

impl Service {
    /// As [`Service::create_key`], for a page that comes next: its secrets are had once, by [`Service::fresh_key`].
    ///
    /// # Errors
    /// As [`Service::create_key`].
    pub async fn create_key_for_page(&self, actor: &Actor, command: CreateKey) -> Result<KeyId, Failure> {
        let made = self.create_key(actor, command).await?;
        let id = made.access_key_id;
        self.fresh_keys().keep(actor.session, made, self.store().now());
        Ok(id)
    }

    /// The key that this session has just made, with its secrets, for the only time; afterwards, and for everybody
    /// else, there is none.
    ///
    /// # Errors
    /// Denied.
    pub async fn fresh_key(&self, actor: &Actor, key: KeyId) -> Result<Option<NewKeyView>, Failure> {
        let known = self.asker(actor).await?;
        if let Err(denial) = decide(&known.facts, Act::ManageKeys { own: true }) {
            return Err(self.refuse_read(actor, &known, "key.list", None, None, denial).await);
        }
        Ok(self.fresh_keys().take(actor.session, key, self.store().now()))
    }
}
