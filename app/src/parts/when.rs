//! A moment, for people. Drawn as UTC, the same on the server and while hydrating; local and relative once the browser's
//! clock has been started.

use domain::Timestamp;
use leptos::prelude::*;

/// A moment: relative when recent, else the local date and time; exact on hover.
#[component]
pub fn When(
    /// Which.
    at: Timestamp,
) -> impl IntoView {
    view! {
        <time datetime=at.rfc3339() title=move || exact(at)>
            {move || text(at)}
        </time>
    }
}

fn text(at: Timestamp) -> String {
    let Some(now) = clock::now() else { return at.plain() };
    let ago_s = (now.millis() - at.millis()) / 1000;
    match ago_s {
        -60..60 => "just now".to_owned(),
        60..3_600 => format!("{} min ago", ago_s / 60),
        3_600..86_400 => format!("{} h ago", ago_s / 3_600),
        86_400..604_800 => format!("{} d ago", ago_s / 86_400),
        _ => local(at).0,
    }
}

fn exact(at: Timestamp) -> String {
    if clock::now().is_none() {
        return at.plain();
    }
    let (local, zone) = local(at);
    format!("{local} {zone}")
}

/// Date and time as the clock on the wall shows them, and the zone: `2026-11-21 05:46`, `UTC+01:00`.
fn local(at: Timestamp) -> (String, String) {
    let east_min = clock::minutes_east(at);
    let wall = at.plus_millis(east_min * 60_000);
    let (sign, min) = if east_min < 0 { ('-', -east_min) } else { ('+', east_min) };
    (format!("{} {}", wall.day(), wall.clock()), format!("UTC{sign}{:02}:{:02}", min / 60, min % 60))
}

#[cfg(feature = "hydrate")]
pub use clock::start as start_clock;

/// The browser's clock, shared by every moment in the page.
#[cfg(feature = "hydrate")]
mod clock {
    use std::time::Duration;

    use domain::Timestamp;
    use leptos::{prelude::*, reactive::signal::ArcRwSignal};

    /// How often "3 min ago" is looked at again.
    const TICK: Duration = Duration::from_secs(30);

    thread_local! {
        /// Nothing until the page has been hydrated: until then times must read as the server wrote them.
        static NOW: ArcRwSignal<Option<Timestamp>> = ArcRwSignal::new(None);
    }

    /// Starts the clock. Called once, after hydration.
    pub fn start() {
        let tick = || NOW.with(|now| now.set(Some(Timestamp::from_millis(js_sys::Date::now() as i64))));
        tick();
        set_interval(tick, TICK);
    }

    pub fn now() -> Option<Timestamp> {
        NOW.with(Clone::clone).get()
    }

    /// Minutes that local clocks were ahead of UTC at that moment, summer time included.
    pub fn minutes_east(at: Timestamp) -> i64 {
        let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at.millis() as f64));
        -(date.get_timezone_offset() as i64)
    }
}

/// The server has no idea of the viewer's clock.
#[cfg(not(feature = "hydrate"))]
mod clock {
    use domain::Timestamp;

    pub fn now() -> Option<Timestamp> {
        None
    }

    pub fn minutes_east(_at: Timestamp) -> i64 {
        0
    }
}
