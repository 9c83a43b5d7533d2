//! A dialog whose state is the address: the server draws it open, a link opens it and another closes it. In the browser
//! it becomes modal: the focus stays inside, Escape closes it, and the focus goes back to where it came from.

use leptos::{ev, html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// What gives the focus back. It outlives the dialog, so it is not kept by the dialog's owner.
pub type OnReturn = Box<dyn FnOnce() + Send + Sync>;

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
    /// Where the focus goes when what opened the dialog is not there any more.
    #[prop(optional)]
    on_return: Option<OnReturn>,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let open = StoredValue::new(true);
    let title_id = format!("{id}-title");
    let heading_id = title_id.clone();
    let navigate = use_navigate();
    let close = move || {
        // Gone already: it was closed by going elsewhere.
        if open.try_get_value() == Some(true) {
            navigate(&close_href, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        }
    };
    let cancel = close.clone();
    #[cfg(feature = "hydrate")]
    become_modal(node, open, on_return);
    #[cfg(not(feature = "hydrate"))]
    let _ = on_return;
    view! {
        <dialog
            class="dialog"
            id=id
            open=true
            aria-labelledby=title_id
            node_ref=node
            on:cancel=move |event: ev::Event| {
                event.prevent_default();
                cancel();
            }
            on:close=move |event| {
                // Drawn anew, it is the same element, closed and open again by now.
                if !is_open(&event) {
                    close();
                }
            }
        >
            <h2 class="dialog-title" id=heading_id>{title}</h2>
            {children()}
        </dialog>
    }
}

fn is_open(event: &ev::Event) -> bool {
    #[cfg(feature = "hydrate")]
    return crate::browser::closest(event.target(), "dialog[open]").is_some();
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = event;
        false
    }
}

#[cfg(feature = "hydrate")]
fn become_modal(node: NodeRef<html::Dialog>, open: StoredValue<bool>, on_return: Option<OnReturn>) {
    use crate::browser;

    let held = StoredValue::new_local(None);
    Effect::new(move || {
        if let Some(dialog) = node.get() {
            held.set_value(Some((dialog.clone(), browser::focused())));
            browser::show_modal(&dialog);
        }
    });
    on_cleanup(move || {
        open.set_value(false);
        let Some((dialog, opener)) = held.try_update_value(Option::take).flatten() else { return };
        dialog.close();
        // When the page without the dialog has been drawn.
        set_timeout(
            move || {
                if !browser::focus_is_lost() {
                    return;
                }
                let back = opener.filter(|opener| opener.is_connected());
                match back.and_then(|opener| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(opener).ok()) {
                    Some(opener) => {
                        opener.focus().ok();
                    }
                    None => {
                        if let Some(on_return) = on_return {
                            on_return();
                        }
                    }
                }
            },
            std::time::Duration::from_millis(50),
        );
    });
}
