//! Redactions over HTTP: durable, with session, policy, audit entry, event and idempotency key, as the panel posts
//! them. The limit is the small server, which writes one row durably and does nothing else.

use std::{cell::Cell, net::SocketAddr, rc::Rc};

use super::{Setting, redaction};
use crate::{
    http::{Body, Post},
    limits::{COUNTED, REDACTABLE_MESSAGES, TURNS, WARM_UP},
    load::{self, Outcome},
    plain,
    planted::Planted,
    process::Running,
    small_server,
    table::{Amount, Mark, Row},
    times::middle,
};

/// Product and limit take turns, so that what else the machine does falls on both.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Row>> {
    let runtime = load::runtime()?;
    let planted = runtime.block_on(Planted::new(&[REDACTABLE_MESSAGES], 0))?;
    let mut server = setting.serve(&planted)?;
    let address = server.address()?;
    let next = Rc::new(Cell::new(0));
    let mut rows = Vec::new();
    for (connections, writer, limit, mark) in [
        (1, "alone", "axum, sqlx and SQLite, one UPDATE", Mark::RatioAtLeast(0.7)),
        (16, "grouped", "the same, whatever waits in one UPDATE", Mark::RatioAtLeast(0.6)),
    ] {
        let folder = tempfile::Builder::new().prefix("roomkeeper-bench-").tempdir()?;
        runtime.block_on(async {
            let mut connection = plain::open(&folder.path().join(small_server::FILE), true).await?;
            plain::make_table(&mut connection).await?;
            plain::fill(&mut connection, REDACTABLE_MESSAGES).await
        })?;
        let mut small = Running::itself(&["small-server", writer, &folder.path().to_string_lossy()])?;
        let (small_address, small_next) = (small.address()?, Rc::new(Cell::new(0)));
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            theirs.push(load_of_small(small_address, connections, &small_next)?);
            ours.push(load_of_server(address, connections, &planted, &next)?);
        }
        rows.extend(row(connections, &ours, &theirs, limit, mark));
    }
    Ok(rows)
}

fn row(connections: usize, ours: &[Outcome], theirs: &[Outcome], limit: &'static str, mark: Mark) -> Vec<Row> {
    let rate = |of: &[Outcome]| middle(of.iter().map(|round| round.per_second).collect());
    let p99 = |of: &[Outcome]| middle(of.iter().map(|round| round.times.p99()).collect());
    let p50 = middle(ours.iter().map(|round| round.times.p50()).collect());
    let people = if connections == 1 { "1 connection".to_owned() } else { format!("{connections} connections") };
    let mut rows = vec![
        Row::new(format!("redactions over HTTP, {people}"), Amount::PerSecond(rate(ours)))
            .beside(Amount::PerSecond(rate(theirs)), limit)
            .reach(mark)
            .note(format!("p50 {p50:.2} ms")),
    ];
    let slowest = Row::new(format!("their p99, {people}"), Amount::Millis(p99(ours)))
        .beside(Amount::Millis(p99(theirs)), "the same server");
    rows.push(if connections > 1 { slowest.reach(Mark::AtMost(Amount::Millis(4.0))) } else { slowest });
    rows
}

fn load_of_small(address: SocketAddr, connections: usize, next: &Rc<Cell<u64>>) -> anyhow::Result<Outcome> {
    let next = Rc::clone(next);
    load::run(address, None, connections, (WARM_UP, COUNTED), move || {
        let message = one_more(&next)? as i64;
        Some(Post { path: "/redact", body: Body::Json(format!("{{\"message\":{message}}}")) })
    })
}

fn load_of_server(
    address: SocketAddr,
    connections: usize,
    planted: &Planted,
    next: &Rc<Cell<u64>>,
) -> anyhow::Result<Outcome> {
    let (room, next) = (planted.rooms[0].clone(), Rc::clone(next));
    load::run(address, Some(&planted.moderator), connections, (WARM_UP, COUNTED), move || {
        Some(redaction(&room, room.message(one_more(&next)?)))
    })
}

/// The next message that nobody has redacted yet.
fn one_more(next: &Cell<u64>) -> Option<u64> {
    let n = next.get();
    next.set(n + 1);
    (n < REDACTABLE_MESSAGES).then_some(n)
}
