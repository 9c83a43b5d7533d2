//! The messages of the room: the list that scrolls, the ways to older and newer ones, and the way back to the newest.

use domain::{Day, MessageId, Timeline, Timestamp, view::Anchor};
use leptos::{ev, prelude::*};

use super::{
    message::row,
    rows::{Row, rows},
    talk::{SAID_AGAIN, Talk},
};
use crate::parts::{Empty, living_if, living_words};

/// The list of messages.
#[component]
pub fn Messages(talk: Talk) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    start(talk);
    let open = talk.address.with_untracked(|address| match address.anchor {
        Anchor::Around(id) => Some(id),
        Anchor::Newest | Anchor::Before(_) | Anchor::After(_) | Anchor::Day(_) | Anchor::From(_) => None,
    });
    let each = move || {
        let local = talk.hydrated.get();
        talk.timeline.with(|timeline| rows(timeline, |at| day_of(at, local), open))
    };
    let first = Memo::new(move |_| talk.timeline.with(|timeline| timeline.first().filter(|_| timeline.older())));
    let last = Memo::new(move |_| talk.timeline.with(|timeline| timeline.last().filter(|_| timeline.newer())));
    let empty = Memo::new(move |_| talk.timeline.with(|timeline| timeline.messages().len() == 0));
    view! {
        <div class="timeline">
            <div
                class="timeline-scroll"
                tabindex="0"
                role="region"
                aria-label="Messages"
                node_ref=talk.scroller
                on:scroll=move |_| look_around(talk)
            >
                <div class="timeline-body">
                    <Further talk from=first older=true />
                    <ol class="timeline-rows" role="list">
                        <For each=each key=Row::key children=move |shown| row(talk, shown) />
                    </ol>
                    {living_if(move || empty.get().then(|| nothing(talk)))}
                    <Further talk from=last older=false />
                </div>
            </div>
            // Of rows that were just removed: see `browser::fade`.
            <div class="timeline-shells" id="timeline-shells" aria-hidden="true"></div>
            <ToNewest talk />
        </div>
    }
}

/// Starts what only a browser does: the first look at the list, and the feed.
#[cfg(feature = "hydrate")]
fn start(talk: Talk) {
    talk.open_feed();
    Effect::new(move || {
        // When the list is laid out, and before it is painted.
        request_animation_frame(move || {
            let Some(scroller) = talk.scroll_box() else { return };
            match talk.address.try_with_untracked(|address| address.anchor) {
                Some(Anchor::Around(id)) => {
                    let nearest = talk.timeline.with_untracked(|timeline| timeline.nearest(id));
                    if let Some(nearest) = nearest {
                        scroller.to_row(&super::talk::row_id(nearest));
                    }
                }
                Some(Anchor::After(_) | Anchor::Day(_) | Anchor::From(_)) => scroller.to_start(),
                Some(Anchor::Newest | Anchor::Before(_)) | None => {}
            }
            talk.look_around();
        });
    });
}

fn look_around(talk: Talk) {
    #[cfg(feature = "hydrate")]
    talk.look_around();
    #[cfg(not(feature = "hydrate"))]
    let _ = talk;
}

/// The day of a moment: UTC as the server draws it, where the viewer is once the WASM has taken over.
fn day_of(at: Timestamp, local: bool) -> Day {
    #[cfg(feature = "hydrate")]
    if local {
        let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at.millis() as f64));
        return at.plus_millis(-(date.get_timezone_offset() as i64) * 60_000).day();
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = local;
    at.day()
}

fn nothing(talk: Talk) -> AnyView {
    let whole = talk.timeline.with_untracked(|timeline| !timeline.older() && !timeline.newer());
    if whole {
        // Whoever looks on as the last ones go sees what has become of them.
        let gone = talk.said.get();
        let text = match gone.trim_end_matches(SAID_AGAIN) {
            "" if talk.writes() => "Write the first one below.",
            "" => "There is nothing to read here.",
            gone => gone,
        };
        view! { <Empty title="No messages" text=text /> }.into_any()
    } else {
        let newest = talk.address.with_untracked(|address| address.at(Anchor::Newest));
        view! {
            <Empty title="No messages here" text="There are none on this side of the room.">
                <a class="button" href=newest>"Show the newest messages"</a>
            </Empty>
        }
        .into_any()
    }
}

/// A link to more messages, which loads them in place once the WASM has taken over.
#[component]
fn Further(talk: Talk, from: Memo<Option<MessageId>>, older: bool) -> impl IntoView {
    let there = Memo::new(move |_| from.get().is_some());
    let busy = Memo::new(move |_| talk.loading.get() == Some(older));
    let href = move || {
        let anchor = from.get().map_or(Anchor::Newest, if older { Anchor::Before } else { Anchor::After });
        talk.address.with(|address| address.at(anchor))
    };
    let load = move |event: ev::MouseEvent| {
        // With a modifier the link is a link: it opens in a tab of its own.
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            talk.stuck.set(None);
            if older { talk.load_older() } else { talk.load_newer() }
        }
    };
    living_if(move || {
        there.get().then(|| {
            view! {
                <p class="timeline-more">
                    <a
                        class="button"
                        data-size="small"
                        href=href
                        aria-busy=move || busy.get().then_some("true")
                        on:click=load
                    >
                        {living_words(move || match (busy.get(), older) {
                            (true, _) => "Loading…",
                            (false, true) => "Older messages",
                            (false, false) => "Newer messages",
                        })}
                    </a>
                    {living_if(move || {
                        talk.stuck.get().map(|error| view! { <span role="alert">{error.to_string()}</span> }.into_any())
                    })}
                </p>
            }
            .into_any()
        })
    })
}

/// The way to the newest message, when the reader is elsewhere.
#[component]
fn ToNewest(talk: Talk) -> impl IntoView {
    let elsewhere = Memo::new(move |_| !talk.at_end.get() || talk.timeline.with(Timeline::newer));
    let href = move || talk.address.with(|address| address.at(Anchor::Newest));
    let label = move || match talk.unseen.with(Vec::len) {
        0 => "Jump to newest".to_owned(),
        1 => "1 new message".to_owned(),
        unseen => format!("{unseen} new messages"),
    };
    let jump = move |event: ev::MouseEvent| {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            talk.to_newest();
            // The way there is gone with the arrival.
            if let Some(list) = talk.scroller.get_untracked() {
                let _ = list.focus();
            }
        }
    };
    living_if(move || {
        elsewhere.get().then(|| {
            view! {
                <a class="button timeline-jump" data-tone="accent" data-size="small" href=href on:click=jump>
                    {living_words(label)}
                </a>
            }
            .into_any()
        })
    })
}
