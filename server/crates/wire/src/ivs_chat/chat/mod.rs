//! The messaging socket, as one person with a chat token uses it: what they ask becomes commands of the service, what
//! happens in the room becomes frames. The socket itself is not known here.

mod asked;
mod chats;
mod heard;
mod missed;
mod seats;
mod told;

use std::collections::HashMap;

use axum::body::Bytes;
use domain::{
    Content, Denial, Door, Event, EventKind, EventNumber, Failure, MessageId, RoomId, Timestamp, Within, view::Extra,
};
use serde_json::{Value, json};
use service::{Actor, Chatter, Client, RemoveMessage, SendMessage, Tap};

use self::{
    asked::{Asked, Refused},
    chats::Pace,
    missed::Missed,
    seats::Seat,
    told::Sender,
};
pub(crate) use self::{chats::Chats, seats::SOCKETS_OF_A_TOKEN_MAX};
use super::{event, settings};
use crate::{Shut, Wire};

/// Requests of one connection in a second.
const REQUESTS_PER_SECOND: u32 = 10;
/// How long ago removals may be of which a client is told that was away, in milliseconds.
const MISSED_WITHIN_MS: i64 = 10 * 60_000;

/// What is told of a session that is over, whatever ended it: its client comes back with another token.
fn over() -> Refused {
    Refused::new(401, "This chat session has ended. Connect again with a new token.")
}

/// Whether nothing more can come of the token.
fn is_over(denial: Denial) -> bool {
    matches!(denial, Denial::Disabled | Denial::TokenLapsed)
}

/// What a request is answered with at once. What it brought about is told to all, and to its sender under its id.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    Later,
    /// This frame.
    Frame(Bytes),
    /// This frame, and then the session is over.
    Over(Bytes),
}

/// One person in the chat of a room.
#[derive(Debug)]
pub struct Chat {
    wire: Wire,
    chatter: Chatter,
    sender: Sender,
    pace: Pace,
    /// Requests whose message has not been told yet.
    sent: HashMap<MessageId, String>,
    /// Requests whose deletion has not been told yet.
    deleted: HashMap<MessageId, String>,
    /// Requests whose event has not been told yet, by its id.
    said: HashMap<String, String>,
    /// What they missed; `None` until it is looked for.
    missed: Option<Missed>,
    seat: Seat,
}

impl Drop for Chat {
    fn drop(&mut self) {
        self.seat.ends_at = self.now();
    }
}

impl Wire {
    /// Lets somebody with a chat token into its room, and hears it for them.
    ///
    /// # Errors
    /// 401: the token is unknown or has ended; 403: it may not be used now; 429: it has enough connections.
    pub async fn enter_chat(&self, token: &str, client: &Client) -> Result<(Chat, Tap), Shut> {
        let (chatter, tap) = self.service.enter_chat(token, Door::IvsChat, client).await.map_err(Shut::Failure)?;
        let line = (chatter.room, chatter.actor.user);
        let (hash, now) = (service::token_hash(token), self.service.store().now());
        let seat = self.chats.seat(line, hash, chatter.head, now);
        let seat = seat.ok_or(Shut::TokenInUse { room: chatter.room })?;
        let attributes = serde_json::from_str(&chatter.attributes).unwrap_or_else(|_| json!({}));
        let sender = Sender { name: chatter.name.clone(), attributes };
        let chat = Chat {
            wire: self.clone(),
            chatter,
            sender,
            pace: Pace::default(),
            sent: HashMap::new(),
            deleted: HashMap::new(),
            said: HashMap::new(),
            missed: None,
            seat,
        };
        Ok((chat, tap))
    }
}

impl Chat {
    /// Who it is.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.chatter.actor
    }

    /// How much is left of the session.
    #[must_use]
    pub fn left(&self) -> std::time::Duration {
        let left = self.chatter.until.millis() - self.now().millis();
        std::time::Duration::from_millis(left.max(0).unsigned_abs())
    }

    /// Whether an event is new to somebody who came when they did.
    #[must_use]
    pub fn is_new(&self, number: EventNumber) -> bool {
        number > self.chatter.head
    }

    /// Whether an event may have ended what was lent: the role of whoever lent it has changed.
    #[must_use]
    pub fn may_end_by(&self, event: &Event) -> bool {
        matches!(event.kind, EventKind::RoleChanged { user, .. } if user == self.chatter.issuer)
    }

    /// Whether they may be here still.
    pub async fn may_stay(&self) -> bool {
        self.wire.service.still_sees(self.actor(), self.room()).await
    }

    /// The frame that ends a session.
    #[must_use]
    pub fn over(&self) -> Bytes {
        self.refused(&over(), "")
    }

    /// The frame for a text that is too long to be read, of which this is the beginning.
    #[must_use]
    pub fn too_long(&self, beginning: &str) -> Bytes {
        let refused = Refused::new(413, "This is too long. A message has 500 characters at the most.");
        self.refused(&refused, asked::request_id_in(beginning))
    }

    /// The frame for what is no text.
    #[must_use]
    pub fn no_text(&self) -> Bytes {
        self.refused(&Refused::new(400, "Send texts, with a JSON object in each."), "")
    }

    /// Carries out what the client asks.
    pub async fn asked(&mut self, text: &str) -> Answer {
        let (request, asked) = asked::read(text);
        let done = if self.pace.take(self.now(), REQUESTS_PER_SECOND) {
            match asked {
                Ok(asked) => self.carry_out(&request, asked).await,
                Err(refused) => Err(refused),
            }
        } else {
            Err(Refused::new(429, "Too many requests. Send at most 10 in a second."))
        };
        match done {
            Ok(None) => Answer::Later,
            Ok(Some(frame)) => Answer::Frame(frame),
            Err(refused) if refused.code == over().code => Answer::Over(self.refused(&refused, &request)),
            Err(refused) => Answer::Frame(self.refused(&refused, &request)),
        }
    }

    /// Does it; answers with the frame that says so, where nothing is heard of it.
    async fn carry_out(&mut self, request: &str, asked: Asked) -> Result<Option<Bytes>, Refused> {
        match asked {
            Asked::Send { content, attributes } => {
                let message = self.send(&content, &json!(attributes)).await?;
                self.sent.insert(message, request.to_owned());
            }
            Asked::Delete { message, reason } => {
                let (service, room) = (&self.wire.service, self.room());
                let hears = service.hears_of(self.actor(), room, message).await?;
                let command = RemoveMessage { reason: reason.clone(), ..RemoveMessage::new(room, message) };
                let done = service.delete(self.actor(), command).await?;
                if !hears {
                    let reason = reason.as_ref().map(domain::Reason::as_str);
                    let frame = told::deletion(message, done.at, reason, &self.new_id());
                    return Ok(Some(told::answering(&frame, request)));
                }
                self.deleted.insert(message, request.to_owned());
            }
            Asked::SendOut { user, reason } => {
                let text = event::sent_out(&self.wire.service, &user, reason.as_ref().map(domain::Reason::as_str));
                let id = told::id_of(&text).unwrap_or_default();
                let word = (event::LANGUAGE, text);
                self.wire.service.send_out(self.actor(), self.room(), &user, reason, word).await?;
                self.said.insert(id, request.to_owned());
            }
        }
        Ok(None)
    }

    /// Writes a message, within what the room is set to.
    async fn send(&self, content: &str, attributes: &Value) -> Result<MessageId, Refused> {
        let (service, chats, room) = (&self.wire.service, &self.wire.chats, self.room());
        let set = service.room_settings(self.actor(), room).await?;
        let max = settings::length(&set);
        if content.chars().count() > max as usize {
            return Err(Refused::new(413, format!("Content is too long: at most {max} characters in this room.")));
        }
        let content = Content::new(content).map_err(Failure::from)?;
        let rate = settings::rate(&set);
        if !chats.take(room, self.now(), rate) {
            let says = format!("Too many messages. This room takes {rate} in a second, of all together.");
            return Err(Refused::new(429, says));
        }
        let extra = Extra { metadata: None, more: Some(told::kept(attributes, &self.sender)) };
        let command = SendMessage { room, content, reply_to: None, key: None, extra, within: Within::Room, to: None };
        match service.send(self.actor(), command).await {
            Ok(sent) => Ok(sent.id),
            Err(failure) => {
                chats.give_back(room, rate);
                Err(failure.into())
            }
        }
    }

    fn refused(&self, refused: &Refused, request: &str) -> Bytes {
        told::error(refused, request, &self.new_id())
    }

    fn new_id(&self) -> String {
        event::id(&self.wire.service)
    }

    /// Where it is.
    #[must_use]
    pub const fn room(&self) -> RoomId {
        self.chatter.room
    }

    fn now(&self) -> Timestamp {
        self.wire.service.store().now()
    }
}
