//! The rooms last written to: where most people want to go from here.

use domain::view::RoomSummary;
use leptos::prelude::*;

use crate::parts::{Empty, When, group_digits};

/// Rooms shown here; the rest is a page away.
pub const SHOWN: usize = 5;

/// The first few of the list, or what to do when there is none.
pub fn recent(rooms: &[RoomSummary]) -> AnyView {
    if rooms.is_empty() {
        return view! {
            <section class="card">
                <Empty title="No rooms yet" text="Make the first one, or ask an owner to add you to theirs.">
                    <a class="button" href="/rooms/new">"New room"</a>
                </Empty>
            </section>
        }
        .into_any();
    }
    let rows = rooms.iter().map(row).collect_view();
    view! {
        <section class="card" aria-labelledby="recent-title">
            <div class="section-head">
                <h2 id="recent-title">"Last written to"</h2>
                <a href="/rooms">"See all rooms"</a>
            </div>
            <ol class="feed" role="list">{rows}</ol>
        </section>
    }
    .into_any()
}

fn row(room: &RoomSummary) -> AnyView {
    let messages = match room.messages {
        1 => "1 message".to_owned(),
        count => group_digits(count) + " messages",
    };
    view! {
        <li data-plain-row="">
            <div>
                <p>
                    <a class="break-anywhere" href=["/rooms/", &room.id.to_string()].concat() dir="auto">{room.name.clone()}</a>
                </p>
                <p>{messages} {room.last_activity.map(|at| view! { "\u{a0}· " <When at=at /> })}</p>
            </div>
        </li>
    }
    .into_any()
}
