//! What the store keeps of elastic channels beside their messages goes with what it is about.

use domain::{
    Content, Criterion, ElasticChannel, Expiration, MessageId, Role, RoomId, RoomName, RoomRole, SubChannelId, UserId,
    Within, channel::ChannelSettings,
};
use sqlx::{ConnectOptions, SqliteConnection, sqlite::SqliteConnectOptions};
use storage::{NewChannel, StorageError, Write, WriteTx};
use testkit::{House, purge, removal, write};

/// An elastic channel that is kept for a day, owned by somebody.
struct Make(UserId);

impl Write for Make {
    type Done = RoomId;

    async fn run(&self, tx: &mut WriteTx) -> Result<RoomId, StorageError> {
        let settings = ChannelSettings {
            elastic: Some(ElasticChannel { sub_channels_max: 2, members_target: 2, members_min_percent: 40 }),
            expiration: Some(Expiration { days: 1, criterion: Criterion::Created }),
            ..ChannelSettings::default()
        };
        let new = NewChannel { account: None, name: RoomName::new("hall").unwrap(), given: None, settings };
        tx.create_channel(&new, &[(self.0, RoomRole::Owner)], Role::RoomOwner).await
    }
}

async fn count(raw: &mut SqliteConnection, table: &'static str) -> i64 {
    let sql = match table {
        "messages" => "SELECT count(*) FROM sub_channel_messages",
        "sub-channels" => "SELECT count(*) FROM sub_channels",
        "settings" => "SELECT (SELECT count(*) FROM elastic_channels) + (SELECT count(*) FROM expirations)",
        other => panic!("{other}"),
    };
    sqlx::query_scalar(sql).fetch_one(raw).await.unwrap()
}

#[tokio::test]
async fn what_says_where_a_message_belongs_goes_with_the_message() {
    let house = House::new().await;
    let (service, olga) = (house.service(), house.person("olga").await);
    let room = service.store().write(Make(olga.id)).await.unwrap();
    let place: SubChannelId = service.sub_channels(&olga, room, None, 9).await.unwrap().rows[0].id;
    let says = async |text: &str| -> MessageId {
        let mut command = write(room, text);
        command.content = Content::new(text).unwrap();
        command.within = Within::Named(Some(place));
        service.send(&olga, command).await.unwrap().id
    };
    let mut ids = Vec::new();
    for text in ["one", "two", "three", "four", "five"] {
        ids.push(says(text).await);
    }
    let file = service.store().file().to_owned();
    let mut raw = SqliteConnectOptions::new().filename(file).read_only(true).connect().await.unwrap();
    assert_eq!([count(&mut raw, "messages").await, count(&mut raw, "settings").await], [5, 2]);

    service.redact(&olga, removal(room, ids[0])).await.unwrap();
    assert_eq!(count(&mut raw, "messages").await, 5, "a tombstone keeps its place");
    service.delete(&olga, removal(room, ids[1])).await.unwrap();
    assert_eq!(count(&mut raw, "messages").await, 4);
    let mut some = purge(room, "hall");
    some.through = Some(ids[2]);
    service.purge(&olga, some).await.unwrap();
    house.run_jobs().await;
    assert_eq!(count(&mut raw, "messages").await, 2, "what came after is still there");
    service.purge(&olga, purge(room, "hall")).await.unwrap();
    house.run_jobs().await;
    assert_eq!(count(&mut raw, "messages").await, 0);

    says("six").await;
    service.delete_room(&olga, room).await.unwrap();
    house.run_jobs().await;
    for table in ["messages", "sub-channels", "settings"] {
        assert_eq!(count(&mut raw, table).await, 0, "{table}");
    }
}

#[tokio::test]
async fn ids_of_sub_channels_are_not_given_twice_after_a_restart() {
    let house = House::new().await;
    let olga = house.person("olga").await;
    let room = house.service().store().write(Make(olga.id)).await.unwrap();
    house.person("ana").member_of(room).await;
    house.person("ben").member_of(room).await;
    let found = house.service().sub_channels(&olga, room, None, 9).await.unwrap().rows;
    assert_eq!(found.iter().map(|place| place.members).collect::<Vec<_>>(), [2, 1]);
    // The second was opened for ben, and its id is the last that was given. The clock stands still.
    let house = house.reopen().await;
    let next = house.service().store().write(Make(olga.id)).await.unwrap();
    let later = house.service().sub_channels(&olga, next, None, 9).await.unwrap().rows;
    assert!(later[0].id > found[1].id, "later than everything before");
}
