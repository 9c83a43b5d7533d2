//! The filters above the audit log, its exports, and the button that checks its chain. Plain forms and links.

use domain::view::{AuditPage, AuditQuery};
use leptos::prelude::*;

use super::words;
use crate::parts::{Choice, Field, FilterForm, Select};

/// The filters, filled in as the address says.
pub fn filters(page: &AuditPage, asked: &AuditQuery) -> AnyView {
    let actors = choices(
        "Anyone",
        page.actors.iter().map(|person| (person.id.to_string(), person.name.clone())),
        asked.actor.map(|id| id.to_string()),
    );
    let rooms = choices(
        "Any room",
        page.rooms.iter().map(|room| (room.id.to_string(), room.name.clone())),
        asked.room.map(|id| id.to_string()),
    );
    let actions = choices(
        "Anything",
        words::GROUPS.iter().chain(&words::ACTIONS).map(|(code, words)| ((*code).to_owned(), (*words).to_owned())),
        Some(asked.action.clone()).filter(|action| !action.is_empty()),
    );
    let day = |day: Option<domain::Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let (from, until, refused) = (day(asked.from), day(asked.until), asked.refused);
    let clear = words::filtered(asked).then(|| view! { <a class="button" href="/audit">"Clear filters"</a> });

    view! {
        <FilterForm path="/audit" label="Filter the audit log">
            <Select id="audit-actor" name="actor" label="Who" choices=actors />
            <Select id="audit-action" name="action" label="What" choices=actions />
            <Select id="audit-room" name="room" label="Room" choices=rooms />
            <Field id="audit-from" name="from" label="From (UTC)" kind="date" value=from />
            <Field id="audit-until" name="until" label="Until (UTC)" kind="date" value=until />
            <label class="choice">
                <input type="checkbox" name="refused" value="true" checked=refused />
                "Refused only"
            </label>
            <div class="cluster">
                <button class="button" type="submit" data-tone="accent">"Filter"</button>
                {clear}
            </div>
        </FilterForm>
    }
    .into_any()
}

/// The exports, with the same filters, and the check of the chain.
pub fn tools(asked: &AuditQuery, verifier: bool) -> AnyView {
    let csv = words::write("/audit/export.csv", asked, ("", ""));
    let lines = words::write("/audit/export.jsonl", asked, ("", ""));
    // A plain form on purpose: each press loads the page anew and so checks the chain anew.
    let verify = verifier.then(|| {
        let filters = words::pairs(asked).into_iter().filter(|(_, value)| !value.is_empty());
        let filters: Vec<_> =
            filters.map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect();
        view! {
            <form method="get" action="/audit">
                {filters}
                <input type="hidden" name="verify" value="1" />
                <button class="button" type="submit">"Verify the chain"</button>
            </form>
        }
    });
    view! {
        <div class="cluster">
            <a class="button" href=csv rel="external" download="audit.csv">"Export CSV"</a>
            <a class="button" href=lines rel="external" download="audit.jsonl">"Export JSON Lines"</a>
            {verify}
        </div>
    }
    .into_any()
}

/// The entries of a choice, the one that means "all" first. What the address asks for is there even when the list
/// does not hold it: a filter that is on must be seen.
fn choices(all: &str, known: impl Iterator<Item = (String, String)>, asked: Option<String>) -> Vec<Choice> {
    let mut list = vec![Choice::new("", all, asked.is_none())];
    list.extend(known.map(|(value, words)| {
        let chosen = asked.as_deref() == Some(value.as_str());
        Choice::new(value, words, chosen)
    }));
    if let Some(asked) = asked.filter(|asked| !list.iter().any(|choice| choice.value == *asked)) {
        list.push(Choice::new(asked.clone(), asked, true));
    }
    list
}
