//! One's own settings.

use domain::view::SessionView;
use leptos::prelude::*;

use super::CallError;

/// Sets a new password; other sessions of the user end.
#[server(prefix = "/api", endpoint = "settings/password")]
pub async fn change_password(
    #[server(default)] current_password: String,
    #[server(default)] password: String,
) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        service.change_password(&actor, &current_password, domain::Password::new(&password)?).await?;
        super::server::send_to("/settings?done=password");
        Ok(())
    })
    .await
}

/// Sets light, dark or as the system says.
#[server(prefix = "/api", endpoint = "settings/theme")]
pub async fn set_theme(#[server(default)] theme: String) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        let theme = domain::view::Theme::from_code(&theme).unwrap_or_default();
        service.set_theme(&actor, theme).await?;
        super::server::send_to("/settings?done=theme");
        Ok(())
    })
    .await
}

/// Sets whether single keys act on messages. `enabled` is `true` or anything else.
#[server(prefix = "/api", endpoint = "settings/shortcuts")]
pub async fn set_shortcuts(#[server(default)] enabled: String) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        service.set_shortcuts(&actor, enabled == "true").await?;
        super::server::send_to("/settings?done=shortcuts");
        Ok(())
    })
    .await
}

/// One's own sessions, last used first.
#[server(prefix = "/api", endpoint = "settings/sessions")]
pub async fn sessions() -> Result<Vec<SessionView>, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move { service.sessions(&actor).await }).await
}

/// Ends one of one's own sessions.
#[server(prefix = "/api", endpoint = "settings/end-session")]
pub async fn end_session(#[server(default)] handle: String) -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        service.end_session(&actor, &handle).await?;
        super::server::send_to("/settings?done=session");
        Ok(())
    })
    .await
}

/// Ends every other session of one's own.
#[server(prefix = "/api", endpoint = "settings/sign-out-others")]
pub async fn sign_out_others() -> Result<(), CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        service.sign_out_others(&actor).await?;
        super::server::send_to("/settings?done=sessions");
        Ok(())
    })
    .await
}
