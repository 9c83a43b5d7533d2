//! `GET /endpoints/messaging-session`: where sessions are opened. It is this server, under the name it was asked by;
//! clients put the scheme before it.

use serde_json::json;

use crate::aws::{Answer, BadMember, Call, Problem};

/// 200 `{Endpoint: {Url}}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    call.query("network-type").maybe(|kind| kind.choice(&[("IPV4_ONLY", ()), ("DUAL_STACK", ())]))?;
    let missing = BadMember { name: "Host", says: "is required: the name of this server".to_owned() };
    let host = call.header("host").ok_or(missing)?;
    // Browsers leave this port out, and what they sign holds it then where it must not.
    let host = host.strip_suffix(":443").unwrap_or(host);
    Ok(Answer::ok(json!({ "Endpoint": { "Url": host } })))
}
