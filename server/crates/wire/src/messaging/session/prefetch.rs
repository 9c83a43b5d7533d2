//! What is told of channels at the beginning, when the client asks for it: the newest messages and the first members of
//! each, some channels a read, one channel a frame.

use std::collections::{HashMap, VecDeque};

use axum::body::Bytes;
use domain::{RoomId, SubChannelId, UserId, channel::Somebody, view::Body};
use serde_json::{Value, json};
use service::ChannelDetails;

use super::{
    End, Session,
    frame::{Tells, frame},
};
use crate::messaging::{members, message, place};

/// Messages told of a channel at the most.
const MESSAGES_MAX: u32 = 20;
/// Members told of a channel at the most.
const MEMBERS_MAX: u32 = 30;
/// Channels that are read at once: what is read waits until the client has taken it.
const CHANNELS_PER_READ: usize = 10;

/// What is still to be told.
#[derive(Debug, Default)]
pub(super) struct Prefetch {
    waiting: VecDeque<(RoomId, Option<SubChannelId>)>,
    read: VecDeque<ChannelDetails>,
    people: HashMap<UserId, Somebody>,
}

impl Prefetch {
    pub(super) fn of(waiting: VecDeque<(RoomId, Option<SubChannelId>)>) -> Self {
        Self { waiting, ..Self::default() }
    }
}

impl Session {
    /// The next frame of what is told at the beginning; `None` when all of it has been told.
    ///
    /// # Errors
    /// With what to close the line.
    pub(super) async fn prefetched(&mut self) -> Result<Option<Bytes>, End> {
        loop {
            if self.prefetch.read.is_empty() && !self.read_more().await? {
                self.prefetch = Prefetch::default();
                return Ok(None);
            }
            let Some(details) = self.prefetch.read.pop_front() else { continue };
            let room = details.channel.id;
            let Some(details) = self.up_to_date(details).await? else { continue };
            if self.listener.end_waits(room) {
                continue;
            }
            for said in details.messages.iter().rev() {
                self.note(room, said.id);
            }
            let sub_channel = self.rooms.get(&room).and_then(|place| place.sub_channel);
            return Ok(Some(shape(&details, sub_channel, &self.prefetch.people)));
        }
    }

    /// What is there of a channel: where something of it was removed since it was read, it is read anew, until nothing was
    /// removed meanwhile. `None` when the channel is gone, or nothing more is heard of it.
    async fn up_to_date(&self, mut details: ChannelDetails) -> Result<Option<ChannelDetails>, End> {
        let room = details.channel.id;
        let asked = [(room, self.rooms.get(&room).and_then(|place| place.sub_channel))];
        while self.is_stale(&details) {
            if self.listener.end_waits(room) {
                return Ok(None);
            }
            let anew = self.service.told_channels(&self.listener, &asked, MESSAGES_MAX, MEMBERS_MAX).await?;
            let Some(anew) = anew.into_iter().next() else { return Ok(None) };
            details = anew;
        }
        Ok(Some(details))
    }

    /// Whether a text is among it that was removed since it was read.
    fn is_stale(&self, details: &ChannelDetails) -> bool {
        let room = details.channel.id;
        let removed = |id| self.listener.removal_waits(room, id);
        details.messages.iter().any(|said| matches!(said.body, Body::Text(_)) && removed(said.id))
    }

    /// Reads some more channels, if any are left.
    async fn read_more(&mut self) -> Result<bool, End> {
        let count = self.prefetch.waiting.len().min(CHANNELS_PER_READ);
        if count == 0 {
            return Ok(false);
        }
        let rooms: Vec<_> = self.prefetch.waiting.drain(..count).collect();
        let read = self.service.told_channels(&self.listener, &rooms, MESSAGES_MAX, MEMBERS_MAX).await?;
        let mut people: Vec<UserId> = read.iter().flat_map(named).collect();
        people.sort_unstable();
        people.dedup();
        self.prefetch.people = self.service.somebodies(&people).await?;
        self.prefetch.read = read.into();
        Ok(true)
    }
}

fn named(details: &ChannelDetails) -> impl Iterator<Item = UserId> {
    message::named(&details.messages).into_iter().chain(details.channel.created_by)
}

fn shape(details: &ChannelDetails, sub_channel: Option<SubChannelId>, people: &HashMap<UserId, Somebody>) -> Bytes {
    let arn = place::arn_of(&details.channel);
    let within = |mut said: Value| {
        said["SubChannelId"] = json!(sub_channel);
        place::present(said)
    };
    let messages = details.messages.iter().map(|said| message::whole(said, people, &arn, place::iso));
    let messages: Vec<Value> = messages.map(within).collect();
    let memberships: Vec<Value> =
        details.members.iter().map(|member| members::membership(&arn, member, place::iso)).collect();
    let payload = json!({
        "Channel": place::whole(&details.channel, people, place::iso),
        "ChannelMessages": messages,
        "ChannelMemberships": memberships,
        "ChannelMessagesHasMore": details.more,
    });
    frame(Tells::Details, &payload)
}
