//! What is for one member only: who reads it, who does what with it, and what everybody else is told.

use domain::{
    Content, Denial, EventKind, EventNumber, Failure, IdempotencyKey, MessageId, RoomId, RoomRole, Thing, Verb,
    channel::Span,
    view::{Anchor, AuditQuery, Body, Outcome},
};
use service::{Actor, SendMessage, Service};
use testkit::{House, Person, everything, purge, removal, write};

const SECRET: &str = "between you and me";
const UNSEEN: Failure = Failure::NotFound(Thing::Message);

/// The columns of the table: who there is, each by a session, and some of them by a key too.
const PEOPLE: [&str; 8] =
    ["sender", "target", "member", "manager", "owner", "account admin", "platform admin", "stranger"];

struct Scene {
    house: House,
    room: RoomId,
    people: Vec<Person>,
    aside: MessageId,
}

impl Scene {
    async fn set() -> Self {
        let house = House::new().await;
        let ours = house.account("ours").await;
        let room = house.room("lobby").of(ours).await;
        let people = vec![
            house.person("sender").of(ours).member_of(room).await,
            house.person("target").of(ours).member_of(room).await,
            house.person("member").of(ours).member_of(room).await,
            house.person("manager").of(ours).manager_of(room).await,
            house.person("owner").of(ours).owner_of(room).await,
            house.person("account admin").admin_of(ours).await,
            house.person("platform admin").platform_admin().await,
            house.person("stranger").of(ours).await,
        ];
        let mut scene = Self { house, room, people, aside: MessageId::MIN };
        scene.who("sender").says(scene.service(), room, "for all").await;
        scene.aside = scene.tells(scene.who("sender"), scene.who("target"), SECRET).await.unwrap();
        scene
    }

    fn service(&self) -> &Service {
        self.house.service()
    }

    fn who(&self, name: &str) -> &Person {
        &self.people[PEOPLE.iter().position(|known| *known == name).unwrap()]
    }

    async fn tells(&self, who: &Actor, to: &Person, text: &str) -> Result<MessageId, Failure> {
        let command = SendMessage { to: Some(to.id), ..write(self.room, text) };
        self.service().send(who, command).await.map(|sent| sent.id)
    }

    async fn key_of(&self, name: &str) -> Actor {
        let program = self.who(name).program(self.service(), "all").await;
        Actor::clone(&program)
    }

    async fn reads(&self, who: &Actor) -> bool {
        let span = Span::new(false, None, None);
        let listed = self.service().messages_of_span(who, self.room, None, &span, 9).await;
        let listed = listed.is_ok_and(|(found, _)| found.iter().any(|message| message.id == self.aside));
        let one = self.service().message(who, self.room, self.aside, None).await;
        assert_eq!(one.is_ok(), listed, "one and a page agree");
        assert_eq!(everything(self.service(), who, self.room, &[self.aside]).await.contains(SECRET), listed);
        let told = self.service().events_since(who, self.room, EventNumber(0), 9).await.unwrap_or_default();
        assert_eq!(told.iter().any(|event| event.kind.message() == Some(self.aside)), listed, "{told:?}");
        listed
    }

    async fn does(&self, case: &str, who: &Actor) -> Result<(), Failure> {
        let (service, room, aside) = (self.service(), self.room, self.aside);
        let content = Content::new("changed").unwrap();
        match case {
            "edit" => service.edit(who, room, aside, content).await.map(drop),
            "answer" => {
                let answer = SendMessage { reply_to: Some(aside), ..write(room, "re") };
                service.send(who, answer).await.map(drop)
            }
            "redact" => service.redact(who, removal(room, aside)).await.map(drop),
            "delete" => service.delete(who, removal(room, aside)).await.map(drop),
            "preview" => service.preview_removal(who, room, Verb::Redact, Some(aside)).await.map(drop),
            case => panic!("{case}"),
        }
    }
}

fn verdict(answer: &Result<(), Failure>) -> &'static str {
    match answer {
        Ok(()) => "yes",
        Err(Failure::NotFound(Thing::Message)) => "gone",
        Err(Failure::NotFound(Thing::Room) | Failure::Denied(Denial::NotVisible)) => "room",
        Err(Failure::Denied(Denial::NotAModerator { .. })) => "mod",
        Err(Failure::Denied(Denial::NotTheAuthor)) => "aut",
        Err(Failure::Denied(Denial::NotAMember)) => "mem",
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn every_role_against_what_is_between_two_others() {
    for (case, panel, programs) in [
        ("read", "yes yes no yes yes yes yes no", "yes yes no no no no no no"),
        ("edit", "yes aut gone aut aut mem mem room", "yes aut gone gone gone gone gone room"),
        ("answer", "gone gone gone gone gone mem mem room", "gone gone gone gone gone mem mem room"),
        ("redact", "mod mod mod yes yes yes yes room", "mod mod mod gone gone gone gone room"),
        ("delete", "mod mod mod yes yes yes yes room", "mod mod mod yes yes yes yes room"),
        ("preview", "mod mod mod yes yes yes yes room", "mod mod mod gone gone gone gone room"),
    ] {
        for (by_key, expected) in [(false, panel), (true, programs)] {
            for (name, expected) in PEOPLE.iter().zip(expected.split_whitespace()) {
                let scene = Scene::set().await;
                let who = if by_key { scene.key_of(name).await } else { Actor::clone(scene.who(name)) };
                let before = scene.house.entries().await;
                if case == "read" {
                    assert_eq!(scene.reads(&who).await, expected == "yes", "{case} by {name}, by key: {by_key}");
                    continue;
                }
                let answer = scene.does(case, &who).await;
                assert_eq!(verdict(&answer), expected, "{case} by {name}, by key: {by_key}");
                let entries = scene.house.entries().await - before;
                // To quote what cannot be quoted is no refusal, as it is none to quote what is not there.
                let unrecorded = match case {
                    "answer" => expected == "gone",
                    "edit" | "preview" => answer.is_ok(),
                    _ => false,
                };
                assert_eq!(entries, u64::from(!unrecorded), "{case} by {name}, by key: {by_key}");
            }
        }
    }
}

#[tokio::test]
async fn everybody_else_is_told_that_there_was_something_and_not_which() {
    let scene = Scene::set().await;
    let (service, room) = (scene.service(), scene.room);
    service.edit(scene.who("sender"), room, scene.aside, Content::new("changed").unwrap()).await.unwrap();
    let other = scene.tells(scene.who("target"), scene.who("sender"), "and back").await.unwrap();
    service.redact(scene.who("manager"), removal(room, scene.aside)).await.unwrap();
    service.delete(scene.who("manager"), removal(room, other)).await.unwrap();
    service.delete(scene.who("manager"), removal(room, scene.aside)).await.unwrap();
    for (name, knows) in [("sender", true), ("target", true), ("manager", true), ("member", false)] {
        let told = service.events_since(scene.who(name), room, EventNumber(0), 99).await.unwrap();
        assert!(told.iter().map(|event| event.number.0).eq(1..=told.len() as u64), "without gaps");
        let removals =
            told.iter().filter(|event| matches!(event.kind, EventKind::Redacted { .. } | EventKind::Deleted { .. }));
        assert_eq!(removals.count(), if knows { 3 } else { 0 }, "{name}: {told:?}");
        let all = format!("{told:?}");
        assert_eq!(all.contains(&scene.aside.to_string()) || all.contains(&other.to_string()), knows, "{name}");
    }
}

#[tokio::test]
async fn a_tombstone_is_for_the_same_people_and_everything_takes_it_along() {
    let scene = Scene::set().await;
    let (service, room, olga) = (scene.service(), scene.room, scene.who("owner"));
    let count = async || service.room(scene.who("member"), room).await.unwrap().summary.messages;
    assert_eq!(count().await, 2, "the numbers are of all that is there");
    service.redact(scene.who("manager"), removal(room, scene.aside)).await.unwrap();
    for (name, stays) in [("sender", true), ("target", true), ("owner", true), ("member", false)] {
        let page = service.messages(scene.who(name), room, Anchor::Newest).await.unwrap().messages;
        let found = page.iter().find(|message| message.id == scene.aside);
        assert_eq!(found.is_some(), stays, "{name}");
        if let Some(found) = found {
            assert!(matches!(found.body, Body::Redacted(_)));
            assert_eq!(found.target.as_ref().map(|target| &*target.name), Some("target"), "{name}");
        }
    }
    service.purge(olga, purge(room, "lobby")).await.unwrap();
    scene.house.run_jobs().await;
    assert_eq!(count().await, 0);
    assert_eq!(service.messages(olga, room, Anchor::Newest).await.unwrap().messages, []);
}

#[tokio::test]
async fn nobody_outside_is_told_anything_and_a_key_is_for_one_target() {
    let scene = Scene::set().await;
    let [sender, target, member] = ["sender", "target", "member"].map(|name| scene.who(name));
    for outside in ["stranger", "account admin"] {
        assert_eq!(scene.tells(sender, scene.who(outside), "no").await, Err(Failure::NotFound(Thing::Member)));
    }
    let key = IdempotencyKey::optional("told-once").unwrap();
    let told = async |to: Option<&Person>| {
        let command = SendMessage { key: key.clone(), to: to.map(|to| to.id), ..write(scene.room, "once") };
        scene.service().send(sender, command).await.map(|sent| sent.id)
    };
    let first = told(Some(target)).await.unwrap();
    assert_eq!(told(Some(target)).await, Ok(first), "known again");
    for other in [None, Some(member)] {
        assert_eq!(told(other).await, Err(domain::Conflict::KeyReused.into()));
    }
}

#[tokio::test]
async fn what_a_role_lets_hear_goes_with_it() {
    let scene = Scene::set().await;
    let (service, member) = (scene.service(), scene.who("member"));
    let set = async |role| service.set_role(scene.who("owner"), scene.room, member.id, role).await.unwrap();
    assert!(!scene.reads(member).await);
    set(Some(RoomRole::Manager)).await;
    assert!(scene.reads(member).await);
    set(Some(RoomRole::Member)).await;
    assert!(!scene.reads(member).await);
    service.set_role(scene.who("owner"), scene.room, scene.who("target").id, None).await.unwrap();
    assert!(!scene.reads(scene.who("target")).await, "who has left reads nothing any more");
    assert!(scene.reads(scene.who("sender")).await);
}

#[tokio::test]
async fn a_read_that_is_refused_goes_on_the_record() {
    let scene = Scene::set().await;
    let (member, owner) = (scene.who("member"), scene.key_of("owner").await);
    for (who, code) in [(&Actor::clone(member), "not_a_moderator"), (&owner, "not_by_key")] {
        assert_eq!(scene.service().message(who, scene.room, scene.aside, None).await, Err(UNSEEN));
        let log = scene.service().audit(scene.who("owner"), AuditQuery::default()).await.unwrap().entries;
        assert_eq!((&*log[0].action, &log[0].outcome), ("room.see", &Outcome::Refused(code.into())), "{code}");
    }
}
