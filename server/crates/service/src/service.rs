//! The service: the store, the live hub, clock and chance, held together. A cheap handle.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::Arc,
};

use bytes::Bytes;
use domain::{
    Act, Audience, Event, EventKind, Failure, Frame, MessageId, Portion, Role, RoomId, SubChannelId, Thing, decide,
    view::Quote,
};
use live::{Aside, Content, Hub, Quoted, Removed};
use storage::{Clock, Committed, Known, KnownRoom, StorageError, Store, Write};
use tokio::sync::Notify;

use crate::{
    Actor, Passwords, counts::Tally, fresh_keys::FreshKeys, sessions::SessionCache, taken::Purges, throttle::Throttle,
    vault::Vault,
};

/// How to begin.
pub struct Options {
    /// The data folder.
    pub folder: PathBuf,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Fills a buffer with random bytes that nobody can guess.
    pub random: fn(&mut [u8]),
    /// The most pages that the file may have; a way for tests to fill the disk.
    pub pages_max: Option<u32>,
}

/// The use cases. A cheap handle.
#[derive(Clone)]
pub struct Service {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    hub: Hub,
    random: fn(&mut [u8]),
    passwords: Passwords,
    throttle: Throttle,
    sessions: SessionCache,
    tally: Arc<Tally>,
    vault: Vault,
    fresh_keys: FreshKeys,
    jobs: Notify,
    purges: Purges,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}

impl Service {
    /// Opens the store and begins. Jobs that were broken off go on when [`Service::run_jobs`] runs.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub async fn open(options: Options) -> Result<Self, StorageError> {
        let hub = Hub::new();
        let vault = Vault::new(options.folder.clone(), options.random);
        let tally = Arc::new(Tally::default());
        let (publisher, counter) = (hub.clone(), tally.clone());
        let store = Store::open(storage::Options {
            folder: options.folder,
            clock: options.clock,
            on_commit: Box::new(move |happened| {
                counter.commit(happened.len());
                // What was not told may be that something was removed: then everybody has to look.
                if catch_unwind(AssertUnwindSafe(|| publish(&publisher, happened))).is_err() {
                    tracing::error!("what happened could not be told to all; everybody who watches reads afresh");
                    publisher.read_afresh();
                }
            }),
            pages_max: options.pages_max,
        })
        .await?;
        let inner = Inner {
            store,
            hub,
            random: options.random,
            passwords: Passwords::new(options.random),
            throttle: Throttle::default(),
            sessions: SessionCache::default(),
            tally,
            vault,
            fresh_keys: FreshKeys::default(),
            jobs: Notify::new(),
            purges: Purges::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The store, for what has no actor: the command line and sample data.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The live hub.
    #[must_use]
    pub fn hub(&self) -> &Hub {
        &self.inner.hub
    }

    /// Hashes and checks passwords.
    #[must_use]
    pub fn passwords(&self) -> &Passwords {
        &self.inner.passwords
    }

    pub(crate) fn throttle(&self) -> &Throttle {
        &self.inner.throttle
    }

    pub(crate) fn session_cache(&self) -> &SessionCache {
        &self.inner.sessions
    }

    pub(crate) fn tally(&self) -> &Tally {
        &self.inner.tally
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.inner.vault
    }

    pub(crate) fn fresh_keys(&self) -> &FreshKeys {
        &self.inner.fresh_keys
    }

    pub(crate) fn jobs_wake(&self) -> &Notify {
        &self.inner.jobs
    }

    pub(crate) fn purges(&self) -> &Purges {
        &self.inner.purges
    }

    /// Finishes what was accepted and closes the store.
    pub async fn close(&self) {
        self.inner.store.close().await;
    }

    /// Random letters and digits that nobody can guess; about 5.95 bits each.
    #[must_use]
    pub fn random_text(&self, characters: usize) -> String {
        self.random_of(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", characters)
    }

    /// Random characters of an alphabet.
    pub(crate) fn random_of(&self, alphabet: &[u8], characters: usize) -> String {
        // The largest multiple of the alphabet in a byte: taking no more keeps every character equally likely.
        let end = 256 - 256 % alphabet.len();
        let mut text = String::with_capacity(characters);
        while text.len() < characters {
            let mut byte = [0];
            (self.inner.random)(&mut byte);
            if usize::from(byte[0]) < end {
                text.push(char::from(alphabet[usize::from(byte[0]) % alphabet.len()]));
            }
        }
        text
    }

    /// Runs a write whose answer is either done or a failure.
    pub(crate) async fn act<W, T>(&self, write: W) -> Result<T, Failure>
    where
        W: Write<Done = Result<T, Failure>>,
        T: Send + 'static,
    {
        let answer = self.store().write(write).await.unwrap_or_else(|error| Err(self.broke(error)));
        answer.map_err(|failure| self.refused(failure))
    }

    /// What is known of the actor, for reading what is decided on by more than this.
    pub(crate) async fn asker(&self, actor: &Actor) -> Result<Known, Failure> {
        let known = self.store().known(&actor.who, None, None).await.map_err(|error| self.broke(error))?;
        known.filter(|known| !known.facts.disabled).ok_or(Failure::SignedOut)
    }

    /// What is known of the actor, for reading what spans rooms.
    pub(crate) async fn known(&self, actor: &Actor) -> Result<Known, Failure> {
        let known = self.asker(actor).await?;
        match domain::decide(&known.facts, domain::Act::LookAround) {
            Ok(_) => Ok(known),
            Err(denial) => Err(self.refuse_read(actor, &known, "look", None, None, denial).await),
        }
    }

    /// What is known of the actor and of a room that they may see, for reading.
    pub(crate) async fn seen_room(&self, actor: &Actor, room: RoomId) -> Result<(Known, KnownRoom), Failure> {
        let known = self.store().known(&actor.who, Some(room), None).await.map_err(|error| self.broke(error))?;
        let known = known.ok_or(Failure::SignedOut)?;
        if let Err(denial) = decide(&known.facts, Act::SeeRoom) {
            return Err(self.refuse_read(actor, &known, "room.see", Some(room), None, denial).await);
        }
        let room = known.room.clone().ok_or(Failure::NotFound(Thing::Room))?;
        Ok((known, room))
    }

    /// What is known of the actor, of a room, and of a message in it if one is named, for reading what is written there
    /// and who is there: in a sub-channel if one is named, otherwise in the room as a whole. A room without sub-channels
    /// is the same for all names.
    pub(crate) async fn entered_room(
        &self,
        actor: &Actor,
        room: RoomId,
        message: Option<MessageId>,
        sub_channel: Option<SubChannelId>,
    ) -> Result<(Known, KnownRoom), Failure> {
        let known = self.store().known(&actor.who, Some(room), message).await.map_err(|error| self.broke(error))?;
        let known = known.ok_or(Failure::SignedOut)?;
        let portion = known.room.as_ref().map_or(Portion::Whole, |room| room.portion(sub_channel));
        if let Err(denial) = decide(&known.facts, Act::Enter(portion)) {
            return Err(self.refuse_read(actor, &known, "room.see", Some(room), message, denial).await);
        }
        let room = known.room.clone().ok_or(Failure::NotFound(Thing::Room))?;
        if let Some(named) = sub_channel.filter(|_| room.elastic && portion == Portion::Other) {
            let there = self.store().has_sub_channel(room.id, named).await.map_err(|error| self.broke(error))?;
            if !there {
                return Err(Failure::NotFound(Thing::SubChannel));
            }
        }
        Ok((known, room))
    }
}

/// Encodes each event once, and only where somebody watches. Of what is between two, everybody else who does not moderate
/// is told that there was something, and neither what nor which: the numbers go on without gaps.
fn publish(hub: &Hub, mut happened: Vec<Committed>) {
    forget_removed(&mut happened);
    for Committed { room, event, audience, batch } in happened {
        if hub.would_hear(room, &event) {
            hub.tell(room, event.clone(), audience, batch);
        }
        if !hub.watched(room) {
            continue;
        }
        let (number, at) = (event.number, event.at);
        let gone = || frame(room, Event { number, at, kind: EventKind::Gone });
        let content = match &event.kind {
            EventKind::Sent { message } | EventKind::Edited { message } => {
                let Some(instead) = gone() else { continue };
                Content::Of { message: message.id, instead, quoted: quoted(room, &event) }
            }
            EventKind::Redacted { message, .. } | EventKind::Deleted { message, .. } => {
                Content::Removed(Removed::One(*message))
            }
            EventKind::Purged { through, .. } => Content::Removed(Removed::Through(*through)),
            EventKind::RoleChanged { .. }
            | EventKind::Renamed { .. }
            | EventKind::Archived { .. }
            | EventKind::PolicyChanged { .. }
            | EventKind::Imported
            | EventKind::Gone => Content::None,
        };
        let role = match event.kind {
            EventKind::RoleChanged { user, role } => Some((user, role)),
            _ => None,
        };
        let between = match audience {
            Audience::Between(from, to, _) if event.kind != EventKind::Gone => Some((from, to)),
            Audience::Between(..) | Audience::Everybody | Audience::SubChannel(_) => None,
        };
        let Some(json) = frame(room, event) else { continue };
        let aside = match between {
            Some((from, to)) => {
                let same = match &content {
                    Content::Of { instead, .. } => Some(instead.clone()),
                    Content::Removed(_) | Content::None => gone(),
                };
                let Some(instead) = same else { continue };
                Some(Aside { from, to, instead })
            }
            None => None,
        };
        hub.publish(room, live::Event { number, json, content, aside });
        if let Some((user, role)) = role {
            hub.hear_anew(room, user, role.is_some_and(|role| Role::from(role).moderates()));
        }
    }
}

/// What was said and taken away by one commit is told to nobody: the answer to the removal is out already.
fn forget_removed(happened: &mut [Committed]) {
    for place in 1..happened.len() {
        let (before, rest) = happened.split_at_mut(place);
        let Some(Committed { room, event: Event { kind: removal, .. }, .. }) = rest.first() else { continue };
        if !matches!(removal, EventKind::Redacted { .. } | EventKind::Deleted { .. } | EventKind::Purged { .. }) {
            continue;
        }
        for Committed { room: place, event, .. } in before {
            let (EventKind::Sent { message } | EventKind::Edited { message }) = &mut event.kind else { continue };
            if place != room {
                continue;
            }
            if removal.removes(message.id) {
                event.kind = EventKind::Gone;
            } else if let Some(quote) = message.reply_to.as_mut().filter(|quote| removal.removes(quote.id)) {
                quote.shown = None;
            }
        }
    }
}

/// What a message shows of the one that it answers to, and itself without that.
fn quoted(room: RoomId, event: &Event) -> Option<Quoted> {
    let (EventKind::Sent { message } | EventKind::Edited { message }) = &event.kind else { return None };
    let quote = message.reply_to.as_ref().filter(|quote| quote.shown.is_some())?.id;
    let mut without = event.clone();
    if let EventKind::Sent { message } | EventKind::Edited { message } = &mut without.kind {
        message.reply_to = Some(Quote { id: quote, shown: None });
    }
    Some(Quoted { message: quote, without: frame(room, without)? })
}

fn frame(room: RoomId, event: Event) -> Option<Bytes> {
    let json = serde_json::to_vec(&Frame::Event { room, event });
    json.map(Bytes::from).inspect_err(|error| tracing::error!(%error, "an event could not be written as a frame")).ok()
}

#[cfg(test)]
mod tests {
    use domain::{
        Batch, EventNumber, Timestamp, UserId,
        view::{Body, MessageView, PersonRef, QuoteText, RemovedBy},
    };

    use super::*;

    const ROOM: RoomId = RoomId::MIN;

    fn message(id: i64, to: Option<i64>) -> MessageView {
        let shown = Some(QuoteText { sender: "Ana".into(), excerpt: "secret".into() });
        MessageView {
            id: MessageId::from_raw(id),
            sender: PersonRef { id: UserId::MIN, name: "Ana".into() },
            target: None,
            body: Body::Text(format!("text {id}")),
            reply_to: to.map(|to| Quote { id: MessageId::from_raw(to), shown }),
            edited_at: None,
            revision: 1,
            extra: None,
        }
    }

    fn committed(number: u64, kind: EventKind) -> Committed {
        let event = Event { number: EventNumber(number), at: Timestamp::from_millis(0), kind };
        Committed { room: ROOM, event, audience: Audience::Everybody, batch: Batch::Single }
    }

    fn deleted(number: u64, id: i64) -> Committed {
        let message = MessageId::from_raw(id);
        committed(number, EventKind::Deleted { message, by: RemovedBy::Moderator, reason: None })
    }

    #[test]
    fn what_one_commit_says_and_takes_away_is_told_to_nobody() {
        let sent = |number, id, to| committed(number, EventKind::Sent { message: message(id, to) });
        let mut happened = vec![
            sent(1, 7, None),
            sent(2, 8, Some(6)),
            committed(3, EventKind::Edited { message: message(9, Some(7)) }),
            Committed { room: RoomId::MAX, ..sent(4, 7, None) },
            deleted(5, 7),
            sent(6, 7, None),
        ];
        forget_removed(&mut happened);
        let told: Vec<_> = happened.into_iter().map(|committed| committed.event.kind).collect();
        assert_eq!(told[0], EventKind::Gone);
        assert_eq!(told[1], EventKind::Sent { message: message(8, Some(6)) }, "another one is quoted");
        let without = Quote { id: MessageId::from_raw(7), shown: None };
        let edited = MessageView { reply_to: Some(without), ..message(9, None) };
        assert_eq!(told[2], EventKind::Edited { message: edited });
        assert_eq!(told[3], EventKind::Sent { message: message(7, None) }, "another room");
        assert_eq!(told[5], EventKind::Sent { message: message(7, None) }, "after the removal");
    }

    #[test]
    fn a_reply_is_kept_with_what_is_told_once_the_quoted_text_is_gone() {
        let event = committed(1, EventKind::Sent { message: message(8, Some(7)) }).event;
        let quoted = quoted(ROOM, &event).unwrap();
        assert_eq!(quoted.message, MessageId::from_raw(7));
        let without = String::from_utf8(quoted.without.to_vec()).unwrap();
        assert!(without.contains("text 8") && !without.contains("secret"), "{without}");
        assert!(super::quoted(ROOM, &committed(1, EventKind::Sent { message: message(8, None) }).event).is_none());
    }
}
