//! The smallest honest server: axum, SQLite with the store's pragmas, and one durable UPDATE a request. No sign-in, no
//! policy, no audit, no event, no viewer. What the product does on top is the difference.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;
use tokio::sync::{Mutex, mpsc, oneshot};

use crate::plain;

/// The file, inside the folder that the server is given.
pub const FILE: &str = "plain.sqlite";
/// Writes of one transaction at the most, as in the store.
const GROUP_WRITES_MAX: usize = 256;
/// Time between two copies of the log, on a thread of their own.
const COPY_EVERY: Duration = Duration::from_millis(50);

/// What is asked for: which message.
#[derive(Debug, Deserialize)]
struct Redact {
    message: i64,
}

#[derive(Debug, Serialize)]
struct Redacted {
    message: i64,
    count: u64,
}

/// How a write reaches the disk.
#[derive(Clone)]
enum Writer {
    /// Each on its own, one after the other.
    Alone(Arc<Mutex<SqliteConnection>>),
    /// Whatever waits, together.
    Grouped(mpsc::Sender<(i64, oneshot::Sender<u64>)>),
}

/// Serves until it is killed.
pub fn run(writer: &str, folder: &Path) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let file = folder.join(FILE);
        let writer = match writer {
            "alone" => Writer::Alone(Arc::new(Mutex::new(plain::open(&file, true).await?))),
            "grouped" => {
                let (sender, inbox) = mpsc::channel(1024);
                let copied = Arc::new(AtomicBool::new(false));
                tokio::spawn(write_groups(plain::open(&file, false).await?, inbox, Arc::clone(&copied)));
                tokio::spawn(copy_log(plain::open(&file, false).await?, copied));
                Writer::Grouped(sender)
            }
            other => anyhow::bail!("{other} is no way to write"),
        };
        let app = Router::new().route("/redact", post(redact)).with_state(writer);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        use axum::serve::ListenerExt;
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, app).await?;
        Ok(())
    })
}

async fn redact(State(writer): State<Writer>, Json(asked): Json<Redact>) -> Result<Json<Redacted>, StatusCode> {
    let broke = StatusCode::INTERNAL_SERVER_ERROR;
    let count = match writer {
        Writer::Alone(connection) => {
            plain::redact(&mut *connection.lock().await, asked.message).await.map_err(|_| broke)?
        }
        Writer::Grouped(sender) => {
            let (answer, answered) = oneshot::channel();
            sender.send((asked.message, answer)).await.map_err(|_| broke)?;
            answered.await.map_err(|_| broke)?
        }
    };
    Ok(Json(Redacted { message: asked.message, count }))
}

async fn write_groups(
    mut connection: SqliteConnection,
    mut inbox: mpsc::Receiver<(i64, oneshot::Sender<u64>)>,
    copied: Arc<AtomicBool>,
) {
    let mut group = Vec::with_capacity(GROUP_WRITES_MAX);
    while inbox.recv_many(&mut group, GROUP_WRITES_MAX).await > 0 {
        let messages: Vec<i64> = group.iter().map(|(message, _)| *message).collect();
        if let Err(error) = plain::redact_group(&mut connection, &messages).await {
            eprintln!("the small server cannot write: {error:#}");
            return;
        }
        for (_, answer) in group.drain(..) {
            let _ = answer.send(1);
        }
        // The rest of the log, so that the next commit begins it anew in its place.
        if copied.swap(false, Ordering::AcqRel)
            && let Err(error) = plain::copy_log(&mut connection).await
        {
            eprintln!("the small server cannot copy its log: {error:#}");
        }
    }
}

async fn copy_log(mut connection: SqliteConnection, copied: Arc<AtomicBool>) {
    loop {
        tokio::time::sleep(COPY_EVERY).await;
        match plain::copy_log(&mut connection).await {
            Ok(_) => copied.store(true, Ordering::Release),
            Err(error) => eprintln!("the small server cannot copy its log: {error:#}"),
        }
        copied.store(true, Ordering::Release);
    }
}
