//! Ids and the names that programs give: whoever was given none goes by their id, and no name stands in its place.

use std::collections::BTreeMap;

use domain::{AccountId, Capabilities, Conflict, Failure, RoomId, UserId};
use service::{CreateChatToken, Heard};
use storage::{StorageError, Write, WriteTx};
use testkit::House;

/// A program has given names, before there was anybody with such an id.
struct Name {
    account: AccountId,
    user: (UserId, String),
    room: (RoomId, String),
}

impl Write for Name {
    type Done = Result<(), Conflict>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { account, user, room } = self;
        let named = tx.name_user(Some(*account), user.0, &user.1).await?;
        Ok(named.and(tx.name_room(Some(*account), room.0, &room.1).await?))
    }
}

#[tokio::test]
async fn an_id_comes_before_the_names_that_are_older() {
    let house = House::new().await;
    let account = house.account("ours").await;
    let (attic, lobby) = (house.room("attic").of(account).await, house.room("lobby").of(account).await);
    let (eve, ana) = (
        house.person("eve").of(account).member_of(lobby).await,
        house.person("ana").of(account).member_of(lobby).await,
    );
    let ben = house.person("ben").of(account).manager_of(lobby).await;
    let service = house.service();
    let (id, name) = (ana.id.to_string(), lobby.to_string());
    let named = Name { account, user: (eve.id, id.clone()), room: (attic, name.clone()) };
    service.store().write(named).await.unwrap().unwrap();

    assert_eq!(service.find_room(Some(account), &name).await, Ok(Some(lobby)));
    assert_eq!(service.find_user(Some(account), &id).await, Ok(Some(ana.id)));
    assert_eq!(service.find_users(Some(account), &[&id, "nobody"]).await, Ok(vec![Some(ana.id), None]));
    // Where they are not there, it is a name like any other.
    assert_eq!((service.find_room(None, &name).await, service.find_user(None, &id).await), (Ok(None), Ok(None)));

    let program = ben.program(service, "all").await;
    let command = CreateChatToken {
        room: lobby,
        user: id.clone(),
        capabilities: Capabilities::default(),
        minutes: 60,
        attributes: BTreeMap::new(),
    };
    let refused = service.create_chat_token(&program, command).await.map(drop);
    assert_eq!(refused, Err(Failure::Conflict(Conflict::NameTaken)), "nobody comes in under it");

    let (mut heard, mut other) = (service.hub().listen(ana.id, 1, false), service.hub().listen(eve.id, 2, false));
    heard.listen(lobby);
    other.listen(lobby);
    service.send_out(&ben, lobby, &id, None, ("ivschat", b"bye".to_vec())).await.unwrap();
    assert!(matches!(heard.next().await, Heard::Word(_)));
    assert!(matches!(heard.next().await, Heard::Ended(ended) if ended == lobby), "who has the id");
    assert!(matches!(other.next().await, Heard::Word(_)));
    service.announce(&ben, lobby, "ivschat", b"still here".to_vec()).await.unwrap();
    assert!(matches!(other.next().await, Heard::Word(word) if &*word.text == b"still here"), "and nobody else");
}
