//! The viewer's clock: brings every moment in the page up to date, again and again.

use std::{cell::Cell, time::Duration};

use domain::Timestamp;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use crate::parts::wall_clock;

/// How often "3 min ago" is looked at again.
const TICK: Duration = Duration::from_secs(30);

thread_local! {
    /// Whether the clock runs. Until it does, times must read as the server wrote them.
    static RUNS: Cell<bool> = const { Cell::new(false) };
}

/// Starts the clock. Called once, when every island has been taken over.
pub fn start() {
    RUNS.set(true);
    set_interval(tick, TICK);
}

/// The time, once the clock runs.
pub fn now() -> Option<Timestamp> {
    RUNS.get().then(|| Timestamp::from_millis(js_sys::Date::now() as i64))
}

/// Minutes that the clocks where the viewer is were ahead of UTC at that moment, summer time included.
pub fn minutes_east(at: Timestamp) -> i64 {
    let date = js_sys::Date::new(&JsValue::from_f64(at.millis() as f64));
    -(date.get_timezone_offset() as i64)
}

/// Minutes that the clocks where the viewer is are ahead of UTC as this day begins there.
pub fn day_minutes_east(day: &str) -> Option<i64> {
    // Without a zone it is local time.
    let midnight = js_sys::Date::parse(&[day, "T00:00"].concat());
    (!midnight.is_nan()).then(|| minutes_east(Timestamp::from_millis(midnight as i64)))
}

/// Brings every moment in the page up to date.
pub fn tick() {
    let Some(now) = now() else { return };
    let Ok(moments) = document().query_selector_all("time[datetime]") else { return };
    for index in 0..moments.length() {
        if let Some(moment) = moments.item(index).and_then(|node| node.dyn_into::<Element>().ok()) {
            tell(&moment, now);
        }
    }
}

fn tell(moment: &Element, now: Timestamp) {
    let millis = js_sys::Date::parse(&moment.get_attribute("datetime").unwrap_or_default());
    if millis.is_nan() {
        return;
    }
    let at = Timestamp::from_millis(millis as i64);
    let (text, exact) = wall_clock(at, now, minutes_east(at), moment.has_attribute("data-of-day"));
    let _ = moment.set_attribute("title", &exact);
    // The text itself is changed, not the node: an island may hold on to it.
    if let Some(node) = moment.first_child()
        && node.node_value().as_deref() != Some(text.as_str())
    {
        node.set_node_value(Some(&text));
    }
}
