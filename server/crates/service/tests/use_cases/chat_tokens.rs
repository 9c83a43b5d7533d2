//! Chat tokens: what they open and for how long, what ends them, and what is kept of them.

use std::{collections::BTreeMap, fs, time::Duration};

use domain::{
    Capabilities, Denial, Door, Failure, RoomId, Thing,
    view::{AuditQuery, Outcome},
};
use service::{Chatter, CreateChatToken, Heard, IssuedChatToken, Service, Tap, token_hash};
use testkit::{House, Person, Program, hours, machine, minutes, removal, write};

const ALL: Capabilities = Capabilities { send: true, delete: true, send_out: true };

async fn issue(service: &Service, program: &Program, room: RoomId, user: &str) -> IssuedChatToken {
    let attributes = BTreeMap::from([("displayName".to_owned(), "hidden-in-attributes".to_owned())]);
    let command = CreateChatToken { room, user: user.to_owned(), capabilities: ALL, minutes: 60, attributes };
    service.create_chat_token(program, command).await.unwrap()
}

async fn enter(service: &Service, token: &IssuedChatToken) -> Result<(Chatter, Tap), Failure> {
    service.enter_chat(&token.token, Door::IvsChat, &machine()).await
}

/// A house with a room, and its manager with a program.
async fn scene() -> (House, RoomId, Person, Program) {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let ben = house.person("ben").manager_of(room).await;
    let program = ben.program(house.service(), "all").await;
    (house, room, ben, program)
}

#[tokio::test]
async fn a_token_opens_one_room_for_as_long_as_it_says() {
    let (house, room, ben, program) = scene().await;
    let other = house.room("attic").await;
    let service = house.service();
    let token = issue(service, &program, room, "bob").await;
    let (bob, _) = enter(service, &token).await.unwrap();
    assert_eq!((bob.room, bob.name.as_str()), (room, "bob"));
    let said = service.send(&bob.actor, write(room, "hello")).await.unwrap();
    assert_eq!(said.sender.name, "bob");
    assert_eq!(service.room(&bob.actor, other).await.err(), Some(Failure::NotFound(Thing::Room)));
    let redacted = service.redact(&bob.actor, removal(room, said.id)).await;
    assert_eq!(redacted, Err(Failure::Denied(Denial::NotByToken)));
    let root = house.person("root").platform_admin().await;
    let entry = service.audit(&root, AuditQuery::default()).await.unwrap().entries.remove(0);
    assert_eq!((entry.action.as_str(), entry.outcome), ("redact", Outcome::Refused("not_by_token".into())));
    assert_eq!((entry.actor.map(|who| who.id), entry.key), (Some(bob.actor.user), Some(program.key.access_key_id)));

    house.clock.advance(minutes(10));
    assert_eq!(enter(service, &token).await.err(), Some(Failure::WrongCredentials), "to connect with");
    service.send(&bob.actor, write(room, "still here")).await.unwrap();
    house.clock.advance(minutes(50));
    assert_eq!(service.send(&bob.actor, write(room, "over")).await, Err(Failure::SignedOut));
    assert!(!service.still_sees(&bob.actor, room).await);
    let again = issue(service, &program, room, "bob").await;
    assert_eq!(enter(service, &again).await.unwrap().0.actor.user, bob.actor.user, "the same user by name");
    assert!(service.room(&ben, room).await.is_ok());
}

#[tokio::test]
async fn what_ends_a_token_ends_its_sockets_at_once() {
    let (house, room, ben, program) = scene().await;
    let root = house.person("root").platform_admin().await;
    let service = house.service();
    let heard = async |tap: &mut Tap| tokio::time::timeout(Duration::from_secs(30), tap.next()).await.unwrap();

    let token = issue(service, &program, room, "bob").await;
    let (bob, mut tap) = enter(service, &token).await.unwrap();
    service.disable_key(&ben, program.key.access_key_id).await.unwrap();
    assert!(matches!(heard(&mut tap).await, Heard::SignedOut), "the key");
    assert_eq!(service.send(&bob.actor, write(room, "no")).await, Err(Failure::SignedOut));

    let program = ben.program(service, "all").await;
    let token = issue(service, &program, room, "bob").await;
    let (bob, mut tap) = enter(service, &token).await.unwrap();
    service.sign_out_user(&root, bob.actor.user).await.unwrap();
    assert!(matches!(heard(&mut tap).await, Heard::SignedOut), "the user was signed out");
    assert_eq!(service.send(&bob.actor, write(room, "no")).await, Err(Failure::SignedOut));

    let token = issue(service, &program, room, "bob").await;
    let (bob, mut tap) = enter(service, &token).await.unwrap();
    service.set_user_disabled(&root, ben.id, true).await.unwrap();
    assert!(matches!(heard(&mut tap).await, Heard::SignedOut), "the issuer");
    let refused = service.send(&bob.actor, write(room, "no")).await;
    assert_eq!(refused, Err(Failure::Denied(Denial::TokenLapsed)));

    service.set_user_disabled(&root, ben.id, false).await.unwrap();
    service.send(&bob.actor, write(room, "lent again")).await.unwrap();
    service.set_user_disabled(&root, bob.actor.user, true).await.unwrap();
    assert_eq!(service.send(&bob.actor, write(room, "no")).await, Err(Failure::SignedOut), "the user");
}

#[tokio::test]
async fn of_a_token_only_a_hash_is_kept_and_not_for_ever() {
    let (house, room, ben, program) = scene().await;
    let service = house.service();
    let token = issue(service, &program, room, "bob").await;
    let hash = token_hash(&token.token);
    assert!(service.store().chat_token(&hash).await.unwrap().is_some());
    for file in fs::read_dir(house.folder()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(token.token.len()).any(|window| window == token.token.as_bytes()));
    }
    house.clock.advance(hours(3));
    ben.says(service, room, "anything that is written").await;
    assert!(service.store().chat_token(&hash).await.unwrap().is_none(), "swept");
}

#[tokio::test]
async fn nobody_comes_in_under_the_id_of_somebody_else() {
    let (house, room, ben, program) = scene().await;
    let service = house.service();
    let command = |user: &str| CreateChatToken {
        room,
        user: user.to_owned(),
        capabilities: ALL,
        minutes: 60,
        attributes: BTreeMap::new(),
    };
    let refused = service.create_chat_token(&program, command(&ben.id.to_string())).await;
    assert!(matches!(refused, Err(Failure::Conflict(_))), "{refused:?}");
    let refused = service.create_chat_token(&ben, command("bob")).await;
    assert!(matches!(refused, Err(Failure::NotFound(Thing::Key))), "a session has no key to lend from: {refused:?}");
    let ana = house.person("ana").member_of(room).await.program(service, "all").await;
    let refused = service.create_chat_token(&ana, command("bob")).await;
    assert!(matches!(refused, Err(Failure::Denied(Denial::NotAModerator { .. }))), "{refused:?}");
}
