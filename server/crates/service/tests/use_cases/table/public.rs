//! The same table in a channel that everybody of its account may read: they do, and do no more than that; who is banned from
//! it finds nothing there.

use super::{MODERATES, Record, Row, SEES, Scene, WRITES, check_rows_by_keys_in, check_rows_in, row};

/// Whoever is of the account.
const READS: &str = "yes yes yes yes yes yes room yes off";
const AS_A_GUEST: &str = "mem mod mod yes yes yes room yes off";

const PUBLIC: &[Row] = &[
    row("room", READS, Record::RefusedReads, "room.see"),
    row("messages", READS, Record::RefusedReads, "room.see"),
    row("members", READS, Record::RefusedReads, "room.see"),
    row("watch", READS, Record::RefusedReads, "room.see"),
    row("events since", READS, Record::RefusedReads, "room.see"),
    row("channel", READS, Record::RefusedReads, "room.see"),
    row("one message", READS, Record::RefusedReads, "room.see"),
    row("bans", AS_A_GUEST, Record::RefusedReads, "room.see"),
    row("send", "mem yes yes yes yes mem room mem off", Record::Refusals, "send"),
    row("redact", AS_A_GUEST, Record::Always, "redact"),
];

const BANNED: &[Row] = &[
    row("room", SEES, Record::RefusedReads, "room.see"),
    row("messages", SEES, Record::RefusedReads, "room.see"),
    row("members", SEES, Record::RefusedReads, "room.see"),
    row("watch", SEES, Record::RefusedReads, "room.see"),
    row("events since", SEES, Record::RefusedReads, "room.see"),
    row("channel", SEES, Record::RefusedReads, "room.see"),
    row("one message", SEES, Record::RefusedReads, "room.see"),
    row("messages of a span", SEES, Record::RefusedReads, "room.see"),
    row("members by id", SEES, Record::RefusedReads, "room.see"),
    row("one member", SEES, Record::RefusedReads, "room.see"),
    row("bans", MODERATES, Record::RefusedReads, "room.see"),
    row("send", WRITES, Record::Refusals, "send"),
    row("redact", MODERATES, Record::Always, "redact"),
];

impl Scene {
    async fn public() -> Self {
        Self::set_in(|house| house.channel("lobby").public()).await
    }

    /// Banned are who is no member and both admins, of whom only the first loses anything.
    async fn banned() -> Self {
        let scene = Self::public().await;
        for who in ["stranger", "account admin", "platform admin"] {
            let who = scene.actors[super::PEOPLE.iter().position(|name| *name == who).unwrap()].id;
            scene.service().ban(&scene.watcher, scene.room, who).await.unwrap();
        }
        scene
    }
}

#[tokio::test]
async fn a_public_channel_is_read_by_its_account() {
    check_rows_in(Scene::public, PUBLIC).await;
}

#[tokio::test]
async fn who_is_banned_from_a_public_channel_is_no_guest_of_it() {
    check_rows_in(Scene::banned, BANNED).await;
}

#[tokio::test]
async fn keys_of_who_is_banned_from_a_public_channel_open_nothing_there() {
    check_rows_by_keys_in(Scene::banned, BANNED).await;
}
