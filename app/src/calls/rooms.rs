//! Rooms: the list, one of them, and what its owner does to it. And the overview, which counts over them.

use domain::view::{Overview, RoomPage, RoomQuery, RoomView};
use leptos::prelude::*;

use super::CallError;

/// The numbers on the first page.
#[server(name = LoadOverview, prefix = "/api", endpoint = "overview")]
pub async fn overview() -> Result<Overview, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move { service.overview(&actor).await }).await
}

/// A page of the rooms that the viewer can see.
#[server(prefix = "/api", endpoint = "rooms/list", input = leptos::server_fn::codec::Json)]
pub async fn rooms(query: RoomQuery) -> Result<RoomPage, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move { service.rooms(&actor, query).await }).await
}

/// One room.
#[server(prefix = "/api", endpoint = "rooms/one")]
pub async fn room(room: String) -> Result<RoomView, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move { service.room(&actor, room.parse()?).await }).await
}

/// Makes a room and goes there. `account` is an id, or empty for none; `people` are e-mail addresses, one a line or
/// with commas between. A plain form that is refused comes back with what was filled in.
#[server(prefix = "/api", endpoint = "rooms/create")]
pub async fn create_room(
    #[server(default)] name: String,
    #[server(default)] kind: String,
    #[server(default)] account: String,
    #[server(default)] people: String,
) -> Result<RoomView, CallError> {
    let (service, actor) = super::server::entry()?;
    let filled = [("name", &*name), ("kind", &kind), ("account", &account), ("people", &people)];
    let form = crate::parts::address("/rooms/new", &filled);
    let made = super::server::answer(async move {
        let command = service::CreateRoom::parse(&name, &kind, &account, &people)?;
        service.create_room(&actor, command).await
    })
    .await;
    match made {
        Ok(room) => {
            super::server::send_to(&format!("/rooms/{}", room.summary.id));
            Ok(room)
        }
        Err(error) => Err(super::server::send_refused_form_to::<CreateRoom>(&form, error)),
    }
}

/// Gives a room another name.
#[server(prefix = "/api", endpoint = "rooms/rename")]
pub async fn rename_room(#[server(default)] room: String, #[server(default)] name: String) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        service.rename_room(&actor, room.parse()?, domain::RoomName::new(&name)?).await?;
        super::server::send_to(&format!("/rooms/{room}/settings?done=rename"));
        Ok(())
    })
    .await
}

/// Archives a room, or brings it back: sets the state, never toggles it. `archived` is `true` or anything else.
#[server(prefix = "/api", endpoint = "rooms/archive")]
pub async fn archive_room(
    #[server(default)] room: String,
    #[server(default)] archived: String,
) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        service.archive_room(&actor, room.parse()?, archived == "true").await?;
        super::server::send_to(&format!("/rooms/{room}/settings?done=archive"));
        Ok(())
    })
    .await
}

/// Sets whether removals in the room need a reason. `required` is `true` or anything else.
#[server(prefix = "/api", endpoint = "rooms/policy")]
pub async fn set_reason_required(
    #[server(default)] room: String,
    #[server(default)] required: String,
) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        service.set_reason_required(&actor, room.parse()?, required == "true").await?;
        super::server::send_to(&format!("/rooms/{room}/settings?done=policy"));
        Ok(())
    })
    .await
}
