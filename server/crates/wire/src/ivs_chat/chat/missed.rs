//! What somebody has missed who was away for a moment: removals, since their client still shows what has gone, and
//! whatever the socket from which this one takes over may not have told of any more.
//!
//! Read in small pieces and given out one event at a time: a slow client takes its time, and what is removed meanwhile
//! must not wait for it anywhere.

use std::collections::VecDeque;

use domain::{Event, EventKind, EventNumber, Failure, Timestamp};

use super::{Chat, MISSED_WITHIN_MS};

/// Removals that a client is told of at the most, the newest.
const MISSED_MAX: u32 = 1_000;
/// How long ago what was said may be of which the socket before may not have told any more, in milliseconds. A client
/// leaves that one as soon as the next is open, whatever was on its way; it knows by its id what it has had already.
const ON_ITS_WAY_MS: i64 = 5_000;
/// Events before the newest among which that is looked for: as many messages as a room can be set to take meanwhile.
const ON_ITS_WAY_EVENTS_MAX: u32 = 500;
/// Events that are read at once. Of the longest messages so many are what may wait for a slow viewer of the panel.
const EVENTS_PER_READ: u32 = 16;

/// What is still to be told.
#[derive(Debug, Default)]
pub(super) struct Missed {
    removals: VecDeque<Event>,
    said: VecDeque<Event>,
    unread: Option<Unread>,
}

/// Where what was said since a moment is still to be read.
#[derive(Debug, Clone, Copy)]
struct Unread {
    after: EventNumber,
    since: Timestamp,
}

impl Missed {
    /// The oldest of what has been read.
    fn next(&mut self) -> Option<Event> {
        let removal_is_next = match (self.removals.front(), self.said.front()) {
            (Some(removal), Some(said)) => removal.number < said.number,
            (removal, _) => removal.is_some(),
        };
        if removal_is_next { self.removals.pop_front() } else { self.said.pop_front() }
    }
}

impl Chat {
    /// The next event that was missed, to be [`told`](Self::told) like any other; `None` when that was all.
    ///
    /// # Errors
    /// When they may not be here.
    pub async fn missed(&mut self) -> Result<Option<Event>, Failure> {
        if self.missed.is_none() {
            self.missed = Some(self.look_back().await?);
        }
        let Some(missed) = &mut self.missed else { return Ok(None) };
        while let (true, Some(Unread { after, since })) = (missed.said.is_empty(), missed.unread) {
            let (actor, room, head) = (&self.chatter.actor, self.chatter.room, self.chatter.head);
            let read = self.wire.service.events_since(actor, room, after, EVENTS_PER_READ).await?;
            let last = read.last().map(|event| event.number).filter(|last| *last < head);
            missed.unread = last.map(|after| Unread { after, since });
            missed.said.extend(read.into_iter().filter(|event| {
                let is_said = matches!(event.kind, EventKind::Sent { .. } | EventKind::Edited { .. });
                is_said && event.at >= since && event.number <= head
            }));
        }
        let next = missed.next();
        if next.is_none() {
            // Lets go of what it took, too: sockets are many, and stay.
            *missed = Missed::default();
        }
        Ok(next)
    }

    /// What is told at all.
    async fn look_back(&self) -> Result<Missed, Failure> {
        let (head, now) = (self.chatter.head, self.now());
        let since = now.plus_millis(-MISSED_WITHIN_MS);
        let service = &self.wire.service;
        let removals = service.removals_since(self.actor(), self.room(), since, head, MISSED_MAX).await?;
        let unread = self.seat.takes_over.map(|came| Unread {
            after: came.max(EventNumber(head.0.saturating_sub(u64::from(ON_ITS_WAY_EVENTS_MAX)))),
            since: now.plus_millis(-ON_ITS_WAY_MS),
        });
        Ok(Missed { removals: removals.into(), said: VecDeque::new(), unread })
    }
}
