//! What a removal would do, shown before it is confirmed. Changes nothing, and records nothing but its refusal.

use domain::{
    Act, Earshot, Failure, MessageId, RoomId, Thing, Verb, decide,
    view::{Body, RemovalView, RoomRef},
};

use crate::{Actor, Service};

/// Characters of a key made for a dialog.
const KEY_CHARS: usize = 22;

impl Service {
    /// What a removal would do, with a fresh key for its form.
    ///
    /// # Errors
    /// Denied; no such room or message; already redacted.
    pub async fn preview_removal(
        &self,
        actor: &Actor,
        room: RoomId,
        verb: Verb,
        message: Option<MessageId>,
    ) -> Result<RemovalView, Failure> {
        let known = self.store().known(&actor.who, Some(room), message).await.map_err(|error| self.broke(error))?;
        let known = known.ok_or(Failure::SignedOut)?;
        let (act, action) = match verb {
            Verb::Redact => (Act::Redact, "redact.preview"),
            Verb::Delete => (Act::Delete, "delete.preview"),
            Verb::Purge => (Act::Purge, "purge.preview"),
        };
        if let Err(denial) = decide(&known.facts, act) {
            return Err(self.refuse_read(actor, &known, action, Some(room), message, denial).await);
        }
        self.heard(actor, &known, action).await?;
        let earshot = Earshot::of(&known.facts, known.user);
        let room = known.room.ok_or(Failure::NotFound(Thing::Room))?;
        let shown = match (verb, message) {
            (Verb::Purge, _) => None,
            (Verb::Redact | Verb::Delete, message) => {
                let message = message.ok_or(Failure::NotFound(Thing::Message))?;
                let shown = self.store().message(room.id, message, earshot).await.map_err(|error| self.broke(error))?;
                Some(shown.ok_or(Failure::NotFound(Thing::Message))?)
            }
        };
        if let (Verb::Redact, Some(Body::Redacted(_)), Some((at, by, role))) =
            (verb, shown.as_ref().map(|shown| &shown.body), known.message.and_then(|message| message.redacted))
        {
            return Err(Failure::AlreadyRedacted { at, by, role });
        }
        let purge = verb == Verb::Purge;
        Ok(RemovalView {
            verb,
            room: RoomRef { id: room.id, name: room.name },
            message: shown,
            through: (purge && room.message_count > 0).then_some(room.last_message),
            seen: room.last_event,
            count: if purge { room.message_count } else { 1 },
            reason_required: room.reason_required,
            key: self.random_text(KEY_CHARS),
        })
    }
}
