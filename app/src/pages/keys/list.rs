//! The access keys as a table, newest first. Links only: an act opens its question by address.

use domain::{
    KeyScope, KeyStanding, Timestamp,
    view::{KeyPage, KeyView, Viewer},
};
use leptos::prelude::*;

use super::{
    Place,
    change::Change,
    help::{WHAT_FOR, how_to},
};
use crate::parts::{Badge, Empty, Head, Pager, Table, When};

/// Of one's own keys; those of others say whose they are.
const HEADS: [Head; 7] = [
    Head::Words("Key"),
    Head::Words("Scope"),
    Head::Words("State"),
    Head::Words("Made"),
    Head::Words("Last used"),
    Head::Words("Last day"),
    Head::Unseen("Change"),
];

/// The table and the way on; or what keys are for, where there are none.
pub fn list(page: KeyPage, place: &Place, viewer: &Viewer, server: &str) -> AnyView {
    let next = page.next.map(|after| Place { after, ..place.clone() }.here());
    let first = (!place.after.is_empty()).then(|| Place { after: String::new(), ..place.clone() }.here());
    if page.keys.is_empty() {
        return view! { {empty(place, server)} <Pager next_href=None label="Older keys" first_href=first /> }
            .into_any();
    }
    let owners = !place.whose.is_empty();
    let rows: Vec<_> = page.keys.into_iter().map(|key| row(key, place, viewer, owners)).collect();
    let mut heads = HEADS.to_vec();
    if owners {
        heads.insert(1, Head::Words("Whose"));
    }
    view! {
        <Table caption="Access keys, newest first" heads rows class="keys-table" />
        <Pager next_href=next label="Older keys" first_href=first />
        <details class="keys-help">
            <summary>"How programs use a key"</summary>
            <p class="soft">{WHAT_FOR}</p>
            {how_to(server)}
        </details>
    }
    .into_any()
}

fn empty(place: &Place, server: &str) -> AnyView {
    if place.narrowed() {
        let text = if place.after.is_empty() {
            "No key fits this filter. Clear it to see more."
        } else {
            "There are no older keys."
        };
        return view! {
            <Empty title="No access keys" text=text><a class="button" href="/keys">"See your keys"</a></Empty>
        }
        .into_any();
    }
    view! {
        <Empty title="No access keys yet" text=WHAT_FOR />
        <section class="card keys-help" aria-labelledby="keys-help-title">
            <h2 id="keys-help-title">"How programs use a key"</h2>
            {how_to(server)}
        </section>
    }
    .into_any()
}

fn row(key: KeyView, place: &Place, viewer: &Viewer, owners: bool) -> AnyView {
    let row_id = ["key-", key.id.as_str()].concat();
    let name = name(&key);
    let labelled = !key.label.is_empty();
    let changes: Vec<_> = Change::ALL
        .into_iter()
        .filter(|change| change.fits(&key, viewer))
        .map(|change| {
            let to = place.address([("key", key.id.as_str()), ("do", change.code())]);
            let label = [change.label(), ": ", &name].concat();
            view! { <li><a href=to aria-label=label data-visit="">{change.label()}</a></li> }
        })
        .collect();
    let id = key.id.to_string();
    let heading = if labelled {
        view! { <span dir="auto">{name}</span><code class="under">{id}</code> }.into_any()
    } else {
        view! { <code>{id}</code> }.into_any()
    };
    let disabled = key.owner_disabled.then(|| view! { " " <Badge text="User disabled" tone="danger" /> });
    let owner = owners
        .then(|| view! { <td role="cell" data-label="Whose"><span dir="auto">{key.owner.name.clone()}</span> {disabled}</td> });
    view! {
        <tr role="row" id=row_id>
            <th role="rowheader" scope="row">{heading}</th>
            {owner}
            <td role="cell">{scope(&key, true)}</td>
            <td role="cell">{standing(key.standing)}</td>
            <td role="cell" data-label="Made"><When at=key.created_at /></td>
            <td role="cell" data-label="Last used">{moment(key.last_used)}</td>
            <td role="cell" data-label="Last day">{last_day(key.expires_at)}</td>
            <td role="cell"><ul class="cluster" role="list">{changes}</ul></td>
        </tr>
    }
    .into_any()
}

/// What a key is called: its label, else its id.
pub fn name(key: &KeyView) -> String {
    if key.label.is_empty() { key.id.to_string() } else { key.label.clone() }
}

/// How far a key reaches. `linked`: whether one can go to the room.
pub fn scope(key: &KeyView, linked: bool) -> AnyView {
    match (key.scope, &key.room) {
        (KeyScope::All, _) => "Everything".into_any(),
        (KeyScope::Read, _) => "Read only".into_any(),
        (KeyScope::Room(_), Some(room)) if !linked => {
            view! { "One room: " <span dir="auto">{room.name.clone()}</span> }.into_any()
        }
        (KeyScope::Room(_), Some(room)) => {
            let to = ["/rooms/", &room.id.to_string()].concat();
            view! { "One room: " <a href=to dir="auto">{room.name.clone()}</a> }.into_any()
        }
        (KeyScope::Room(room), None) => view! { "One room: " <code>{room.to_string()}</code> }.into_any(),
    }
}

fn standing(standing: KeyStanding) -> AnyView {
    let tone = match standing {
        KeyStanding::Active => "good",
        KeyStanding::Pending => "warn",
        KeyStanding::Expired => "neutral",
        KeyStanding::Disabled => "danger",
    };
    view! { <Badge text=standing.label() tone=tone /> }.into_any()
}

/// When a key was last used.
pub fn moment(at: Option<Timestamp>) -> AnyView {
    at.map_or_else(|| view! { <span class="soft">"Never"</span> }.into_any(), |at| view! { <When at=at /> }.into_any())
}

/// The last day on which a key opens anything, which ends where the next begins.
fn last_day(expires_at: Option<Timestamp>) -> AnyView {
    expires_at.map_or_else(
        || view! { <span class="soft">"No end"</span> }.into_any(),
        |end| {
            // No `<time>`: it is a day in UTC, and the viewer's clock would make it a moment of another day.
            let day = end.plus_millis(-1).day().to_string();
            view! { <span class="nowrap" title="UTC">{day}</span> }.into_any()
        },
    )
}
