//! Where one is signed in, and ending that from afar. The session that looks is ended by "Sign out" alone.

use domain::view::SessionView;
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    calls::{CallError, EndSession, SignOutOthers},
    pages::page::{Asked, alarm},
    parts::{Badge, Head, Refusal, Status, Submit, Table, When},
};

const HEADS: [Head; 5] = [
    Head::Words("Browser"),
    Head::Words("Address"),
    Head::Words("Signed in"),
    Head::Words("Last used"),
    Head::Unseen("Actions"),
];

/// One's own sessions.
pub fn sessions(list: Result<Vec<SessionView>, CallError>, asked: &Asked) -> AnyView {
    let told = match asked.done() {
        "session" => "Session ended.",
        "sessions" => "You are signed out everywhere else.",
        _ => "",
    };
    let refused = asked.refused::<EndSession>().or_else(|| asked.refused::<SignOutOthers>());
    view! {
        <section class="card" aria-labelledby="sessions-title">
            <h2 id="sessions-title">"Sessions"</h2>
            <Status text=told />
            <Refusal text=refused.map(|error| error.to_string()) id="session-error" />
            {match list {
                Ok(list) => table(list),
                Err(error) => alarm(&error),
            }}
        </section>
    }
    .into_any()
}

fn table(list: Vec<SessionView>) -> AnyView {
    let elsewhere = list.iter().any(|session| !session.current);
    let rows: Vec<_> = list.into_iter().map(row).collect();
    view! {
        <Table caption="Where you are signed in" heads=HEADS.to_vec() rows inset=true />
        {elsewhere.then(|| view! {
            <form method="post" action=SignOutOthers::url() data-post="">
                <div class="form-actions">
                    <Submit label="Sign out everywhere else" busy="Signing out…" tone="neutral" />
                </div>
            </form>
        })}
    }
    .into_any()
}

fn row(session: SessionView) -> AnyView {
    let name = browser(&session.agent);
    // A row of its own: the button that was pressed never becomes that of the next session.
    let row = ["session-", &session.handle].concat();
    let label = ["Sign out ", &name, " at ", &session.address].concat();
    let action = if session.current {
        view! { <Badge text="This session" tone="accent" /> }.into_any()
    } else {
        view! {
            <form method="post" action=EndSession::url() data-post="">
                <input type="hidden" name="handle" value=session.handle />
                <button type="submit" class="button" data-size="small" aria-label=label>"Sign out"</button>
            </form>
        }
        .into_any()
    };
    view! {
        <tr role="row" id=row>
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
