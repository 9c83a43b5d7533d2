//! A messaging session without its socket: what is told when, whatever happens in between.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign},
    sign::v4,
};
use domain::{
    Audience, Batch, ElasticChannel, Event, EventKind, EventNumber, MessageId, RoomId, RoomKind, RoomName, RoomRole,
    Within, channel::ChannelSettings,
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use service::{Client, CreateChannel, CreateRoom, Heard, NewChannel, SendMessage};
use testkit::{House, Person, Program, minutes, purge, removal, seconds, write};
use tokio::time::timeout;
use wire::{End, Session, Wire};

const HOST: &str = "127.0.0.1:18080";

/// Opens a session for the holder of a key.
async fn opened(house: &House, program: &Program, user: &Person, more: &str) -> Session {
    let own = user.key(house.service(), "all").await;
    let arn = format!("arn:aws:chime:us-east-1:000000000000:app-instance/{}/user/{}", own.client_key, user.id);
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let mut address = format!("/connect?{more}sessionId=1&userArn={}", encoded(&arn));
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(Duration::from_secs(10));
    let (id, secret) = (program.key.access_key_id.as_str(), program.key.secret_access_key.as_str());
    let identity = Credentials::new(id, secret, None, None, "test").into();
    let now_ms = u64::try_from(house.service().store().now().millis()).unwrap();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region("eu-central-1")
        .name("chime")
        .time(UNIX_EPOCH + Duration::from_millis(now_ms))
        .settings(settings)
        .build()
        .unwrap()
        .into();
    let whole = ["http://", HOST, &address].concat();
    let signable = SignableRequest::new("GET", &whole, [("host", HOST)].into_iter(), SignableBody::Bytes(b"")).unwrap();
    for (name, value) in sign(signable, &params).unwrap().into_parts().0.into_parts().1 {
        address.push_str(&["&", name, "=", &encoded(&value)].concat());
    }
    let request = http::Request::get(address).header("host", HOST).body(()).unwrap();
    let client = Client { address: "192.0.2.1".to_owned(), agent: String::new() };
    Wire::new(house.service().clone(), wire::Limits::of_each(1_000))
        .open_session(&client, &request.into_parts().0)
        .await
        .unwrap()
}

/// The next frames: what each tells, and its payload.
async fn told(session: &mut Session) -> Result<Vec<(String, Value)>, End> {
    let heard = timeout(Duration::from_secs(30), session.heard()).await.expect("something is heard");
    Ok(session.tell(heard).await?.iter().map(|frame| read(frame)).collect())
}

/// All that is still to be told piece by piece.
async fn rest(session: &mut Session) -> Vec<(String, Value)> {
    let mut told = Vec::new();
    while let Some(frame) = session.more().await.unwrap() {
        told.push(read(&frame));
    }
    told
}

/// What frames tell, each with the message that it is about.
fn in_short(told: Vec<(String, Value)>) -> Vec<(String, Option<String>)> {
    told.into_iter().map(|(event, payload)| (event, payload["MessageId"].as_str().map(str::to_owned))).collect()
}

fn gone(message: MessageId) -> (String, Option<String>) {
    ("DELETE_CHANNEL_MESSAGE".to_owned(), Some(message.to_string()))
}

fn anew() -> (String, Option<String>) {
    ("UPDATE_CHANNEL".to_owned(), None)
}

fn read(frame: &[u8]) -> (String, Value) {
    let frame: Value = serde_json::from_slice(frame).unwrap();
    let event = frame["Headers"]["x-amz-chime-event-type"].as_str().unwrap().to_owned();
    (event, serde_json::from_str(frame["Payload"].as_str().unwrap()).unwrap())
}

struct Scene {
    house: House,
    room: RoomId,
    attic: RoomId,
    owner: Person,
    member: Person,
    program: Program,
}

async fn scene() -> Scene {
    let house = House::new().await;
    let ours = house.account("ours").await;
    let (room, attic) = (house.room("lobby").of(ours).await, house.room("attic").of(ours).await);
    let owner = house.person("olga").of(ours).owner_of(room).owner_of(attic).await;
    let member = house.person("ana").of(ours).member_of(room).member_of(attic).await;
    let program = member.program(house.service(), "all").await;
    Scene { house, room, attic, owner, member, program }
}

fn new_room(name: &str) -> CreateRoom {
    CreateRoom { name: RoomName::new(name).unwrap(), kind: RoomKind::Room, account: None, people: Vec::new() }
}

#[tokio::test]
async fn what_is_removed_while_it_waits_is_never_told() {
    let Scene { house, room, owner, member, program, .. } = scene().await;
    let service = house.service();
    let mut session = opened(&house, &program, &member, "").await;
    let gone = owner.says(service, room, "to be gone").await.id;
    owner.says(service, room, "to stay").await;
    service.redact(&owner, removal(room, gone)).await.unwrap();
    house.all_told().await;
    let (first, second) = (told(&mut session).await.unwrap(), told(&mut session).await.unwrap());
    assert_eq!((first[0].0.as_str(), &first[0].1["Content"]), ("CREATE_CHANNEL_MESSAGE", &Value::from("to stay")));
    assert_eq!((second[0].0.as_str(), &second[0].1["Content"]), ("REDACT_CHANNEL_MESSAGE", &Value::from("")));
}

#[tokio::test]
async fn what_happened_before_the_session_is_not_told_however_late_it_comes() {
    let Scene { house, room, owner, member, program, .. } = scene().await;
    let service = house.service();
    let before = owner.says(service, room, "before").await;
    let number = service.room(&owner, room).await.unwrap().head;
    let mut session = opened(&house, &program, &member, "").await;
    let came = EventKind::RoleChanged { user: member.id, role: Some(RoomRole::Member) };
    for (number, kind) in [(EventNumber(0), came), (number, EventKind::Sent { message: before })] {
        let late = Event { number, at: service.store().now(), kind };
        service.hub().tell(room, late, Audience::Everybody, Batch::Single);
        assert_eq!(told(&mut session).await.unwrap(), []);
    }
    owner.says(service, room, "after").await;
    assert_eq!(told(&mut session).await.unwrap()[0].1["Content"], "after");
}

#[tokio::test]
async fn what_is_removed_after_it_was_heard_is_not_told_either() {
    let Scene { house, room, owner, member, program, .. } = scene().await;
    let service = house.service();
    let mut session = opened(&house, &program, &member, "").await;
    let gone = owner.says(service, room, "to be gone").await.id;
    let heard = session.heard().await;
    service.delete(&owner, removal(room, gone)).await.unwrap();
    house.all_told().await;
    assert!(session.tell(heard).await.unwrap().is_empty());
    let last = told(&mut session).await.unwrap();
    assert_eq!((last.len(), last[0].0.as_str()), (1, "DELETE_CHANNEL_MESSAGE"));
}

#[tokio::test]
async fn what_is_removed_between_two_channels_of_the_beginning_is_not_told() {
    let Scene { house, room, attic, owner, member, program } = scene().await;
    let service = house.service();
    let gone = owner.says(service, room, "to be gone").await.id;
    let kept = owner.says(service, attic, "newest").await.id;
    let mut session = opened(&house, &program, &member, "prefetch-on=connect&").await;
    let (event, details) = read(&session.more().await.unwrap().unwrap());
    assert_eq!(
        (event.as_str(), &details["ChannelMessages"][0]["MessageId"]),
        ("CHANNEL_DETAILS", &kept.to_string().into())
    );
    // Both were read at once; the second is told as it is when it goes.
    service.redact(&owner, removal(room, gone)).await.unwrap();
    house.all_told().await;
    let (_, details) = read(&session.more().await.unwrap().unwrap());
    assert_eq!(details["ChannelMessages"][0]["MessageId"], gone.to_string());
    assert_eq!(
        (&details["ChannelMessages"][0]["Content"], &details["ChannelMessages"][0]["Redacted"]),
        (&"".into(), &true.into())
    );
    assert!(session.more().await.unwrap().is_none());
}

#[tokio::test]
async fn at_the_beginning_so_many_channels_are_told_and_of_each_so_many_members() {
    let Scene { house, room, owner, member, program, .. } = scene().await;
    let service = house.service();
    for number in 0..49 {
        let more = service.create_room(&owner, new_room(&number.to_string())).await.unwrap().summary.id;
        service.add_new_member(&owner, more, member.id, RoomRole::Member).await.unwrap();
    }
    for number in 0..29 {
        house.person(&format!("guest-{number}")).member_of(room).await;
    }
    owner.says(service, room, "newest").await;
    let told = rest(&mut opened(&house, &program, &member, "prefetch-on=connect&").await).await;
    assert_eq!(told.len(), 50, "of 51");
    assert!(told.iter().all(|(event, _)| event == "CHANNEL_DETAILS"));
    assert_eq!(told[0].1["ChannelMemberships"].as_array().unwrap().len(), 30, "of 31");
}

#[tokio::test]
async fn who_was_away_is_told_what_was_removed_in_the_last_ten_minutes() {
    let Scene { house, room, attic, owner, member, program } = scene().await;
    let service = house.service();
    let says = async |room: RoomId, text: &str| owner.says(service, room, text).await.id;
    let (early, late, redacted) = (says(room, "early").await, says(room, "late").await, says(room, "redacted").await);
    let elsewhere = says(attic, "elsewhere").await;
    let manager = house.person("max").manager_of(room).await;
    let aside = SendMessage { to: Some(manager.id), ..write(room, "between two others") };
    let aside = service.send(&owner, aside).await.unwrap().id;
    service.delete(&owner, removal(room, early)).await.unwrap();
    house.clock.advance(seconds(1));
    service.redact(&owner, removal(room, redacted)).await.unwrap();
    service.delete(&owner, removal(room, late)).await.unwrap();
    service.delete(&owner, removal(room, aside)).await.unwrap();
    service.delete(&owner, removal(attic, elsewhere)).await.unwrap();
    house.clock.advance(minutes(10));

    let mut session = opened(&house, &program, &member, "").await;
    let mut told = rest(&mut session).await;
    told.sort_by_key(|(_, payload)| payload["MessageId"].to_string());
    let tombstone = told.iter().find(|(event, _)| event == "REDACT_CHANNEL_MESSAGE").unwrap().1.clone();
    let arn = tombstone["ChannelArn"].as_str().unwrap();
    assert!(arn.ends_with(&room.to_string()), "{arn}");
    assert_eq!((&tombstone["Content"], &tombstone["Redacted"]), (&"".into(), &true.into()));
    assert!(tombstone["Sender"]["Arn"].as_str().unwrap().ends_with(&owner.id.to_string()), "{tombstone}");
    let redaction = ("REDACT_CHANNEL_MESSAGE".to_owned(), Some(redacted.to_string()));
    assert_eq!(in_short(told), [gone(late), redaction, gone(elsewhere)]);
    // What comes then is told as ever.
    says(room, "after").await;
    assert_eq!(self::told(&mut session).await.unwrap()[0].1["Content"], "after");
}

#[tokio::test]
async fn who_was_away_is_told_nothing_of_other_sub_channels_and_of_channels_that_they_left() {
    let house = House::new().await;
    let (olga, ana, ben) = (house.person("olga").await, house.person("ana").await, house.person("ben").await);
    let service = house.service();
    let elastic = ElasticChannel { sub_channels_max: 2, members_target: 2, members_min_percent: 40 };
    let settings = ChannelSettings { elastic: Some(elastic), ..ChannelSettings::default() };
    let new = NewChannel { account: None, name: RoomName::new("hall").unwrap(), given: None, settings };
    let people = vec![(ana.id, RoomRole::Member), (ben.id, RoomRole::Member)];
    let command = CreateChannel { new, people, tags: (Default::default(), |room| room.to_string()), key: None };
    let hall = service.create_channel(&olga, command).await.unwrap();
    let subs = service.sub_channels(&olga, hall, None, 9).await.unwrap().rows;
    let mut said = Vec::new();
    for sub in &subs {
        for text in ["deleted", "redacted", "purged"] {
            let command = SendMessage { within: Within::Named(Some(sub.id)), ..write(hall, text) };
            said.push(service.send(&olga, command).await.unwrap().id);
        }
    }
    for number in [0, 3] {
        service.delete(&olga, removal(hall, said[number])).await.unwrap();
        service.redact(&olga, removal(hall, said[number + 1])).await.unwrap();
    }
    let hears = async |who: &Person| {
        let program = who.program(service, "all").await;
        opened(&house, &program, who, "").await
    };
    let redaction = |id: MessageId| ("REDACT_CHANNEL_MESSAGE".to_owned(), Some(id.to_string()));
    let mut sessions = Vec::new();
    for (who, own) in [(&ana, &said[..3]), (&ben, &said[3..])] {
        let mut session = hears(who).await;
        let told = rest(&mut session).await;
        assert!(told.iter().all(|(_, payload)| payload["SubChannelId"].is_string()), "{told:?}");
        assert_eq!(in_short(told), [gone(own[0]), redaction(own[1])]);
        sessions.push((session, own));
    }
    // Nor by a purge, which takes what is left.
    service.purge(&olga, purge(hall, "hall")).await.unwrap();
    for (session, own) in &mut sessions {
        assert_eq!(told(session).await.unwrap(), []);
        assert_eq!(in_short(rest(session).await), [gone(own[1]), gone(own[2]), anew()]);
    }
    let mut leaves = hears(&ben).await;
    service.set_role(&olga, hall, ben.id, None).await.unwrap();
    house.all_told().await;
    assert_eq!(rest(&mut leaves).await, []);
}

#[tokio::test]
async fn a_purge_takes_back_the_newest_messages_wherever_the_client_has_them_from() {
    let Scene { house, room, owner, member, program, .. } = scene().await;
    let service = house.service();
    let filled = house.fill(room, owner.id, "listed", 1_000).await;
    let manager = house.person("max").manager_of(room).await;
    let mut session = opened(&house, &program, &member, "").await;
    assert_eq!(rest(&mut session).await, []);
    let heard = owner.says(service, room, "heard").await.id;
    assert_eq!(told(&mut session).await.unwrap()[0].1["Content"], "heard");
    let aside = SendMessage { to: Some(manager.id), ..write(room, "between two others") };
    service.send(&owner, aside).await.unwrap();
    service.purge(&owner, purge(room, "lobby")).await.unwrap();
    // However late the session comes to it.
    house.run_jobs().await;
    assert_eq!(told(&mut session).await.unwrap(), []);
    let mut expected: Vec<_> = filled[2..].iter().chain([&heard]).map(|id| gone(*id)).collect();
    expected.push(anew());
    assert_eq!(in_short(rest(&mut session).await), expected);

    // Others have only what came since to take, also before it is erased.
    let mut later = Vec::new();
    for text in [Some("next"), Some("one more"), None] {
        let mut expected = vec![anew()];
        if let Some(text) = text {
            expected.insert(0, gone(owner.says(service, room, text).await.id));
            assert_eq!(told(&mut session).await.unwrap()[0].1["Content"], text);
        }
        service.purge(&owner, purge(room, "lobby")).await.unwrap();
        assert_eq!(told(&mut session).await.unwrap(), []);
        assert_eq!(in_short(rest(&mut session).await), expected);
        later.extend(expected);
    }
    // Whoever was away is told of all of them.
    let mut after = opened(&house, &program, &member, "").await;
    let told = in_short(rest(&mut after).await);
    assert_eq!((told.len(), &told[..2]), (1_000 + later.len(), &[gone(filled[2]), gone(filled[3])][..]));
    assert_eq!(told[1_000..], later);
}

#[tokio::test]
async fn what_is_still_to_be_told_of_a_channel_ends_with_the_membership() {
    let Scene { house, room, attic, owner, member, program } = scene().await;
    let service = house.service();
    let filled = house.fill(room, owner.id, "listed", 3).await;
    let kept = owner.says(service, attic, "elsewhere").await.id;
    let mut session = opened(&house, &program, &member, "").await;
    service.purge(&owner, purge(room, "lobby")).await.unwrap();
    assert_eq!(told(&mut session).await.unwrap(), []);
    let first = read(&session.more().await.unwrap().unwrap());
    assert_eq!(in_short(vec![first]), [gone(filled[0])]);
    service.set_role(&owner, room, member.id, None).await.unwrap();
    service.redact(&owner, removal(attic, kept)).await.unwrap();
    house.all_told().await;
    assert_eq!(rest(&mut session).await, []);
    assert_eq!(told(&mut session).await.unwrap()[0].0, "DELETE_CHANNEL_MEMBERSHIP");
    assert_eq!(told(&mut session).await.unwrap()[0].0, "REDACT_CHANNEL_MESSAGE");
}

#[tokio::test]
async fn a_channel_that_was_left_meanwhile_is_not_told_at_the_beginning() {
    let Scene { house, room, attic, owner, member, program } = scene().await;
    let service = house.service();
    owner.says(service, room, "older").await;
    owner.says(service, attic, "newest").await;
    let mut session = opened(&house, &program, &member, "prefetch-on=connect&").await;
    session.more().await.unwrap().unwrap();
    service.set_role(&owner, room, member.id, None).await.unwrap();
    assert!(session.more().await.unwrap().is_none());
    assert_eq!(told(&mut session).await.unwrap()[0].0, "DELETE_CHANNEL_MEMBERSHIP");
}

#[tokio::test]
async fn an_end_is_told_for_what_it_is_when_it_overtakes_its_event() {
    let Scene { house, room, attic, owner, member, program } = scene().await;
    let service = house.service();
    let mut session = opened(&house, &program, &member, "").await;
    service.set_role(&owner, room, member.id, None).await.unwrap();
    let frames = session.tell(Heard::Ended(room)).await.unwrap();
    assert_eq!(read(&frames[0]).0, "DELETE_CHANNEL_MEMBERSHIP");
    assert!(session.tell(Heard::Ended(room)).await.unwrap().is_empty(), "once");
    // Whoever is a member still was sent out for now, and may come back.
    assert_eq!(session.tell(Heard::Ended(attic)).await.map_err(|end| end.code), Err(1012));
    service.delete_room(&owner, attic).await.unwrap();
    let frames = session.tell(Heard::Ended(attic)).await.unwrap();
    assert_eq!(read(&frames[0]).0, "DELETE_CHANNEL");
}

#[tokio::test]
async fn a_channel_that_goes_is_told_once_and_nothing_of_what_was_in_it() {
    let Scene { house, room, owner, member, program, .. } = scene().await;
    let service = house.service();
    let mut session = opened(&house, &program, &member, "").await;
    owner.says(service, room, "hello").await;
    assert_eq!(told(&mut session).await.unwrap()[0].0, "CREATE_CHANNEL_MESSAGE");
    // Its purge is heard or not, as it comes; what is told is the same.
    let deleting = tokio::spawn({
        let (service, owner) = (service.clone(), owner.clone());
        async move { service.delete_room(&owner, room).await.unwrap() }
    });
    let frames = told(&mut session).await.unwrap();
    assert_eq!(frames.iter().map(|(event, _)| event.as_str()).collect::<Vec<_>>(), ["DELETE_CHANNEL"]);
    deleting.await.unwrap();
    // Nothing more: the next that is told is of another channel.
    let next = service.create_room(&owner, new_room("hall")).await.unwrap().summary.id;
    service.add_new_member(&owner, next, member.id, RoomRole::Member).await.unwrap();
    let frames = loop {
        let frames = told(&mut session).await.unwrap();
        if !frames.is_empty() {
            break frames;
        }
    };
    assert_eq!(frames[0].0, "CREATE_CHANNEL_MEMBERSHIP");
}

#[tokio::test]
async fn who_lent_the_key_ends_what_it_opened_when_they_are_disabled() {
    let Scene { house, member, .. } = scene().await;
    let root = house.person("root").platform_admin().await;
    let admin = house.person("adam").platform_admin().await;
    let program = admin.program(house.service(), "all").await;
    let mut session = opened(&house, &program, &member, "").await;
    house.service().set_user_disabled(&root, admin.id, true).await.unwrap();
    assert_eq!(told(&mut session).await, Err(End::REFUSED));
}

#[tokio::test]
async fn a_disabled_key_ends_what_it_opened_at_once() {
    let Scene { house, room, owner, member, program, .. } = scene().await;
    let service = house.service();
    let mut session = opened(&house, &program, &member, "").await;
    assert_eq!(session.check().await, Ok(()));
    owner.says(service, room, "not to be told").await;
    service.disable_key(&member, program.key.access_key_id).await.unwrap();
    assert_eq!(told(&mut session).await, Err(End::REFUSED));
    assert_eq!(session.check().await, Err(End::REFUSED));
}

#[tokio::test]
async fn who_takes_too_little_is_told_to_come_back() {
    let Scene { house, room, attic, owner, member, program } = scene().await;
    let service = house.service();
    owner.says(service, room, "hello").await;
    owner.says(service, attic, "newest").await;
    let mut session = opened(&house, &program, &member, "").await;
    let mut at_the_beginning = opened(&house, &program, &member, "prefetch-on=connect&").await;
    at_the_beginning.more().await.unwrap().unwrap();
    // Some more than are kept: the last of them may still be on their way.
    for _ in 0..1_100 {
        owner.says(service, room, "hello").await;
    }
    assert_eq!(told(&mut session).await.map_err(|end| end.code), Err(1011));
    let more = timeout(Duration::from_secs(30), at_the_beginning.more()).await.expect("the beginning ends");
    assert!(more.unwrap().is_none());
    assert_eq!(told(&mut at_the_beginning).await.map_err(|end| end.code), Err(1011));
}
