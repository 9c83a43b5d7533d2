//! The first admin of a new server, by the one-time link that its first start prints. A used or wrong link shows nothing
//! but that.

use domain::{Field as F, limits};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::forms::Submit;
use crate::{
    calls::{SetUp, check_set_up},
    parts::{Field, FormError, Gate, action_error, field_error},
};

/// Name, e-mail address and password of the first admin.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let params = use_params_map();
    let token = move || params.with(|params| params.get("token").unwrap_or_default());
    let good = Resource::new(token, check_set_up);
    view! {
        <Gate title="Set up this server" foot="This link works once. Whoever uses it becomes the platform admin.">
            <Suspense>
                {move || Suspend::new(async move {
                    match good.await {
                        Ok(true) => view! { <SetUpForm token=token() /> }.into_any(),
                        Ok(false) => view! { <UsedLink /> }.into_any(),
                        Err(error) => {
                            let text = error.to_string();
                            view! { <p class="notice" data-tone="danger" role="alert">{text}</p> }.into_any()
                        }
                    }
                })}
            </Suspense>
        </Gate>
    }
}

#[component]
fn SetUpForm(token: String) -> impl IntoView {
    let action = ServerAction::<SetUp>::new();
    let error = Signal::derive(move || action_error(action.value().get()));
    view! {
        <ActionForm action=action>
            <div class="form">
                <FormError error=error id="set-up-error" fields=&[F::DisplayName, F::Email, F::Password] />
                <input type="hidden" name="token" value=token />
                <Field
                    label="Name"
                    name="display_name"
                    required=true
                    autocomplete="name"
                    maxlength=limits::DISPLAY_NAME_CHARS_MAX
                    hint="As others see it."
                    error=field_error(error, F::DisplayName)
                />
                <Field
                    label="E-mail"
                    name="email"
                    kind="email"
                    required=true
                    autocomplete="username"
                    maxlength=limits::EMAIL_CHARS_MAX
                    error=field_error(error, F::Email)
                />
                <Field
                    label="Password"
                    name="password"
                    kind="password"
                    required=true
                    autocomplete="new-password"
                    hint=super::settings::password_hint()
                    error=field_error(error, F::Password)
                />
                <Submit label="Create admin" busy="Creating admin" pending=action.pending() />
            </div>
        </ActionForm>
    }
}

/// The link is not good, or is good no more.
#[component]
fn UsedLink() -> impl IntoView {
    view! {
        <div class="stack">
            <p class="notice" data-tone="warn">"This set-up link was used before, or is not valid."</p>
            <p>
                "If this server has an admin already, sign in. If not, start it again: it prints a new link as long as there is nobody."
            </p>
            <a class="button" data-tone="accent" href="/sign-in">"Sign in"</a>
        </div>
    }
}
