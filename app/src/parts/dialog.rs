//! The frame of every dialog. Its state is the address: the server draws it open, a link opens it and another closes it.
//! In the browser it becomes modal: the focus stays inside, Escape closes it, and the focus goes back to where it came
//! from (`browser::dialogs` for those of pages, the room's own for those of the island).

use leptos::{html, prelude::*};

/// A dialog. Give the control that the focus shall open on the `autofocus` attribute: the least destructive one.
#[component]
pub fn Dialog(
    /// What it asks.
    #[prop(into)]
    title: String,
    /// Its id, once in the page.
    id: &'static str,
    /// The address without the dialog.
    close_href: String,
    /// Whether the focus opens on the title: where there is more to read than to do.
    #[prop(optional)]
    reading: bool,
    /// The element, for an island that keeps it.
    #[prop(optional)]
    node: NodeRef<html::Dialog>,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let title_id = [id, "-title"].concat();
    let labelled_by = title_id.clone();
    view! {
        <dialog
            class="dialog"
            id=id
            open=true
            aria-labelledby=labelled_by
            data-close=close_href
            node_ref=node
        >
            <h2 class="dialog-title" id=title_id dir="auto" tabindex=reading.then_some("-1") autofocus=reading>{title}</h2>
            {children()}
        </dialog>
    }
}
