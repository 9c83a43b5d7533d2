//! Listening to all that happens in one's rooms, for dialects whose sessions are about no room in particular.
//!
//! Who listens was let in by the policy, hears what they are a member of, and is asked for again now and then by
//! whoever holds the line. What is read here for an event is told to those who sit in its room, and to nobody else.

use std::collections::HashMap;

use domain::{
    Act, Earshot, Event, EventNumber, Failure, MessageId, RoomId, SubChannelId, Timestamp, UserId,
    channel::{ChannelMember, ChannelView, HeardRoom},
    decide,
    view::MessageView,
};
use live::{Heard, Tap};

use crate::{Actor, Service};

/// Rooms that one session hears at the most: those where something was written last.
const ROOMS_MAX: u32 = 10_000;

/// Hears what happens in the rooms of somebody.
#[derive(Debug)]
pub struct Listener {
    tap: Tap,
    /// What they hear of what is between others.
    earshot: Earshot,
    /// Hears nothing but the end of the user whose key acts for somebody else.
    holder: Option<Tap>,
}

impl Listener {
    /// Waits for the next. May be dropped while it waits: nothing is lost.
    pub async fn next(&mut self) -> Heard {
        let Self { tap, holder, .. } = self;
        match holder {
            None => tap.next().await,
            Some(holder) => tokio::select! {
                heard = tap.next() => heard,
                heard = holder.next() => heard,
            },
        }
    }

    /// Whether what waits to be heard says that a message has lost its content.
    #[must_use]
    pub fn removal_waits(&self, room: RoomId, message: MessageId) -> bool {
        self.tap.removal_waits(room, message)
    }

    /// Whether what waits to be heard ends what may be heard of a room.
    #[must_use]
    pub fn end_waits(&self, room: RoomId) -> bool {
        self.tap.end_waits(room)
    }
}

/// What is told of a channel at the beginning.
#[derive(Debug)]
pub struct ChannelDetails {
    /// The channel.
    pub channel: ChannelView,
    /// Its newest messages, the newest first.
    pub messages: Vec<MessageView>,
    /// Whether it has more.
    pub more: bool,
    /// Its first members.
    pub members: Vec<ChannelMember>,
}

impl Service {
    /// Begins to listen to the rooms of the actor, and to those they become a member of. `holder` is the user whose
    /// key it is: with their end it ends too.
    ///
    /// # Errors
    /// When the key is for one room only, or has ended.
    pub async fn listen(&self, actor: &Actor, holder: UserId) -> Result<(Listener, Vec<HeardRoom>), Failure> {
        // First the ear, then the store: what happens in between is heard.
        let tap = self.hub().listen(actor.user, actor.session, true);
        let holder = (holder != actor.user).then(|| self.hub().listen(holder, actor.session, false));
        let earshot = self.listens(actor).await?;
        let rooms = self.store().rooms_of_member(actor.user, ROOMS_MAX).await.map_err(|error| self.broke(error))?;
        rooms.iter().for_each(|room| tap.listen(room.id));
        Ok((Listener { tap, earshot, holder }, rooms))
    }

    /// Whether the actor may listen at this moment.
    ///
    /// # Errors
    /// When the key is for one room only, or has ended; when the user or the key's own user was disabled.
    pub async fn may_listen(&self, actor: &Actor) -> Result<(), Failure> {
        self.listens(actor).await.map(drop)
    }

    async fn listens(&self, actor: &Actor) -> Result<Earshot, Failure> {
        let known = self.asker(actor).await?;
        match decide(&known.facts, Act::LookAround) {
            Ok(_) => Ok(Earshot::of(&known.facts, known.user)),
            Err(denial) => Err(self.refuse_read(actor, &known, "listen", None, None, denial).await),
        }
    }

    /// What is told of these channels at the beginning, of an elastic one what is in the sub-channel in which somebody
    /// listens; those that are gone are left out.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn told_channels(
        &self,
        listener: &Listener,
        rooms: &[(RoomId, Option<SubChannelId>)],
        messages: u32,
        members: u32,
    ) -> Result<Vec<ChannelDetails>, Failure> {
        let store = self.store();
        let ids: Vec<RoomId> = rooms.iter().map(|(room, _)| *room).collect();
        let channels = store.channels_of(&ids).await.map_err(|error| self.broke(error))?;
        let mut said =
            store.newest_messages(rooms, listener.earshot, messages).await.map_err(|error| self.broke(error))?;
        let mut seated = store.first_members(rooms, members).await.map_err(|error| self.broke(error))?;
        let mut channels: HashMap<RoomId, ChannelView> =
            channels.into_iter().map(|channel| (channel.id, channel)).collect();
        let details = ids.iter().filter_map(|room| {
            let (messages, more) = said.remove(room).unwrap_or_default();
            let members = seated.remove(room).unwrap_or_default();
            Some(ChannelDetails { channel: channels.remove(room)?, messages, more, members })
        });
        Ok(details.collect())
    }

    /// What was removed of a room since a moment and up to `through`, oldest first: the newest `max`, as far as the listener
    /// hears of it there.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn told_removals(
        &self,
        listener: &Listener,
        (room, sub_channel): (RoomId, Option<SubChannelId>),
        since: Timestamp,
        through: EventNumber,
        max: u32,
    ) -> Result<Vec<Event>, Failure> {
        let found = self.store().removals_since(room, listener.earshot, sub_channel, since, through, max).await;
        found.map_err(|error| self.broke(error))
    }

    /// Those of these messages that are there still, as far as the listener hears of them.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn told_messages(
        &self,
        listener: &Listener,
        room: RoomId,
        messages: &[MessageId],
    ) -> Result<HashMap<MessageId, MessageView>, Failure> {
        let found = self.store().messages_named(room, messages, listener.earshot).await;
        found.map_err(|error| self.broke(error))
    }

    /// A channel as it is, for an event of it; `None` when it has gone.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn told_channel(&self, room: RoomId) -> Result<Option<ChannelView>, Failure> {
        self.store().channel(room).await.map_err(|error| self.broke(error))
    }

    /// A message as it is, for an event of it: to be told to those who are told of the event, and to nobody else. `None`
    /// when it has gone.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn told_message(&self, room: RoomId, message: MessageId) -> Result<Option<MessageView>, Failure> {
        self.store().message(room, message, Earshot::Everything).await.map_err(|error| self.broke(error))
    }

    /// A membership as it is, for an event of it; `None` when it has ended.
    ///
    /// # Errors
    /// When the store broke.
    pub async fn told_member(&self, room: RoomId, user: UserId) -> Result<Option<ChannelMember>, Failure> {
        self.store().channel_member(room, user).await.map_err(|error| self.broke(error))
    }
}
