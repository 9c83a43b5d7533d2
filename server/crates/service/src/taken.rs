//! What purges took, kept for a while: those who listen are told of each message, also when the job has erased it by then.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{Failure, MessageId, RoomId};
use storage::{StorageError, Store, Taken};
use tokio::sync::OnceCell;

use crate::Service;

/// Messages that are kept of a purge, the newest.
const MESSAGES_MAX: u32 = 1_000;
/// Purges of which they are kept, the latest.
const PURGES_MAX: usize = 32;

type List = Arc<OnceCell<Arc<[Taken]>>>;
/// A room, and the last message that a purge of it took.
type Purge = (RoomId, MessageId);

/// What the latest purges took.
#[derive(Debug, Default)]
pub(crate) struct Purges(Mutex<VecDeque<(Purge, List)>>);

impl Purges {
    /// What a purge took. Whoever asks first, a listener or the job that is about to erase, has it read for all.
    async fn taken(&self, store: &Store, purge: Purge) -> Result<Arc<[Taken]>, StorageError> {
        let list = self.list(purge);
        let read = async || store.taken_by_purge(purge.0, purge.1, MESSAGES_MAX).await.map(Arc::from);
        list.get_or_try_init(read).await.cloned()
    }

    fn list(&self, purge: Purge) -> List {
        // What panics here has changed nothing by halves.
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, list)) = lists.iter().find(|(known, _)| *known == purge) {
            return Arc::clone(list);
        }
        if lists.len() >= PURGES_MAX {
            lists.pop_front();
        }
        let list = List::default();
        lists.push_back((purge, Arc::clone(&list)));
        list
    }
}

impl Service {
    /// The newest messages, at most 1,000, that a purge of a room up to `through` took, the newest first, each with whom it
    /// was for: to be told to those who were told of the purge, and of each to those it was for. Nothing is known of a
    /// purge before the server started, nor of one long ago.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn taken_by_purge(&self, room: RoomId, through: MessageId) -> Result<Arc<[Taken]>, Failure> {
        self.purges().taken(self.store(), (room, through)).await.map_err(|error| self.broke(error))
    }

    /// Keeps what a purge took, before it is erased.
    pub(crate) async fn keep_taken(&self, room: RoomId, through: MessageId) -> Result<(), StorageError> {
        self.purges().taken(self.store(), (room, through)).await.map(drop)
    }
}
