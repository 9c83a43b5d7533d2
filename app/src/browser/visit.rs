//! Moves within a page: the address changes, and what has changed with it is exchanged, without leaving the page. An
//! island that knows its addresses answers them itself; else the server is asked for the page, and the one at hand is
//! brought to it. Whatever goes wrong, the browser just goes to the address.

use std::{cell::RefCell, rc::Rc, time::Duration};

use gloo_net::http::Request;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, DomParser, HtmlFormElement, MouseEvent, SupportedType};

use super::{arrived, closest, focus, focus_is_lost, on_document, patch::patch};

/// After a move within an island: until dialogs and menus that take the focus themselves have it.
const SETTLED: Duration = Duration::from_millis(150);

type Answer = Rc<dyn Fn(&str)>;

thread_local! {
    /// The island that answers moves itself.
    static ANSWER: RefCell<Option<Answer>> = const { RefCell::new(None) };
    /// Counts moves: what comes late is not shown any more.
    static MOVES: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

/// What of a page is exchanged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All but the frame.
    Main,
    /// What a filter has found; the filter itself stays as it is being filled in.
    Results,
}

/// Lets an island answer the moves within its page; it is given the query of the address.
pub fn answer(act: impl Fn(&str) + 'static) {
    ANSWER.replace(Some(Rc::new(act)));
}

/// Listens for links that are marked as moves within the page, and for going back and forth.
pub fn listen() {
    on_document("click", |event| {
        let Some(click) = event.dyn_ref::<MouseEvent>() else { return };
        // With a modifier the link is a link: it opens in a tab of its own.
        let plain = click.button() == 0
            && !(click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key())
            && !event.default_prevented();
        let Some(link) = closest(event.target(), "a[data-visit]").filter(|_| plain) else { return };
        if let Some(href) = link.get_attribute("href") {
            event.prevent_default();
            go(&href, link.get_attribute("data-visit").as_deref() == Some("replace"));
        }
    });
    let back = |_| {
        if let Some(answer) = ANSWER.with_borrow(Clone::clone) {
            answer(&search());
        } else if let Ok(here) = window().location().href() {
            spawn_local(async move {
                load(here, Part::Main).await;
                empty_forms();
            });
        }
    };
    let handle = window_event_listener_untyped("popstate", back);
    // For as long as the document lives.
    std::mem::forget(handle);
}

/// Goes to an address of this page, in place of the one at hand or after it.
pub fn go(href: &str, replace: bool) {
    note(href, replace);
    if let Some(answer) = ANSWER.with_borrow(Clone::clone) {
        answer(&search());
        set_timeout(keep_focus, SETTLED);
    } else {
        spawn_local(load(href.to_owned(), Part::Main));
    }
}

/// Shows what a filter finds, and has the address say it.
pub fn filter(href: &str, replace: bool) {
    note(href, replace);
    spawn_local(load(href.to_owned(), Part::Results));
}

/// After going back or forth: forms say what the address says, not what was filled in since.
fn empty_forms() {
    let forms = document().forms();
    for index in 0..forms.length() {
        if let Some(form) = forms.item(index).and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
            form.reset();
        }
    }
}

/// Writes the address.
fn note(href: &str, replace: bool) {
    let Ok(history) = window().history() else { return };
    let _ = if replace {
        history.replace_state_with_url(&JsValue::NULL, "", Some(href))
    } else {
        history.push_state_with_url(&JsValue::NULL, "", Some(href))
    };
}

fn search() -> String {
    window().location().search().unwrap_or_default()
}

/// Focus that was on something now gone is set on the main part, never lost.
fn keep_focus() {
    if focus_is_lost() {
        focus("main");
    }
}

/// Asks for the page and shows it; if that cannot be done, the browser goes there.
async fn load(href: String, part: Part) {
    let this = MOVES.get().wrapping_add(1);
    MOVES.set(this);
    let page = fetch(&href).await;
    if MOVES.get() == this && page.is_none_or(|page| !show(&page, part)) {
        let _ = window().location().replace(&href);
    }
}

/// Asks for the page at hand again, after the pause that it asks for itself. Once it is another, or the person has moved
/// on, that is the end of it. A server that does not answer may be restarting: it is asked again.
pub fn ask_again() {
    let asks = document().query_selector("[data-again]").ok().flatten();
    let Some(pause_ms) = asks.and_then(|asks| asks.get_attribute("data-again")?.parse().ok()) else { return };
    let this = MOVES.get();
    let again = move || {
        spawn_local(async move {
            let Ok(here) = window().location().href() else { return };
            let page = fetch(&here).await;
            if MOVES.get() == this && !page.is_some_and(|page| show(&page, Part::Main)) {
                ask_again();
            }
        });
    };
    set_timeout(again, Duration::from_millis(pause_ms));
}

/// The page at an address, if it is the one that was asked for and not where the server would rather have us.
async fn fetch(href: &str) -> Option<Document> {
    let response = Request::get(href).header("accept", "text/html").send().await.ok()?;
    if response.redirected() {
        return None;
    }
    let text = response.text().await.ok()?;
    DomParser::new().ok()?.parse_from_string(&text, SupportedType::TextHtml).ok()
}

/// Brings the page, or a part of it, to what the server says. Says whether that could be done: a page with an island is
/// loaded whole.
fn show(page: &Document, part: Part) -> bool {
    let selector = if part == Part::Main { "#main" } else { "[data-results]" };
    let find = |document: &Document| document.query_selector(selector).ok().flatten();
    let (Some(old), Some(new)) = (find(&document()), find(page)) else { return false };
    if new.query_selector("leptos-island").is_ok_and(|island| island.is_some()) {
        return false;
    }
    patch(&old, &new);
    document().set_title(&page.title());
    if let (Some(old), Some(new)) = (document().document_element(), page.document_element()) {
        let _ = old.set_attribute("data-theme", &new.get_attribute("data-theme").unwrap_or_default());
    }
    arrived();
    keep_focus();
    true
}
