//! Who is looking: the one context of the panel. Never decides what they may do; the server does, at every call.

use domain::view::Viewer;
use leptos::prelude::*;

use crate::calls::{CallError, viewer};

/// Asks once who is looking, for all pages. Blocking: no page is sent before it is known.
pub fn provide_viewer() {
    provide_context(Resource::new_blocking(|| (), |()| viewer()));
}

/// Who is looking. Read it inside `<Suspense>` only.
pub fn use_viewer() -> Resource<Result<Option<Viewer>, CallError>> {
    expect_context()
}
