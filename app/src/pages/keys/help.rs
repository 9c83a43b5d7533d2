//! What access keys are for, and how a program is pointed at this server.

use leptos::prelude::*;

/// What keys are for, in a sentence.
pub const WHAT_FOR: &str = "Programs come with an access key instead of a password. It acts as its user, never reaches \
    further than its scope, and does not open this panel.";

/// How a program uses a key: which address and which names it takes.
pub fn how_to(server: &str) -> AnyView {
    let (aws, imkit) = (server.to_owned(), server.to_owned());
    view! {
        <dl class="facts">
            <div>
                <dt>"AWS CLI and SDKs"</dt>
                <dd>
                    "Set " <code>"AWS_ENDPOINT_URL"</code> " to " <code class="break-anywhere">{aws}</code>
                    ", and the key as " <code>"AWS_ACCESS_KEY_ID"</code> " and " <code>"AWS_SECRET_ACCESS_KEY"</code>
                    ". Any region will do."
                </dd>
            </div>
            <div>
                <dt>"IMKIT"</dt>
                <dd>
                    "Point the client at " <code class="break-anywhere">{imkit}</code> ", and send the key as the headers "
                    <code>"IM-CLIENT-KEY"</code> " and " <code>"IM-Authorization"</code> "."
                </dd>
            </div>
        </dl>
    }
    .into_any()
}
