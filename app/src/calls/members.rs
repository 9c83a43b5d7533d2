//! The members of a room and their roles.

use domain::view::MemberPage;
use leptos::prelude::*;

use super::CallError;

/// A page of members, strongest role first, then by name. `after` is the cursor of the page before, or empty.
#[server(prefix = "/api", endpoint = "members/list")]
pub async fn members(room: String, #[server(default)] after: String) -> Result<MemberPage, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move { service.members(&actor, room.parse()?, &after).await }).await
}

/// Adds the person with this e-mail address, in the given role.
#[server(prefix = "/api", endpoint = "members/add")]
pub async fn add_member(
    #[server(default)] room: String,
    #[server(default)] email: String,
    #[server(default)] role: String,
) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        let role = service::parse_room_role(&role)?;
        service.add_member(&actor, room.parse()?, domain::Email::new(&email)?, role).await?;
        super::server::send_to(&format!("/rooms/{room}/members?done=add"));
        Ok(())
    })
    .await
}

/// Sets a member's role.
#[server(prefix = "/api", endpoint = "members/role")]
pub async fn set_member_role(
    #[server(default)] room: String,
    #[server(default)] user: String,
    #[server(default)] role: String,
) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        let role = service::parse_room_role(&role)?;
        service.set_role(&actor, room.parse()?, user.parse()?, Some(role)).await?;
        super::server::send_to(&format!("/rooms/{room}/members?done=role"));
        Ok(())
    })
    .await
}

/// Ends a membership: somebody else's, or one's own.
#[server(prefix = "/api", endpoint = "members/remove")]
pub async fn remove_member(#[server(default)] room: String, #[server(default)] user: String) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        let user = user.parse()?;
        service.set_role(&actor, room.parse()?, user, None).await?;
        let back = if user == actor.user {
            "/rooms?done=leave".to_owned()
        } else {
            format!("/rooms/{room}/members?done=remove")
        };
        super::server::send_to(&back);
        Ok(())
    })
    .await
}
