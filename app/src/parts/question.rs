//! The dialogs of the lists: a question with the form that answers it, and a word with nothing to decide.

use leptos::prelude::*;

use super::{Dialog, Refusal, Submit};

/// A dialog that asks before something is done, or for what it takes to do it. The way out stands first, the act last.
#[component]
pub fn Question(
    /// What it asks.
    #[prop(into)]
    title: String,
    /// Its id, once in the page; the refusal's ends in `-error`.
    id: &'static str,
    /// The address without the dialog, where a form in a list comes back to.
    #[prop(into)]
    close_href: String,
    /// The call that the form posts to.
    action: &'static str,
    /// Why it was refused, as far as no field tells it.
    refused: Option<String>,
    /// The button.
    label: &'static str,
    /// The button while the request runs.
    busy: &'static str,
    /// `accent` or `danger`.
    #[prop(default = "accent")]
    tone: &'static str,
    /// Whether the focus opens on the way out: where nothing is to be filled in.
    #[prop(optional)]
    careful: bool,
    /// Whether the server alone says what is not valid, beside its field.
    #[prop(optional)]
    novalidate: bool,
    /// What it says, and the fields.
    children: Children,
) -> AnyView {
    let (back, cancel) = (close_href.clone(), close_href.clone());
    view! {
        <Dialog title id close_href>
            <form method="post" action=action data-post=back novalidate=novalidate>
                <div class="form">
                    {children()}
                    <Refusal text=refused id=[id, "-error"].concat() />
                    <div class="dialog-actions">
                        <a class="button" href=cancel data-visit="replace" autofocus=careful>"Cancel"</a>
                        <Submit label busy tone />
                    </div>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}

/// A dialog that has nothing to decide: it shows something, or says why it cannot.
#[component]
pub fn Word(
    /// What it is about.
    #[prop(into)]
    title: String,
    /// Its id, once in the page.
    id: &'static str,
    /// The address without the dialog.
    #[prop(into)]
    close_href: String,
    /// What it shows.
    children: Children,
) -> AnyView {
    let close = close_href.clone();
    view! {
        <Dialog title id close_href reading=true>
            <div class="stack">
                {children()}
                <div class="dialog-actions"><a class="button" href=close data-visit="replace">"Close"</a></div>
            </div>
        </Dialog>
    }
    .into_any()
}
