//! The first page: numbers, removals per day and per room, what happened last. What a viewer may not see is not counted.

mod latest;
mod numbers;
mod recent;

use domain::view::{DayCount, Overview, RoomQuery, RoomScope, RoomSummary};
use leptos::prelude::*;

use super::page::page;
use crate::{
    calls::{overview, rooms},
    parts::RemovalsFigure,
};

/// The page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    page("Overview", async |_, viewer| {
        let overview = overview().await?;
        // For those who have no removals to look at; moderators are spared the question.
        let mut recent = match viewer.moderates {
            true => Vec::new(),
            false => rooms(RoomQuery { scope: RoomScope::Mine, ..RoomQuery::default() }).await?.rooms,
        };
        recent.truncate(recent::SHOWN);
        Ok(content(&viewer.name, viewer.moderates, &overview, &recent))
    })
}

fn content(name: &str, moderates: bool, overview: &Overview, recent: &[RoomSummary]) -> AnyView {
    let Overview { days, busiest, latest, .. } = overview;
    let removals: u64 = days.iter().map(|day: &DayCount| day.redacted + day.deleted + day.purged).sum();
    let figure = (removals > 0).then(|| view! { <RemovalsFigure days=days.clone() /> });
    let quiet = (removals == 0 && moderates).then(|| {
        view! {
            <section class="card">
                <h2>"Removals per day"</h2>
                <p class="soft">"Nothing was removed in the last " {days.len()} " days."</p>
            </section>
        }
    });
    let busiest = (!busiest.is_empty()).then(|| numbers::busiest(busiest));
    let latest = (moderates && !latest.is_empty()).then(|| latest::latest(latest));
    let lead =
        if moderates { "What is going on in the rooms you look after." } else { "What is going on in your rooms." };
    view! {
        <div class="page-head">
            <div>
                <h1>"Overview"</h1>
                <p>"Hello, " <span dir="auto">{name.to_owned()}</span> ". " {lead}</p>
            </div>
            <a class="button" href="/rooms">"Go to your rooms"</a>
        </div>
        <div class="stack">
            {numbers::numbers(overview, moderates)} {figure} {quiet}
            <div class="card-grid">{(!moderates).then(|| recent::recent(recent))} {busiest} {latest}</div>
        </div>
    }
    .into_any()
}
