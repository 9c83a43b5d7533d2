//! Requests over several connections at once, as fast as they are answered, for a while.

use std::{
    cell::Cell,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use tokio::task::LocalSet;

use crate::{
    http::{Client, Post},
    times::Times,
};

/// What came of a load.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Answers a second.
    pub per_second: f64,
    /// How long each took.
    pub times: Times,
}

/// One thread for all connections: the load program takes as little as it can of the cores that it shares.
pub fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

/// Posts what `next` makes over so many connections, until the time is over or there is nothing more to post.
pub fn run(
    address: SocketAddr,
    token: Option<&str>,
    connections: usize,
    (warm_up, counted): (Duration, Duration),
    next: impl Fn() -> Option<Post> + Clone + 'static,
) -> anyhow::Result<Outcome> {
    LocalSet::new().block_on(&runtime()?, async {
        let begin = Instant::now() + warm_up;
        let end = begin + counted;
        let last = Rc::new(Cell::new(begin));
        let mut workers = Vec::new();
        for _ in 0..connections {
            let mut client = Client::connect(address, token).await?;
            let (next, last) = (next.clone(), Rc::clone(&last));
            workers.push(tokio::task::spawn_local(async move {
                let mut times = Times::default();
                while Instant::now() < end
                    && let Some(post) = next()
                {
                    let asked = Instant::now();
                    client.post(&post).await?;
                    let answered = Instant::now();
                    if asked >= begin && answered <= end {
                        times.push(answered - asked);
                        last.set(answered);
                    }
                }
                anyhow::Ok(times)
            }));
        }
        let mut times = Times::default();
        for worker in workers {
            times.extend(worker.await??);
        }
        let seconds = (last.get() - begin).as_secs_f64();
        anyhow::ensure!(seconds > 0.0, "the load ended before it counted");
        Ok(Outcome { per_second: times.count() as f64 / seconds, times })
    })
}
