//! Who is looking; signing in and out; setting the first admin up.

use domain::view::Viewer;
use leptos::prelude::*;

use super::CallError;

/// Who is looking; `None` when nobody is signed in.
#[server(name = LoadViewer, prefix = "/api", endpoint = "viewer")]
pub async fn viewer() -> Result<Option<Viewer>, CallError> {
    let request = super::server::request()?;
    let Some(actor) = request.actor else { return Ok(None) };
    super::server::answer(async move { request.service.viewer(&actor).await.map(Some) }).await
}

/// Signs in and goes to `next`, a path of this panel, or to the overview.
#[server(prefix = "/api", endpoint = "session/sign-in")]
pub async fn sign_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<(), CallError> {
    let request = super::server::request()?;
    let secure = request.secure;
    super::server::answer(async move {
        let session = request.service.sign_in(&email, &password, &request.client).await?;
        super::server::set_cookie(&super::server::session_cookie(&session, secure));
        super::server::send_to(if is_local(&next) { &next } else { "/" });
        Ok(())
    })
    .await
}

/// Signs out.
#[server(prefix = "/api", endpoint = "session/sign-out")]
pub async fn sign_out() -> Result<(), CallError> {
    let request = super::server::request()?;
    let secure = request.secure;
    super::server::answer(async move {
        if let Some(actor) = request.actor {
            request.service.sign_out(&actor).await?;
        }
        super::server::set_cookie(&super::server::expired_cookie(secure));
        super::server::send_to("/sign-in?done=sign-out");
        Ok(())
    })
    .await
}

/// Whether a set-up link is still good.
#[server(prefix = "/api", endpoint = "set-up/check")]
pub async fn check_set_up(token: String) -> Result<bool, CallError> {
    let request = super::server::request()?;
    super::server::answer(async move { request.service.check_set_up(&token, &request.client).await }).await
}

/// Makes the first platform admin, with the one-time link printed at the first start, and signs in.
#[server(prefix = "/api", endpoint = "set-up")]
pub async fn set_up(
    #[server(default)] token: String,
    #[server(default)] display_name: String,
    #[server(default)] email: String,
    #[server(default)] password: String,
) -> Result<(), CallError> {
    let request = super::server::request()?;
    let secure = request.secure;
    super::server::answer(async move {
        let person = service::NewPerson::parse(&display_name, &email, &password)?;
        let session = request.service.set_up(&token, person, &request.client).await?;
        super::server::set_cookie(&super::server::session_cookie(&session, secure));
        super::server::send_to("/");
        Ok(())
    })
    .await
}

/// Whether this is a path of our own: never `//elsewhere` or `/\elsewhere`, nor anything that browsers would take for it
/// by leaving control characters out.
#[cfg(feature = "ssr")]
fn is_local(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains(|c: char| c == '\\' || c.is_control())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::is_local;

    #[test]
    fn signing_in_leads_to_pages_of_ours_only() {
        for path in ["/", "/rooms", "/rooms/0ABCDEFGHIJK?at=0ABCDEFGHIJK"] {
            assert!(is_local(path), "{path}");
        }
        for path in
            ["", "rooms", "//evil.example", "/\\evil.example", "/\t/evil.example", "/a\nb", "https://evil.example"]
        {
            assert!(!is_local(path), "{path:?}");
        }
    }
}
