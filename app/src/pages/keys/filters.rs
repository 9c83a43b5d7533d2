//! The filter over the list of access keys: how they stand, and for platform admins whose they are.

use domain::{KeyStanding, view::KeyPage};
use leptos::prelude::*;

use super::Place;
use crate::parts::{Choice, FilterForm, Select};

/// The filter, filled in as the address says. Absent where there is nothing to filter.
pub fn filters(page: &KeyPage, place: &Place, everybody: bool) -> Option<AnyView> {
    if !everybody && page.keys.is_empty() && !place.narrowed() {
        return None;
    }
    let standings = KeyStanding::ALL
        .map(|standing| Choice::new(standing.code(), standing.label(), place.standing == Some(standing)));
    let mut states = vec![Choice::new("", "Any state", place.standing.is_none())];
    states.extend(standings);
    let whose = everybody.then(|| whose(page, place));
    let clear = place.narrowed().then(|| view! { <a class="button" href="/keys">"Clear filters"</a> });
    let form = view! {
        <FilterForm path="/keys" label="Access keys">
            {whose}
            <Select label="State" name="state" id="key-state" choices=states />
            <div class="cluster">
                <button class="button" type="submit">"Apply"</button>
                {clear}
            </div>
        </FilterForm>
    };
    Some(form.into_any())
}

/// Mine, everybody's, or those of the one user whom the address names: a filter that is on must be seen.
fn whose(page: &KeyPage, place: &Place) -> AnyView {
    let whose = place.whose.as_str();
    let mut choices =
        vec![Choice::new("", "Mine", whose.is_empty()), Choice::new("all", "Everybody's", whose == "all")];
    if !matches!(whose, "" | "all") {
        let name = page.keys.first().map_or("One user's", |key| key.owner.name.as_str());
        choices.push(Choice::new(whose, name, true));
    }
    view! { <Select label="Whose" name="whose" id="key-whose" choices /> }.into_any()
}
