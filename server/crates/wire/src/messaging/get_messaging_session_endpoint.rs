//! `GET /endpoints/messaging-session`: where sessions are opened. It is this server, under the name it was asked by;
//! clients put the scheme before it.

use serde_json::json;

use crate::aws::{Answer, BadMember, Call, Problem};

/// 200 `{Endpoint: {Url}}`.
pub(super) async fn run(call: &Call<'_>) -> Result<Answer, Problem> {
    call.query("network-type").maybe(|kind| kind.choice(&[("IPV4_ONLY", ()), ("DUAL_STACK", ())]))?;
    let missing = BadMember { name: "Host", says: "is required: the name of this server".to_owned() };
    let host = call.header("host").ok_or(missing)?;
    Ok(Answer::ok(json!({ "Endpoint": { "Url": url(host) } })))
}

/// Browsers leave this port out, and what they sign holds it then where it must not.
fn url(host: &str) -> &str {
    host.strip_suffix(":443").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::url;

    #[test]
    fn the_port_that_browsers_leave_out_is_left_out_and_no_other() {
        assert_eq!(["a.test:443", "[::1]:443"].map(url), ["a.test", "[::1]"]);
        for host in ["a.test", "a.test:3000", "a.test:8443", "443"] {
            assert_eq!(url(host), host);
        }
    }
}
