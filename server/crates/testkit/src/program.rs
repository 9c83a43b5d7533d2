//! A program that somebody has given an access key.

use std::ops::Deref;

use domain::{Door, Email, KeyState, view::NewKeyView};
use service::{Actor, Client, CreateKey, Service};

use crate::{House, Person};

/// A program with a key. Stands for its [`Actor`] wherever one is asked for.
#[derive(Debug, Clone)]
pub struct Program {
    /// The key, with its secrets.
    pub key: NewKeyView,
    actor: Actor,
}

impl Deref for Program {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.actor
    }
}

/// Where programs come from.
#[must_use]
pub fn machine() -> Client {
    Client { address: "192.0.2.77".into(), agent: "script".into() }
}

impl Person {
    /// A key of theirs, as the command line makes it.
    pub async fn key(&self, service: &Service, scope: &str) -> NewKeyView {
        let command = CreateKey::parse("", "", scope, "").unwrap();
        service.issue_key(Email::new(&self.email).unwrap(), command, KeyState::Active).await.unwrap()
    }

    /// A program with a key of theirs.
    pub async fn program(&self, service: &Service, scope: &str) -> Program {
        let key = self.key(service, scope).await;
        let actor = service.authenticate_client(&key.client_key, &key.client_token, Door::Imkit, &machine()).await;
        Program { key, actor: actor.unwrap() }
    }
}

/// A house with one room and its owner, who holds a key, and what of it a program can name: account, room, message and
/// user by their ids, and user, channel, room and app instance by their ARNs. For requests that are made up.
pub async fn named_by_programs() -> (House, NewKeyView, Vec<String>) {
    let house = House::new().await;
    let ours = house.account("ours").await;
    let room = house.room("lobby").of(ours).await;
    let owner = house.person("olga").admin_of(ours).owner_of(room).await;
    let said = owner.says(house.service(), room, "hello").await.id;
    let key = owner.key(house.service(), "all").await;
    let instance = format!("arn:aws:chime:us-east-1:000000000000:app-instance/{ours}");
    let names = vec![
        ours.to_string(),
        room.to_string(),
        said.to_string(),
        owner.id.to_string(),
        format!("{instance}/user/{}", owner.id),
        format!("{instance}/channel/{room}"),
        format!("arn:aws:ivschat:us-east-1:000000000000:room/{room}"),
        instance,
    ];
    (house, key, names)
}
