//! One viewer's end of the hub, as its own task sees it: what happens next, what to say, how to end.
//!
//! Answers pings, asks for signs of life and drops a line that gives none (`turn`). Never decides what may be seen, and
//! holds no buffer while its client is silent.

mod turn;

use std::{future::poll_fn, pin::Pin, sync::Arc};

use domain::{Earshot, EventNumber, RoomId, UserId};
use tokio::time::{Instant, Sleep, sleep_until, timeout};

use crate::{
    frame::{self, Closing, Reader, Skipped, Texts},
    hub::Hub,
    limits::{CLOSE_ANSWER_MAX, PING_EVERY},
    line::Stream,
    viewer::Viewer,
};

/// One viewer's end of the hub. Dropping it hangs up.
pub struct Feed {
    hub: Hub,
    viewer: Arc<Viewer>,
    /// The connection, where only this task can write it.
    other: Option<Box<dyn Stream>>,
    reader: Reader,
    seat: Option<(RoomId, usize)>,
    /// When the client last gave a sign of life.
    heard_at: Instant,
    pinged_at: Instant,
    /// The socket is full: if it takes something after all, the client reads.
    full: bool,
    timer: Pin<Box<Sleep>>,
}

/// What happened on a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// The client sent this.
    Text(String),
    /// The client sent what is not read; only on a feed that [is patient](Feed::patient).
    Skipped(Skipped),
    /// The viewer was too slow for the room and watches it no more.
    Slow(RoomId),
    /// The user hears another part of the room from now on, and the feed watches it no more: it is to be read afresh.
    Anew(RoomId),
    /// The user may no longer see the room, and the feed watches it no more.
    Ended(RoomId),
    /// The session has ended, or the user was disabled. The room that was watched, if one was.
    SignedOut(Option<RoomId>),
    /// Nothing was said for [`QUIET_AFTER`].
    Quiet,
    /// The client sent what is not understood: [`Feed::close`] with this.
    Refused(Closing),
    /// The line is closed.
    Closed,
}

/// Something came in between: [`Feed::next`] tells what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

impl Feed {
    pub(crate) fn new(
        hub: Hub,
        viewer: Arc<Viewer>,
        other: Option<Box<dyn Stream>>,
        early: &[u8],
        now: Instant,
    ) -> Self {
        let mut reader = Reader::default();
        reader.push(early);
        let timer = Box::pin(sleep_until(now + PING_EVERY));
        Self { hub, viewer, other, reader, seat: None, heard_at: now, pinged_at: now, full: false, timer }
    }

    /// Texts of the client may be this long, in bytes, and what is longer or no text is skipped and told of.
    #[must_use]
    pub fn patient(mut self, text_bytes_max: usize) -> Self {
        self.reader.be_patient(text_bytes_max);
        self
    }

    /// Whose feed it is.
    #[must_use]
    pub fn user(&self) -> UserId {
        self.viewer.user
    }

    /// The room that it has a seat in.
    #[must_use]
    pub fn room(&self) -> Option<RoomId> {
        self.seat.as_ref().map(|(room, _)| *room)
    }

    /// Takes a seat in a room and gives up the one before. Events wait from now on, until [`Feed::follow`].
    ///
    /// To be called before the store is asked what the viewer missed, and whether it may know.
    pub fn catch_up(&mut self, room: RoomId) {
        self.leave();
        self.viewer.with(|out, _| out.catch_up(room));
        self.seat = Some((room, self.hub.sit(room, &self.viewer)));
    }

    /// The viewer was told everything up to `seen` within this earshot: gives it what came meanwhile, without what it has,
    /// and follows.
    pub fn follow(&mut self, seen: EventNumber, earshot: Earshot) {
        let now = Instant::now();
        self.viewer.with(|out, tcp| out.follow(seen, earshot, tcp, now));
    }

    /// Gives up the seat.
    pub fn leave(&mut self) {
        if let Some((room, seat)) = self.seat.take() {
            self.hub.rise(room, seat);
        }
        self.viewer.with(|out, _| out.leave());
    }

    /// Waits for what happens next. May be dropped while it waits: nothing is lost.
    pub async fn next(&mut self) -> Happening {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// Says something of one's own, and waits until the socket has taken it all.
    ///
    /// # Errors
    /// When something came in between; [`Feed::next`] tells what.
    pub async fn send(&mut self, texts: Texts) -> Result<(), Stopped> {
        poll_fn(|cx| self.poll_sent(cx)).await?;
        if texts.is_empty() {
            return Ok(());
        }
        let (frames, now) = (texts.into_bytes(), Instant::now());
        self.viewer.with(|out, tcp| {
            out.wrote_at = now;
            out.put(frames, tcp);
        });
        poll_fn(|cx| self.poll_sent(cx)).await
    }

    /// Likewise, unless it is `gone` before the socket has begun to take it: of that nothing waits here meanwhile. Answers
    /// whether it was said.
    ///
    /// # Errors
    /// When something came in between; [`Feed::next`] tells what.
    pub async fn send_unless(&mut self, gone: impl Fn() -> bool + Send + Sync, texts: Texts) -> Result<bool, Stopped> {
        let frames = texts.into_bytes();
        let begun = !frames.is_empty() && poll_fn(|cx| self.poll_begun(&frames, &gone, cx)).await?;
        poll_fn(|cx| self.poll_sent(cx)).await?;
        Ok(begun)
    }

    /// Ends the connection in order: says why, and gives the client a moment to answer.
    pub async fn close(mut self, closing: Closing) {
        self.leave();
        self.control(frame::close(closing));
        // Reads on: to close a socket that has unread bytes would take the close frame back.
        let _ = timeout(CLOSE_ANSWER_MAX, poll_fn(|cx| self.poll_closed(cx))).await;
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.leave();
        self.viewer.with(|out, _| out.hang_up());
        self.hub.part(&self.viewer);
    }
}
