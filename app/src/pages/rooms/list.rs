//! The rows of the list of rooms: a table where there is room for one, cards where there is not.

use domain::{
    RoomKind,
    view::{RoomPage, RoomQuery, RoomSummary},
};
use leptos::prelude::*;

use super::{narrowed, write};
use crate::parts::{Badge, Empty, Head, Pager, RoleBadge, Table, When, group_digits};

const HEADS: [Head; 6] = [
    Head::Words("Room"),
    Head::Words("Your role"),
    Head::Words("Account"),
    Head::Number("Messages"),
    Head::Number("Members"),
    Head::Words("Last activity"),
];

/// A page of rooms, or why there is none; and how many there are, for those who hear it.
pub fn list(query: &RoomQuery, page: RoomPage) -> AnyView {
    let shown = match page.rooms.len() {
        0 => "No room shown".to_owned(),
        1 => "1 room shown".to_owned(),
        count => [&count.to_string(), " rooms shown"].concat(),
    };
    let content = if page.rooms.is_empty() { nothing(query) } else { table(query, page) };
    view! { <p class="visually-hidden" role="status">{shown}</p> {content} }.into_any()
}

fn table(query: &RoomQuery, page: RoomPage) -> AnyView {
    let next = page.next.as_deref().map(|cursor| write(query, cursor));
    let first = query.after.is_some().then(|| write(query, ""));
    let rows: Vec<_> = page.rooms.into_iter().map(row).collect();
    view! {
        <Table caption="Rooms" heads=HEADS.to_vec() rows />
        <Pager next_href=next label="Next page" first_href=first />
    }
    .into_any()
}

fn row(room: RoomSummary) -> AnyView {
    let href = ["/rooms/", &room.id.to_string()].concat();
    let account = room.account.map(|account| account.name);
    let account_title = account.clone();
    let role = match room.role {
        Some(role) => view! { <RoleBadge role=role /> }.into_any(),
        None => view! { <span class="soft">"Can read"</span> }.into_any(),
    };
    let public = room.public.then(|| view! { <Badge text="Public" /> });
    // The usual kind goes without saying.
    let kind = (room.kind != RoomKind::Room).then(|| view! { <Badge text=room.kind.label() /> });
    let archived = room.archived.then(|| view! { <Badge text="Archived" tone="warn" /> });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <span class="cluster">
                    <a class="room-link break-anywhere" href=href dir="auto">{room.name}</a>
                    {kind} {public} {archived}
                </span>
            </th>
            <td role="cell">{role}</td>
            <td role="cell" class="soft short" dir="auto" title=account_title>{account}</td>
            <td role="cell" class="number" data-label="Messages">{group_digits(room.messages)}</td>
            <td role="cell" class="number" data-label="Members">{group_digits(room.members)}</td>
            <td role="cell" class="soft">
                {match room.last_activity {
                    Some(at) => view! { <When at=at /> }.into_any(),
                    None => "Nothing yet".into_any(),
                }}
            </td>
        </tr>
    }
    .into_any()
}

/// No room at all, or none that matches.
fn nothing(query: &RoomQuery) -> AnyView {
    if query.after.is_some() {
        let first = write(query, "");
        return view! {
            <Empty title="No more rooms" text="This was the last page.">
                <a class="button" href=first>"First page"</a>
            </Empty>
        }
        .into_any();
    }
    if narrowed(query) {
        return view! {
            <Empty title="No room matches" text="Try another word, or look at all rooms.">
                <a class="button" href="/rooms">"Clear filters"</a>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty title="No rooms yet" text="Make the first one, or ask an owner to add you to theirs.">
            <a class="button" data-tone="accent" href="/rooms/new">"New room"</a>
        </Empty>
    }
    .into_any()
}
