//! The HTML around the panel: head, style sheet, and the script that starts the WASM.

use domain::view::Theme;
use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::App;

/// Where the parts of the site are served: paths with content hashes.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    /// The glue script that loads the WASM.
    pub js: String,
    /// The WASM itself.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
    /// The icon.
    pub favicon: String,
}

/// The theme of whoever asks, as the server knows it when it draws the page.
#[derive(Debug, Clone, Copy, Default)]
pub struct PageTheme(pub Theme);

/// Takes the islands over, one after the other in the order of the page, and what was printed for them out of it again:
/// it may hold texts that are removed while the page is open.
const ISLANDS: &str = "for(const island of document.querySelectorAll('leptos-island')){\
    site[island.dataset.component](island);delete island.dataset.props;}";

/// The whole document. Expects a nonce in context (`leptos::nonce::provide_nonce`) for the one inline script.
pub fn shell(assets: &Assets) -> impl IntoView + use<> {
    let theme = use_context::<PageTheme>().unwrap_or_default().0;
    let nonce = leptos::nonce::use_nonce();
    let start = format!(
        "import * as site from '{js}';site.default({{module_or_path:'{wasm}'}}).then(()=>{{site.hydrate();{ISLANDS}}});",
        js = assets.js,
        wasm = assets.wasm
    );
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.code()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                // Nothing is painted before the last element is there: a page that comes in pieces would move under the eye.
                <link rel="expect" href="#start" blocking="render" />
                <link rel="icon" href=assets.favicon.clone() type="image/svg+xml" />
                <link rel="stylesheet" href=assets.css.clone() />
                <link rel="modulepreload" href=assets.js.clone() />
                <link rel="preload" href=assets.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
                <MetaTags />
            </head>
            <body>
                <App />
                <script type="module" id="start" nonce=nonce>{start}</script>
            </body>
        </html>
    }
}
