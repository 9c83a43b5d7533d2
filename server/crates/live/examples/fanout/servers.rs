//! The three servers, and the publisher that times them.

use std::{
    env, fs,
    io::{BufRead, BufReader, Lines, Write},
    net::{SocketAddr, TcpStream},
    process::{Child, ChildStdout, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{
        Request,
        ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use domain::{Earshot, EventNumber, RoomId, UserId};
use live::{Event, Happening, Hub, Texts};
use tokio::{net::TcpListener, runtime::Handle, sync::broadcast};

use crate::{BURST_FRAMES, FRAME_BYTES, FRAMES, JSON_BYTES, Outcome, clients::now, handshake};

/// The room that all watch.
const ROOM: RoomId = RoomId::MIN;
/// Time between two events.
const PAUSE: Duration = Duration::from_millis(10);

/// Gives an event to everybody; how, is what is measured.
type Publish = Box<dyn FnMut(u64)>;

/// Serves one way, drives it, and prints a line.
pub fn run(way: &str, viewers: usize) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let before = resident_kib()?;
    let (mut clients, mut said, mut publish);
    match way {
        "bare" => {
            (clients, said) = viewers_at(address, viewers, way)?;
            publish = bare(&listener, viewers)?;
        }
        _ => {
            publish = if way == "hub" { hub(&runtime, listener)? } else { axum(&runtime, listener)? };
            (clients, said) = viewers_at(address, viewers, way)?;
        }
    }
    if said.next().transpose()?.as_deref() != Some("ready") {
        return Err("the viewers did not come".into());
    }
    // What the handshakes have used is given back first.
    thread::sleep(Duration::from_millis(500));
    let each = (resident_kib()? - before) as f64 / viewers as f64;
    let mut last_has = || -> Outcome<u128> { Ok(said.next().ok_or("the viewers left")??.parse()?) };

    let waits = Waits::watch(runtime.handle());
    let mut times = Vec::new();
    for number in 1..=FRAMES as u64 {
        let published = now();
        publish(number);
        times.push(last_has()?.saturating_sub(published) as f64 / 1e6);
        thread::sleep(PAUSE);
    }
    let other = waits.p99();
    let published = now();
    (FRAMES as u64 + 1..=(FRAMES + BURST_FRAMES) as u64).for_each(publish);
    let mut burst = 0.0;
    for _ in 0..BURST_FRAMES {
        burst = last_has()?.saturating_sub(published) as f64 / 1e6;
    }
    clients.wait()?;

    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{viewers:>8} {way:>5} {:>8.2} {:>8.2} {:>8.2} {burst:>9.1} {other:>11.2} {each:>9.1}",
        at(0.5),
        at(0.99),
        at(1.0)
    );
    Ok(())
}

/// Sockets written in one loop: nothing can be faster.
fn bare(listener: &std::net::TcpListener, viewers: usize) -> Outcome<Publish> {
    let mut sockets: Vec<TcpStream> = Vec::new();
    for _ in 0..viewers {
        let (socket, _) = listener.accept()?;
        socket.set_nodelay(true)?;
        sockets.push(socket);
    }
    let frame = [b'x'; FRAME_BYTES];
    Ok(Box::new(move |_| {
        for socket in &mut sockets {
            if let Err(error) = socket.write_all(&frame) {
                eprintln!("{error}");
            }
        }
    }))
}

/// The hub, behind the handshake that the endpoint uses.
fn hub(runtime: &tokio::runtime::Runtime, listener: std::net::TcpListener) -> Outcome<Publish> {
    let hub = Hub::new();
    let sessions = Arc::new(AtomicU64::new(0));
    let router = Router::new().route(
        "/live",
        get({
            let hub = hub.clone();
            async move |request: Request| -> Response {
                let (response, line) = match handshake::accept(request) {
                    Ok(accepted) => accepted,
                    Err(refusal) => return refusal.into_response(),
                };
                let session = sessions.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(async move {
                    let Some(line) = line.await else { return };
                    if !line.is_tcp() {
                        eprintln!("the hub cannot write this line itself");
                    }
                    let mut feed = hub.join(line, UserId::from_raw(session as i64), session);
                    loop {
                        match feed.next().await {
                            Happening::Text(_) => {
                                feed.catch_up(ROOM);
                                let mut ok = Texts::new();
                                ok.push(b"ok");
                                let _ = feed.send(ok).await;
                                feed.follow(EventNumber(0), Earshot::Everything);
                            }
                            Happening::Closed => return,
                            Happening::Quiet => {}
                            other => eprintln!("{other:?}"),
                        }
                    }
                });
                response
            }
        }),
    );
    serve(runtime, listener, router)?;
    watched_and_unwatched(&hub);
    let json = Bytes::from(vec![b'x'; JSON_BYTES]);
    Ok(Box::new(move |number| hub.publish(ROOM, Event::new(EventNumber(number), json.clone()))))
}

/// A task and a WebSocket of the web framework for each viewer, with buffers as small as it allows.
fn axum(runtime: &tokio::runtime::Runtime, listener: std::net::TcpListener) -> Outcome<Publish> {
    async fn view(mut socket: WebSocket, mut events: broadcast::Receiver<Utf8Bytes>) {
        loop {
            let said = tokio::select! {
                event = events.recv() => match event {
                    Ok(event) => socket.send(Message::Text(event)).await,
                    Err(_) => return,
                },
                asked = socket.recv() => match asked {
                    Some(Ok(Message::Text(_))) => socket.send(Message::text("ok")).await,
                    _ => return,
                },
            };
            if said.is_err() {
                return;
            }
        }
    }
    let (events, _) = broadcast::channel(FRAMES + BURST_FRAMES);
    let router = Router::new().route(
        "/live",
        get({
            let events = events.clone();
            async move |upgrade: WebSocketUpgrade| {
                let events = events.subscribe();
                upgrade.read_buffer_size(512).write_buffer_size(0).on_upgrade(move |socket| view(socket, events))
            }
        }),
    );
    serve(runtime, listener, router)?;
    let json = Utf8Bytes::from("x".repeat(JSON_BYTES));
    Ok(Box::new(move |_| {
        let _ = events.send(json.clone());
    }))
}

fn serve(runtime: &tokio::runtime::Runtime, listener: std::net::TcpListener, router: Router) -> Outcome {
    use axum::serve::ListenerExt;
    listener.set_nonblocking(true)?;
    let _entered = runtime.enter();
    let listener = TcpListener::from_std(listener)?.tap_io(|socket| {
        let _ = socket.set_nodelay(true);
    });
    runtime.spawn(async move { axum::serve(listener, router).await });
    Ok(())
}

/// What publishing costs where nobody watches.
fn watched_and_unwatched(hub: &Hub) {
    const TIMES: u32 = 1_000_000;
    let json = Bytes::from_static(b"{}");
    let start = Instant::now();
    for number in 0..TIMES {
        hub.publish(RoomId::MAX, Event::new(EventNumber(u64::from(number)), json.clone()));
    }
    eprintln!("publishing where nobody watches: {} ns", start.elapsed().as_nanos() / u128::from(TIMES));
}

/// The clients, in a process of their own.
fn viewers_at(address: SocketAddr, viewers: usize, way: &str) -> Outcome<(Child, Lines<BufReader<ChildStdout>>)> {
    let mut clients = Command::new(env::current_exe()?)
        .args(["clients", &address.to_string(), &viewers.to_string(), way])
        .stdout(Stdio::piped())
        .spawn()?;
    let said = BufReader::new(clients.stdout.take().ok_or("no output")?).lines();
    Ok((clients, said))
}

/// Memory of this process.
fn resident_kib() -> Outcome<i64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.split_whitespace().nth(1).ok_or("no number")?.parse()?)
}

/// How long other work waits for its turn meanwhile.
struct Waits {
    ended: Arc<AtomicBool>,
    waits: Arc<Mutex<Vec<f64>>>,
}

impl Waits {
    fn watch(runtime: &Handle) -> Self {
        let (ended, waits) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let (runtime, until, seen) = (runtime.clone(), Arc::clone(&ended), Arc::clone(&waits));
        thread::spawn(move || {
            while !until.load(Ordering::Relaxed) {
                let asked = Instant::now();
                let (answer, answered) = std::sync::mpsc::channel();
                runtime.spawn(async move { answer.send(()) });
                let _ = answered.recv();
                let wait = asked.elapsed().as_secs_f64() * 1e3;
                seen.lock().unwrap_or_else(PoisonError::into_inner).push(wait);
                thread::sleep(Duration::from_millis(1));
            }
        });
        Self { ended, waits }
    }

    /// In milliseconds.
    fn p99(self) -> f64 {
        self.ended.store(true, Ordering::Relaxed);
        let mut waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner).clone();
        waits.sort_by(f64::total_cmp);
        waits.get(waits.len().saturating_sub(1) * 99 / 100).copied().unwrap_or_default()
    }
}
