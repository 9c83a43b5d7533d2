//! The HTML around the panel: head, style sheet, and the script that starts the WASM. Server only in effect, yet
//! compiled for both sides because routes are listed by drawing it.

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

/// The theme of the page at hand: as the server knows it, then as the browser was told. The same while hydrating.
pub(crate) fn page_theme() -> Theme {
    #[cfg(feature = "hydrate")]
    return document()
        .document_element()
        .and_then(|html| html.get_attribute("data-theme"))
        .and_then(|code| Theme::from_code(&code))
        .unwrap_or_default();
    #[cfg(not(feature = "hydrate"))]
    return use_context::<PageTheme>().unwrap_or_default().0;
}

/// The whole document. Expects a nonce in context (`leptos::nonce::provide_nonce`) for the one inline script.
pub fn shell(assets: &Assets) -> impl IntoView + use<> {
    let theme = page_theme();
    let nonce = leptos::nonce::use_nonce();
    let start = format!(
        "import init,{{hydrate}} from '{js}';init({{module_or_path:'{wasm}'}}).then(()=>hydrate());",
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
                <link rel="icon" href=assets.favicon.clone() type="image/svg+xml" />
                <link rel="stylesheet" href=assets.css.clone() />
                <link rel="modulepreload" href=assets.js.clone() />
                <link rel="preload" href=assets.wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
                <MetaTags />
            </head>
            <body>
                <App />
                <script type="module" nonce=nonce>{start}</script>
            </body>
        </html>
    }
}
