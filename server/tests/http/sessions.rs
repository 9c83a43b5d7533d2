//! Signing in and out, and the cookie that comes of it.

use testkit::PASSWORD;

use super::planted;
use crate::running::{Running, sign_in};

#[tokio::test]
async fn the_cookie_is_out_of_reach_for_scripts_and_other_sites() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let answer = server.browser(1).post(
        "/api/session/sign-in",
        &[("email", "ana@example.org"), ("password", PASSWORD), ("next", "//evil.example")],
    );
    let cookie = answer.header("set-cookie").unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!format!("{answer:?}").contains("evil.example"), "never on to another site: {answer:?}");
}

#[tokio::test]
async fn signing_in_begins_a_session_of_its_own_and_everywhere_means_everywhere() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let mut fixed = server.browser(1);
    fixed.cookie = Some("a-token-that-somebody-planted".into());
    let one = fixed.clone().sign_in("ana@example.org", PASSWORD);
    assert_ne!(one.cookie, fixed.cookie);
    assert_eq!(fixed.get("/").status, 303, "the planted token opens nothing");
    let two = one.clone().sign_in("ana@example.org", PASSWORD);
    assert_ne!(one.cookie, two.cookie);
    assert_eq!(two.post("/api/settings/sign-out-others", &[]).status, 200);
    assert_eq!((one.get("/").status, two.get("/").status), (303, 200));
    let root = sign_in(&server, "root");
    assert_eq!(root.post("/api/users/sign-out", &[("user", &planted.ana.to_string())]).status, 200);
    assert_eq!(two.get("/").status, 303);
    assert_eq!(root.post("/api/session/sign-out", &[]).status, 200);
    assert_eq!(root.get("/").status, 303);
    let two_cookies = [("Cookie", "roomkeeper=x")];
    let again = sign_in(&server, "ana");
    assert_eq!(again.send("GET", "/", &two_cookies, b"").status, 303, "of two cookies none counts");
}

#[tokio::test]
async fn whoever_tries_too_often_is_told_how_long_to_wait() {
    let planted = planted().await;
    let server = Running::serve(planted.folder.path());
    let mut tries = 0;
    let refused = loop {
        let answer = server
            .browser(1)
            .post("/api/session/sign-in", &[("email", "ana@example.org"), ("password", "wrong password")]);
        tries += 1;
        assert!(tries < 40, "nobody stops me");
        if answer.status != 401 {
            break answer;
        }
    };
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").unwrap().parse::<u32>().unwrap() > 0);
    let other = server.browser(2).post("/api/session/sign-in", &[("email", "ben@example.org"), ("password", PASSWORD)]);
    assert_eq!(other.status, 200, "others are not held up");
}
