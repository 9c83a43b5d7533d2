//! More connections than the process may open files: whoever only holds them keeps nobody out.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

mod running;

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Command,
    time::Duration,
};

use running::{Running, roomkeeper, site};

/// What the system lets the server have open; it begins with fewer.
const FILES: usize = 400;

fn serve(folder: &std::path::Path) -> Running {
    let site = site();
    let own = roomkeeper(site.path());
    let mut command = Command::new("sh");
    let limited = format!("ulimit -Sn 100; ulimit -Hn {FILES}; exec \"$0\" serve --listen 127.0.0.1:0 --data \"$1\"");
    command.arg("-c").arg(limited).arg(own.get_program()).arg(folder);
    command.envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Running::from(command, site)
}

/// Whether a request is answered on a line that is there, in much less time than a head may take.
fn is_answered(mut line: &TcpStream) -> bool {
    line.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut begin = [0; 12];
    line.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").is_ok()
        && line.read_exact(&mut begin).is_ok()
        && begin == *b"HTTP/1.1 200"
}

#[test]
fn connections_that_ask_for_nothing_keep_nobody_out() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(folder.path());
    let connect = || TcpStream::connect(&server.address).unwrap();
    // As many as fit into what the server began with: that it may have more is its own doing.
    let first: Vec<TcpStream> = (0..120).map(|_| connect()).collect();
    assert!(is_answered(&connect()), "more than the limit that it began with");
    let mut silent: Vec<TcpStream> = (0..2 * FILES).map(|_| connect()).collect();
    for half in silent.iter_mut().take(FILES) {
        // Some have begun to ask, which nobody could tell from a slow client.
        let _ = half.write_all(b"GET / HTTP/1.1\r\nHo");
    }
    let comes_in = (0..20).any(|_| {
        is_answered(&connect()) || {
            std::thread::sleep(Duration::from_millis(500));
            false
        }
    });
    assert!(comes_in, "somebody comes in although all of those stay");
    drop((first, silent));
    let (ended_well, log) = server.stop();
    assert!(ended_well && log.contains("too many connections are open"), "{log}");
    assert!(!log.contains("no connection can be accepted"), "there was always one left for the store: {log}");
}
