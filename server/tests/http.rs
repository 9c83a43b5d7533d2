//! The real binary over HTTP: each page and call by each role, and what strangers and their sites try.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

#[path = "http/calls.rs"]
mod calls;
#[path = "http/feed.rs"]
mod feed;
#[path = "http/pages.rs"]
mod pages;
mod running;
#[path = "http/sessions.rs"]
mod sessions;

use std::sync::Arc;

use domain::{MessageId, RoomId, UserId};
use running::Browser;
use serde_json::Value;
use tempfile::TempDir;
use testkit::House;

/// A text that must never be where it does not belong.
const HELLO: &str = "hello-from-ana-4711";

/// A folder with a few people and rooms, for a server to start on.
struct Planted {
    folder: Arc<TempDir>,
    room: RoomId,
    /// A room that nobody but its owner is in.
    secret: RoomId,
    hello: MessageId,
    ana: UserId,
}

async fn planted() -> Planted {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let secret = house.room("secret").await;
    let ana = house.person("ana").member_of(room).await;
    house.person("ben").manager_of(room).await;
    house.person("olga").owner_of(room).await;
    house.person("hermit").owner_of(secret).await;
    house.person("root").platform_admin().await;
    let hello = ana.says(house.service(), room, HELLO).await.id;
    Planted { folder: house.close().await, room, secret, hello, ana: ana.id }
}

/// Entries in the audit log.
fn record(root: &Browser) -> Vec<Value> {
    root.get("/audit/export.jsonl").body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
