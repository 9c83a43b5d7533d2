//! A post is sent from where it is, once at a time; after success the browser goes where the plain form would have been
//! sent.

use std::{cell::RefCell, time::Duration};

use gloo_net::http::{Request, Response};
use leptos::{prelude::*, task::spawn_local};
use web_sys::{HtmlElement, HtmlFormElement, Url};

use super::{
    super::{patch::PENDING, visit},
    all, filled,
    refusal::{clear, tell, tell_page},
};
use crate::{
    calls::CallError,
    parts::{STILL_AT_WORK, escape},
};

/// How long a page that has just changed confirms nothing.
const ARMED_AFTER: Duration = Duration::from_millis(350);

thread_local! {
    /// Forms that were sent and are not answered yet.
    static UNDER_WAY: RefCell<Vec<HtmlFormElement>> = const { RefCell::new(Vec::new()) };
}

/// Says that something sent is still being carried out, when its form is not there any more to say so: closing a dialog
/// calls nothing back.
pub fn tell_under_way() {
    if UNDER_WAY.with_borrow(|sent| sent.iter().all(|form| form.is_connected())) {
        return;
    }
    let page = document();
    let place = page.query_selector(".status[role='status']").ok().flatten();
    if let (Some(place), Ok(words)) = (place, page.create_element("p")) {
        words.set_class_name("notice");
        words.set_text_content(Some(STILL_AT_WORK));
        let _ = place.append_child(&words);
    }
}

/// Has no button send anything for a moment: the page has just changed, and the second click of a double click lands
/// somewhere in it.
pub fn disarm() {
    let buttons = all(&document(), "form[data-post] button[type='submit']");
    for button in &buttons {
        let _ = button.set_attribute("aria-disabled", "true");
    }
    let arm = move || {
        for button in buttons.iter().filter(|button| !button.matches("[data-pending] *").unwrap_or(false)) {
            let _ = button.remove_attribute("aria-disabled");
        }
    };
    set_timeout(arm, ARMED_AFTER);
}

/// Sends a form, once at a time. It stays locked until the page that follows is shown.
pub(super) fn post(form: HtmlFormElement, button: Option<HtmlElement>) {
    if form.has_attribute(PENDING) {
        return;
    }
    let body = filled(&form);
    let at_once = form.has_attribute("data-at-once");
    let _ = form.set_attribute(PENDING, "");
    UNDER_WAY.with_borrow_mut(|sent| sent.push(form.clone()));
    let label = button.as_ref().and_then(say_busy);
    clear(&form);
    spawn_local(async move {
        let answer = send(&form, body.clone()).await;
        let there = form.is_connected();
        UNDER_WAY.with_borrow_mut(|sent| sent.retain(|sent| sent != &form));
        // Whoever has closed the dialog meanwhile wants to see what came of it, and not to be led anywhere.
        match &answer {
            Ok(to) if there => follow(&form, to).await,
            Ok(to) => visit::arrive_at(&told_at(&visit::here(), to)).await,
            Err(_) => {}
        }
        let _ = form.remove_attribute(PENDING);
        if let (Some(button), Some(label)) = (button, label) {
            button.set_text_content(Some(&label));
            let pause = if answer.is_ok() { ARMED_AFTER } else { Duration::ZERO };
            set_timeout(move || _ = button.remove_attribute("aria-disabled"), pause);
        }
        match answer {
            // Chosen again while the first choice was on its way.
            Ok(_) if at_once && there && filled(&form) != body => post(form, None),
            Ok(_) if at_once => {}
            Ok(_) => form.reset(),
            Err(error) if there => {
                // What is chosen at once shows what holds, not what was refused.
                if at_once {
                    form.reset();
                }
                tell(&form, &error);
            }
            Err(error) => tell_page(&error),
        }
    });
}

/// Says on the button that the request runs; what it said before. Not `disabled`: that would take the focus away, and
/// after a refusal nobody would know where it went.
fn say_busy(button: &HtmlElement) -> Option<String> {
    let _ = button.set_attribute("aria-disabled", "true");
    let label = button.text_content();
    if let Some(busy) = button.get_attribute("data-busy") {
        button.set_text_content(Some(&busy));
    }
    label
}

/// Where the server sends whoever posted this.
async fn send(form: &HtmlFormElement, body: String) -> Result<String, CallError> {
    let action = form.get_attribute("action").unwrap_or_default();
    let request = Request::post(&action)
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .map_err(|_| CallError::Unreadable)?;
    let response = request.send().await.map_err(|_| CallError::Unreachable)?;
    if response.ok() {
        // Anything else than our own answer is somebody's in between.
        return response.headers().get("location").filter(|_| !response.redirected()).ok_or(CallError::Unreachable);
    }
    Err(refusal(response).await)
}

async fn refusal(response: Response) -> CallError {
    let status = response.status();
    let bytes = response.binary().await.unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or(match status {
        413 => CallError::TooLarge,
        500.. => CallError::Unreachable,
        _ => CallError::Unreadable,
    })
}

/// Goes where the server sends us, within the panel. A form in a list comes back to the page of the list that it stood
/// in.
async fn follow(form: &HtmlFormElement, to: &str) {
    let location = window().location();
    let here = location.href().unwrap_or_default();
    let back = form.get_attribute("data-post").unwrap_or_default();
    let (Ok(target), Ok(listed)) = (Url::new_with_base(to, &here), Url::new_with_base(&back, &here)) else { return };
    if target.origin() != location.origin().unwrap_or_default() {
        return;
    }
    if target.pathname() != location.pathname().unwrap_or_default() {
        let _ = location.assign(&target.href());
        // The page is leaving: the form stays as it is.
        std::future::pending::<()>().await;
    }
    let to = target.pathname() + &target.search();
    let told = !back.is_empty() && target.search_params().has("done");
    visit::arrive_at(&if told { told_at(&(listed.pathname() + &listed.search()), &to) } else { to }).await;
}

/// An address that also says what was just done, as the one that the server sends to does.
fn told_at(page: &str, to: &str) -> String {
    let here = window().location().href().unwrap_or_default();
    match Url::new_with_base(to, &here).ok().and_then(|to| to.search_params().get("done")) {
        Some(done) => {
            let joint = if page.contains('?') { "&" } else { "?" };
            [page, joint, "done=", &escape(&done)].concat()
        }
        None => page.to_owned(),
    }
}
