//! One's own settings: theme, shortcuts, password, sessions. Nothing here is about anybody else.

mod look;
mod password;
mod sessions;

use domain::view::Viewer;
use leptos::prelude::*;

pub use password::password_hint;

use crate::{
    calls::{CallError, ChangePassword, EndSession, SetShortcuts, SetTheme, SignOutOthers},
    parts::{Avatar, Badge, ErrorNote, Frame, use_viewer},
};

/// The forms of the page. Made once, so that what they said outlives a viewer that is asked for again.
#[derive(Clone, Copy)]
struct Actions {
    theme: ServerAction<SetTheme>,
    shortcuts: ServerAction<SetShortcuts>,
    password: ServerAction<ChangePassword>,
    end: ServerAction<EndSession>,
    others: ServerAction<SignOutOthers>,
}

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let actions = Actions {
        theme: ServerAction::new(),
        shortcuts: ServerAction::new(),
        password: ServerAction::new(),
        end: ServerAction::new(),
        others: ServerAction::new(),
    };
    let viewer = use_viewer();
    // The viewer carries what was just saved: ask again, so that other pages know.
    Effect::new(move || {
        if matches!(actions.shortcuts.value().get(), Some(Ok(()))) {
            viewer.refetch();
        }
    });
    view! {
        <Frame title="Settings">
            <Transition>
                {move || Suspend::new(async move {
                    match viewer.await {
                        Ok(Some(viewer)) => view! { <Sections viewer=viewer actions=actions /> }.into_any(),
                        Ok(None) => view! { <ErrorNote error=CallError::Refused(domain::Failure::SignedOut) /> }.into_any(),
                        Err(error) => view! { <ErrorNote error=error /> }.into_any(),
                    }
                })}
            </Transition>
        </Frame>
    }
}

#[component]
fn Sections(viewer: Viewer, actions: Actions) -> impl IntoView {
    let standing = match (viewer.platform_admin, viewer.account_admin) {
        (true, _) => Some("Platform admin"),
        (false, true) => Some("Account admin"),
        (false, false) => None,
    };
    view! {
        <div class="page-head">
            <h1>"Settings"</h1>
        </div>
        <div class="stack narrow">
            <section class="card cluster" aria-label="You">
                <Avatar name=viewer.name.clone() id=viewer.id />
                <div>
                    <p><strong dir="auto">{viewer.name.clone()}</strong></p>
                    <p class="soft small break-anywhere">{viewer.email.clone()}</p>
                </div>
                {standing.map(|text| view! { <Badge text=text tone="accent" /> })}
            </section>
            <look::Look actions=actions shortcuts=viewer.shortcuts />
            <password::Change action=actions.password />
            <sessions::Sessions actions=actions />
        </div>
    }
}

/// What to say after a form: when the call went well, or when a plain form came back with the word.
fn told(
    action: impl Fn() -> bool + Send + Sync + 'static,
    word: &'static str,
    text: &'static str,
) -> impl Fn() -> &'static str + Send + Sync + 'static {
    let done = crate::parts::done_word();
    move || if action() || done.get() == word { text } else { "" }
}
