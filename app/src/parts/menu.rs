//! What can be done with a row of a table: a list of links in a native pop-over behind one button, so that the row stays
//! on one line. It opens and closes without any script; Tab goes through it.

use leptos::prelude::*;

/// The button and its list.
#[component]
pub fn RowMenu(
    /// The id of the list; no other may be on the page.
    #[prop(into)]
    id: String,
    /// Whose row it is, for those who hear the button and not see where it stands.
    #[prop(into)]
    name: String,
    /// The entries, `<li>` with a link each: the sharpest last.
    entries: Vec<AnyView>,
) -> impl IntoView {
    let label = ["Actions for ", &name].concat();
    (!entries.is_empty()).then(|| {
        view! {
            <button type="button" class="button" data-size="small" popovertarget=id.clone() aria-label=label>"Actions"</button>
            <ul class="menu" role="list" id=id popover="auto">{entries}</ul>
        }
    })
}
