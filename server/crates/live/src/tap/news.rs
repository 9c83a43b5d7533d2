//! What is heard: events in the languages of those who listen, and words that are kept nowhere.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use domain::{Audience, Batch, Event, RoomId};
use tokio::sync::OnceCell;

use crate::lock::lock;

/// An event, with the forms that it was written in: each dialect writes it once for all who listen.
#[derive(Debug)]
pub struct News {
    /// Where.
    pub room: RoomId,
    /// What.
    pub event: Event,
    /// Who of those who listen as members is told.
    pub audience: Audience,
    /// Whether it was one act with others.
    pub batch: Batch,
    written: Mutex<Vec<(&'static str, Option<Bytes>)>>,
    /// Likewise, by languages that have to look something up.
    looked_up: Mutex<Vec<(&'static str, Looked)>>,
}

type Looked = Arc<OnceCell<Option<Bytes>>>;

impl News {
    pub(super) fn new(room: RoomId, event: Event, audience: Audience, batch: Batch) -> Self {
        Self { room, event, audience, batch, written: Mutex::default(), looked_up: Mutex::default() }
    }

    /// The event in a language, written now if nobody has needed it before. `None` where the language has no word
    /// for it.
    pub fn written(&self, language: &'static str, write: impl FnOnce(&Event) -> Option<Bytes>) -> Option<Bytes> {
        let mut written = lock(&self.written);
        if let Some((_, known)) = written.iter().find(|(known, _)| *known == language) {
            return known.clone();
        }
        let new = write(&self.event);
        written.push((language, new.clone()));
        new
    }

    /// The event in a language that has to look something up for it: once for all who listen. Whoever comes while it
    /// is looked up waits for it.
    ///
    /// # Errors
    /// What the writing answers with; the next who needs it tries again.
    pub async fn written_once<E>(
        &self,
        language: &'static str,
        write: impl Future<Output = Result<Option<Bytes>, E>>,
    ) -> Result<Option<Bytes>, E> {
        let cell = {
            let mut looked_up = lock(&self.looked_up);
            let known = looked_up.iter().find(|(known, _)| *known == language).map(|(_, cell)| Arc::clone(cell));
            known.unwrap_or_else(|| {
                let cell = Looked::default();
                looked_up.push((language, Arc::clone(&cell)));
                cell
            })
        };
        cell.get_or_try_init(|| write).await.cloned()
    }
}

/// What somebody says to a room that is kept nowhere.
#[derive(Debug, Clone)]
pub struct Word {
    /// Where.
    pub room: RoomId,
    /// To whom. Of two people it reaches nobody else at all; sub-channels are for whoever listens to tell apart.
    pub audience: Audience,
    /// In which language: others do not understand it.
    pub language: &'static str,
    /// The whole text.
    pub text: Bytes,
}

/// What a tap hears.
#[derive(Debug, Clone)]
pub enum Heard {
    /// Something happened.
    News(Arc<News>),
    /// Something was said.
    Word(Word),
    /// Nothing more of this room will be heard: it may no longer be seen, or it is gone.
    Ended(RoomId),
    /// Whoever listens may hear nothing any more.
    SignedOut,
    /// Too much happened at once, and some of it was lost.
    Lost,
}
