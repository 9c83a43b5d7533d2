//! What happens in a room, told to one person: as to everybody, and under their own id where it answers what they asked.

use axum::body::Bytes;
use domain::{Event, EventKind, MessageId, view::MessageView};
use serde_json::json;

use super::{
    Chat,
    asked::Refused,
    told::{self, Sender},
};

impl Chat {
    /// The frames that tell of an event. `share` hands on what the event is written as for everybody, or has it
    /// written; `removal_waits` knows whether a message was removed since, of which nothing is told then. A message has
    /// answered its sender once it [was told](Self::was_told).
    pub async fn told(
        &mut self,
        event: &Event,
        share: impl FnOnce(&(dyn Fn(&Event) -> Option<Bytes> + Sync)) -> Option<Bytes> + Send,
        removal_waits: impl Fn(MessageId) -> bool + Send,
    ) -> Vec<Bytes> {
        match &event.kind {
            EventKind::Sent { message } => {
                let sender = self.sender_of(message).await;
                let frame = share(&|_| told::message(message, &sender));
                // Its removal answers whoever asked for it.
                if removal_waits(message.id) {
                    return Vec::new();
                }
                self.seat.remember(message.id);
                let request = self.sent.get(&message.id).cloned();
                frame.map(|frame| under(frame, request)).into_iter().collect()
            }
            EventKind::Redacted { message, .. } | EventKind::Deleted { message, .. } => {
                self.seat.remove(*message);
                let frame = share(&|event| told::event(event, || self.new_id()));
                let request = self.deleted.remove(message);
                let mut frames = self.unsent(|sent| sent == *message);
                frames.extend(frame.map(|frame| under(frame, request)));
                frames
            }
            EventKind::Purged { through, reason, .. } => {
                let frame = share(&|event| told::event(event, || self.new_id()));
                let mut frames = self.unsent(|sent| sent <= *through);
                for message in self.seat.purge(*through, event.at) {
                    frames.push(told::deletion(message, event.at, reason.as_deref(), &self.new_id()));
                }
                frames.extend(frame);
                frames
            }
            EventKind::Edited { message } if removal_waits(message.id) => Vec::new(),
            EventKind::Edited { .. }
            | EventKind::RoleChanged { .. }
            | EventKind::Renamed { .. }
            | EventKind::Archived { .. }
            | EventKind::PolicyChanged { .. }
            | EventKind::Imported
            | EventKind::Gone => share(&|event| told::event(event, || self.new_id())).into_iter().collect(),
        }
    }

    /// The frame of a message has begun to go: it is no longer for its removal to answer whoever sent it.
    pub fn was_told(&mut self, message: MessageId) {
        self.sent.remove(&message);
    }

    /// The frame of something said to the room.
    pub fn said(&mut self, text: Bytes) -> Bytes {
        if self.said.is_empty() {
            return text;
        }
        let request = told::id_of(&text).and_then(|id| self.said.remove(&id));
        under(text, request)
    }

    /// Answers requests whose message was removed before it could be told.
    fn unsent(&mut self, gone: impl Fn(MessageId) -> bool) -> Vec<Bytes> {
        let gone: Vec<(MessageId, String)> = self.sent.extract_if(|message, _| gone(*message)).collect();
        let refused = Refused::new(404, "This message was removed already.");
        gone.iter().map(|(_, request)| self.refused(&refused, request)).collect()
    }

    /// Who wrote a message: as it was kept with it, else as programs know them, else by id.
    async fn sender_of(&self, message: &MessageView) -> Sender {
        if let Some(kept) = told::kept_sender(message) {
            return kept;
        }
        let user = message.sender.id;
        let known = match self.wire.chats.known(user) {
            Some(known) => Some(known),
            None => {
                let found = self.wire.service.somebodies(&[user]).await.ok().and_then(|mut found| found.remove(&user));
                found.inspect(|somebody| self.wire.chats.remember(somebody.clone()))
            }
        };
        // A name that was given in another account is none here.
        let given = known.filter(|known| known.account == self.chatter.account).and_then(|known| known.given);
        let name = given.unwrap_or_else(|| user.to_string());
        Sender { name, attributes: json!({ "displayName": message.sender.name }) }
    }
}

/// A frame, under the id of a request if it answers one.
fn under(frame: Bytes, request: Option<String>) -> Bytes {
    match request {
        Some(request) => told::answering(&frame, &request),
        None => frame,
    }
}
