//! What is said on the panel's feed: a room is asked for, what was missed is told, then what happens.
//!
//! Takes a seat in the room before it reads the store, so that no event falls between the two; what comes twice is
//! dropped by its number. Never sends an event that the service has not let through for this very person.

use std::time::Duration;

use domain::{EventNumber, Failure, Frame, RoomId, Watch, limits::REPLAY_EVENTS_MAX};
use live::{Closing, Feed, Happening, Stopped, Texts};
use service::{Actor, Service};
use tokio::time::{Instant, sleep_until, timeout_at};

/// How long a client may take to say which room it watches.
const FIRST_WATCH_MAX: Duration = Duration::from_secs(10);
/// Time between two rooms that one feed asks for: each costs reads of the store.
const WATCH_EVERY: Duration = Duration::from_millis(100);
/// How often it is looked whether somebody may still watch, for what nobody tells of: a session at its end, and what
/// another process decided.
const LOOK_AGAIN_EVERY: Duration = Duration::from_secs(30);
/// Events that are read from the store and sent in one go.
const REPLAY_PAGE_EVENTS: u32 = 100;

/// The client said nothing.
const NO_WATCH: Closing = Closing { code: 1008, reason: "No room was asked for within 10 seconds." };
/// The client said what is not understood.
const NOT_A_WATCH: Closing = Closing { code: 1008, reason: "Send {\"watch\": room id, \"since\": event number}." };
/// Whoever watched is signed out.
const SIGNED_OUT: Closing = Closing { code: 1008, reason: "This session has ended. Sign in again." };
/// The store cannot be read.
const UNAVAILABLE: Closing =
    Closing { code: 1013, reason: "The room cannot be read at the moment. Try again shortly." };
/// The server stops.
pub(super) const GOING_AWAY: Closing = Closing { code: 1001, reason: "The server is stopping." };

/// Why a room was not followed after all.
enum Unwatched {
    /// Something came in between; the feed tells what.
    Stopped,
    /// With this frame.
    With(Frame),
    /// And the feed ends.
    Ends(Closing),
}

impl From<Stopped> for Unwatched {
    fn from(Stopped: Stopped) -> Self {
        Self::Stopped
    }
}

/// Talks until one side is done. Answers with what to close the line with, or with nothing if it is closed.
pub(super) async fn converse(feed: &mut Feed, actor: &Actor, service: &Service) -> Option<Closing> {
    let mut next_watch_at = Instant::now();
    let mut look_again_at = next_watch_at + LOOK_AGAIN_EVERY;
    let Ok(mut happening) = timeout_at(Instant::now() + FIRST_WATCH_MAX, feed.next()).await else {
        return Some(NO_WATCH);
    };
    loop {
        // A feed that is stopped while something is said tells why at the next turn.
        let _stopped = match happening {
            Happening::Text(text) => {
                let Ok(asked) = serde_json::from_str::<Watch>(&text) else {
                    return Some(NOT_A_WATCH);
                };
                sleep_until(next_watch_at).await;
                next_watch_at = Instant::now() + WATCH_EVERY;
                // On the heap, and only as long as it takes: most of the time a feed does nothing at all.
                match Box::pin(watch(feed, actor, service, asked)).await {
                    Ok(()) | Err(Unwatched::Stopped) => Ok(()),
                    Err(Unwatched::With(frame)) => {
                        feed.leave();
                        say(feed, &frame).await
                    }
                    Err(Unwatched::Ends(closing)) => return Some(closing),
                }
            }
            Happening::Slow(room) | Happening::Anew(room) => say(feed, &Frame::Reload { room }).await,
            Happening::Ended(room) => say(feed, &Frame::Ended { room }).await,
            Happening::Quiet => say(feed, &Frame::Beat).await,
            Happening::SignedOut(room) => {
                if let Some(room) = room {
                    let _stopped = say(feed, &Frame::Ended { room }).await;
                }
                return Some(SIGNED_OUT);
            }
            // Only patient feeds skip anything.
            Happening::Skipped(_) => return Some(NOT_A_WATCH),
            Happening::Refused(closing) => return Some(closing),
            Happening::Closed => return None,
        };
        let next = loop {
            if let Ok(next) = timeout_at(look_again_at, feed.next()).await {
                break next;
            }
            look_again_at = Instant::now() + LOOK_AGAIN_EVERY;
            // On the heap as well.
            if let Some(room) = feed.room()
                && !Box::pin(service.still_sees(actor, room)).await
            {
                break Happening::SignedOut(Some(room));
            }
        };
        happening = next;
    }
}

/// Tells what was missed, then follows.
async fn watch(feed: &mut Feed, actor: &Actor, service: &Service, asked: Watch) -> Result<(), Unwatched> {
    let Watch { watch: room, since } = asked;
    feed.catch_up(room);
    let (head, earshot) = service.watch(actor, room).await.map_err(|failure| refused(room, &failure))?;
    let behind = head.0.checked_sub(since.0).ok_or(Unwatched::With(Frame::Reload { room }))?;
    if behind > u64::from(REPLAY_EVENTS_MAX) {
        return Err(Unwatched::With(Frame::Reload { room }));
    }
    let seen = replay(feed, actor, service, room, since, head).await?;
    say(feed, &Frame::Watching { room, head: seen }).await?;
    feed.follow(seen, earshot);
    Ok(())
}

/// Tells what the store has after `since`, up to `head` at least; answers with the newest event told.
async fn replay(
    feed: &mut Feed,
    actor: &Actor,
    service: &Service,
    room: RoomId,
    since: EventNumber,
    head: EventNumber,
) -> Result<EventNumber, Unwatched> {
    let mut seen = since;
    while seen < head {
        let page = service
            .events_since(actor, room, seen, REPLAY_PAGE_EVENTS)
            .await
            .map_err(|failure| refused(room, &failure))?;
        let Some(newest) = page.iter().map(|event| event.number).max().filter(|newest| *newest > seen) else {
            // Events up to the head are gone from the store: only the page itself can tell.
            return Err(Unwatched::With(Frame::Reload { room }));
        };
        let mut texts = Texts::new();
        for event in page {
            push(&mut texts, &Frame::Event { room, event });
        }
        feed.send(texts).await?;
        seen = newest;
    }
    Ok(seen)
}

/// What a refusal of the service means on the feed. Not there and not allowed are one and the same.
fn refused(room: RoomId, failure: &Failure) -> Unwatched {
    match failure {
        Failure::NotFound(_) | Failure::Denied(_) => Unwatched::With(Frame::Ended { room }),
        Failure::SignedOut | Failure::WrongCredentials => Unwatched::Ends(SIGNED_OUT),
        Failure::AlreadyRedacted { .. }
        | Failure::ReasonRequired(_)
        | Failure::Invalid(_)
        | Failure::Conflict(_)
        | Failure::TooMany { .. }
        | Failure::Unavailable
        | Failure::KeyFile(_)
        | Failure::Internal { .. } => Unwatched::Ends(UNAVAILABLE),
    }
}

async fn say(feed: &mut Feed, frame: &Frame) -> Result<(), Stopped> {
    let mut texts = Texts::new();
    push(&mut texts, frame);
    feed.send(texts).await
}

fn push(texts: &mut Texts, frame: &Frame) {
    match serde_json::to_vec(frame) {
        Ok(json) => texts.push(&json),
        Err(error) => tracing::error!(%error, "a frame of the feed has no JSON form"),
    }
}
