//! A program that somebody has given an access key.

use std::ops::Deref;

use domain::{Door, Email, KeyState, view::NewKeyView};
use service::{Actor, Client, CreateKey, Service};

use crate::Person;

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
