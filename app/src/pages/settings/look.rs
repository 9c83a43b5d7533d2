//! Theme and shortcuts: saved as soon as they are chosen; without WASM by a button.

use domain::view::Theme;
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    calls::{SetShortcuts, SetTheme},
    pages::page::Asked,
    parts::{Refusal, Status},
};

/// How the panel looks.
pub fn theme(now: Theme, asked: &Asked) -> AnyView {
    let refused = asked.refused::<SetTheme>().map(|error| error.to_string());
    let saved = if asked.done() == "theme" { "Theme saved." } else { "" };
    let choice = |theme: Theme| {
        let id = ["theme-", theme.code()].concat();
        view! {
            <label class="choice">
                <input type="radio" name="theme" id=id value=theme.code() checked=theme == now />
                {theme.label()}
            </label>
        }
    };
    view! {
        <section class="card" aria-labelledby="theme-title">
            <h2 id="theme-title">"Theme"</h2>
            <Status text=saved />
            <form method="post" action=SetTheme::url() data-post="" data-at-once="">
                <Refusal text=refused id="theme-error" />
                <div class="choice-row">
                    <fieldset>
                        <legend class="visually-hidden">"Theme"</legend>
                        <div class="choices">{Theme::ALL.map(choice).collect_view()}</div>
                    </fieldset>
                    <button type="submit" class="button" data-plain>"Save"<span class="visually-hidden">" theme"</span></button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// What keys do.
pub fn shortcuts(on: bool, asked: &Asked) -> AnyView {
    let refused = asked.refused::<SetShortcuts>().map(|error| error.to_string());
    let saved = if asked.done() == "shortcuts" { "Shortcuts saved." } else { "" };
    view! {
        <section class="card" aria-labelledby="shortcuts-title">
            <h2 id="shortcuts-title">"Keyboard shortcuts"</h2>
            <Status text=saved />
            <form method="post" action=SetShortcuts::url() data-post="" data-at-once="">
                <Refusal text=refused id="shortcuts-error" />
                <div class="choice-row">
                    <label class="choice">
                        <input
                            type="checkbox"
                            role="switch"
                            id="shortcuts"
                            name="enabled"
                            value="true"
                            checked=on
                            aria-describedby="shortcuts-hint"
                        />
                        "Single keys act on messages"
                    </label>
                    <button type="submit" class="button" data-plain>"Save"<span class="visually-hidden">" shortcuts"</span></button>
                </div>
                <p class="field-hint" id="shortcuts-hint">
                    <kbd>"J"</kbd> " and " <kbd>"K"</kbd> " move, " <kbd>"R"</kbd> " redacts, " <kbd>"D"</kbd> " deletes, "
                    <kbd>"?"</kbd> " shows all of them."
                </p>
            </form>
        </section>
    }
    .into_any()
}
