//! A service on a temporary folder, which can be left and opened again.

use std::{path::Path, sync::Arc};

use domain::{AccountId, MessageId, RoomId, RoomKind, Timestamp, UserId};
use service::{Options, Service};
use storage::{BulkMessage, StorageError};
use tempfile::TempDir;

use crate::{
    TestClock, chance,
    person::PersonPlan,
    plant::{Account, Disable, Messages, all_told, plant},
    room::RoomPlan,
};

/// Messages put in with one statement.
const CHUNK_MESSAGES: usize = 1_000;

/// A running house.
#[derive(Debug)]
pub struct House {
    folder: Arc<TempDir>,
    service: Service,
    /// The clock that everything in the house goes by.
    pub clock: TestClock,
}

impl House {
    /// A house on an empty folder.
    pub async fn new() -> Self {
        Self::open(Arc::new(tempfile::tempdir().unwrap()), TestClock::default(), None).await.unwrap()
    }

    /// A house on a folder that a server of its own has open, as the command line opens it, but at another moment.
    pub async fn beside(folder: Arc<TempDir>, now: Timestamp) -> Self {
        Self::open(folder, TestClock::at(now), None).await.unwrap()
    }

    async fn open(folder: Arc<TempDir>, clock: TestClock, pages_max: Option<u32>) -> Result<Self, StorageError> {
        let options = Options {
            folder: folder.path().to_owned(),
            clock: Arc::new(clock.clone()),
            random: chance::random,
            pages_max,
        };
        Ok(Self { service: Service::open(options).await?, folder, clock })
    }

    /// Closes the house and opens it again on the same folder.
    pub async fn reopen(self) -> Self {
        self.reopen_with(None).await
    }

    /// As [`House::reopen`], with a file that may not grow beyond so many pages.
    pub async fn reopen_with(self, pages_max: Option<u32>) -> Self {
        self.service.close().await;
        Self::open(self.folder, self.clock, pages_max).await.unwrap()
    }

    /// Closes the house and leaves its folder.
    pub async fn close(self) -> Arc<TempDir> {
        self.service.close().await;
        self.folder
    }

    /// Closes the house, and says whether a text stands in any file of its folder.
    pub async fn close_and_find(self, text: &str) -> bool {
        found(self.close().await.path(), text)
    }

    /// The use cases.
    #[must_use]
    pub const fn service(&self) -> &Service {
        &self.service
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Makes an account.
    pub async fn account(&self, name: &str) -> AccountId {
        self.service.store().write(Account(name.to_owned())).await.unwrap()
    }

    /// Plans a person; `.await` makes them, signed in.
    #[must_use]
    pub fn person(&self, name: &str) -> PersonPlan {
        PersonPlan::new(self.service.clone(), name)
    }

    /// Plans a room; `.await` makes it.
    #[must_use]
    pub fn room(&self, name: &str) -> RoomPlan {
        RoomPlan::new(self.service.clone(), RoomKind::Room, name)
    }

    /// Plans a conversation.
    #[must_use]
    pub fn conversation(&self, name: &str) -> RoomPlan {
        RoomPlan::new(self.service.clone(), RoomKind::Conversation, name)
    }

    /// Plans a channel.
    #[must_use]
    pub fn channel(&self, name: &str) -> RoomPlan {
        RoomPlan::new(self.service.clone(), RoomKind::Channel, name)
    }

    /// Puts many messages in at once, one a second and the last a minute ago: `text` and a number each.
    pub async fn fill(&self, room: RoomId, sender: UserId, text: &str, count: u32) -> Vec<MessageId> {
        self.put(room, sender, text, count, false).await
    }

    /// As [`House::fill`], with what tells viewers of an import.
    pub async fn import(&self, room: RoomId, sender: UserId, text: &str, count: u32) -> Vec<MessageId> {
        self.put(room, sender, text, count, true).await
    }

    async fn put(&self, room: RoomId, sender: UserId, text: &str, count: u32, told: bool) -> Vec<MessageId> {
        let begin = self.service.store().now().plus_millis(-1000 * i64::from(count) - 60_000);
        let messages: Vec<BulkMessage> = (0..count)
            .map(|n| BulkMessage {
                id: MessageId::at(begin.plus_millis(i64::from(n) * 1000), n),
                sender,
                content: format!("{text} {n}").into(),
                reply_to: None,
                edited: false,
            })
            .collect();
        for chunk in messages.chunks(CHUNK_MESSAGES) {
            let write = Messages { room, messages: chunk.to_vec(), told };
            assert_eq!(plant(&self.service, write).await, chunk.len() as u64);
        }
        messages.into_iter().map(|message| message.id).collect()
    }

    /// Waits until those who listen have been told all that has been written: an answer goes out before.
    pub async fn all_told(&self) {
        all_told(&self.service).await;
    }

    /// Disables a user and leaves their sessions, as if the decision came between a request and its act.
    pub async fn disable_and_leave_signed_in(&self, user: UserId) {
        self.service.store().write(Disable(user)).await.unwrap().unwrap();
    }

    /// Entries in the audit log, whose chain must be whole.
    pub async fn entries(&self) -> u64 {
        let report = self.service.store().verify_audit().await.unwrap();
        assert_eq!(report.broken, None, "the audit log's chain");
        report.checked
    }

    /// Carries out every open job.
    pub async fn run_jobs(&self) {
        let finished = async { while !self.service.store().open_jobs().await.unwrap().is_empty() {} };
        tokio::select! {
            () = self.service.run_jobs() => panic!("the worker has ended by itself"),
            () = finished => {}
        }
    }
}

/// Whether a text stands in any file of a folder.
#[must_use]
pub fn found(folder: &Path, text: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|file| {
        let bytes = match std::fs::read(file.unwrap().path()) {
            // Gone since the folder was listed, with all that was in it.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return false,
            bytes => bytes.unwrap(),
        };
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}
