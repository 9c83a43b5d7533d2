//! Access keys of programs: one's own, and for platform admins everybody's. Secrets are had once, by the page that comes
//! after the form; no address, cookie or log ever holds them.

use domain::view::{KeyPage, KeyQuery, NewKeyView};
use leptos::prelude::*;

use super::CallError;

/// A page of keys, newest first.
#[server(prefix = "/api", endpoint = "keys/list", input = leptos::server_fn::codec::Json)]
pub async fn keys(query: KeyQuery) -> Result<KeyPage, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move { service.keys(&actor, &query).await }).await
}

/// Makes a key and goes to the page that shows its secrets. `scope` is `all`, `read` or `room`, and `room` an id then;
/// `expires` is a day or empty; `email` is whose it is to be, or empty for oneself. A plain form that is refused comes
/// back with what was filled in.
#[server(prefix = "/api", endpoint = "keys/create")]
pub async fn create_key(
    #[server(default)] label: String,
    #[server(default)] scope: String,
    #[server(default)] room: String,
    #[server(default)] expires: String,
    #[server(default)] email: String,
) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    let filled = [("new", "1"), ("label", &label), ("scope", &scope), ("room", &room), ("expires", &expires)];
    let form = crate::parts::address("/keys", &[&filled[..], &[("email", &email)]].concat());
    let whose = if email.trim().is_empty() { "" } else { "all" };
    let made = super::server::answer(async move {
        let scope = wanted_scope(&scope, &room)?;
        let command = service::CreateKey::parse(&email, &label, &scope, &expires)?;
        service.create_key_for_page(&actor, command).await
    })
    .await;
    match made {
        Ok(key) => {
            super::server::send_to(&crate::parts::address("/keys", &[("whose", whose), ("made", key.as_str())]));
            Ok(())
        }
        Err(error) => Err(super::server::send_refused_form_to::<CreateKey>(&form, error)),
    }
}

/// The secrets of a key that this session has just made: for the only time, and then never again.
#[server(prefix = "/api", endpoint = "keys/fresh")]
pub async fn fresh_key(#[server(default)] access_key: String) -> Result<Option<NewKeyView>, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move { service.fresh_key(&actor, key_id(&access_key)?).await }).await
}

/// Disables a key for good: one's own, or as a platform admin anybody's.
#[server(prefix = "/api", endpoint = "keys/disable")]
pub async fn disable_key(#[server(default)] access_key: String) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        service.disable_key(&actor, key_id(&access_key)?).await?;
        super::server::send_to("/keys?done=disable");
        Ok(())
    })
    .await
}

/// Lets a key that waits for it open what it is for.
#[server(prefix = "/api", endpoint = "keys/approve")]
pub async fn approve_key(#[server(default)] access_key: String) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        service.approve_key(&actor, key_id(&access_key)?).await?;
        super::server::send_to("/keys?whose=all&done=approve");
        Ok(())
    })
    .await
}

/// What is no id names nothing: the same answer as for an id that is not there.
#[cfg(feature = "ssr")]
fn key_id(text: &str) -> Result<domain::KeyId, domain::Failure> {
    text.parse().map_err(|_| domain::Failure::NotFound(domain::Thing::Key))
}

/// The scope as it is written, out of the choice and the room that may belong to it.
#[cfg(feature = "ssr")]
fn wanted_scope(choice: &str, room: &str) -> Result<String, domain::Failure> {
    use domain::{Field, Invalid, KeyScope, Problem, RoomId};
    match (choice, room.trim()) {
        ("all", _) => Ok(KeyScope::All.to_string()),
        ("read", _) => Ok(KeyScope::Read.to_string()),
        ("room", "") => Err(Invalid { field: Field::Room, problem: Problem::Missing }.into()),
        ("room", room) => Ok(KeyScope::Room(room.parse::<RoomId>()?).to_string()),
        ("", _) => Err(Invalid { field: Field::Scope, problem: Problem::Missing }.into()),
        _ => Err(Invalid { field: Field::Scope, problem: Problem::Malformed }.into()),
    }
}
