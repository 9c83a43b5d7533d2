//! From what happened to frames. What takes looking up is looked up once for all sessions of a channel.

use axum::body::Bytes;
use domain::{
    EventKind, Failure, MessageId, RoomId, Timestamp, UserId,
    view::{MessageView, Tombstone},
};
use serde_json::{Value, json};
use service::{Heard, News, Service};

use super::{
    End, Session,
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
                let known = word.language == LANGUAGE && self.rooms.contains_key(&word.room);
                Ok(known.then_some(word.text).into_iter().collect())
            }
            Heard::Ended(room) => self.ended(room).await,
            Heard::SignedOut => Err(End::REFUSED),
            Heard::Lost => Err(End::LOST),
        }
    }

    async fn news(&mut self, news: &News) -> Result<Vec<Bytes>, End> {
        let room = news.room;
        if let EventKind::RoleChanged { user, role: Some(_) } = news.event.kind
            && user == self.actor.user
            && let Some(channel) = self.service.told_channel(room).await?
        {
            self.rooms.insert(room, place::arn_of(&channel));
        }
        let Some(arn) = self.rooms.get(&room).cloned() else { return Ok(Vec::new()) };
        let mut frames = Vec::new();
        if let EventKind::Purged { through, .. } = news.event.kind {
            if self.service.told_channel(room).await?.is_none() {
                // It went with the channel, and that is all that is to be told.
                return self.ended(room).await;
            }
            let gone = self.take_back(room, through);
            frames.extend(gone.into_iter().map(|id| frame(Tells::Deleted, &gone_message(&arn, id, news.event.at))));
        }
        let written = news.written_once(LANGUAGE, write(&self.service, room, &arn, &news.event.kind, news.event.at));
        frames.extend(written.await?);
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
        Ok(frames)
    }

    /// Nothing more is heard of a channel: it is gone, or the user is no member any more, or a moderator sent them out
    /// for now. Of the first two the event may be overtaken by this, and is not heard then.
    async fn ended(&mut self, room: RoomId) -> Result<Vec<Bytes>, End> {
        let Some(arn) = self.rooms.get(&room).cloned() else { return Ok(Vec::new()) };
        let user = self.actor.user;
        let told = if self.service.told_channel(room).await?.is_none() {
            Some(frame(Tells::ChannelDeleted, &json!({ "ChannelArn": arn })))
        } else if self.service.told_member(room, user).await?.is_none() {
            removed(&self.service, &arn, user).await?
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

/// The frame of an event, with what it takes beside the event itself.
async fn write(
    service: &Service,
    room: RoomId,
    arn: &str,
    kind: &EventKind,
    at: Timestamp,
) -> Result<Option<Bytes>, Failure> {
    Ok(match kind {
        EventKind::Sent { message } => Some(frame(Tells::Created, &said(service, arn, message).await?)),
        EventKind::Edited { message } => Some(frame(Tells::Updated, &said(service, arn, message).await?)),
        EventKind::Redacted { message, tombstone } => {
            Some(frame(Tells::Redacted, &redacted(service, room, arn, *message, tombstone).await?))
        }
        EventKind::Deleted { message, .. } => Some(frame(Tells::Deleted, &gone_message(arn, *message, at))),
        EventKind::RoleChanged { user, role: Some(_) } => member(service, room, arn, *user, at).await?,
        EventKind::RoleChanged { user, role: None } => removed(service, arn, *user).await?,
        // After a purge or an import the client is to list the messages anew: the channel is another.
        EventKind::Renamed { .. } | EventKind::Imported | EventKind::Purged { .. } => channel(service, room).await?,
        EventKind::Archived { .. } | EventKind::PolicyChanged { .. } | EventKind::Gone => None,
    })
}

async fn said(service: &Service, arn: &str, view: &MessageView) -> Result<Value, Failure> {
    let people = service.somebodies(&[view.sender.id]).await?;
    Ok(message::whole(view, &people, arn, place::iso))
}

/// A message that lost its content, as it stands in its place; one that is gone altogether by now has only its name.
async fn redacted(
    service: &Service,
    room: RoomId,
    arn: &str,
    id: MessageId,
    tombstone: &Tombstone,
) -> Result<Value, Failure> {
    let Some(view) = service.told_message(room, id).await? else {
        let mut shape = gone_message(arn, id, tombstone.at);
        shape["Redacted"] = json!(true);
        return Ok(shape);
    };
    said(service, arn, &view).await
}

/// What is told of a message of which nothing is left.
fn gone_message(arn: &str, id: MessageId, at: Timestamp) -> Value {
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

async fn removed(service: &Service, arn: &str, user: UserId) -> Result<Option<Bytes>, Failure> {
    let people = service.somebodies(&[user]).await?;
    let shape = |who| json!({ "ChannelArn": arn, "Member": members::identity(who), "Type": "DEFAULT" });
    Ok(people.get(&user).map(|who| frame(Tells::MemberRemoved, &shape(who))))
}

async fn channel(service: &Service, room: RoomId) -> Result<Option<Bytes>, Failure> {
    let Some(channel) = service.told_channel(room).await? else { return Ok(None) };
    let by: Vec<UserId> = channel.created_by.into_iter().collect();
    let people = service.somebodies(&by).await?;
    Ok(Some(frame(Tells::ChannelUpdated, &place::whole(&channel, &people, place::iso))))
}
