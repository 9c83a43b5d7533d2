//! A dialog over the room: the frame that all dialogs have, drawn and taken away without leaving the page. It becomes
//! modal as it is drawn, and gives the focus back to where it came from.

use leptos::{html, prelude::*};

use crate::parts::Dialog;

/// What gives the focus back when what opened the dialog is gone. It outlives the dialog, so its owner does not keep it.
pub type OnReturn = Box<dyn FnOnce() + Send + Sync>;

/// A dialog. Give the control that the focus shall open on the `autofocus` attribute: the least destructive one.
#[component]
pub fn RoomDialog(
    /// What it asks.
    title: &'static str,
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
    #[cfg(feature = "hydrate")]
    become_modal(node, on_return);
    #[cfg(not(feature = "hydrate"))]
    let _ = on_return;
    view! { <Dialog title id close_href node children /> }
}

#[cfg(feature = "hydrate")]
fn become_modal(node: NodeRef<html::Dialog>, on_return: Option<OnReturn>) {
    use wasm_bindgen::JsCast;

    use crate::browser;

    let held = StoredValue::new_local(None);
    Effect::new(move || {
        if let Some(dialog) = node.get() {
            held.set_value(Some((dialog.clone(), browser::focused())));
            browser::show_modal(&dialog);
        }
    });
    on_cleanup(move || {
        let Some((dialog, opener)) = held.try_update_value(Option::take).flatten() else { return };
        // Closed by going elsewhere: nobody needs to be told.
        dialog.remove_attribute("data-close").ok();
        dialog.close();
        // When the page without the dialog has been drawn.
        set_timeout(
            move || {
                if !browser::focus_is_lost() {
                    return;
                }
                let back = opener.filter(|opener| opener.is_connected());
                match back.and_then(|opener| opener.dyn_into::<web_sys::HtmlElement>().ok()) {
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
