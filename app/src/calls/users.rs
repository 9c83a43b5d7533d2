//! Users and access, for admins.

use domain::view::{UserPage, UserQuery};
use leptos::prelude::*;

use super::CallError;

/// A page of users, by name.
#[server(prefix = "/api", endpoint = "users/list", input = leptos::server_fn::codec::Json)]
pub async fn users(query: UserQuery) -> Result<UserPage, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move { service.users(&actor, query).await }).await
}

/// Makes a user. `account` is an id, or empty for none; `standing` is `member`, `account_admin` or `platform_admin`. A
/// plain form that is refused comes back with what was filled in, but for the password.
#[server(prefix = "/api", endpoint = "users/create")]
pub async fn create_user(
    #[server(default)] display_name: String,
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] account: String,
    #[server(default)] standing: String,
) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    let filled = [("display_name", &*display_name), ("email", &email), ("account", &account), ("standing", &standing)];
    let form = crate::parts::address("/users", &[&[("new", "1")], &filled[..]].concat());
    let made = super::server::answer(async move {
        let person = service::NewPerson::parse(&display_name, &email, &password)?;
        let place = service::Place::parse(&account, &standing)?;
        service.create_user(&actor, person, place).await
    })
    .await;
    match made {
        Ok(_) => {
            super::server::send_to("/users?done=create");
            Ok(())
        }
        Err(error) => Err(super::server::send_refused_form_to::<CreateUser>(&form, error)),
    }
}

/// Disables a user, whose sessions end at once, or enables it again. `disabled` is `true` or anything else.
#[server(prefix = "/api", endpoint = "users/disable")]
pub async fn set_user_disabled(
    #[server(default)] user: String,
    #[server(default)] disabled: String,
) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        let disabled = disabled == "true";
        service.set_user_disabled(&actor, user.parse()?, disabled).await?;
        super::server::send_to(if disabled { "/users?done=disable" } else { "/users?done=enable" });
        Ok(())
    })
    .await
}

/// Sets another password for a user, whose sessions end at once.
#[server(prefix = "/api", endpoint = "users/password")]
pub async fn reset_password(
    #[server(default)] user: String,
    #[server(default)] password: String,
) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        service.reset_password(&actor, user.parse()?, domain::Password::new(&password)?).await?;
        super::server::send_to("/users?done=password");
        Ok(())
    })
    .await
}

/// Ends every session of a user.
#[server(prefix = "/api", endpoint = "users/sign-out")]
pub async fn sign_out_user(#[server(default)] user: String) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        service.sign_out_user(&actor, user.parse()?).await?;
        super::server::send_to("/users?done=sign-out");
        Ok(())
    })
    .await
}
