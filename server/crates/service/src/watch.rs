//! What the live feed asks: may they watch, and what did they miss.

use domain::{Act, Earshot, Event, EventNumber, Failure, MessageId, Portion, RoomId, Timestamp, decide};

use crate::{Actor, Service};

impl Service {
    /// Whether the actor may see the room at this moment: its newest event, and what they hear of those between others.
    ///
    /// # Errors
    /// When there is no such room, or the actor may not see it.
    pub async fn watch(&self, actor: &Actor, room: RoomId) -> Result<(EventNumber, Earshot), Failure> {
        let (known, room) = self.entered_room(actor, room, None, None).await?;
        Ok((room.last_event, Earshot::of(&known.facts, known.user)))
    }

    /// Whether somebody who watches a room may do so still. Nobody asks for it, so that a no is no refusal to record.
    /// What breaks in the store ends nothing.
    pub async fn still_sees(&self, actor: &Actor, room: RoomId) -> bool {
        match self.store().known(&actor.who, Some(room), None).await {
            Ok(known) => known.is_some_and(|known| decide(&known.facts, Act::Enter(Portion::Whole)).is_ok()),
            Err(error) => {
                tracing::warn!(%error, "could not look whether somebody may watch still");
                true
            }
        }
    }

    /// Events after `since`, oldest first, at most `max`, with bodies as they are now.
    ///
    /// # Errors
    /// When there is no such room, or the actor may not see it.
    pub async fn events_since(
        &self,
        actor: &Actor,
        room: RoomId,
        since: EventNumber,
        max: u32,
    ) -> Result<Vec<Event>, Failure> {
        let (known, _) = self.entered_room(actor, room, None, None).await?;
        let earshot = Earshot::of(&known.facts, known.user);
        self.store().events_since(room, earshot, since, max).await.map_err(|error| self.broke(error))
    }

    /// Of the events since a moment and up to `through` those that took messages away, oldest first: the newest `max`.
    ///
    /// # Errors
    /// When there is no such room, or the actor may not see it.
    pub async fn removals_since(
        &self,
        actor: &Actor,
        room: RoomId,
        since: Timestamp,
        through: EventNumber,
        max: u32,
    ) -> Result<Vec<Event>, Failure> {
        let (known, _) = self.entered_room(actor, room, None, None).await?;
        let earshot = Earshot::of(&known.facts, known.user);
        let found = self.store().removals_since(room, earshot, None, since, through, max).await;
        found.map_err(|error| self.broke(error))
    }

    /// Whether somebody who listens to a room hears what happens to a message: of what is between two others nobody does.
    /// Decides nothing, and shows nothing else.
    ///
    /// # Errors
    /// When session, key or token have ended.
    pub async fn hears_of(&self, actor: &Actor, room: RoomId, message: MessageId) -> Result<bool, Failure> {
        let known = self.store().known(&actor.who, Some(room), Some(message)).await;
        let known = known.map_err(|error| self.broke(error))?.ok_or(Failure::SignedOut)?;
        Ok(known.message.is_some_and(|found| Earshot::Own(known.user).reaches(found.sender, found.target)))
    }
}
