//! What the live feed asks: may they watch, and what did they miss.

use domain::{Event, EventNumber, Failure, RoomId};

use crate::{Actor, Service};

impl Service {
    /// Whether the actor may see the room at this moment, and its newest event.
    ///
    /// # Errors
    /// When there is no such room, or the actor may not see it.
    pub async fn watch(&self, actor: &Actor, room: RoomId) -> Result<EventNumber, Failure> {
        self.seen_room(actor, room).await.map(|(_, room)| room.last_event)
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
        self.seen_room(actor, room).await?;
        self.store().events_since(room, since, max).await.map_err(|error| self.broke(error))
    }
}
