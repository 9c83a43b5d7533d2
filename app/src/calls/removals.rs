//! The three removals. The dialog asks what would happen, the form makes it happen.

use domain::view::{OperationView, RemovalView};
use leptos::prelude::*;

use super::CallError;

/// What a removal would do, and a fresh key for its form. Opening a dialog changes nothing.
#[server(prefix = "/api", endpoint = "removals/preview")]
pub async fn preview_removal(
    room: String,
    verb: String,
    #[server(default)] message: String,
) -> Result<RemovalView, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        let verb = domain::Verb::from_code(&verb)
            .ok_or(domain::Invalid { field: domain::Field::Filter, problem: domain::Problem::Malformed })?;
        let message = if message.is_empty() { None } else { Some(message.parse()?) };
        service.preview_removal(&actor, room.parse()?, verb, message).await
    })
    .await
}

/// Takes a message's content away; a tombstone stays.
#[server(prefix = "/api", endpoint = "messages/redact")]
pub async fn redact(
    #[server(default)] room: String,
    #[server(default)] message: String,
    #[server(default)] reason: String,
    #[server(default)] note: String,
    #[server(default)] key: String,
) -> Result<OperationView, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        let command = service::RemoveMessage::parse(&room, &message, &reason, &note, &key)?;
        Ok(back_to_room(service.redact(&actor, command).await?))
    })
    .await
}

/// Takes a message away.
#[server(prefix = "/api", endpoint = "messages/delete")]
pub async fn delete(
    #[server(default)] room: String,
    #[server(default)] message: String,
    #[server(default)] reason: String,
    #[server(default)] note: String,
    #[server(default)] key: String,
) -> Result<OperationView, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        let command = service::RemoveMessage::parse(&room, &message, &reason, &note, &key)?;
        Ok(back_to_room(service.delete(&actor, command).await?))
    })
    .await
}

/// Takes every message of a room away, up to and with `through`, if nothing was removed or brought in since the event
/// `seen`; the room's name must be typed in `confirmation`.
#[server(prefix = "/api", endpoint = "rooms/purge")]
pub async fn purge(
    #[server(default)] room: String,
    #[server(default)] through: String,
    #[server(default)] seen: String,
    #[server(default)] confirmation: String,
    #[server(default)] reason: String,
    #[server(default)] note: String,
    #[server(default)] key: String,
) -> Result<OperationView, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        let command = service::PurgeRoom::parse(&room, &through, &seen, &confirmation, &reason, &note, &key)?;
        Ok(back_to_room(service.purge(&actor, command).await?))
    })
    .await
}

/// A plain form comes back to the room, which says what was done there.
#[cfg(feature = "ssr")]
fn back_to_room(operation: OperationView) -> OperationView {
    super::server::send_plain_form_to(&format!("/rooms/{}?done={}", operation.room, operation.verb.code()));
    operation
}
