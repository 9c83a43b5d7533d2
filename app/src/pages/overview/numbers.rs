//! Numbers to look at: what there is, and where most was removed.

use domain::view::{Overview, RoomRef};
use leptos::prelude::*;

use crate::parts::group_digits;

/// What there is, as cards.
pub fn numbers(overview: &Overview, moderates: bool) -> AnyView {
    let stat = |label: &'static str, value: u64| {
        view! {
            <div class="card stat">
                <dt>{label}</dt>
                <dd>{group_digits(value)}</dd>
            </div>
        }
    };
    view! {
        <dl class="stat-row">
            {stat("Rooms", overview.rooms)} {stat("Messages", overview.messages)} {stat("People", overview.people)}
            {moderates.then(|| stat("Running jobs", overview.jobs_running))}
        </dl>
    }
    .into_any()
}

/// The rooms in which most was removed.
pub fn busiest(rooms: &[(RoomRef, u64)]) -> AnyView {
    let most = rooms.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let rows = rooms
        .iter()
        .map(|(room, count)| {
            let share = (count.saturating_mul(100) / most).max(1).to_string() + "%";
            view! {
                <tr>
                    <th scope="row" class="bar-cell">
                        <a class="break-anywhere" href=["/rooms/", &room.id.to_string()].concat() dir="auto">{room.name.clone()}</a>
                        <svg class="bar" height="4" aria-hidden="true">
                            <rect data-ground="" width="100%" height="4" rx="2" />
                            <rect width=share height="4" rx="2" />
                        </svg>
                    </th>
                    <td class="number">{group_digits(*count)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <h2>"Rooms with most removals"</h2>
            <table class="table" data-inset>
                <caption class="visually-hidden">"Rooms by messages removed, last 14 days"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Room"</th>
                        <th scope="col" class="number">"Removed"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}
