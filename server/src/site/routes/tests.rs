//! Which file is sent, in which encoding, and for how long it is kept.

use std::{error::Error, fs, sync::Arc};

use axum::body::{Body, to_bytes};
use http::{Method, Request, Response, StatusCode};
use tower::ServiceExt;

use super::router;
use crate::site::Site;

type Outcome = Result<(), Box<dyn Error>>;

async fn ask(site: &Arc<Site>, method: Method, path: &str, headers: &[(&str, &str)]) -> Result<Answer, Box<dyn Error>> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = router(site.clone()).oneshot(request.body(Body::empty())?).await?;
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1_000_000).await?;
    Ok(Answer(Response::from_parts(parts, body.to_vec())))
}

fn sample() -> Arc<Site> {
    Arc::new(Site::sample())
}

struct Answer(Response<Vec<u8>>);

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.0.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn status(&self) -> StatusCode {
        self.0.status()
    }

    fn body(&self) -> &[u8] {
        self.0.body()
    }
}

#[tokio::test]
async fn a_file_comes_in_the_smallest_form_the_visitor_reads() -> Outcome {
    let table: [(&str, &str, &str, &[u8]); 6] = [
        ("roomkeeper-0a.js", "gzip, br", "br", b"js as brotli"),
        ("roomkeeper-0a.js", "gzip, br;q=0", "gzip", b"js as gzip"),
        ("roomkeeper-0a.js", "zstd", "", b"export{}"),
        ("roomkeeper-0b.wasm", "gzip", "", b"\0asm"),
        ("roomkeeper-0c.css", "gzip, br", "gzip", b"css as gzip"),
        ("favicon-0d.svg", "gzip, br", "", b"<svg/>"),
    ];
    for (file, accepts, encoding, body) in table {
        let path = format!("/assets/{file}");
        let answer = ask(&sample(), Method::GET, &path, &[("accept-encoding", accepts)]).await?;
        assert_eq!(answer.status(), StatusCode::OK, "{file}");
        assert_eq!(answer.header("content-encoding"), encoding, "{file} {accepts}");
        assert_eq!(answer.body(), body, "{file} {accepts}");
        assert_eq!(answer.header("vary"), "Accept-Encoding");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    Ok(())
}

#[tokio::test]
async fn each_kind_has_its_type() -> Outcome {
    let table = [
        ("roomkeeper-0a.js", "text/javascript; charset=utf-8"),
        ("roomkeeper-0b.wasm", "application/wasm"),
        ("roomkeeper-0c.css", "text/css; charset=utf-8"),
        ("favicon-0d.svg", "image/svg+xml"),
    ];
    for (file, content_type) in table {
        let answer = ask(&sample(), Method::GET, &format!("/assets/{file}"), &[]).await?;
        assert_eq!(answer.header("content-type"), content_type);
    }
    Ok(())
}

#[tokio::test]
async fn who_has_the_file_already_gets_no_body() -> Outcome {
    let path = "/assets/roomkeeper-0a.js";
    let first = ask(&sample(), Method::GET, path, &[("accept-encoding", "br")]).await?;
    let tag = first.header("etag");
    assert!(tag.starts_with('"'), "strong: {tag}");
    for known in [tag, "*", &format!("\"other\", W/{tag}")] {
        let headers = [("accept-encoding", "br"), ("if-none-match", known)];
        let again = ask(&sample(), Method::GET, path, &headers).await?;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{known}");
        assert!(again.body().is_empty() && again.header("content-encoding").is_empty());
        assert_eq!(again.header("etag"), tag);
        assert_eq!(again.header("vary"), "Accept-Encoding");
    }
    let other_form = [("accept-encoding", "gzip"), ("if-none-match", tag)];
    assert_eq!(ask(&sample(), Method::GET, path, &other_form).await?.status(), StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn head_tells_the_length_and_sends_nothing() -> Outcome {
    let answer = ask(&sample(), Method::HEAD, "/assets/roomkeeper-0a.js", &[("accept-encoding", "br")]).await?;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.header("content-length"), "12");
    assert!(answer.body().is_empty());
    Ok(())
}

#[tokio::test]
async fn only_get_and_head_are_answered() -> Outcome {
    let answer = ask(&sample(), Method::POST, "/assets/roomkeeper-0a.js", &[]).await?;
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    Ok(())
}

#[tokio::test]
async fn nothing_but_the_bundlers_files_is_found() -> Outcome {
    let folder = tempfile::tempdir()?;
    let site = folder.path().join("site");
    fs::create_dir(&site)?;
    fs::write(site.join("manifest.json"), r#"{"js":"a.js","wasm":"a.wasm","css":"a.css","favicon":null}"#)?;
    fs::write(site.join("a.js.br"), "copy")?;
    fs::write(site.join("a.js"), "plain")?;
    fs::write(folder.path().join("secret.js"), "secret")?;
    let paths = [
        "/assets/gone.js",
        "/assets/manifest.json",
        "/assets/a.js.br",
        "/assets/..%2fsecret.js",
        "/assets/..",
        "/assets/%2e%2e%2fsecret.js",
        "/assets/%5c..%5csecret.js",
        "/assets/a.js%00",
        "/assets/",
    ];
    let site = Arc::new(Site::in_folder(site)?);
    for path in paths {
        let answer = ask(&site, Method::GET, path, &[]).await?;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let answer = ask(&site, Method::GET, "/assets/gone.js", &[]).await?;
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    Ok(())
}

#[tokio::test]
async fn a_folder_is_read_anew_each_time() -> Outcome {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("manifest.json"), r#"{"js":"a.js","wasm":"a.wasm","css":"a.css","favicon":null}"#)?;
    let site = Arc::new(Site::in_folder(folder.path().to_owned())?);
    for text in ["first", "second"] {
        fs::write(folder.path().join("a.js"), text)?;
        fs::write(folder.path().join("a.js.br"), format!("{text} as brotli"))?;
        let plain = ask(&site, Method::GET, "/assets/a.js", &[]).await?;
        assert_eq!(plain.body(), text.as_bytes());
        let small = ask(&site, Method::GET, "/assets/a.js", &[("accept-encoding", "br")]).await?;
        assert_eq!(small.body(), format!("{text} as brotli").as_bytes());
    }
    Ok(())
}
