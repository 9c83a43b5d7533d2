//! The first admin of a new server, by the one-time link that its first start prints. A used or wrong link shows nothing
//! but that.

use domain::{Field as F, limits};
use leptos::{prelude::*, server_fn::ServerFn};

use super::page::{Asked, alarm};
use crate::{
    calls::{CallError, SetUp, check_set_up},
    parts::{Field, Gate, Refusal, Submit, refusal_of_form},
};

/// Name, e-mail address and password of the first admin.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let asked = Asked::read();
    let content = Suspend::new(async move {
        let token = asked.subject();
        match check_set_up(token.clone()).await {
            Ok(true) => form(token, asked.refused::<SetUp>()),
            Ok(false) => used_link(),
            Err(error) => alarm(&error),
        }
    });
    view! {
        <Gate title="Set up this server" foot="This link works once. Whoever uses it becomes the platform admin.">
            {content}
        </Gate>
    }
}

fn form(token: String, refused: Option<CallError>) -> AnyView {
    let whole = refusal_of_form(refused.as_ref(), &[F::DisplayName, F::Email, F::Password]);
    view! {
        <form method="post" action=SetUp::url() data-post="">
            <div class="form">
                <Refusal text=whole id="set-up-error" />
                <input type="hidden" name="token" value=token />
                <Field
                    label="Name"
                    name="display_name"
                    of=F::DisplayName
                    required=true
                    autocomplete="name"
                    maxlength=limits::DISPLAY_NAME_CHARS_MAX
                    hint="As others see it."
                    refused=refused.clone()
                />
                <Field
                    label="E-mail"
                    name="email"
                    of=F::Email
                    kind="email"
                    required=true
                    autocomplete="username"
                    maxlength=limits::EMAIL_CHARS_MAX
                    refused=refused.clone()
                />
                <Field
                    label="Password"
                    name="password"
                    of=F::Password
                    kind="password"
                    required=true
                    autocomplete="new-password"
                    hint=super::settings::password_hint()
                    refused=refused
                />
                <Submit label="Create admin" busy="Creating admin…" />
            </div>
        </form>
    }
    .into_any()
}

/// The link is not good, or is good no more.
fn used_link() -> AnyView {
    view! {
        <div class="stack">
            <p class="notice" data-tone="warn">"This set-up link was used before, or is not valid."</p>
            <p>
                "If this server has an admin already, sign in. If not, start it again: it prints a new link as long as there is nobody."
            </p>
            <a class="button" data-tone="accent" href="/sign-in">"Sign in"</a>
        </div>
    }
    .into_any()
}
