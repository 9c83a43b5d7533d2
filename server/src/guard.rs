//! What stands around every request: who asks, from which site, with which headers, and one line in the log.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Instant,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use cookie::Cookie;
use futures::TryFutureExt;
use service::Client;
use wire::Tongue;

use crate::{
    panics::{self, Asker},
    router::{House, refuse},
};

/// Characters of the name of an incident.
const INCIDENT_CHARS: usize = 8;

/// Around every request: clients of AWS are answered by the path as it came, since it is signed and a router would make it
/// another; then it is noted, and the answer gets its headers. What panics is answered
/// like everything else.
pub(crate) async fn everybody(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = house.requests.route(&request);
    let asker = Asker::of(&request);
    let answering = house.clone();
    // The large ones in boxes: what is made here is copied with each step into which it is wrapped below.
    let answered = async move {
        match asker {
            Asker::Program(Tongue::Aws) => {
                let client = client(&request, answering.settings.behind_proxy);
                Box::pin(answering.wire.answer_aws(&client, request)).await
            }
            Asker::Program(tongue) => {
                Box::pin(answering.wire.answer(tongue, request, async |request| next.run(request).await)).await
            }
            Asker::Call | Asker::Somebody => next.run(request).await,
        }
    };
    let answered = panics::stopped(answered);
    let outcome = if is_safe(&method) { answered.await } else { to_the_end(answered).await };
    let mut response = match outcome {
        Ok(response) => response,
        Err(place) => {
            let incident = house.service.random_text(INCIDENT_CHARS);
            tracing::error!(incident, place, %method, route, "a request panicked");
            asker.told(incident)
        }
    };
    set_headers(&mut response);
    let route = response.extensions().get::<wire::aws::Named>().map_or(route, |named| named.0.to_owned());
    let (status, took) = (response.status().as_u16(), began.elapsed());
    house.requests.count(&route, &method, status, took);
    // Never content, cookies or queries. A program's is found by the id that its client was told.
    let id = || wire::request_id(&response);
    tracing::debug!(id = id(), %method, route, status, micros = took.as_micros(), "request");
    response
}

/// Carries out what changes something to its end, also when whoever asked hangs up meanwhile: what is on the disk is then
/// told to all whom it concerns.
fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, String>> + Send + 'static,
) -> impl Future<Output = Result<T, String>> {
    // A task that is awaited no longer goes on. It can only fail by a panic, and those were stopped before.
    tokio::spawn(work).unwrap_or_else(|error| Err(error.to_string()))
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Around what people ask for: refuses what another site has a browser send, since cookies travel along and the intent
/// does not; finds out whose session it is; and sends people without one to the sign-in page.
pub(crate) async fn people(State(house): State<Arc<House>>, mut request: Request, next: Next) -> Response {
    if !is_safe(request.method()) && !comes_from_here(request.headers()) {
        return (StatusCode::FORBIDDEN, "This request came from another site and was not carried out.").into_response();
    }
    let client = client(&request, house.settings.behind_proxy);
    request.extensions_mut().insert(client);
    let name = app::calls::server::cookie_name(house.settings.secure);
    let token = token(request.headers(), name).map(str::to_owned);
    let mut signed_in = false;
    if let Some(token) = token {
        match house.service.authenticate(&token).await {
            Ok(Some(actor)) => {
                signed_in = true;
                request.extensions_mut().insert(actor);
            }
            Ok(None) => {}
            Err(failure) => return refuse(&failure),
        }
    }
    if !signed_in && is_page(&request) && !is_open_to_all(request.uri().path()) {
        let wanted = request.uri().path_and_query().map_or("/", |wanted| wanted.as_str());
        return Redirect::to(&sign_in_then(wanted)).into_response();
    }
    next.run(request).await
}

/// Notes where a program's request comes from. Cookies count for nothing here: a key never comes in one.
pub(crate) async fn where_from(State(house): State<Arc<House>>, mut request: Request, next: Next) -> Response {
    let client = client(&request, house.settings.behind_proxy);
    request.extensions_mut().insert(client);
    next.run(request).await
}

fn is_page(request: &Request) -> bool {
    let path = request.uri().path();
    request.method() == Method::GET && path != "/live" && !path.starts_with("/api/")
}

fn is_open_to_all(path: &str) -> bool {
    path == "/sign-in" || path.starts_with("/set-up/")
}

/// The sign-in page that goes on to a path afterwards.
fn sign_in_then(wanted: &str) -> String {
    if wanted == "/" {
        return "/sign-in".to_owned();
    }
    let mut address = String::from("/sign-in?next=");
    for byte in wanted.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}

/// The cookie with exactly this name; of several, none counts.
fn token<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .filter(|cookie| cookie.name() == name)
        .filter_map(|cookie| cookie.value_raw());
    let first = found.next()?;
    if found.next().is_some() || first.is_empty() { None } else { Some(first) }
}

pub(crate) fn client(request: &Request, behind_proxy: bool) -> Client {
    let text = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let forwarded = behind_proxy.then(|| forwarded(request.headers())).flatten();
    let peer = || request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    Client {
        address: forwarded.or_else(peer).map(|address| address.to_string()).unwrap_or_default(),
        agent: text(header::USER_AGENT).unwrap_or_default().to_owned(),
    }
}

/// The address that our own proxy wrote: the last entry of the last line, whether it adds to the line that it was sent or
/// writes one of its own. Those before it anybody can write.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all(HeaderName::from_static("x-forwarded-for")).iter().next_back()?;
    let entry = last.to_str().ok()?.rsplit(',').next()?.trim();
    // Some proxies tell the port as well.
    let with_port = || entry.parse::<SocketAddr>().map(|address| address.ip()).ok();
    let bare = entry.strip_prefix('[').and_then(|entry| entry.strip_suffix(']')).unwrap_or(entry);
    bare.parse().ok().or_else(with_port)
}

/// Browsers tell where a request comes from; what tells nothing is no browser and carries no stolen cookie.
fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or("?"));
    match text(HeaderName::from_static("sec-fetch-site")) {
        Some(site) => site == "same-origin",
        None => match text(header::ORIGIN) {
            Some(origin) => {
                let host = text(header::HOST).unwrap_or_default();
                origin.split_once("://").is_some_and(|(_, origin)| origin == host)
            }
            None => true,
        },
    }
}

/// Headers that every answer carries.
fn set_headers(response: &mut Response) {
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::CACHE_CONTROL, "no-store");
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_post_from_another_site_is_told_apart() {
        assert!(comes_from_here(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(!comes_from_here(&headers(&[("sec-fetch-site", "cross-site")])));
        assert!(!comes_from_here(&headers(&[("sec-fetch-site", "same-site")])));
        assert!(comes_from_here(&headers(&[("origin", "http://a.test:3000"), ("host", "a.test:3000")])));
        assert!(!comes_from_here(&headers(&[("origin", "http://b.test"), ("host", "a.test")])));
        assert!(!comes_from_here(&headers(&[("origin", "null"), ("host", "a.test")])));
        assert!(comes_from_here(&headers(&[("host", "a.test")])));
    }

    #[test]
    fn a_client_is_where_our_own_proxy_says_and_nowhere_else() {
        let address = |lines: &[&'static str], behind_proxy| {
            let mut request = Request::new(axum::body::Body::empty());
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 4711))));
            for line in lines {
                request.headers_mut().append("x-forwarded-for", HeaderValue::from_str(line).unwrap());
            }
            client(&request, behind_proxy).address
        };
        for (lines, expected) in [
            (&["192.0.2.7"] as &[_], "192.0.2.7"),
            (&["203.0.113.9, 192.0.2.7"], "192.0.2.7"),
            (&["203.0.113.9", "192.0.2.7"], "192.0.2.7"),
            (&["203.0.113.9", "203.0.113.8 , 192.0.2.7 "], "192.0.2.7"),
            (&["192.0.2.7:50000"], "192.0.2.7"),
            (&["2001:db8::7"], "2001:db8::7"),
            (&["[2001:db8::7]"], "2001:db8::7"),
            (&["203.0.113.9, [2001:db8::7]:50000"], "2001:db8::7"),
            (&["203.0.113.9", "unknown"], "10.0.0.1"),
            (&["203.0.113.9,"], "10.0.0.1"),
            (&["203.0.113.9", "\u{e4}"], "10.0.0.1"),
            (&[], "10.0.0.1"),
        ] {
            assert_eq!(address(lines, true), expected, "{lines:?}");
            assert_eq!(address(lines, false), "10.0.0.1", "{lines:?}");
        }
    }

    #[test]
    fn a_cookie_is_found_by_its_exact_name_and_only_alone() {
        let one = headers(&[("cookie", "roomkeeper2=x; roomkeeper=abc")]);
        assert_eq!(token(&one, "roomkeeper"), Some("abc"));
        let two = headers(&[("cookie", "roomkeeper=abc; roomkeeper=def")]);
        assert_eq!(token(&two, "roomkeeper"), None);
    }

    #[test]
    fn the_wanted_page_travels_as_one_value() {
        assert_eq!(sign_in_then("/rooms?a=b&c=d"), "/sign-in?next=/rooms%3Fa%3Db%26c%3Dd");
    }
}
