//! Where one is signed in, and ending that from afar. The session that looks is ended by "Sign out" alone.

use domain::view::SessionView;
use leptos::prelude::*;

use super::{Actions, told};
use crate::{
    calls::{EndSession, sessions},
    pages::forms::Submit,
    parts::{Badge, FormError, Status, When, action_error},
};

/// One's own sessions.
#[component]
pub fn Sessions(
    /// The forms of the page.
    actions: Actions,
) -> impl IntoView {
    let Actions { end, others, password, .. } = actions;
    let version = move || (end.version().get(), others.version().get(), password.version().get());
    let list = Resource::new(version, |_| sessions());
    let end_error = Signal::derive(move || action_error(end.value().get()));
    let others_error = Signal::derive(move || action_error(others.value().get()));
    let ended = told(move || matches!(end.value().get(), Some(Ok(()))), "session", "Session ended.");
    let all_ended =
        told(move || matches!(others.value().get(), Some(Ok(()))), "sessions", "You are signed out everywhere else.");
    view! {
        <section class="card" aria-labelledby="sessions-title">
            <h2 id="sessions-title">"Sessions"</h2>
            <Status text=ended />
            <Status text=all_ended />
            <FormError error=end_error id="session-error" />
            <FormError error=others_error id="sessions-error" />
            <Transition fallback=|| view! { <p class="loading">"Loading sessions"</p> }>
                {move || Suspend::new(async move {
                    match list.await {
                        Ok(list) => view! { <List list=list actions=actions /> }.into_any(),
                        Err(error) => {
                            let text = error.to_string();
                            view! { <p class="notice" data-tone="danger" role="alert">{text}</p> }.into_any()
                        }
                    }
                })}
            </Transition>
        </section>
    }
}

#[component]
fn List(list: Vec<SessionView>, actions: Actions) -> impl IntoView {
    let elsewhere = list.iter().any(|session| !session.current);
    let rows = list.into_iter().map(|session| row(session, actions.end)).collect_view();
    view! {
        <table class="table" data-cards data-inset role="table">
            <caption class="visually-hidden">"Where you are signed in"</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">"Browser"</th>
                    <th role="columnheader" scope="col">"Address"</th>
                    <th role="columnheader" scope="col">"Signed in"</th>
                    <th role="columnheader" scope="col">"Last used"</th>
                    <th role="columnheader" scope="col"><span class="visually-hidden">"Actions"</span></th>
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
        {elsewhere.then(|| view! {
            <ActionForm action=actions.others>
                <div class="form-actions">
                    <Submit
                        label="Sign out everywhere else"
                        busy="Signing out"
                        pending=actions.others.pending()
                        tone="neutral"
                    />
                </div>
            </ActionForm>
        })}
    }
}

fn row(session: SessionView, end: ServerAction<EndSession>) -> AnyView {
    let name = browser(&session.agent);
    let label = ["Sign out ", &name, " at ", &session.address].concat();
    let action = if session.current {
        view! { <Badge text="This session" tone="accent" /> }.into_any()
    } else {
        view! {
            <ActionForm action=end>
                <input type="hidden" name="handle" value=session.handle />
                <button type="submit" class="button" data-size="small" aria-label=label>"Sign out"</button>
            </ActionForm>
        }
        .into_any()
    };
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" title=session.agent>{name}</th>
            <td role="cell" class="soft mono">{session.address}</td>
            <td role="cell" class="soft" data-label="Signed in"><When at=session.created_at /></td>
            <td role="cell" class="soft" data-label="Last used"><When at=session.last_seen /></td>
            <td role="cell" class="actions">{action}</td>
        </tr>
    }
    .into_any()
}

/// Browser and system, as far as the browser's own words for itself tell.
fn browser(agent: &str) -> String {
    // The order matters: most browsers claim to be several.
    let find = |names: &[(&'static str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = find(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => [browser, " on ", system].concat(),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) if agent.is_empty() => "Unknown browser".to_owned(),
        (None, None) => agent.chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn a_browser_is_named_in_a_word() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
                "Chrome on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0",
                "Firefox on macOS",
            ),
            ("curl/8.5.0", "curl"),
            ("", "Unknown browser"),
            ("Something else", "Something else"),
        ] {
            assert_eq!(browser(agent), name);
        }
    }
}
