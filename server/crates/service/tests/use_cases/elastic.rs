//! Elastic channels: who lies in which sub-channel, who reads and writes what, and what is hidden or ends by itself.

use domain::{
    Conflict, Content, Criterion, Denial, Door, ElasticChannel, Expiration, Failure, Field, Invalid, MessageId,
    Problem, Role, RoomId, RoomName, RoomRole, SubChannelId, Thing, UserId, Within,
    channel::{ChannelSettings, Span},
    view::{Anchor, AuditQuery, Body, Extra, Outcome},
};
use service::{CreateChannel, NewChannel, RemoveMessage, Seat, SendMessage, Service, UpdateChannel, Whisper};
use testkit::{House, Person, days, everything, purge, removal, write};

const TWO_OF_TWO: ElasticChannel = ElasticChannel { sub_channels_max: 2, members_target: 2, members_min_percent: 40 };

async fn made(who: &Person, service: &Service, settings: ChannelSettings, people: Vec<(UserId, RoomRole)>) -> RoomId {
    let new = NewChannel { account: None, name: RoomName::new("hall").unwrap(), given: None, settings };
    let command = CreateChannel { new, people, tags: (Default::default(), |room| room.to_string()), key: None };
    service.create_channel(who, command).await.unwrap()
}

/// An elastic channel of two sub-channels for two: its owner and ana in the first, ben alone in the second.
struct Scene {
    house: House,
    room: RoomId,
    olga: Person,
    ana: Person,
    ben: Person,
    first: SubChannelId,
    second: SubChannelId,
}

impl Scene {
    async fn set() -> Self {
        let house = House::new().await;
        let (olga, ana, ben) = (house.person("olga").await, house.person("ana").await, house.person("ben").await);
        let people = vec![(ana.id, RoomRole::Member), (ben.id, RoomRole::Member)];
        let settings = ChannelSettings { elastic: Some(TWO_OF_TWO), ..ChannelSettings::default() };
        let room = made(&olga, house.service(), settings, people).await;
        let found = house.service().sub_channels(&olga, room, None, 9).await.unwrap().rows;
        let [first, second] = found[..] else { panic!("{found:?}") };
        assert_eq!((first.members, second.members), (2, 1));
        let (first, second) = (first.id, second.id);
        Self { room, olga, ana, ben, first, second, house }
    }

    fn service(&self) -> &Service {
        self.house.service()
    }

    async fn sizes(&self) -> Vec<u64> {
        let found = self.service().sub_channels(&self.olga, self.room, None, 9).await.unwrap();
        found.rows.iter().map(|sub_channel| sub_channel.members).collect()
    }

    async fn adds(&self, user: UserId, sub_channel: Option<SubChannelId>) -> Result<Option<SubChannelId>, Failure> {
        let seat = Seat { hidden: false, sub_channel };
        self.service().appoint(&self.olga, self.room, user, RoomRole::Member, seat).await
    }

    async fn says(&self, who: &Person, within: Within, text: &str) -> Result<MessageId, Failure> {
        let command = SendMessage { within, ..write(self.room, text) };
        self.service().send(who, command).await.map(|sent| sent.id)
    }

    async fn lists(&self, who: &Person, sub_channel: Option<SubChannelId>) -> Result<Vec<String>, Failure> {
        let span = Span::new(false, None, None);
        let found = self.service().messages_of_span(who, self.room, sub_channel, &span, 9).await?;
        let text = |body| match body {
            Body::Text(text) => text,
            Body::Redacted(_) => "redacted".to_owned(),
        };
        Ok(found.0.into_iter().map(|message| text(message.body)).collect())
    }
}

fn named(sub_channel: SubChannelId) -> Within {
    Within::Named(Some(sub_channel))
}

const OUTSIDE: Failure = Failure::Denied(Denial::OutsideSubChannel);

#[tokio::test]
async fn whom_to_add_to_an_elastic_channel_is_never_left_to_its_members() {
    let scene = Scene::set().await;
    let refused = Err(Conflict::ElasticIsRestricted.into());
    let before = scene.house.entries().await;
    let open = UpdateChannel { room: scene.room, name: None, unrestricted: Some(true), metadata: None };
    assert_eq!(scene.service().update_channel(&scene.olga, open).await, refused);
    let settings = ChannelSettings { elastic: Some(TWO_OF_TWO), unrestricted: true, ..ChannelSettings::default() };
    let new = NewChannel { account: None, name: RoomName::new("other").unwrap(), given: None, settings };
    let command =
        CreateChannel { new, people: Vec::new(), tags: (Default::default(), |room| room.to_string()), key: None };
    assert_eq!(scene.service().create_channel(&scene.olga, command).await.map(drop), refused);
    assert_eq!(scene.house.entries().await, before, "nothing was done");
    assert!(!scene.service().channel(&scene.olga, scene.room).await.unwrap().settings.unrestricted);
}

#[tokio::test]
async fn members_fill_one_sub_channel_after_the_other_and_an_empty_one_goes() {
    let scene = Scene::set().await;
    let (cleo, dora) = (scene.house.person("cleo").await, scene.house.person("dora").await);
    assert_eq!(scene.adds(cleo.id, Some(scene.first)).await, Err(Conflict::SubChannelsFull.into()));
    assert_eq!(scene.adds(cleo.id, Some(SubChannelId::MIN)).await, Err(Failure::NotFound(Thing::SubChannel)));
    assert_eq!(scene.adds(cleo.id, None).await, Ok(Some(scene.second)), "the fullest that has a place");
    assert_eq!(scene.adds(dora.id, None).await, Err(Conflict::SubChannelsFull.into()));
    assert_eq!(scene.sizes().await, [2, 2], "and nothing was changed by what was refused");

    scene.service().set_role(&scene.olga, scene.room, scene.ben.id, None).await.unwrap();
    scene.service().set_role(&scene.olga, scene.room, cleo.id, None).await.unwrap();
    assert_eq!(scene.sizes().await, [2], "an empty one goes");
    let opened = scene.adds(dora.id, None).await.unwrap();
    assert!(opened.is_some_and(|opened| opened != scene.first && opened != scene.second), "{opened:?}");
    // Through the door of the panel too.
    let email = domain::Email::new(&cleo.email).unwrap();
    scene.service().add_member(&scene.olga, scene.room, email, RoomRole::Member).await.unwrap();
    assert_eq!(scene.sizes().await, [2, 2]);
    let member = scene.service().channel_member(&scene.olga, scene.room, cleo.id, opened).await.unwrap();
    assert_eq!(member.sub_channel, opened);
    let elsewhere = scene.service().channel_member(&scene.olga, scene.room, cleo.id, Some(scene.first)).await;
    assert_eq!(elsewhere, Err(Failure::NotFound(Thing::Member)));
    let elsewhere = scene.service().end_membership(&scene.olga, scene.room, cleo.id, Some(scene.first)).await;
    assert_eq!(elsewhere, Err(Failure::NotFound(Thing::Member)));
    scene.service().end_membership(&scene.olga, scene.room, cleo.id, opened).await.unwrap();
    assert_eq!(scene.sizes().await, [2, 1]);
}

#[tokio::test]
async fn what_is_sent_again_from_another_place_is_another_message() {
    let scene = Scene::set().await;
    let key = domain::IdempotencyKey::optional("sent-again").unwrap();
    let send = async || {
        let command = SendMessage { key: key.clone(), ..write(scene.room, "hello") };
        scene.service().send(&scene.ana, command).await.map(|sent| sent.id)
    };
    let sent = send().await.unwrap();
    assert_eq!(send().await, Ok(sent), "known again");
    scene.service().set_role(&scene.olga, scene.room, scene.ana.id, None).await.unwrap();
    scene.adds(scene.ana.id, Some(scene.second)).await.unwrap();
    assert_eq!(send().await, Err(Conflict::KeyReused.into()), "and nothing of where they were before is told");
}

#[tokio::test]
async fn a_channel_is_not_made_for_more_people_than_it_holds() {
    let house = House::new().await;
    let olga = house.person("olga").await;
    let mut people = Vec::new();
    for name in ["a", "b", "c", "d"] {
        people.push((house.person(name).await.id, RoomRole::Member));
    }
    let settings = ChannelSettings { elastic: Some(TWO_OF_TWO), ..ChannelSettings::default() };
    let new = NewChannel { account: None, name: RoomName::new("hall").unwrap(), given: None, settings };
    let command = CreateChannel { new, people, tags: (Default::default(), |room| room.to_string()), key: None };
    let answer = house.service().create_channel(&olga, command).await;
    assert_eq!(answer, Err(Conflict::SubChannelsFull.into()));
    assert_eq!(house.service().channels(&olga, None, None, None, 9).await.unwrap().rows, []);
}

#[tokio::test]
async fn members_read_and_write_in_their_own_sub_channel_and_moderators_in_all() {
    let scene = Scene::set().await;
    let Scene { olga, ana, ben, first, second, room, .. } = &scene;
    let (service, room) = (scene.service(), *room);
    let one = scene.says(ana, named(*first), "one").await.unwrap();
    let two = scene.says(ben, named(*second), "two").await.unwrap();
    scene.says(olga, named(*second), "three").await.unwrap();
    scene.says(ana, Within::Room, "four").await.unwrap();
    assert_eq!(scene.says(ana, named(*second), "no").await, Err(OUTSIDE));
    let missing = Failure::Invalid(Invalid { field: Field::SubChannel, problem: Problem::Missing });
    assert_eq!(scene.says(ana, Within::Named(None), "no").await, Err(missing));
    assert_eq!(scene.says(olga, named(SubChannelId::MIN), "no").await, Err(Failure::NotFound(Thing::SubChannel)));

    assert_eq!(scene.lists(ana, Some(*first)).await.unwrap(), ["one", "four"]);
    assert_eq!(scene.lists(ben, Some(*second)).await.unwrap(), ["two", "three"]);
    assert_eq!(scene.lists(olga, Some(*second)).await.unwrap(), ["two", "three"]);
    assert_eq!(scene.lists(olga, None).await.unwrap(), ["one", "two", "three", "four"], "one room for moderators");
    assert_eq!(scene.lists(olga, Some(SubChannelId::MIN)).await, Err(Failure::NotFound(Thing::SubChannel)));
    for other in [None, Some(*second), Some(SubChannelId::MIN)] {
        assert_eq!(scene.lists(ana, other).await, Err(OUTSIDE), "{other:?}");
    }
    assert_eq!(service.message(ana, room, one, Some(*first)).await.unwrap().1, Some(*first));
    assert_eq!(service.message(ana, room, two, Some(*first)).await, Err(Failure::NotFound(Thing::Message)));
    assert_eq!(service.message(ana, room, two, Some(*second)).await, Err(OUTSIDE));
    assert_eq!(service.message(olga, room, two, None).await.unwrap().1, Some(*second));
    assert_eq!(service.message(olga, room, two, Some(*first)).await, Err(Failure::NotFound(Thing::Message)));

    // Every other way of reading knows no sub-channels, and is for those who see all of them.
    assert!(!everything(service, ana, room, &[two]).await.contains("two"));
    assert_eq!(service.messages(ana, room, Anchor::Newest).await.map(drop), Err(OUTSIDE));
    assert_eq!(service.watch(ana, room).await.map(drop), Err(OUTSIDE));
    assert!(!service.still_sees(ana, room).await && service.still_sees(olga, room).await);
    assert_eq!(service.members(ana, room, "").await.map(drop), Err(OUTSIDE));
    assert_eq!(service.messages(olga, room, Anchor::Newest).await.unwrap().messages.len(), 4);

    // Nothing is quoted out of another sub-channel.
    let quote = SendMessage { within: named(*first), reply_to: Some(two), ..write(room, "re") };
    for who in [ana, olga] {
        let answer = service.send(who, quote.clone()).await.map(drop);
        assert_eq!(answer, Err(Failure::NotFound(Thing::Message)));
    }
    let root = scene.house.person("root").platform_admin().await;
    let log = service.audit(&root, AuditQuery::default()).await.unwrap().entries;
    let refused = log.iter().filter(|entry| entry.outcome == Outcome::Refused("outside_sub_channel".into()));
    assert!(
        refused.clone().any(|entry| entry.action == "send") && refused.clone().any(|entry| entry.action == "room.see")
    );
}

#[tokio::test]
async fn pages_of_a_sub_channel_go_on_after_a_message_in_either_order() {
    let scene = Scene::set().await;
    let mut ids = Vec::new();
    for n in 0..5 {
        ids.push(scene.says(&scene.ana, named(scene.first), &format!("m{n}")).await.unwrap());
        scene.says(&scene.ben, named(scene.second), "between").await.unwrap();
    }
    for newest_first in [false, true] {
        let (mut span, mut all) = (Span::new(newest_first, None, None), Vec::new());
        loop {
            let page = scene.service().messages_of_span(&scene.ana, scene.room, Some(scene.first), &span, 2).await;
            let (page, more) = page.unwrap();
            all.extend(page.iter().map(|message| message.id));
            if !more {
                break;
            }
            span = span.after(page.last().unwrap().id);
        }
        if newest_first {
            all.reverse();
        }
        assert_eq!(all, ids);
    }
}

#[tokio::test]
async fn a_message_is_edited_and_removed_in_its_own_sub_channel() {
    let scene = Scene::set().await;
    let (service, room) = (scene.service(), scene.room);
    let one = scene.says(&scene.ana, named(scene.first), "one").await.unwrap();
    let two = scene.says(&scene.ben, named(scene.second), "two").await.unwrap();
    let edit = async |who: &Person, message, sub_channel| {
        let content = Content::new("edited").unwrap();
        service.edit_whole(who, room, message, content, (Extra::default(), sub_channel)).await.map(drop)
    };
    let absent = Failure::NotFound(Thing::Message);
    assert_eq!(edit(&scene.ana, one, Some(scene.second)).await, Err(absent.clone()));
    assert_eq!(edit(&scene.ana, two, None).await, Err(absent.clone()), "and nobody learns that it is there");
    edit(&scene.ana, one, Some(scene.first)).await.unwrap();
    edit(&scene.ben, two, None).await.unwrap();

    let remove = |message, sub_channel| RemoveMessage { sub_channel, ..removal(room, message) };
    let wrong = service.redact(&scene.olga, remove(one, Some(scene.second))).await.map(drop);
    assert_eq!(wrong, Err(absent.clone()));
    let wrong = service.delete(&scene.olga, remove(two, Some(SubChannelId::MIN))).await.map(drop);
    assert_eq!(wrong, Err(absent));
    service.redact(&scene.olga, remove(one, Some(scene.first))).await.unwrap();
    service.delete(&scene.olga, remove(two, None)).await.unwrap();
    assert_eq!(scene.lists(&scene.ana, Some(scene.first)).await.unwrap(), ["redacted"], "it keeps its place");
    assert_eq!(scene.lists(&scene.ben, Some(scene.second)).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_purge_takes_all_sub_channels_along() {
    let scene = Scene::set().await;
    scene.says(&scene.ana, named(scene.first), "zanzibar").await.unwrap();
    scene.says(&scene.ben, named(scene.second), "zanzibar").await.unwrap();
    let command = purge(scene.room, "hall");
    assert_eq!(scene.service().purge(&scene.olga, command).await.unwrap().count, 2);
    for (who, sub_channel) in [(&scene.ana, scene.first), (&scene.ben, scene.second)] {
        assert_eq!(scene.lists(who, Some(sub_channel)).await.unwrap(), Vec::<String>::new(), "before the job has run");
    }
    scene.house.run_jobs().await;
    scene.says(&scene.ana, named(scene.first), "after").await.unwrap();
    assert_eq!(scene.lists(&scene.ana, Some(scene.first)).await.unwrap(), ["after"]);
    assert!(!scene.house.close_and_find("zanzibar").await);
}

#[tokio::test]
async fn who_moderates_no_more_watches_the_whole_channel_no_more() {
    let scene = Scene::set().await;
    let done = scene.service().appoint(&scene.olga, scene.room, scene.ana.id, RoomRole::Manager, Seat::default());
    assert_eq!(done.await, Ok(Some(scene.first)), "in the place that they have");
    scene.house.all_told().await;
    let mut tap = scene.service().hub().listen(scene.ana.id, 1, false);
    tap.listen(scene.room);
    scene.service().set_role(&scene.olga, scene.room, scene.ana.id, Some(RoomRole::Member)).await.unwrap();
    assert!(matches!(tap.next().await, service::Heard::Ended(room) if room == scene.room));
    assert!(!scene.service().still_sees(&scene.ana, scene.room).await);
}

#[tokio::test]
async fn hidden_members_are_shown_to_moderators_and_themselves_only() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let (olga, ana) = (house.person("olga").owner_of(room).await, house.person("ana").member_of(room).await);
    let (spy, service) = (house.person("spy").await, house.service());
    let seat = Seat { hidden: true, sub_channel: None };
    let done = service.appoint(&olga, room, spy.id, RoomRole::Member, seat).await;
    assert_eq!(done, Ok(None));
    let listed = async |who: &Person, hidden| {
        let found = service.channel_members(who, room, (None, hidden), None, 9).await?;
        Ok::<_, Failure>(found.rows.into_iter().map(|member| member.who.id).collect::<Vec<_>>())
    };
    assert_eq!(listed(&olga, true).await, Ok(vec![spy.id]));
    assert_eq!(listed(&olga, false).await, Ok(vec![olga.id, ana.id]));
    assert_eq!(listed(&ana, false).await, Ok(vec![olga.id, ana.id]));
    assert_eq!(listed(&ana, true).await, Err(Failure::Denied(Denial::NotAModerator { role: Role::Member })));
    for (who, sees) in [(&olga, true), (&spy, true), (&ana, false)] {
        assert_eq!(service.channel_member(who, room, spy.id, None).await.is_ok_and(|member| member.hidden), sees);
    }
    assert_eq!(service.members(&ana, room, "").await.unwrap().members.len(), 2);
    assert_eq!(service.members(&olga, room, "").await.unwrap().members.len(), 3);
    for (who, people) in [(&olga, 3), (&spy, 3), (&ana, 2)] {
        assert_eq!(service.overview(who).await.unwrap().people, people, "{} counts", who.name);
    }
    spy.says(service, room, "a member like any other").await;
}

#[tokio::test]
async fn whoever_may_add_members_finds_out_neither_who_is_hidden_nor_who_is_banned() {
    let house = House::new().await;
    let olga = house.person("olga").await;
    let settings = ChannelSettings { unrestricted: true, ..ChannelSettings::default() };
    let room = made(&olga, house.service(), settings, vec![]).await;
    let (ana, spy, ben) =
        (house.person("ana").member_of(room).await, house.person("spy").await, house.person("ben").await);
    let (cleo, service) = (house.person("cleo").await, house.service());
    let (seat, hidden) = (Seat::default(), Seat { hidden: true, sub_channel: None });
    service.appoint(&olga, room, spy.id, RoomRole::Member, hidden).await.unwrap();
    service.ban(&olga, room, ben.id).await.unwrap();
    let nobody = Err(Failure::NotFound(Thing::User));
    let all = vec![spy.id, ben.id, ana.id, UserId::MAX];
    let done = service.appoint_all(&ana, room, all.clone(), RoomRole::Member, seat).await.unwrap();
    assert_eq!(done, [nobody.clone(), nobody.clone(), Err(Conflict::AlreadyMember.into()), nobody.clone()]);
    let nobody = Err(Failure::NotFound(Thing::User));
    for who in [&spy, &ben] {
        let email = domain::Email::new(&who.email).unwrap();
        assert_eq!(service.add_member(&ana, room, email, RoomRole::Member).await, nobody, "{}", who.name);
        assert_eq!(service.add_new_member(&ana, room, who.id, RoomRole::Member).await, nobody, "{}", who.name);
        // As of somebody who was never there.
        for role in [Some(RoomRole::Member), Some(RoomRole::Manager), None] {
            let of_cleo = service.set_role(&ana, room, cleo.id, role).await;
            assert!(of_cleo.is_err());
            assert_eq!(service.set_role(&ana, room, who.id, role).await, of_cleo, "{} {role:?}", who.name);
        }
    }
    // Who moderates is told, and the hidden one is told of themselves.
    let done = service.appoint_all(&olga, room, all, RoomRole::Member, seat).await.unwrap();
    let already = || Err(Conflict::AlreadyMember.into());
    assert_eq!(done, [already(), Err(Conflict::Banned.into()), already(), Err(Failure::NotFound(Thing::User))]);
    assert_eq!(service.appoint(&spy, room, spy.id, RoomRole::Member, seat).await, already());
    assert_eq!(service.appoint(&ana, room, cleo.id, RoomRole::Member, seat).await, Ok(None), "others can be added");
}

#[tokio::test]
async fn a_word_to_one_member_is_for_those_who_share_the_sub_channel() {
    let scene = Scene::set().await;
    let say = async |to, key: &str| {
        let key = domain::IdempotencyKey::optional(key).unwrap();
        let command = Whisper { room: scene.room, within: named(scene.first), to, key };
        scene.service().whisper(&scene.ana, command, "x", |_| b"psst".to_vec()).await
    };
    scene.house.all_told().await;
    let mut taps = [&scene.olga, &scene.ana, &scene.ben].map(|who| scene.service().hub().listen(who.id, 1, false));
    taps.iter().for_each(|tap| tap.listen(scene.room));
    assert_eq!(say(Some(scene.ben.id), "").await, Err(Failure::NotFound(Thing::Member)));
    assert_eq!(say(Some(UserId::MIN), "").await, Err(Failure::NotFound(Thing::Member)));
    let id = say(Some(scene.olga.id), "key").await.unwrap();
    assert_eq!(say(Some(scene.olga.id), "key").await, Ok(id), "said once");
    assert_eq!(say(None, "key").await, Err(Conflict::KeyReused.into()), "not to all of them after it");
    scene.says(&scene.ben, named(scene.second), "next").await.unwrap();
    for (tap, hears) in taps.iter_mut().zip([true, true, false]) {
        assert_eq!(matches!(tap.next().await, service::Heard::Word(_)), hears);
        if hears {
            assert!(matches!(tap.next().await, service::Heard::News(_)), "once");
        }
    }
}

#[tokio::test]
async fn a_channel_that_is_over_is_deleted_and_the_log_says_by_what() {
    let house = House::new().await;
    let (service, olga) = (house.service(), house.person("olga").await);
    let kept = |days, criterion| ChannelSettings {
        expiration: Some(Expiration { days, criterion }),
        elastic: Some(TWO_OF_TWO),
        ..ChannelSettings::default()
    };
    let old = made(&olga, service, kept(3, Criterion::Created), Vec::new()).await;
    let busy = made(&olga, service, kept(3, Criterion::LastMessage), Vec::new()).await;
    let silent = made(&olga, service, kept(3, Criterion::LastMessage), Vec::new()).await;
    let plain = house.room("plain").await;
    olga.says(service, old, "zanzibar").await;
    house.clock.advance(days(2));
    let root = house.person("root").platform_admin().await;
    let late = olga.elsewhere(service).await;
    late.says(service, old, "zanzibar").await;
    late.says(service, busy, "still here").await;
    service.retain().await.unwrap();
    let there = async || {
        let again = root.elsewhere(service).await;
        let mut found = Vec::new();
        for room in [old, busy, silent, plain] {
            found.push(service.room(&again, room).await.is_ok());
        }
        found
    };
    assert_eq!(there().await, [true; 4], "not before its time");
    house.all_told().await;
    let mut tap = service.hub().listen(olga.id, 1, false);
    tap.listen(old);
    house.clock.advance(days(1));
    service.retain().await.unwrap();
    assert_eq!(there().await, [false, true, false, true]);
    assert!(matches!(tap.next().await, service::Heard::Ended(room) if room == old), "whoever listens is told");
    house.clock.advance(days(2));
    service.retain().await.unwrap();
    assert_eq!(there().await, [false, false, false, true]);

    let again = root.elsewhere(service).await;
    let log = service.audit(&again, AuditQuery::default()).await.unwrap().entries;
    let ends: Vec<_> = log.iter().filter(|entry| entry.action == "room.delete").collect();
    assert_eq!(ends.len(), 3, "once each");
    assert!(ends.iter().all(|end| end.door == Door::Job && end.role == Some(Role::RoomOwner)));
    assert!(ends.iter().all(|end| end.actor.as_ref().map(|who| who.id) == Some(olga.id)));
    assert!(ends.iter().all(|end| end.reason.as_deref() == Some("Kept for 3 days")));
    house.run_jobs().await;
    assert!(!house.close_and_find("zanzibar").await);
}
