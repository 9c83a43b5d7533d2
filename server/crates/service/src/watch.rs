//! What the live feed asks: may they watch, and what did they miss.

use domain::{Act, Event, EventNumber, Failure, Portion, RoomId, decide};

use crate::{Actor, Service};

impl Service {
    /// Whether the actor may see the room at this moment, and its newest event.
    ///
    /// # Errors
    /// When there is no such room, or the actor may not see it.
    pub async fn watch(&self, actor: &Actor, room: RoomId) -> Result<EventNumber, Failure> {
        self.entered_room(actor, room, None, None).await.map(|(_, room)| room.last_event)
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
        self.entered_room(actor, room, None, None).await?;
        self.store().events_since(room, since, max).await.map_err(|error| self.broke(error))
    }
}
