//! Moves within a page: the address changes, and what has changed with it is exchanged, without leaving the page. An
//! island that knows its addresses answers them itself; else the server is asked for the page, and the one at hand is
//! brought to it. What cannot be shown in place is gone to; a server that does not answer is told of, and nothing is lost.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use gloo_net::http::Request;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, DomParser, HtmlFormElement, MouseEvent, SupportedType};

use super::{arrived, closest, dialogs, focus, focus_is_gone, focus_is_lost, forms, on_document, patch::patch};
use crate::calls::CallError;

/// After a move within an island: until dialogs and menus that take the focus themselves have it.
const SETTLED: Duration = Duration::from_millis(150);
/// A move that takes longer shows that it is under way.
const BUSY_AFTER: Duration = Duration::from_millis(200);
/// How much longer than usual a server is left alone that did not answer.
const PATIENCE: u32 = 5;

type Answer = Rc<dyn Fn(&str)>;

thread_local! {
    /// The island that answers moves itself.
    static ANSWER: RefCell<Option<Answer>> = const { RefCell::new(None) };
    /// Counts moves: what comes late is not shown any more.
    static MOVES: Cell<u32> = const { Cell::new(0) };
    /// Path and query of what is shown.
    static HERE: RefCell<String> = const { RefCell::new(String::new()) };
    /// Where in it the reader was last taken.
    static FRAGMENT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What asking for a page has brought.
enum Found {
    /// The page, well or not.
    Page(Document),
    /// The server would rather have us elsewhere: signed out, most often.
    Elsewhere,
    /// No answer, or none that is a page for now.
    Nothing,
}

/// Lets an island answer the moves within its page; it is given the query of the address.
pub fn answer(act: impl Fn(&str) + 'static) {
    ANSWER.replace(Some(Rc::new(act)));
}

/// Listens for links that are marked as moves within the page, and for going back and forth.
pub fn listen() {
    remember();
    on_document("click", |event| {
        let Some(click) = event.dyn_ref::<MouseEvent>() else { return };
        // With a modifier the link is a link: it opens in a tab of its own.
        let plain =
            click.button() == 0 && !(click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key());
        let Some(link) = closest(event.target(), "a[data-visit]").filter(|_| plain) else { return };
        if let Some(href) = link.get_attribute("href") {
            event.prevent_default();
            match link.get_attribute("data-visit").as_deref() {
                Some("replace") => leave(&href),
                Some(_) | None => go(&href, false),
            }
        }
    });
    on_window("popstate", |_| {
        // A move to a fragment is none of ours. The same address twice is a list and what was done in it.
        let (moved, within) = (HERE.replace(here()) != here(), FRAGMENT.replace(fragment()) != fragment());
        if within && !moved {
            return;
        }
        if let Some(answer) = ANSWER.with_borrow(Clone::clone) {
            answer(&search());
        } else {
            spawn_local(async {
                if load(here()).await {
                    empty_forms();
                }
            });
        }
    });
    // A page that the browser has kept may show what is not to be seen any more. Islands look after themselves.
    on_window("pageshow", |event| {
        let kept = event.dyn_ref::<web_sys::PageTransitionEvent>().is_some_and(web_sys::PageTransitionEvent::persisted);
        if kept && ANSWER.with_borrow(Option::is_none) {
            let _ = window().location().reload();
        }
    });
}

/// Listens on the window for as long as the document lives.
pub fn on_window(name: &str, act: impl Fn(web_sys::Event) + 'static) {
    std::mem::forget(window_event_listener_untyped(name, act));
}

/// Goes to an address of this page, in place of the one at hand or after it.
pub fn go(href: &str, replace: bool) {
    if note(href, replace) {
        set_timeout(keep_focus, SETTLED);
    } else {
        let href = href.to_owned();
        spawn_local(async move { _ = load(href).await });
    }
}

/// Leaves a dialog for the address without it. Whoever has come from there goes back: otherwise that address would stand
/// twice in the history, and going back would seem to do nothing.
pub fn leave(href: &str) {
    let history = window().history();
    let came_from = history.as_ref().ok().and_then(|history| history.state().ok()?.as_string());
    match history {
        Ok(history) if came_from.as_deref() == Some(href) && history.back().is_ok() => {
            if ANSWER.with_borrow(Option::is_some) {
                set_timeout(keep_focus, SETTLED);
            }
        }
        Ok(_) | Err(_) => go(href, true),
    }
}

/// Goes to an address of this page in place of the one at hand, and waits until it is shown.
pub async fn arrive_at(href: &str) {
    if !note(href, true) {
        load(href.to_owned()).await;
    }
}

/// Path and query of the address.
pub fn here() -> String {
    window().location().pathname().unwrap_or_default() + &search()
}

fn remember() {
    HERE.replace(here());
    FRAGMENT.replace(fragment());
}

fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

fn search() -> String {
    window().location().search().unwrap_or_default()
}

/// Writes the address. Says whether an island has answered it.
fn note(href: &str, replace: bool) -> bool {
    if let Ok(history) = window().history() {
        // What is pushed remembers where it was come from, for [`leave`].
        let _ = if replace {
            history.replace_state_with_url(&JsValue::NULL, "", Some(href))
        } else {
            history.push_state_with_url(&JsValue::from_str(&here()), "", Some(href))
        };
    }
    remember();
    let answer = ANSWER.with_borrow(Clone::clone);
    if let Some(answer) = &answer {
        answer(&search());
    }
    answer.is_some()
}

/// What was just done is said by the page at hand, and not again by one that is loaded from its address later.
pub fn tell_once() {
    let query = search();
    let words = query.trim_start_matches('?').split('&').filter(|word| !word.is_empty());
    let kept: Vec<&str> = words.clone().filter(|word| !word.starts_with("done=")).collect();
    if kept.len() == words.count() {
        return;
    }
    let path = window().location().pathname().unwrap_or_default();
    let href = if kept.is_empty() { path } else { [&path, "?", &kept.join("&")].concat() };
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or(JsValue::NULL);
        let _ = history.replace_state_with_url(&state, "", Some(&href));
    }
    remember();
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

/// Focus that was on something now gone is set on the main part, never lost.
pub fn keep_focus() {
    if focus_is_lost() {
        focus("main");
    }
}

/// Likewise, once whoever knows better where it should go has had their turn; and only when what had it is gone.
pub fn keep_focus_soon() {
    set_timeout(
        || {
            if focus_is_gone() {
                focus("main");
            }
        },
        SETTLED,
    );
}

/// Asks for the page and shows it; if that cannot be done in place, the browser goes there. Says whether it is shown.
async fn load(href: String) -> bool {
    let this = MOVES.get().wrapping_add(1);
    MOVES.set(this);
    let slow = set_timeout_with_handle(|| say_busy(true), BUSY_AFTER);
    let found = fetch(&href).await;
    if let Ok(slow) = slow {
        slow.clear();
    }
    if MOVES.get() != this {
        return false;
    }
    say_busy(false);
    match found {
        Found::Page(page) if show(&page) => return true,
        Found::Page(_) | Found::Elsewhere => _ = window().location().replace(&href),
        Found::Nothing => {
            forms::tell_page(&CallError::Unreachable);
            // What stays in sight goes on asking for itself.
            ask_again();
        }
    }
    false
}

/// Says of the main part whether another is on its way in its place.
fn say_busy(busy: bool) {
    if let Some(main) = document().get_element_by_id("main") {
        let _ = if busy { main.set_attribute("aria-busy", "true") } else { main.remove_attribute("aria-busy") };
    }
}

/// Asks for the page at hand again, after the pause that it asks for itself. Once it is another, or the person has moved
/// on, that is the end of it. A server that does not answer may be restarting: it is asked again, with more patience.
pub fn ask_again() {
    let asks = document().query_selector("[data-again]").ok().flatten();
    if let Some(pause_ms) = asks.and_then(|asks| asks.get_attribute("data-again")?.parse().ok()) {
        ask_after(Duration::from_millis(pause_ms));
    }
}

fn ask_after(pause: Duration) {
    let this = MOVES.get();
    let again = move || {
        spawn_local(async move {
            let found = fetch(&here()).await;
            if MOVES.get() != this {
                return;
            }
            match found {
                Found::Page(page) => _ = show(&page),
                Found::Elsewhere => _ = window().location().reload(),
                Found::Nothing => ask_after(pause.saturating_mul(PATIENCE).min(Duration::from_secs(30))),
            }
        });
    };
    set_timeout(again, pause);
}

async fn fetch(href: &str) -> Found {
    // The browser's own request: what Gloo builds has an empty word more at the end of its query.
    let asked = web_sys::Request::new_with_str(href)
        .and_then(|asked| asked.headers().set("accept", "text/html").map(|()| Request::from(asked)));
    let Ok(asked) = asked else { return Found::Nothing };
    let Ok(response) = asked.send().await else { return Found::Nothing };
    if response.redirected() {
        return Found::Elsewhere;
    }
    if response.status() >= 500 {
        return Found::Nothing;
    }
    let Ok(text) = response.text().await else { return Found::Nothing };
    let page = DomParser::new().and_then(|parser| parser.parse_from_string(&text, SupportedType::TextHtml));
    page.map_or(Found::Elsewhere, Found::Page)
}

/// Brings the page to what the server says. Says whether that could be done: a page with an island is loaded whole, and
/// so is one for somebody else.
fn show(page: &Document) -> bool {
    let find = |document: &Document, selector: &str| document.query_selector(selector).ok().flatten();
    let viewer = |document: &Document| find(document, ".frame-viewer").and_then(|viewer| viewer.text_content());
    let (Some(old), Some(new)) = (find(&document(), "#main"), find(page, "#main")) else { return false };
    if find(page, "leptos-island").is_some() || viewer(&document()) != viewer(page) {
        return false;
    }
    let spot = dialogs::spot();
    patch(&old, &new);
    forms::disarm();
    document().set_title(&page.title());
    if let (Some(old), Some(new)) = (document().document_element(), page.document_element()) {
        let _ = old.set_attribute("data-theme", &new.get_attribute("data-theme").unwrap_or_default());
    }
    arrived();
    forms::tell_under_way();
    if focus_is_lost()
        && let Some(spot) = spot
    {
        spot.focus();
    }
    keep_focus();
    true
}
