//! The same table in a channel whose mode leaves it to its members whom to add: they add others, and do no more than that.

use service::UpdateChannel;

use super::{GOVERNS, MODERATES, Record, Row, Scene, check_rows_by_keys_in, check_rows_in, row};

/// Whoever is in it.
const BELONGS: &str = "room yes yes yes yes yes room yes off";

const OPEN: &[Row] = &[
    row("add a member", BELONGS, Record::Always, "member."),
    row("appoint a member", BELONGS, Record::Always, "member.add"),
    row("appoint a hidden member", MODERATES, Record::Always, "member.add"),
    row("add a manager", GOVERNS, Record::Always, "member."),
    row("appoint a manager", GOVERNS, Record::Always, "member.add"),
    row("make a member manager", GOVERNS, Record::Always, "member.role"),
    row("remove a member", MODERATES, Record::Always, "member."),
    row("ban a member", MODERATES, Record::Always, "member.ban"),
    row("change the channel", GOVERNS, Record::Always, "room.update"),
];

impl Scene {
    async fn open() -> Self {
        let scene = Self::set().await;
        let command = UpdateChannel { room: scene.room, name: None, unrestricted: Some(true), metadata: None };
        scene.service().update_channel(&scene.watcher, command).await.unwrap();
        scene
    }
}

#[tokio::test]
async fn members_add_others_where_it_is_left_to_them() {
    check_rows_in(Scene::open, OPEN).await;
}

#[tokio::test]
async fn keys_of_members_add_others_within_their_scopes() {
    check_rows_by_keys_in(Scene::open, OPEN).await;
}
