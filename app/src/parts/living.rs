//! Pieces of a view that follow what they read. All are of one type, whatever they show: each type more is code that every
//! browser loads.

use leptos::prelude::*;

/// A piece that follows.
pub type Living = Box<dyn FnMut() -> AnyView + Send>;

/// A piece that is always there.
pub fn living(read: impl FnMut() -> AnyView + Send + 'static) -> Living {
    Box::new(read)
}

/// A piece that comes and goes.
pub fn living_if(mut read: impl FnMut() -> Option<AnyView> + Send + 'static) -> Living {
    Box::new(move || read().into_any())
}

/// Words that change.
pub fn living_words<T: Into<String>>(mut read: impl FnMut() -> T + Send + 'static) -> Living {
    Box::new(move || read().into().into_any())
}
