//! What moderators say to those who listen, and whom they send out.

#![allow(clippy::unwrap_used, reason = "what a test takes for granted either holds or fails it")]

use domain::{Conflict, Failure, Thing, UserId};
use live::Heard;
use storage::{StorageError, Write, WriteTx};
use testkit::House;

/// A program gives somebody without an account a name.
struct Name(UserId, &'static str);

impl Write for Name {
    type Done = Result<(), Conflict>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        tx.name_user(None, self.0, self.1).await
    }
}

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
    let Heard::Word(word) = tap.next().await else { panic!("no last word") };
    assert_eq!(&*word.text, b"bye");
    assert!(matches!(tap.next().await, Heard::Ended(ended) if ended == room));
}

#[tokio::test]
async fn somebody_is_sent_out_by_the_name_that_a_program_gave_them() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ana = house.person("ana").member_of(room).await;
    let ben = house.person("ben").manager_of(room).await;
    let service = house.service();
    service.store().write(Name(ana.id, "user-1")).await.unwrap().unwrap();
    let mut tap = service.hub().listen(ana.id, 1, false);
    tap.listen(room);
    let out = async |who, name| service.send_out(who, room, name, None, ("ivschat", Vec::new())).await;
    assert!(matches!(out(&ana, "user-1").await, Err(Failure::Denied(_))), "a member sends nobody out");
    assert_eq!(out(&ben, "user-2").await, Err(Failure::NotFound(Thing::User)));
    assert_eq!(out(&ben, "user-1").await, Ok(()));
    assert!(matches!(tap.next().await, Heard::Word(_)), "the last that she hears");
    assert!(matches!(tap.next().await, Heard::Ended(ended) if ended == room));
}
