//! Purges of a part of a room tell exactly how many messages went, wherever the part ends and however the messages
//! came: spans are counted beforehand, and must never be off by one.

use std::time::Duration;

use domain::{MessageId, RoomId};
use testkit::{House, Person, PurgeAsk, purge, removal, write};

/// Messages that are put in at once: several spans, and a part of one.
const MANY: u32 = 7_000;

struct Scene {
    house: House,
    room: RoomId,
    olga: Person,
    /// What can be seen, oldest first.
    visible: Vec<MessageId>,
}

impl Scene {
    async fn set() -> Self {
        let house = House::new().await;
        let room = house.room("lobby").await;
        let olga = house.person("olga").owner_of(room).await;
        Self { house, room, olga, visible: Vec::new() }
    }

    /// Puts many in, all before what is there already.
    async fn fill(&mut self, count: u32) {
        let put = self.house.fill(self.room, self.olga.id, "text", count).await;
        self.visible.extend(put);
        self.visible.sort();
    }

    async fn says(&mut self, count: usize) {
        let service = self.house.service();
        let asked = (0..count).map(|_| service.send(&self.olga, write(self.room, "text")));
        let said = futures::future::join_all(asked).await;
        self.visible.extend(said.into_iter().map(|said| said.unwrap().id));
        self.visible.sort();
    }

    async fn deletes(&mut self, which: impl IntoIterator<Item = usize>) {
        let gone: Vec<MessageId> = which.into_iter().map(|place| self.visible[place]).collect();
        for message in &gone {
            self.house.service().delete(&self.olga, removal(self.room, *message)).await.unwrap();
        }
        self.visible.retain(|message| !gone.contains(message));
    }

    /// Purges through the message in this place, and compares what was told with what went.
    async fn purges_through(&mut self, place: usize) {
        let through = self.visible[place];
        let command = purge(self.room, "lobby").through(through);
        let told = self.house.service().purge(&self.olga, command).await.unwrap().count;
        self.visible.retain(|message| *message > through);
        let left = self.house.service().room(&self.olga, self.room).await.unwrap().summary.messages;
        assert_eq!((told, left), (place as u64 + 1, self.visible.len() as u64), "through place {place}");
    }
}

#[tokio::test]
async fn wherever_the_part_ends() {
    for place in [0, 2_046, 2_047, 2_048, 4_095, 4_096, 6_998, 6_999] {
        let mut scene = Scene::set().await;
        scene.fill(MANY).await;
        scene.purges_through(place).await;
    }
}

#[tokio::test]
async fn again_and_again_with_messages_deleted_between() {
    let mut scene = Scene::set().await;
    scene.fill(MANY).await;
    for step in [1_500, 900, 2_047, 5, 3] {
        scene.deletes([0, 1, step - 1, step, step + 700]).await;
        scene.purges_through(step).await;
        scene.house.run_jobs().await;
    }
    let all = scene.visible.len() - 1;
    scene.purges_through(all).await;
}

#[tokio::test]
async fn when_old_messages_come_in_among_the_new() {
    let mut scene = Scene::set().await;
    scene.fill(MANY).await;
    // Half as far back: they fall between those that are there.
    scene.house.clock.advance(Duration::from_millis(500));
    scene.fill(MANY / 2).await;
    scene.says(1).await;
    scene.purges_through(4_321).await;
    scene.house.clock.advance(Duration::from_millis(500));
    scene.fill(10).await;
    scene.purges_through(3_000).await;
    scene.purges_through(0).await;
}

#[tokio::test]
async fn when_messages_were_written_one_by_one() {
    let mut scene = Scene::set().await;
    scene.says(2_500).await;
    scene.deletes([0, 1_000, 1_500, 2_400]).await;
    scene.purges_through(700).await;
    scene.purges_through(600).await;
    scene.says(1_000).await;
    scene.purges_through(1_900).await;
    scene.house.run_jobs().await;
    scene.purges_through(2).await;
}

#[tokio::test]
async fn when_a_few_old_messages_come_in_far_back() {
    let mut scene = Scene::set().await;
    scene.fill(MANY).await;
    scene.house.clock.turn_back(Duration::from_millis(3_000_500));
    scene.fill(100).await;
    scene.purges_through(1_000).await;
    scene.purges_through(2_950).await;
}
