//! The filter over the list of access keys: how they stand, and for platform admins whose they are.

use domain::{KeyStanding, view::KeyPage};
use leptos::prelude::*;

use super::Place;
use crate::parts::FilterForm;

/// The filter, filled in as the address says. Absent where there is nothing to filter.
pub fn filters(page: &KeyPage, place: &Place, everybody: bool) -> Option<AnyView> {
    if !everybody && page.keys.is_empty() && !place.narrowed() {
        return None;
    }
    let standings: Vec<_> = KeyStanding::ALL
        .into_iter()
        .map(|standing| {
            let chosen = place.standing == Some(standing);
            view! { <option value=standing.code() selected=chosen>{standing.label()}</option> }
        })
        .collect();
    let any = place.standing.is_none();
    let whose = everybody.then(|| whose(page, place));
    let clear = place.narrowed().then(|| view! { <a class="button" href="/keys">"Clear filters"</a> });
    let form = view! {
        <FilterForm path="/keys" label="Access keys">
            {whose}
            <div class="field">
                <label for="key-state">"State"</label>
                <select id="key-state" name="state">
                    <option value="" selected=any>"Any state"</option>
                    {standings}
                </select>
            </div>
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
    let one = (!matches!(place.whose.as_str(), "" | "all")).then(|| {
        let name = page.keys.first().map_or_else(|| "One user's".to_owned(), |key| key.owner.name.clone());
        view! { <option value=place.whose.clone() selected=true>{name}</option> }
    });
    let (mine, all) = (place.whose.is_empty(), place.whose == "all");
    view! {
        <div class="field">
            <label for="key-whose">"Whose"</label>
            <select id="key-whose" name="whose">
                <option value="" selected=mine>"Mine"</option>
                <option value="all" selected=all>"Everybody's"</option>
                {one}
            </select>
        </div>
    }
    .into_any()
}
