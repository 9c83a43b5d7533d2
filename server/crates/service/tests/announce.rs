//! What moderators say to those who listen, and whom they send out.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

use domain::Failure;
use live::Heard;
use testkit::House;

#[tokio::test]
async fn a_word_is_heard_in_its_room_and_only_moderators_say_it() {
    let house = House::new().await;
    let (room, other) = (house.room("lobby").await, house.room("attic").await);
    let ana = house.person("ana").member_of(room).member_of(other).await;
    let ben = house.person("ben").manager_of(room).await;
    let service = house.service();
    let mut tap = service.hub().listen(ana.id, 1, false);
    let elsewhere = service.hub().listen(ana.id, 2, false);
    tap.listen(room);
    elsewhere.listen(other);

    let refused = service.announce(&ana, room, "ivschat", b"no".to_vec()).await;
    assert!(matches!(refused, Err(Failure::Denied(_))), "{refused:?}");
    service.announce(&ben, room, "ivschat", b"hello".to_vec()).await.unwrap();
    let Heard::Word(word) = tap.next().await else { panic!("no word") };
    assert_eq!((word.room, word.language, &*word.text), (room, "ivschat", &b"hello"[..]));

    service.send_out(&ben, room, &ana.id.to_string(), None, ("ivschat", b"bye".to_vec())).await.unwrap();
    assert!(matches!(tap.next().await, Heard::Ended(ended) if ended == room));
}
