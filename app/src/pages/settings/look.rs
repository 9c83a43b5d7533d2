//! Theme and shortcuts: saved as soon as they are chosen; without WASM by a button.

use domain::view::Theme;
use leptos::prelude::*;

use super::{Actions, told};
use crate::{
    calls::{SetShortcuts, SetTheme},
    parts::{FormError, Status, action_error},
    shell::page_theme,
};

/// How the panel looks and what keys do.
#[component]
pub fn Look(
    /// The forms of the page.
    actions: Actions,
    /// Whether single keys act on messages.
    shortcuts: bool,
) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="theme-title">
            <h2 id="theme-title">"Theme"</h2>
            <ThemeForm actions=actions />
        </section>
        <section class="card" aria-labelledby="shortcuts-title">
            <h2 id="shortcuts-title">"Keyboard shortcuts"</h2>
            <ShortcutsForm actions=actions shortcuts=shortcuts />
        </section>
    }
}

#[component]
fn ThemeForm(actions: Actions) -> impl IntoView {
    let action = actions.theme;
    let error = Signal::derive(move || action_error(action.value().get()));
    let saved = told(move || matches!(action.value().get(), Some(Ok(()))), "theme", "Theme saved.");
    let now = page_theme();
    let choice = move |theme: Theme| {
        let choose = move |_| {
            if let Some(html) = document().document_element() {
                let _ = html.set_attribute("data-theme", theme.code());
            }
            action.dispatch(SetTheme { theme: theme.code().to_owned() });
        };
        view! {
            <label class="choice">
                <input type="radio" name="theme" value=theme.code() checked=theme == now on:change=choose />
                {theme.label()}
            </label>
        }
    };
    view! {
        <Status text=saved />
        <ActionForm action=action>
            <FormError error=error id="theme-error" />
            <div class="choice-row">
                <fieldset>
                    <legend class="visually-hidden">"Theme"</legend>
                    <div class="choices">{Theme::ALL.map(choice).collect_view()}</div>
                </fieldset>
                <button type="submit" class="button" data-plain>"Save"<span class="visually-hidden">" theme"</span></button>
            </div>
        </ActionForm>
    }
}

#[component]
fn ShortcutsForm(actions: Actions, shortcuts: bool) -> impl IntoView {
    let action = actions.shortcuts;
    let error = Signal::derive(move || action_error(action.value().get()));
    let saved = told(move || matches!(action.value().get(), Some(Ok(()))), "shortcuts", "Shortcuts saved.");
    let switch = move |event| {
        let enabled = event_target_checked(&event);
        action.dispatch(SetShortcuts { enabled: enabled.to_string() });
    };
    view! {
        <Status text=saved />
        <ActionForm action=action>
            <FormError error=error id="shortcuts-error" />
            <div class="choice-row">
                <label class="choice">
                    <input
                        type="checkbox"
                        role="switch"
                        name="enabled"
                        value="true"
                        checked=shortcuts
                        aria-describedby="shortcuts-hint"
                        on:change=switch
                    />
                    "Single keys act on messages"
                </label>
                <button type="submit" class="button" data-plain>"Save"<span class="visually-hidden">" shortcuts"</span></button>
            </div>
            <p class="field-hint" id="shortcuts-hint">
                <kbd>"J"</kbd> " and " <kbd>"K"</kbd> " move, " <kbd>"R"</kbd> " redacts, " <kbd>"D"</kbd> " deletes, "
                <kbd>"?"</kbd> " shows all of them."
            </p>
        </ActionForm>
    }
}
