//! Page: users and access, for admins. Search, the form for a new user and the panel of an act all stand in the address.

mod change;
mod create;
mod list;

use domain::{
    Field, UserId,
    view::{UserPage, UserQuery},
};
use leptos::prelude::*;

use self::{
    change::{Change, ChangeDialog},
    create::CreateDialog,
    list::list,
};
use super::forms::{Posting, address, go_when};
use crate::{
    calls::{CallError, CreateUser, ResetPassword, SetUserDisabled, SignOutUser, users},
    parts::{ErrorNote, Frame, Status, done_word, query_word, use_viewer},
};

/// What the forms of this page do.
#[derive(Clone, Copy)]
struct Actions {
    create: Posting<CreateUser>,
    disable: Posting<SetUserDisabled>,
    password: Posting<ResetPassword>,
    sign_out: Posting<SignOutUser>,
    wrong: Wrong,
}

/// What is said beside the fields.
#[derive(Clone, Copy)]
struct Wrong {
    name: Signal<Option<String>>,
    email: Signal<Option<String>>,
    password: Signal<Option<String>>,
    new_password: Signal<Option<String>>,
}

impl Actions {
    fn new() -> Self {
        let (create, password) = (Posting::new(), Posting::new());
        let wrong = Wrong {
            name: create.wrong(Field::DisplayName),
            email: create.wrong(Field::Email),
            password: create.wrong(Field::Password),
            new_password: password.wrong(Field::Password),
        };
        Self { create, disable: Posting::new(), password, sign_out: Posting::new(), wrong }
    }

    /// Forgets what was said about an earlier form.
    fn clear(self) {
        self.create.action.clear();
        self.disable.action.clear();
        self.password.action.clear();
        self.sign_out.action.clear();
    }
}

/// Where the list stands: what is searched for and where it goes on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Place {
    search: String,
    after: String,
}

impl Place {
    /// The address of this place, with one or two more words.
    fn address(&self, more: [(&str, &str); 2]) -> String {
        address("/users", &[("search", &self.search), ("after", &self.after), more[0], more[1]])
    }
}

/// The page.
#[component]
pub fn UsersPage() -> impl IntoView {
    let (search, after) = (query_word("search"), query_word("after"));
    let (new, user, act) = (query_word("new"), query_word("user"), query_word("do"));
    let place = Memo::new(move |_| Place { search: search.get(), after: after.get() });
    let actions = Actions::new();

    let viewer = use_viewer();
    let page = Resource::new(
        move || place.get(),
        |place| users(UserQuery { search: place.search, after: Some(place.after).filter(|after| !after.is_empty()) }),
    );

    // Another panel is another matter: what was said about the one before is forgotten.
    let panel =
        Memo::new(move |_| Panel { new: new.get() == "1", user: user.get(), change: Change::from_code(&act.get()) });
    Effect::watch(move || panel.track(), move |(), _, _| actions.clear(), false);
    let back = move |done: &'static str| {
        move || {
            page.refetch();
            place.get_untracked().address([("done", done), ("", "")])
        }
    };
    go_when(actions.create.done, back("create"));
    go_when(actions.disable.done, back("disable"));
    go_when(actions.password.done, back("password"));
    go_when(actions.sign_out.done, back("sign-out"));

    let done = done_word();
    view! {
        <Frame title="Users">
            <Transition fallback=|| view! { <p class="loading">"Loading the users…"</p> }>
                {move || {
                    let place = place.get();
                    Suspend::new(async move {
                        let viewer = viewer.await.ok().flatten().map(|viewer| viewer.id);
                        body(page.await, viewer, &place, done)
                    })
                }}
            </Transition>
            <Transition>
                {move || {
                    let (panel, close) = (panel.get(), place.get().address([("", ""), ("", "")]));
                    Suspend::new(async move { page.await.ok().map(|page| dialog(page, panel, close, actions)) })
                }}
            </Transition>
        </Frame>
    }
    .into_any()
}

/// Which panel the address opens over the list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Panel {
    new: bool,
    user: String,
    change: Option<Change>,
}

/// The page, or why it cannot be shown.
fn body(page: Result<UserPage, CallError>, viewer: Option<UserId>, place: &Place, done: Memo<String>) -> AnyView {
    match page {
        Ok(page) => view! {
            <div class="page-head">
                <h1>"Users"</h1>
                <a class="button" data-tone="accent" href=place.address([("new", "1"), ("", "")])>"New user"</a>
            </div>
            <Status text=move || done_sentence(&done.get()) />
            {list(page, place, viewer)}
        }
        .into_any(),
        Err(error) => view! { <ErrorNote error=error /> }.into_any(),
    }
}

/// The panel that is open, if one is.
fn dialog(page: UserPage, panel: Panel, close: String, actions: Actions) -> AnyView {
    if panel.new {
        let (accounts, everywhere) = (page.accounts, page.everywhere);
        return view! { <CreateDialog accounts=accounts everywhere=everywhere close=close actions=actions /> }
            .into_any();
    }
    let Some(change) = panel.change else { return ().into_any() };
    let user = page.users.into_iter().find(|user| user.id.to_string() == panel.user);
    view! { <ChangeDialog change=change user=user close=close actions=actions /> }.into_any()
}

/// What was just done, in a sentence.
fn done_sentence(done: &str) -> &'static str {
    match done {
        "create" => "The user was made. Tell them their password in a safe way.",
        "disable" => "The user's access was changed.",
        "password" => "The password was set, and all sessions of the user ended.",
        "sign-out" => "All sessions of the user ended.",
        _ => "",
    }
}
