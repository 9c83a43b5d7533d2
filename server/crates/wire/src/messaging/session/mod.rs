//! `GET /connect`: a messaging session. Who opens one hears what happens in the channels that they are a member of, and
//! says nothing. This is what is told and when it ends; whoever holds the socket does the writing.
//!
//! What is removed while it waits is never told: it is looked for in what waits at the last moment before a frame goes.

mod frame;
mod later;
mod opening;
mod prefetch;
mod telling;

use std::collections::{HashMap, VecDeque};

use axum::body::Bytes;
use domain::{Audience, EventNumber, Failure, MessageId, RoomId, SubChannelId};
use serde_json::Value;
use service::{Actor, Heard, Listener, Service};

pub(crate) use self::opening::CONNECT;
pub use self::opening::Unopened;
use self::{later::Later, prefetch::Prefetch};

/// Messages that a session remembers to have told: those of a purge are taken back one by one.
const TOLD_MAX: usize = 1_000;

/// Why a session ends: a code of WebSocket and a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// The code. The client comes back by itself after 1011 to 1014, and never after 4401.
    pub code: u16,
    /// For whoever looks for the reason; at most 123 bytes.
    pub reason: &'static str,
}

impl End {
    /// Nobody may listen, or nobody may any more.
    pub const REFUSED: Self =
        Self { code: 4401, reason: "These credentials may not listen as this user. Check key, secret and userArn." };
    /// What happened cannot be read.
    const UNREADABLE: Self = Self { code: 1011, reason: "The store cannot be read at the moment. Connect again." };
    /// Too much happened for a client that reads too slowly. It waits before it comes back, as after every code from 1011
    /// to 1014; 1013 itself is for a server that wants less to do, and clients come back from it all the same.
    const LOST: Self =
        Self { code: 1011, reason: "Too much happened at once, and some of it was lost. Connect again." };
    /// A moderator sent the user out of a room for now.
    const SENT_OUT: Self = Self { code: 1012, reason: "A moderator ended what you hear of a channel. Connect again." };
    /// The server stops.
    pub const STOPPING: Self = Self { code: 1012, reason: "The server is stopping. Connect again." };
}

impl From<Failure> for End {
    fn from(failure: Failure) -> Self {
        match failure.status() {
            401 | 403 | 404 => Self::REFUSED,
            _ => Self::UNREADABLE,
        }
    }
}

/// The frame of a message that is kept nowhere.
pub(super) fn said(message: &Value) -> Vec<u8> {
    frame::frame(frame::Tells::Created, message).into()
}

/// A channel that a session hears.
#[derive(Debug, Clone)]
struct Place {
    /// Its name.
    arn: String,
    /// The sub-channel in which its user is, if it is elastic: of the others they hear nothing.
    sub_channel: Option<SubChannelId>,
    /// Their membership is hidden.
    hidden: bool,
    /// Its last event before the session, if it was there before.
    head: Option<EventNumber>,
}

impl Place {
    /// Who else is told of what is in it, as far as its user hears of that.
    fn audience(&self) -> Audience {
        self.sub_channel.map_or(Audience::Everybody, Audience::SubChannel)
    }

    /// Whether that happened before the session, and is told now only because whoever did it was answered first.
    fn is_past(&self, number: EventNumber) -> bool {
        self.head.is_some_and(|head| number <= head)
    }
}

/// One open session.
#[derive(Debug)]
pub struct Session {
    service: Service,
    actor: Actor,
    listener: Listener,
    /// The channels that it hears.
    rooms: HashMap<RoomId, Place>,
    /// What its client holds, the oldest first.
    told: VecDeque<(RoomId, MessageId)>,
    later: Later,
    prefetch: Prefetch,
}

impl Session {
    /// Who listens.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The first frame: only with it the client's `start()` comes back.
    #[must_use]
    pub fn first(&self) -> Bytes {
        frame::established()
    }

    /// Waits for what happens next. May be dropped while it waits: nothing is lost.
    pub async fn heard(&mut self) -> Heard {
        self.listener.next().await
    }

    /// Whether they may still listen, for what no event tells: a key at its end, one that another process disabled.
    ///
    /// # Errors
    /// With what to close the line.
    pub async fn check(&self) -> Result<(), End> {
        match self.service.may_listen(&self.actor).await.map_err(End::from) {
            Err(End::REFUSED) => Err(End::REFUSED),
            // What cannot be read for a moment ends nobody's session.
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Whether the client is told of something in a channel.
    fn hears(&self, room: RoomId, audience: Audience) -> bool {
        let place = self.rooms.get(&room);
        place.is_some_and(|place| audience.includes(self.actor.user, place.sub_channel))
    }

    /// Remembers what the client holds from now on.
    fn note(&mut self, room: RoomId, message: MessageId) {
        if self.told.len() >= TOLD_MAX {
            self.told.pop_front();
        }
        self.told.push_back((room, message));
    }

    /// Forgets what the client held of a channel, up to a message, and answers with it.
    fn take_back(&mut self, room: RoomId, through: MessageId) -> Vec<MessageId> {
        let mut taken = Vec::new();
        self.told.retain(|&(known, message)| {
            let gone = known == room && message <= through;
            if gone {
                taken.push(message);
            }
            !gone
        });
        taken.sort_unstable();
        taken.dedup();
        taken
    }
}
