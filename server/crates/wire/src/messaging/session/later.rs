//! What is told piece by piece, each when the client has taken the one before: what was removed while it was away, since
//! it goes on showing that, and what a purge took.

use std::collections::VecDeque;

use axum::body::Bytes;
use domain::{Event, EventKind, EventNumber, MessageId, RoomId, Timestamp};

use super::{
    End, Place, Session,
    frame::{Tells, frame},
    telling::{channel, gone_message, redacted, within},
};
use crate::messaging::message;

/// How long ago removals may be of which a client is told that was away, in milliseconds.
pub(super) const MISSED_WITHIN_MS: i64 = 10 * 60_000;
/// Removals of a channel that it is told of at the most, the newest.
const MISSED_MAX: u32 = 1_000;
/// Removals that are written at once: what is written waits until the client has taken it.
const REMOVALS_PER_READ: usize = 32;

/// What is still to be told.
#[derive(Debug)]
pub(super) struct Later {
    /// Channels that have not been looked through, with their newest event when the session began.
    waiting: VecDeque<(RoomId, EventNumber)>,
    /// Since when.
    since: Timestamp,
    /// The channel that all of the following is about.
    room: RoomId,
    removals: VecDeque<Event>,
    written: VecDeque<Bytes>,
    /// What a purge took, and when.
    taken: VecDeque<MessageId>,
    taken_at: Timestamp,
    /// After all of that: the channel is to be listed anew.
    last: Option<Bytes>,
}

impl Later {
    /// At the beginning: what these channels have lost since a moment.
    pub(super) fn of(waiting: VecDeque<(RoomId, EventNumber)>, since: Timestamp) -> Self {
        Self {
            waiting,
            since,
            room: RoomId::MIN,
            removals: VecDeque::new(),
            written: VecDeque::new(),
            taken: VecDeque::new(),
            taken_at: since,
            last: None,
        }
    }

    /// The channel is heard no more: nothing else of it is told.
    fn leave(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        *self = Self::of(waiting, self.since);
    }

    /// The next that has been read.
    fn next(&mut self, place: &Place) -> Option<Bytes> {
        if let Some(written) = self.written.pop_front() {
            return Some(written);
        }
        match self.taken.pop_front() {
            Some(message) => {
                let shape = gone_message(&place.arn, message, self.taken_at);
                Some(frame(Tells::Deleted, &within(shape, place.audience())))
            }
            None => self.last.take(),
        }
    }
}

impl Session {
    /// The next frame of what is told piece by piece: at the beginning, and after each [`tell`](Self::tell). `None` when
    /// all of it has been told.
    ///
    /// # Errors
    /// With what to close the line.
    pub async fn more(&mut self) -> Result<Option<Bytes>, End> {
        loop {
            let room = self.later.room;
            match self.rooms.get(&room).filter(|_| !self.listener.end_waits(room)).cloned() {
                None => self.later.leave(),
                Some(place) => {
                    if let Some(frame) = self.later.next(&place) {
                        return Ok(Some(frame));
                    }
                    if let Some(removal) = self.later.removals.pop_front() {
                        self.write(&place, removal).await?;
                        continue;
                    }
                }
            }
            let Some((room, head)) = self.later.waiting.pop_front() else { return self.prefetched().await };
            let Some(place) = self.rooms.get(&room) else { continue };
            let (heard, since) = ((room, place.sub_channel), self.later.since);
            let found = self.service.told_removals(&self.listener, heard, since, head, MISSED_MAX).await?;
            (self.later.room, self.later.removals) = (room, found.into());
        }
    }

    /// Begins to tell a purge: of the messages that it took those of which the client was told, or may have read
    /// otherwise, and at last of the channel.
    pub(super) async fn take(
        &mut self,
        room: RoomId,
        (through, count): (MessageId, u64),
        at: Timestamp,
        last: Option<Bytes>,
    ) -> Result<(), End> {
        let mut messages = self.take_back(room, through);
        // One that took nothing comes after another up to the same message.
        if count > 0 {
            let taken = self.service.taken_by_purge(room, through).await?;
            messages.extend(taken.iter().filter(|taken| self.hears(room, taken.audience)).map(|taken| taken.message));
        }
        messages.sort_unstable();
        messages.dedup();
        self.later.room = room;
        (self.later.taken, self.later.taken_at, self.later.last) = (messages.into(), at, last);
        Ok(())
    }

    /// Writes a removal, and some of those after it with what is read for all of them at once.
    async fn write(&mut self, place: &Place, first: Event) -> Result<(), End> {
        let room = self.later.room;
        if let EventKind::Purged { through, count, .. } = first.kind {
            let last = channel(&self.service, room).await?;
            return self.take(room, (through, count), first.at, last).await;
        }
        let after = &mut self.later.removals;
        let singles =
            after.iter().take(REMOVALS_PER_READ - 1).take_while(|event| event.kind.message().is_some()).count();
        let some: Vec<Event> = [first].into_iter().chain(after.drain(..singles)).collect();
        let ids: Vec<MessageId> = some.iter().filter_map(|event| event.kind.message()).collect();
        let left = self.service.told_messages(&self.listener, room, &ids).await?;
        let people = self.service.somebodies(&message::named(left.values())).await?;
        let shapes = some.iter().filter_map(|event| {
            let id = event.kind.message()?;
            Some(if matches!(event.kind, EventKind::Redacted { .. }) {
                (Tells::Redacted, redacted(&place.arn, id, event.at, left.get(&id), &people))
            } else {
                (Tells::Deleted, gone_message(&place.arn, id, event.at))
            })
        });
        let written = shapes.map(|(tells, shape)| frame(tells, &within(shape, place.audience())));
        self.later.written = written.collect();
        Ok(())
    }
}
