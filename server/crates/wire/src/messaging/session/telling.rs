//! From what happened to frames. What takes looking up is looked up once for all sessions of a channel.

use std::collections::HashMap;

use axum::body::Bytes;
use domain::{
    Audience, Batch, EventKind, Failure, MessageId, RoomId, Timestamp, UserId, channel::Somebody, view::MessageView,
};
use serde_json::{Value, json};
use service::{Heard, News, Service};

use super::{
    End, Place, Session,
    frame::{Tells, frame},
};
use crate::messaging::{LANGUAGE, members, message, place};

impl Session {
    /// What the client is told of what was heard.
    ///
    /// # Errors
    /// With what to close the line.
    pub async fn tell(&mut self, heard: Heard) -> Result<Vec<Bytes>, End> {
        match heard {
            Heard::News(news) => self.news(&news).await,
            Heard::Word(word) => {
                let known = word.language == LANGUAGE && self.hears(word.room, word.audience);
                Ok(known.then_some(word.text).into_iter().collect())
            }
            Heard::Ended(room) => self.ended(room).await,
            Heard::SignedOut => Err(End::REFUSED),
            Heard::Lost => Err(End::LOST),
        }
    }

    async fn news(&mut self, news: &News) -> Result<Vec<Bytes>, End> {
        let room = news.room;
        if self.rooms.get(&room).is_some_and(|place| place.is_past(news.event.number)) {
            return Ok(Vec::new());
        }
        if let EventKind::RoleChanged { user, role: Some(_) } = news.event.kind
            && user == self.actor.user
            && let Some(channel) = self.service.told_channel(room).await?
        {
            let own = self.service.told_member(room, user).await?;
            let (sub_channel, hidden) = own.map(|member| (member.sub_channel, member.hidden)).unwrap_or_default();
            self.rooms.insert(room, Place { arn: place::arn_of(&channel), sub_channel, hidden, head: None });
        }
        if !self.hears(room, news.audience) {
            return Ok(Vec::new());
        }
        let Some(place) = self.rooms.get(&room).cloned() else { return Ok(Vec::new()) };
        let arn = place.arn;
        let purged =
            if let EventKind::Purged { through, count, .. } = news.event.kind { Some((through, count)) } else { None };
        if purged.is_some() && self.service.told_channel(room).await?.is_none() {
            // It went with the channel, and that is all that is to be told.
            return self.ended(room).await;
        }
        let written = news.written_once(LANGUAGE, write(&self.service, &arn, news)).await?;
        if let Some(purged) = purged {
            // One by one, when the client has taken the one before.
            self.take(room, purged, news.event.at, written).await?;
            return Ok(Vec::new());
        }
        match &news.event.kind {
            EventKind::Sent { message } | EventKind::Edited { message } => {
                // The last look before it goes: what was removed in the meantime is not told.
                if self.listener.removal_waits(room, message.id) {
                    return Ok(Vec::new());
                }
                self.note(room, message.id);
            }
            EventKind::Deleted { message, .. } => self.told.retain(|told| *told != (room, *message)),
            EventKind::RoleChanged { user, role: None } if *user == self.actor.user => self.leave(room),
            EventKind::Redacted { .. }
            | EventKind::Purged { .. }
            | EventKind::RoleChanged { .. }
            | EventKind::Renamed { .. }
            | EventKind::Archived { .. }
            | EventKind::PolicyChanged { .. }
            | EventKind::Imported
            | EventKind::Gone => {}
        }
        Ok(written.into_iter().collect())
    }

    /// Nothing more is heard of a channel: it is gone, or the user is no member any more, or a moderator sent them out
    /// for now. Of the first two the event may be overtaken by this, and is not heard then.
    async fn ended(&mut self, room: RoomId) -> Result<Vec<Bytes>, End> {
        let Some(Place { arn, sub_channel, hidden, .. }) = self.rooms.get(&room).cloned() else {
            return Ok(Vec::new());
        };
        let user = self.actor.user;
        let among = match (hidden, sub_channel) {
            (true, _) => Audience::Between(user, user, None),
            (false, Some(sub_channel)) => Audience::SubChannel(sub_channel),
            (false, None) => Audience::Everybody,
        };
        let told = if self.service.told_channel(room).await?.is_none() {
            Some(frame(Tells::ChannelDeleted, &json!({ "ChannelArn": arn })))
        } else if self.service.told_member(room, user).await?.is_none() {
            removed(&self.service, &arn, user, among).await?
        } else {
            return Err(End::SENT_OUT);
        };
        self.leave(room);
        Ok(told.into_iter().collect())
    }

    fn leave(&mut self, room: RoomId) {
        self.rooms.remove(&room);
        self.told.retain(|(known, _)| *known != room);
    }
}

/// The frame of an event, with what it takes beside the event itself. All who are told of it are in the same sub-channel
/// of an elastic channel.
async fn write(service: &Service, arn: &str, news: &News) -> Result<Option<Bytes>, Failure> {
    let (room, at, audience) = (news.room, news.event.at, news.audience);
    let message = |tells, shape: Value| frame(tells, &within(shape, audience));
    Ok(match &news.event.kind {
        EventKind::Sent { message: view } => Some(message(Tells::Created, said(service, arn, view).await?)),
        EventKind::Edited { message: view } => Some(message(Tells::Updated, said(service, arn, view).await?)),
        EventKind::Redacted { message: id, .. } => {
            let left = service.told_message(room, *id).await?;
            let people = service.somebodies(&message::named(&left)).await?;
            Some(message(Tells::Redacted, redacted(arn, *id, at, left.as_ref(), &people)))
        }
        EventKind::Deleted { message: id, .. } => Some(message(Tells::Deleted, gone_message(arn, *id, at))),
        EventKind::RoleChanged { user, role: Some(_) } => match &news.batch {
            Batch::Single => member(service, room, arn, *user, at).await?,
            Batch::Earlier => None,
            Batch::Last { by, users } => Some(members_added(service, arn, *by, users, audience).await?),
        },
        EventKind::RoleChanged { user, role: None } => removed(service, arn, *user, audience).await?,
        // After a purge or an import the client is to list the messages anew: the channel is another.
        EventKind::Renamed { .. } | EventKind::Imported | EventKind::Purged { .. } => channel(service, room).await?,
        EventKind::Archived { .. } | EventKind::PolicyChanged { .. } | EventKind::Gone => None,
    })
}

/// Names the sub-channel, if what is told is for one only, or for somebody in one.
pub(super) fn within(mut shape: Value, audience: Audience) -> Value {
    match audience {
        Audience::SubChannel(sub_channel) | Audience::Between(_, _, Some(sub_channel)) => {
            shape["SubChannelId"] = json!(sub_channel);
        }
        Audience::Everybody | Audience::Between(_, _, None) => {}
    }
    shape
}

async fn said(service: &Service, arn: &str, view: &MessageView) -> Result<Value, Failure> {
    let people = service.somebodies(&message::named([view])).await?;
    Ok(message::whole(view, &people, arn, place::iso))
}

/// A message that lost its content, as it stands in its place; one that is gone altogether by now has only its name.
pub(super) fn redacted(
    arn: &str,
    id: MessageId,
    at: Timestamp,
    left: Option<&MessageView>,
    people: &HashMap<UserId, Somebody>,
) -> Value {
    left.map(|view| message::whole(view, people, arn, place::iso)).unwrap_or_else(|| {
        let mut shape = gone_message(arn, id, at);
        shape["Redacted"] = json!(true);
        shape
    })
}

/// What is told of a message of which nothing is left.
pub(super) fn gone_message(arn: &str, id: MessageId, at: Timestamp) -> Value {
    json!({ "ChannelArn": arn, "MessageId": id, "LastUpdatedTimestamp": place::iso(at) })
}

async fn member(
    service: &Service,
    room: RoomId,
    arn: &str,
    user: UserId,
    at: Timestamp,
) -> Result<Option<Bytes>, Failure> {
    let Some(member) = service.told_member(room, user).await? else { return Ok(None) };
    let tells = if member.since == at { Tells::MemberAdded } else { Tells::MemberUpdated };
    Ok(Some(frame(tells, &members::membership(arn, &member, place::iso))))
}

/// Everybody who came in one act, as far as they are there still.
async fn members_added(
    service: &Service,
    arn: &str,
    by: UserId,
    users: &[UserId],
    audience: Audience,
) -> Result<Bytes, Failure> {
    let asked: Vec<UserId> = users.iter().copied().chain([by]).collect();
    let people = service.somebodies(&asked).await?;
    let added: Vec<_> = users.iter().filter_map(|user| people.get(user)).collect();
    // Of a hidden member nobody is told but themselves.
    let hidden = matches!(audience, Audience::Between(..));
    let shape = members::memberships(arn, people.get(&by), &added, hidden, Value::Null);
    Ok(frame(Tells::MembersAdded, &within(shape, audience)))
}

async fn removed(service: &Service, arn: &str, user: UserId, audience: Audience) -> Result<Option<Bytes>, Failure> {
    let people = service.somebodies(&[user]).await?;
    // Of a hidden member nobody is told but themselves.
    let kind = members::type_of(matches!(audience, Audience::Between(..)));
    let shape = |who| within(json!({ "ChannelArn": arn, "Member": members::identity(who), "Type": kind }), audience);
    Ok(people.get(&user).map(|who| frame(Tells::MemberRemoved, &shape(who))))
}

pub(super) async fn channel(service: &Service, room: RoomId) -> Result<Option<Bytes>, Failure> {
    let Some(channel) = service.told_channel(room).await? else { return Ok(None) };
    let by: Vec<UserId> = channel.created_by.into_iter().collect();
    let people = service.somebodies(&by).await?;
    Ok(Some(frame(Tells::ChannelUpdated, &place::whole(&channel, &people, place::iso))))
}
