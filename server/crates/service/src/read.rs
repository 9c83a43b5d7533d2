//! Reading rooms and messages: what the viewer may see, and nothing else.

use std::collections::BTreeMap;

use domain::{
    Act, Earshot, Failure, RoomFacts, RoomId, Thing, decide,
    view::{Anchor, Controls, MessagePage, RoomPage, RoomQuery, RoomView, Viewer},
};

use crate::{Actor, Service};

impl Service {
    /// Who is looking.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn viewer(&self, actor: &Actor) -> Result<Viewer, Failure> {
        let known = self.known(actor).await?;
        self.store().viewer(&known).await.map_err(|error| self.broke(error))
    }

    /// A page of the rooms that the actor can see.
    ///
    /// # Errors
    /// When the session has ended.
    pub async fn rooms(&self, actor: &Actor, query: RoomQuery) -> Result<RoomPage, Failure> {
        let known = self.known(actor).await?;
        self.store().rooms(&known, &query).await.map_err(|error| self.broke(error))
    }

    /// One room.
    ///
    /// # Errors
    /// When there is no such room, or the actor may not see it.
    pub async fn room(&self, actor: &Actor, room: RoomId) -> Result<RoomView, Failure> {
        let (known, room) = self.seen_room(actor, room).await?;
        let summary = self.store().room(&known, room.id).await.map_err(|error| self.broke(error))?;
        let summary = summary.ok_or(Failure::NotFound(Thing::Room))?;
        let may = |act| decide(&known.facts, act).is_ok();
        Ok(RoomView {
            summary,
            controls: Controls { send: may(Act::Send), moderate: may(Act::Redact), govern: may(Act::GovernRoom) },
            reason_required: room.reason_required,
            head: room.last_event,
        })
    }

    /// Account and kind of a room, for those who find it by them; decides nothing and shows nothing else. `None` when
    /// there is no such room.
    ///
    /// # Errors
    /// When the session or key has ended.
    pub async fn place_of(&self, actor: &Actor, room: RoomId) -> Result<Option<RoomFacts>, Failure> {
        let known = self.store().known(&actor.who, Some(room), None).await.map_err(|error| self.broke(error))?;
        Ok(known.ok_or(Failure::SignedOut)?.facts.room)
    }

    /// What programs have set about a room.
    ///
    /// # Errors
    /// When there is no such room, or the actor may not see it.
    pub async fn room_settings(&self, actor: &Actor, room: RoomId) -> Result<BTreeMap<String, String>, Failure> {
        let (_, room) = self.seen_room(actor, room).await?;
        self.store().room_settings(room.id).await.map_err(|error| self.broke(error))
    }

    /// A page of messages.
    ///
    /// # Errors
    /// When there is no such room, or the actor may not see it.
    pub async fn messages(&self, actor: &Actor, room: RoomId, anchor: Anchor) -> Result<MessagePage, Failure> {
        let (known, room) = self.entered_room(actor, room, None, None).await?;
        let earshot = Earshot::of(&known.facts, known.user);
        self.store().messages(room.id, earshot, anchor, room.last_event).await.map_err(|error| self.broke(error))
    }
}
