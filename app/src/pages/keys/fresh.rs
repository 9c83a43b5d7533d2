//! A key that was just made, with its secrets: shown once, ready to be copied.

use domain::view::NewKeyView;
use leptos::prelude::*;

/// The key; or, where it was shown before, what to do without it. `server`: what programs are pointed at.
pub fn fresh(key: Option<NewKeyView>, server: &str) -> AnyView {
    let Some(key) = key else {
        return view! {
            <p class="notice fresh-key" data-tone="warn">
                "The secrets of this key were shown once, when it was made, and cannot be shown again. If they are lost, disable the key and make another one."
            </p>
        }
        .into_any();
    };
    let id = key.access_key_id.to_string();
    let aws = [
        "export AWS_ACCESS_KEY_ID=",
        &id,
        "\nexport AWS_SECRET_ACCESS_KEY=",
        &key.secret_access_key,
        "\nexport AWS_ENDPOINT_URL=",
        server,
        "\nexport AWS_DEFAULT_REGION=us-east-1",
    ]
    .concat();
    let imkit = ["IM-CLIENT-KEY: ", &key.client_key, "\nIM-Authorization: ", &key.client_token].concat();
    view! {
        <section class="card stack fresh-key" aria-labelledby="fresh-title">
            <h2 id="fresh-title">"The new access key"</h2>
            <p class="notice" data-tone="warn">
                "Copy what you need now. It is shown this once: when you leave or reload this page, nobody can tell it any more."
            </p>
            <div class="stack" data-once="">
            <dl class="secrets">
                {secret("access-key-id", "Access key ID", id)}
                {secret("secret-access-key", "Secret access key", key.secret_access_key)}
                {secret("client-key", "IMKIT client key", key.client_key)}
                {secret("client-token", "IMKIT client token", key.client_token)}
            </dl>
            {snippet("aws-snippet", "For the AWS CLI and SDKs", aws)}
            {snippet("imkit-snippet", "For IMKIT, as headers", imkit)}
            </div>
            <p role="status" id="copied" class="small"></p>
        </section>
    }
    .into_any()
}

/// One value and the button that copies it.
fn secret(id: &'static str, label: &'static str, value: String) -> AnyView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd>
                <code class="secret" id=id>{value}</code>
                {copy(id, label)}
            </dd>
        </div>
    }
    .into_any()
}

/// Some lines to paste.
fn snippet(id: &'static str, label: &'static str, lines: String) -> AnyView {
    view! {
        <div class="snippet">
            <div class="cluster" data-spread>
                <h3>{label}</h3>
                {copy(id, label)}
            </div>
            <pre class="secret" id=id>{lines}</pre>
        </div>
    }
    .into_any()
}

/// Takes script to work: until that is there, it keeps its place and cannot be seen.
fn copy(id: &'static str, label: &'static str) -> AnyView {
    let name = ["Copy: ", label].concat();
    view! { <button type="button" class="button" data-size="small" data-copy=id aria-label=name>"Copy"</button> }
        .into_any()
}
