//! Writing, answering and editing.

use domain::{
    Conflict, Content, Failure, Thing,
    view::{Anchor, Body},
};
use testkit::{House, minutes, removal, write};

#[tokio::test]
async fn an_answer_quotes_what_it_answers_as_it_is_now() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let ben = house.person("ben").member_of(room).await;
    let service = house.service();
    let asked = ana.says(service, room, "how\nare you?").await.id;
    ben.answers(service, room, asked, "fine").await;
    let quote = async || {
        let page = service.messages(&ben, room, Anchor::Newest).await.unwrap();
        page.messages[1].reply_to.clone().unwrap().shown.unwrap()
    };
    assert_eq!((quote().await.sender, quote().await.excerpt), ("ana".to_owned(), "how are you?".to_owned()));
    service.edit(&ana, room, asked, Content::new("who are you?").unwrap()).await.unwrap();
    assert_eq!(quote().await.excerpt, "who are you?");
}

#[tokio::test]
async fn what_is_gone_or_elsewhere_cannot_be_answered() {
    let house = House::new().await;
    let (here, there) = (house.room("here").await, house.room("there").await);
    let olga = house.person("olga").owner_of(here).owner_of(there).await;
    let service = house.service();
    let redacted = olga.says(service, here, "one").await.id;
    let deleted = olga.says(service, here, "two").await.id;
    let elsewhere = olga.says(service, there, "three").await.id;
    service.redact(&olga, removal(here, redacted)).await.unwrap();
    service.delete(&olga, removal(here, deleted)).await.unwrap();
    for to in [redacted, deleted, elsewhere] {
        let mut command = write(here, "answer");
        command.reply_to = Some(to);
        assert_eq!(service.send(&olga, command).await.map(drop), Err(Failure::NotFound(Thing::Message)));
    }
}

#[tokio::test]
async fn an_edit_replaces_the_text_and_says_when() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let service = house.service();
    let said = ana.says(service, room, "teh").await;
    house.clock.advance(minutes(1));
    let edited = service.edit(&ana, room, said.id, Content::new("the").unwrap()).await.unwrap();
    assert_eq!(edited.body, Body::Text("the".into()));
    assert_eq!(edited.edited_at, Some(service.store().now()));
    assert!(edited.revision > said.revision);
    assert_eq!(service.messages(&ana, room, Anchor::Newest).await.unwrap().messages, [edited]);
}

#[tokio::test]
async fn a_tombstone_and_a_gone_message_cannot_be_edited() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let redacted = olga.says(service, room, "one").await.id;
    let deleted = olga.says(service, room, "two").await.id;
    service.redact(&olga, removal(room, redacted)).await.unwrap();
    service.delete(&olga, removal(room, deleted)).await.unwrap();
    let edit = async |id| service.edit(&olga, room, id, Content::new("back").unwrap()).await.map(drop);
    assert_eq!(edit(redacted).await, Err(Failure::Conflict(Conflict::Tombstone)));
    assert_eq!(edit(deleted).await, Err(Failure::NotFound(Thing::Message)));
}

#[tokio::test]
async fn messages_of_many_stand_in_one_order_for_all() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let ben = house.person("ben").member_of(room).await;
    let service = house.service();
    let tasks: Vec<_> = (0..40)
        .map(|n| {
            let (service, who) = (service.clone(), if n % 2 == 0 { ana.clone() } else { ben.clone() });
            tokio::spawn(async move { who.says(&service, room, &format!("text {n}")).await.id })
        })
        .collect();
    let mut sent = Vec::new();
    for task in tasks {
        sent.push(task.await.unwrap());
    }
    sent.sort();
    let seen = service.messages(&ana, room, Anchor::Newest).await.unwrap().messages;
    assert_eq!(seen.iter().map(|message| message.id).collect::<Vec<_>>(), sent);
    assert_eq!(service.messages(&ben, room, Anchor::Newest).await.unwrap().messages, seen);
}

#[tokio::test]
async fn ids_go_on_growing_when_the_clock_is_turned_back() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let first = ana.says(house.service(), room, "first").await.id;
    house.clock.turn_back(minutes(30));
    let second = ana.says(house.service(), room, "second").await.id;
    let house = house.reopen().await;
    let third = ana.says(house.service(), room, "third").await.id;
    assert!(first < second && second < third);
}
