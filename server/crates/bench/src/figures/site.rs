//! What a browser fetches before the panel runs: WASM, JavaScript and CSS, compressed with brotli.

use anyhow::Context;
use serde::Deserialize;

use super::Setting;
use crate::table::{Amount, Mark, Row};

#[derive(Deserialize)]
struct Manifest {
    js: String,
    wasm: String,
    css: String,
}

/// Adds up the files that the built site's manifest names.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let file = setting.site.join("manifest.json");
    let manifest = std::fs::read(&file).context("there is no built site; `make site` builds one")?;
    let Manifest { js, wasm, css } = serde_json::from_slice(&manifest)?;
    let mut kilobytes = Vec::new();
    for name in [wasm, js, css] {
        let copy = setting.site.join(format!("{name}.br"));
        let size = std::fs::metadata(&copy).with_context(|| format!("{name} has no brotli copy"))?.len();
        kilobytes.push(size as f64 / 1e3);
    }
    let [wasm, js, css] = kilobytes.as_slice() else { anyhow::bail!("three files were asked for") };
    Ok(vec![
        Row::new("site: WASM, JS and CSS, brotli", Amount::Kilobytes(wasm + js + css))
            .reach(Mark::AtMost(Amount::Kilobytes(250.0)))
            .note(format!("{wasm:.0} + {js:.0} + {css:.0}")),
    ])
}
