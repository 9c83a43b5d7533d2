//! A data folder with people of two accounts, in every role, each with an access key.

use std::sync::Arc;

use domain::{RoomId, view::NewKeyView};
use tempfile::TempDir;
use testkit::{House, Person};

/// What has been said in the rooms.
pub const HELLO: &str = "hello-from-ana-4711";

/// Whose keys there are, in the order of the columns of each dialect's table.
pub const EVERYBODY: [&str; 13] = [
    "stranger",
    "member",
    "manager",
    "owner",
    "account admin",
    "platform admin",
    "foreign member",
    "foreign admin",
    "nobody's",
    "reader",
    "key of it",
    "key of another",
    "disabled key",
];

/// A folder with people of two accounts, their keys and rooms.
pub struct Planted {
    pub folder: Arc<TempDir>,
    pub lobby: RoomId,
    /// Another room of the same account, with the same owner.
    pub attic: RoomId,
    /// A room that asks for reasons.
    pub strict: RoomId,
    /// A room of the other account.
    pub theirs: RoomId,
    pub keys: Vec<(&'static str, NewKeyView)>,
    pub olga: String,
}

impl Planted {
    /// The key of one of them.
    pub fn key(&self, who: &str) -> &NewKeyView {
        &self.keys.iter().find(|(name, _)| *name == who).unwrap().1
    }
}

/// Plants the people, their rooms and their keys.
pub async fn planted() -> Planted {
    let house = House::new().await;
    let (ours, theirs) = (house.account("ours").await, house.account("theirs").await);
    let lobby = house.room("lobby").of(ours).await;
    let attic = house.room("attic").of(ours).await;
    let strict = house.room("strict").of(ours).reason_required().await;
    let foreign = house.room("foreign").of(theirs).await;
    let people: Vec<(&str, Person)> = vec![
        ("stranger", house.person("stranger").of(ours).await),
        ("member", house.person("ana").of(ours).member_of(lobby).await),
        ("manager", house.person("ben").of(ours).manager_of(lobby).await),
        ("owner", house.person("olga").of(ours).owner_of(lobby).owner_of(attic).owner_of(strict).await),
        ("account admin", house.person("acca").admin_of(ours).await),
        ("platform admin", house.person("root").platform_admin().await),
        ("foreign member", house.person("otto").of(theirs).member_of(foreign).await),
        ("foreign admin", house.person("fred").admin_of(theirs).await),
        ("nobody's", house.person("uma").await),
    ];
    let service = house.service();
    let mut keys = Vec::new();
    for (name, person) in &people {
        keys.push((*name, person.key(service, "all").await));
    }
    let owner = &people[3].1;
    let scopes = [
        ("reader", "read".into()),
        ("key of it", format!("room:{lobby}")),
        ("key of another", format!("room:{attic}")),
    ];
    for (name, scope) in scopes {
        keys.push((name, owner.key(service, &scope).await));
    }
    let disabled = owner.key(service, "all").await;
    service.disable_key(owner, disabled.access_key_id).await.unwrap();
    keys.push(("disabled key", disabled));
    for room in [attic, strict] {
        owner.says(service, room, HELLO).await;
    }
    people[6].1.says(service, foreign, HELLO).await;
    let olga = owner.id.to_string();
    Planted { folder: house.close().await, lobby, attic, strict, theirs: foreign, keys, olga }
}
