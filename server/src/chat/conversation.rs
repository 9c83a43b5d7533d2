//! What goes over a messaging socket while it is open: what the client asks, what happens in the room, and the end.

use std::time::Duration;

use axum::body::Bytes;
use domain::{Event, EventKind};
use live::{Closing, Feed, Happening, Skipped, Stopped, Texts};
use service::{Heard, Tap};
use tokio::time::{Instant, sleep_until, timeout};
use wire::ivs_chat::{Answer, Chat, LANGUAGE};

/// How often it is looked whether somebody may stay, for what nobody tells of: a key that another process disabled.
const LOOK_AGAIN_EVERY: Duration = Duration::from_secs(60);
/// How long a client has to leave by itself when its session is over.
const FAREWELL_MAX: Duration = Duration::from_secs(2);

/// Somebody was sent out, or the room is gone.
const SENT_OUT: Closing = Closing { code: 1000, reason: "You were sent out of this room, or it is gone." };

/// How a socket ends.
pub(super) enum End {
    /// Without a word: the client comes back.
    Cut,
    /// In order: the client stays away.
    Close(Closing),
    /// With this frame, at which the client comes back with another token.
    Over(Bytes),
}

/// Talks until one side is done.
pub(super) async fn converse(feed: &mut Feed, chat: &mut Chat, tap: &mut Tap) -> End {
    loop {
        match chat.missed().await {
            Ok(Some(event)) => {
                if tell(feed, chat, tap, &event, |write| write(&event)).await.is_err() {
                    break;
                }
            }
            Ok(None) => break,
            Err(_) => return End::Over(chat.over()),
        }
    }
    let ends_at = Instant::now() + chat.left();
    let timer = sleep_until(ends_at.min(Instant::now() + LOOK_AGAIN_EVERY));
    tokio::pin!(timer);
    loop {
        let frames = tokio::select! {
            heard = tap.next() => match heard {
                Heard::News(news) if !chat.is_new(news.event.number) => continue,
                Heard::News(news) => {
                    if chat.may_end_by(&news.event) && !chat.may_stay().await {
                        return End::Over(chat.over());
                    }
                    // What came in between, the feed tells next.
                    let _stopped = tell(feed, chat, tap, &news.event, |write| news.written(LANGUAGE, write)).await;
                    continue;
                }
                Heard::Word(word) if word.language == LANGUAGE => vec![chat.said(word.text)],
                Heard::Word(_) => continue,
                Heard::Ended(_) => return End::Close(SENT_OUT),
                Heard::SignedOut => return End::Over(chat.over()),
                // What was lost cannot be told any more: a client that comes back is told what has gone.
                Heard::Lost => return End::Cut,
            },
            happening = feed.next() => match happening {
                Happening::Text(text) => match chat.asked(&text).await {
                    Answer::Later => continue,
                    Answer::Frame(frame) => vec![frame],
                    Answer::Over(last) => return End::Over(last),
                },
                Happening::Skipped(Skipped::TooLong(beginning)) => vec![chat.too_long(&beginning)],
                Happening::Skipped(Skipped::Binary) => vec![chat.no_text()],
                // It has no seat in a room: what it hears, it hears through its tap.
                Happening::Quiet | Happening::Slow(_) | Happening::Anew(_) | Happening::Ended(_) => continue,
                Happening::SignedOut(_) => return End::Over(chat.over()),
                Happening::Refused(closing) => return End::Close(closing),
                Happening::Closed => return End::Cut,
            },
            () = &mut timer => {
                if Instant::now() >= ends_at || !chat.may_stay().await {
                    return End::Over(chat.over());
                }
                timer.as_mut().reset(ends_at.min(Instant::now() + LOOK_AGAIN_EVERY));
                continue;
            }
        };
        say(feed, &frames).await;
    }
}

/// Says the last word, and waits for the client to leave.
pub(super) async fn farewell(mut feed: Feed, last: &Bytes) {
    let left = async {
        // What ended the session may stand in the way of the word, once; then it is told.
        while feed.send(texts(std::slice::from_ref(last))).await.is_err() {
            if feed.next().await == Happening::Closed {
                return;
            }
        }
        while feed.next().await != Happening::Closed {}
    };
    // Whoever stays is cut off.
    let _ = timeout(FAREWELL_MAX, left).await;
}

/// Tells of an event; of a message only if it is not removed before it begins to go. Nothing is told before the client
/// has taken what was told last: what waits for a slow one waits where removals reach it.
async fn tell(
    feed: &mut Feed,
    chat: &mut Chat,
    tap: &Tap,
    event: &Event,
    share: impl FnOnce(&(dyn Fn(&Event) -> Option<Bytes> + Sync)) -> Option<Bytes> + Send,
) -> Result<(), Stopped> {
    let room = chat.room();
    let removal_waits = |message| tap.removal_waits(room, message);
    let frames = texts(&chat.told(event, share, removal_waits).await);
    match &event.kind {
        EventKind::Sent { message } | EventKind::Edited { message } => {
            if feed.send_unless(|| removal_waits(message.id), frames).await? {
                chat.was_told(message.id);
            }
            Ok(())
        }
        EventKind::Redacted { .. }
        | EventKind::Deleted { .. }
        | EventKind::Purged { .. }
        | EventKind::RoleChanged { .. }
        | EventKind::Renamed { .. }
        | EventKind::Archived { .. }
        | EventKind::PolicyChanged { .. }
        | EventKind::Imported
        | EventKind::Gone => feed.send(frames).await,
    }
}

/// Says it, as far as the line is there: what came in between, the feed tells next.
async fn say(feed: &mut Feed, frames: &[Bytes]) {
    let _stopped = feed.send(texts(frames)).await;
}

fn texts(frames: &[Bytes]) -> Texts {
    let mut texts = Texts::new();
    frames.iter().for_each(|frame| texts.push(frame));
    texts
}
