//! What whoever comes back to a chat is told: what has gone meanwhile, whichever of their sockets has shown it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

use std::{collections::BTreeMap, time::Duration};

use axum::body::Bytes;
use domain::{Capabilities, Event, MessageId, RoomId};
use serde_json::Value;
use service::{CreateChatToken, Heard, Tap};
use testkit::{House, Person, Program, machine, minutes, purge, removal, seconds};
use tokio::time::timeout;
use wire::{Limits, Wire, ivs_chat::Chat};

const PURGE: &str = "roomkeeper:PURGE";

/// A room with its manager, and their program.
struct Scene {
    house: House,
    room: RoomId,
    ben: Person,
    program: Program,
    wire: Wire,
}

/// A socket of a viewer.
struct Viewer {
    chat: Chat,
    tap: Tap,
    told: Vec<Bytes>,
}

impl Scene {
    async fn set() -> Self {
        let house = House::new().await;
        let room = house.room("lobby").await;
        let ben = house.person("ben").manager_of(room).await;
        let program = ben.program(house.service(), "all").await;
        let wire = Wire::new(house.service().clone(), Limits::of_each(100));
        Self { house, room, ben, program, wire }
    }

    /// A socket of eve, with a token of its own, that has told what she missed.
    async fn eve(&self) -> Viewer {
        let mut eve = self.eve_comes().await;
        while eve.is_told_missed().await {}
        eve
    }

    /// Likewise, that has told nothing yet.
    async fn eve_comes(&self) -> Viewer {
        let command = CreateChatToken {
            room: self.room,
            user: "eve".to_owned(),
            capabilities: Capabilities::default(),
            minutes: 180,
            attributes: BTreeMap::new(),
        };
        let issued = self.house.service().create_chat_token(&self.program, command).await.unwrap();
        let (chat, tap) = self.wire.enter_chat(&issued.token, &machine()).await.unwrap();
        Viewer { chat, tap, told: Vec::new() }
    }

    async fn says(&self, text: &str) -> MessageId {
        self.ben.says(self.house.service(), self.room, text).await.id
    }

    async fn purges(&self) {
        self.house.service().purge(&self.ben, purge(self.room, "lobby")).await.unwrap();
        self.house.all_told().await;
    }
}

impl Viewer {
    /// Tells the next of what she missed, if there is any.
    async fn is_told_missed(&mut self) -> bool {
        let Some(event) = self.chat.missed().await.unwrap() else { return false };
        let removal_waits = |message| self.tap.removal_waits(self.chat.room(), message);
        let removed: Vec<MessageId> = event.kind.message().into_iter().filter(|id| removal_waits(*id)).collect();
        self.told.extend(self.chat.told(&event, |write| write(&event), |id| removed.contains(&id)).await);
        true
    }

    /// Hears the next events, so many.
    async fn hears(&mut self, events: usize) {
        for _ in 0..events {
            let heard = timeout(Duration::from_secs(30), self.tap.next()).await.expect("something is heard");
            let Heard::News(news) = heard else { panic!("{heard:?}") };
            let write = |write: &(dyn Fn(&Event) -> Option<Bytes> + Sync)| write(&news.event);
            self.told.extend(self.chat.told(&news.event, write, |_| false).await);
        }
    }

    /// What was told since this was asked last: messages by their text, those that are gone by `-` and their id, and
    /// anything else by its name.
    fn told(&mut self) -> Vec<String> {
        let one = |frame: Bytes| {
            let frame: Value = serde_json::from_slice(&frame).unwrap();
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            match (frame["Type"].as_str().unwrap(), frame["EventName"].as_str()) {
                ("MESSAGE", _) => text(&frame["Content"]),
                (_, Some("aws:DELETE_MESSAGE")) => gone(&text(&frame["Attributes"]["MessageID"])),
                _ => text(&frame["EventName"]),
            }
        };
        self.told.drain(..).map(one).collect()
    }
}

fn gone(message: &impl ToString) -> String {
    format!("-{}", message.to_string())
}

#[tokio::test]
async fn a_purge_after_a_change_of_sockets_takes_away_what_the_one_before_has_told() {
    let scene = Scene::set().await;
    let mut before = scene.eve().await;
    let (one, two) = (scene.says("one").await, scene.says("two").await);
    before.hears(2).await;
    assert_eq!(before.told(), ["one", "two"]);
    scene.house.clock.advance(seconds(30));
    let mut after = scene.eve().await;
    assert_eq!(after.told(), [""; 0], "of what is long told nothing is told again");
    let three = scene.says("three").await;
    before.hears(1).await;
    after.hears(1).await;
    scene.purges().await;
    for socket in [&mut before, &mut after] {
        socket.hears(1).await;
        let expected = ["three".to_owned(), gone(&one), gone(&two), gone(&three), PURGE.to_owned()];
        assert_eq!(socket.told(), expected, "each of the sockets");
    }
    drop(before);
    let four = scene.says("four").await;
    after.hears(1).await;
    scene.purges().await;
    after.hears(1).await;
    let expected = ["four".to_owned(), gone(&four), PURGE.to_owned()];
    assert_eq!(after.told(), expected, "what has gone is not told to be gone again");
}

#[tokio::test]
async fn a_purge_while_somebody_is_away_takes_away_what_they_were_told() {
    for (away, comes_back_to_it) in [(9, true), (11, false)] {
        let scene = Scene::set().await;
        let mut eve = scene.eve().await;
        let (one, two) = (scene.says("one").await, scene.says("two").await);
        eve.hears(2).await;
        drop(eve);
        scene.purges().await;
        scene.house.clock.advance(minutes(away));
        let told = scene.eve().await.told();
        let expected = [gone(&one), gone(&two), PURGE.to_owned()];
        assert_eq!(told, if comes_back_to_it { &expected[..] } else { &[] }, "after {away} minutes");
    }
}

#[tokio::test]
async fn what_was_told_to_be_deleted_a_purge_does_not_tell_again() {
    let scene = Scene::set().await;
    let mut eve = scene.eve().await;
    let (one, two, three) = (scene.says("one").await, scene.says("two").await, scene.says("three").await);
    eve.hears(3).await;
    eve.told();
    let service = scene.house.service();
    service.delete(&scene.ben, removal(scene.room, one)).await.unwrap();
    service.redact(&scene.ben, removal(scene.room, three)).await.unwrap();
    eve.hears(2).await;
    scene.purges().await;
    eve.hears(1).await;
    assert_eq!(eve.told(), [gone(&one), gone(&three), gone(&two), PURGE.to_owned()]);
    // Nor to whoever comes back: each is told once.
    assert_eq!(scene.eve().await.told(), [gone(&one), gone(&three), gone(&two), PURGE.to_owned()]);
}

#[tokio::test]
async fn what_is_removed_while_a_socket_that_takes_over_is_told_what_there_was_is_not_told() {
    // More than is read at once.
    const MANY: usize = 40;
    let scene = Scene::set().await;
    let _before = scene.eve().await;
    let mut said = Vec::new();
    for number in 0..MANY {
        said.push(scene.says(&number.to_string()).await);
    }
    let mut after = scene.eve_comes().await;
    assert!(after.is_told_missed().await);
    assert_eq!(after.told(), ["0"], "one at a time");
    // One that has been read by now, and one that has not.
    let service = scene.house.service();
    service.delete(&scene.ben, removal(scene.room, said[1])).await.unwrap();
    service.redact(&scene.ben, removal(scene.room, said[MANY - 1])).await.unwrap();
    scene.house.all_told().await;
    while after.is_told_missed().await {}
    after.hears(2).await;
    let stays = (2..MANY - 1).map(|number| number.to_string());
    let expected: Vec<String> = stays.chain([gone(&said[1]), gone(&said[MANY - 1])]).collect();
    assert_eq!(after.told(), expected);
}
