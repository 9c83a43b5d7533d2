//! Random acts by random people against a model of a few lines: every read path agrees with it, the record counts what
//! it must, and a timeline fed with the room's events shows what a fresh page shows.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what a test takes for granted either holds or fails it")]

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Applied, Content, Denial, Earshot, EventKind, EventNumber, Failure, MessageId, Role, RoomId, RoomRole, Timeline,
    UserId, Verb,
    view::{Anchor, AuditQuery, Body, JobState, MessagePage, MessageView, RoomQuery},
};
use proptest::prelude::*;
use testkit::{House, Person, minutes, purge, removal, write};

/// Runs of the property, and acts in each at the most.
const CASES: u32 = 24;
const ACTS_MAX: usize = 60;
/// Rows of one page, of messages and of jobs.
const PAGE: usize = 50;
/// Entries read of the audit log at the most.
const ROWS_MAX: u32 = 10_000;
/// Messages of a room that pages are asked for around.
const ANCHORS: usize = 5;
const ROOMS: [&str; 2] = ["here", "there"];

#[derive(Debug, Clone)]
enum Act {
    /// `to`: to one of them only.
    Send {
        reply_to: Option<usize>,
        to: Option<usize>,
    },
    /// `own`: whoever wrote it; else whoever's turn it is.
    Edit {
        pick: usize,
        own: bool,
    },
    Redact {
        pick: usize,
    },
    Delete {
        pick: usize,
    },
    Purge {
        through: Option<usize>,
    },
    SetRole {
        whom: usize,
        role: Option<RoomRole>,
    },
    Ban {
        whom: usize,
    },
    LiftBan {
        whom: usize,
    },
    Archive(bool),
    RunJobs,
    Reopen,
}

fn acts() -> impl Strategy<Value = Vec<(usize, usize, Act)>> {
    let role = prop_oneof![
        Just(None),
        Just(Some(RoomRole::Member)),
        Just(Some(RoomRole::Manager)),
        Just(Some(RoomRole::Owner)),
    ];
    let act = prop_oneof![
        12 => (prop::option::of(0usize..20), prop::option::weighted(0.3, 0usize..PEOPLE))
            .prop_map(|(reply_to, to)| Act::Send { reply_to, to }),
        6 => (0usize..20, prop::bool::weighted(0.7)).prop_map(|(pick, own)| Act::Edit { pick, own }),
        4 => (0usize..20).prop_map(|pick| Act::Redact { pick }),
        4 => (0usize..20).prop_map(|pick| Act::Delete { pick }),
        1 => prop::option::of(0usize..20).prop_map(|through| Act::Purge { through }),
        3 => (0usize..PEOPLE, role).prop_map(|(whom, role)| Act::SetRole { whom, role }),
        2 => (0usize..PEOPLE).prop_map(|whom| Act::Ban { whom }),
        2 => (0usize..PEOPLE).prop_map(|whom| Act::LiftBan { whom }),
        1 => any::<bool>().prop_map(Act::Archive),
        1 => Just(Act::RunJobs),
        1 => Just(Act::Reopen),
    ];
    prop::collection::vec((0usize..PEOPLE, 0usize..ROOMS.len(), act), 1..ACTS_MAX)
}

#[derive(Debug, Clone)]
struct Message {
    sender: UserId,
    /// `None`: a tombstone.
    text: Option<String>,
    reply_to: Option<MessageId>,
    /// `None`: for all.
    target: Option<UserId>,
}

#[derive(Debug, Clone, Default)]
struct Room {
    messages: BTreeMap<MessageId, Message>,
    /// Every message that was ever there, so that acts also hit what is gone.
    ever: Vec<MessageId>,
    archived: bool,
    /// Everybody but the banned may read it.
    public: bool,
    banned: BTreeSet<UserId>,
}

/// The five who act, and where they began: the last one is a platform admin and in no room at first.
const PEOPLE: usize = 5;

struct World {
    house: House,
    people: Vec<Person>,
    ids: Vec<RoomId>,
    rooms: Vec<Room>,
    roles: Vec<BTreeMap<UserId, RoomRole>>,
    /// Fed event by event as they happen.
    timelines: Vec<Timeline>,
    entries: u64,
    /// Every accepted removal, in order: act, room, message, count.
    removals: Vec<(&'static str, RoomId, Option<MessageId>, u64)>,
    said: u32,
}

impl World {
    async fn new() -> Self {
        let house = House::new().await;
        let ours = house.account("ours").await;
        let ids = vec![house.room(ROOMS[0]).await, house.channel(ROOMS[1]).of(ours).public().await];
        let people = vec![
            house.person("member").of(ours).member_of(ids[0]).member_of(ids[1]).await,
            house.person("manager").of(ours).manager_of(ids[0]).member_of(ids[1]).await,
            house.person("owner").of(ours).owner_of(ids[0]).manager_of(ids[1]).await,
            house.person("other").of(ours).owner_of(ids[1]).await,
            house.person("root").platform_admin().await,
        ];
        use RoomRole::{Manager, Member, Owner};
        let roles = vec![
            [(people[0].id, Member), (people[1].id, Manager), (people[2].id, Owner)].into(),
            [(people[0].id, Member), (people[1].id, Member), (people[2].id, Manager), (people[3].id, Owner)].into(),
        ];
        let empty = || MessagePage { messages: vec![], older: false, newer: false, head: EventNumber(0) };
        Self {
            house,
            people,
            ids,
            rooms: vec![Room::default(), Room { public: true, ..Room::default() }],
            roles,
            timelines: vec![Timeline::new(empty()), Timeline::new(empty())],
            entries: 0,
            removals: Vec::new(),
            said: 0,
        }
    }

    /// The role that the model gives, in its own words.
    fn role(&self, who: usize, room: usize) -> Option<Role> {
        if who == PEOPLE - 1 {
            return Some(Role::PlatformAdmin);
        }
        self.roles[room].get(&self.people[who].id).copied().map(Role::from)
    }

    /// Whether they see the room, by a role or since it is public.
    fn sees(&self, who: usize, room: usize) -> bool {
        let Room { public, banned, .. } = &self.rooms[room];
        self.role(who, room).is_some() || (*public && !banned.contains(&self.people[who].id))
    }

    /// Whether a removal is allowed; if not, its refusal is counted.
    fn may(&mut self, who: usize, room: usize, least: Role) -> bool {
        let may = self.role(who, room).is_some_and(|role| role >= least);
        self.entries += u64::from(!may);
        may
    }

    fn picked(&self, room: usize, pick: usize) -> Option<MessageId> {
        let ever = &self.rooms[room].ever;
        if ever.is_empty() { None } else { Some(ever[ever.len() - 1 - pick % ever.len()]) }
    }

    async fn step(&mut self, who: usize, room: usize, act: Act) {
        self.house.clock.advance(minutes(1));
        match act {
            Act::Send { reply_to, to } => self.send(who, room, reply_to, to).await,
            Act::Edit { pick, own } => self.edit(who, room, pick, own).await,
            Act::Redact { pick } => self.redact(who, room, pick).await,
            Act::Delete { pick } => self.delete(who, room, pick).await,
            Act::Purge { through } => self.purge(who, room, through).await,
            Act::SetRole { whom, role } => self.set_role(who, room, whom, role).await,
            Act::Ban { whom } => self.ban(who, room, whom).await,
            Act::LiftBan { whom } => self.lift_ban(who, room, whom).await,
            Act::Archive(archived) => {
                let answer = self.house.service().archive_room(&self.people[who], self.ids[room], archived).await;
                let may = self.may(who, room, Role::RoomOwner);
                assert_eq!(answer.is_ok(), may);
                if may {
                    // Of one that is so already nothing changes, and nothing is on the record.
                    let before = std::mem::replace(&mut self.rooms[room].archived, archived);
                    self.entries += u64::from(before != archived);
                }
            }
            Act::RunJobs => self.house.run_jobs().await,
            Act::Reopen => {
                let next = House::new().await;
                self.house = std::mem::replace(&mut self.house, next).reopen().await;
            }
        }
        self.follow().await;
    }

    async fn send(&mut self, who: usize, room: usize, reply_to: Option<usize>, to: Option<usize>) {
        self.said += 1;
        let mut command = write(self.ids[room], &format!("text {}", self.said));
        command.reply_to = reply_to.and_then(|pick| self.picked(room, pick));
        command.to = to.map(|to| self.people[to].id);
        let answer = self.house.service().send(&self.people[who], command.clone()).await;
        let member = self.roles[room].contains_key(&self.people[who].id);
        if !member || self.rooms[room].archived {
            self.entries += 1;
            let expected = match (self.sees(who, room), member) {
                (false, _) => Failure::from(Denial::NotVisible),
                (true, false) => Denial::NotAMember.into(),
                (true, true) => Denial::Archived.into(),
            };
            assert_eq!(answer.map(drop), Err(expected));
            return;
        }
        let messages = &mut self.rooms[room].messages;
        let quotable = |it: &Message| it.text.is_some() && it.target.is_none();
        let answerable = command.reply_to.is_none_or(|to| messages.get(&to).is_some_and(quotable))
            && command.to.is_none_or(|to| self.roles[room].contains_key(&to));
        assert_eq!(answer.is_ok(), answerable, "{answer:?}");
        if let Ok(sent) = answer {
            let text = Some(command.content.as_str().to_owned());
            let (sender, target) = (self.people[who].id, command.to);
            messages.insert(sent.id, Message { sender, text, reply_to: command.reply_to, target });
            self.rooms[room].ever.push(sent.id);
        }
    }

    async fn edit(&mut self, who: usize, room: usize, pick: usize, own: bool) {
        let Some(id) = self.picked(room, pick) else { return };
        let author = self.rooms[room].messages.get(&id).map(|message| message.sender);
        let author = self.people.iter().position(|person| own && Some(person.id) == author);
        let who = author.unwrap_or(who);
        self.said += 1;
        let text = format!("text {}", self.said);
        let (actor, content) = (&self.people[who], Content::new(&text).unwrap());
        let answer = self.house.service().edit(actor, self.ids[room], id, content).await;
        let member = self.roles[room].contains_key(&actor.id);
        let (sees, archived) = (self.sees(who, room), self.rooms[room].archived);
        let message = self.rooms[room].messages.get_mut(&id);
        let author = message.as_ref().is_some_and(|it| it.sender == actor.id);
        match message {
            None if sees => assert!(matches!(answer, Err(Failure::NotFound(_))), "{answer:?}"),
            Some(message) if member && !archived && author => {
                assert_eq!(answer.is_ok(), message.text.is_some(), "{answer:?}");
                if message.text.is_some() {
                    message.text = Some(text);
                }
            }
            None | Some(_) => {
                assert!(matches!(answer, Err(Failure::Denied(_) | Failure::NotFound(_))), "{answer:?}");
                self.entries += 1;
            }
        }
    }

    async fn redact(&mut self, who: usize, room: usize, pick: usize) {
        let Some(id) = self.picked(room, pick) else { return };
        let answer = self.house.service().redact(&self.people[who], removal(self.ids[room], id)).await;
        if !self.may(who, room, Role::RoomManager) {
            assert!(matches!(answer, Err(Failure::Denied(_) | Failure::NotFound(_))), "{answer:?}");
            return;
        }
        match self.rooms[room].messages.get_mut(&id) {
            None => assert!(matches!(answer, Err(Failure::NotFound(_))), "{answer:?}"),
            Some(Message { text: None, .. }) => {
                assert!(matches!(answer, Err(Failure::AlreadyRedacted { .. })), "{answer:?}");
            }
            Some(message) => {
                answer.unwrap();
                *message = Message { text: None, reply_to: None, ..message.clone() };
                self.entries += 1;
                self.removals.push(("redact", self.ids[room], Some(id), 1));
            }
        }
    }

    async fn delete(&mut self, who: usize, room: usize, pick: usize) {
        let Some(id) = self.picked(room, pick) else { return };
        let answer = self.house.service().delete(&self.people[who], removal(self.ids[room], id)).await;
        if !self.may(who, room, Role::RoomManager) {
            assert!(matches!(answer, Err(Failure::Denied(_) | Failure::NotFound(_))), "{answer:?}");
            return;
        }
        let was_there = self.rooms[room].messages.remove(&id).is_some();
        assert_eq!(answer.is_ok(), was_there, "{answer:?}");
        if was_there {
            self.entries += 1;
            self.removals.push(("delete", self.ids[room], Some(id), 1));
        }
    }

    async fn purge(&mut self, who: usize, room: usize, through: Option<usize>) {
        let mut command = purge(self.ids[room], ROOMS[room]);
        command.through = through.and_then(|pick| self.picked(room, pick));
        let answer = self.house.service().purge(&self.people[who], command.clone()).await;
        if !self.may(who, room, Role::RoomManager) {
            assert!(answer.is_err());
            return;
        }
        let messages = &mut self.rooms[room].messages;
        let before = messages.len();
        messages.retain(|id, _| command.through.is_some_and(|through| *id > through));
        let count = (before - messages.len()) as u64;
        assert_eq!(answer.unwrap().count, count);
        self.entries += 1;
        self.removals.push(("purge", self.ids[room], None, count));
    }

    async fn set_role(&mut self, who: usize, room: usize, whom: usize, to: Option<RoomRole>) {
        let (actor, user) = (&self.people[who], self.people[whom].id);
        let answer = self.house.service().set_role(actor, self.ids[room], user, to).await;
        let from = self.roles[room].get(&user).copied();
        let least = if from.max(to) > Some(RoomRole::Member) { Role::RoomOwner } else { Role::RoomManager };
        let leaves = to.is_none() && who == whom && self.role(who, room).is_some();
        if !leaves && !self.may(who, room, least) {
            assert!(matches!(answer, Err(Failure::Denied(_) | Failure::NotFound(_))), "{answer:?}");
            return;
        }
        let owners = self.roles[room].values().filter(|role| **role == RoomRole::Owner).count();
        let last = from == Some(RoomRole::Owner) && to != Some(RoomRole::Owner) && owners == 1;
        assert_eq!(answer.is_ok(), from.is_some() && !last, "{answer:?}");
        if from.is_none() || last || from == to {
            return;
        }
        match to {
            Some(role) => drop(self.roles[room].insert(user, role)),
            None => drop(self.roles[room].remove(&user)),
        }
        self.entries += 1;
    }

    async fn ban(&mut self, who: usize, room: usize, whom: usize) {
        let user = self.people[whom].id;
        let answer = self.house.service().ban(&self.people[who], self.ids[room], user).await;
        let from = self.roles[room].get(&user).copied();
        let banned = self.rooms[room].banned.contains(&user);
        // Whether anybody may be banned is asked before who it is.
        let least = if !banned && from > Some(RoomRole::Member) { Role::RoomOwner } else { Role::RoomManager };
        if !self.may(who, room, least) {
            assert!(matches!(answer, Err(Failure::Denied(_) | Failure::NotFound(_))), "{answer:?}");
            return;
        }
        let owners = self.roles[room].values().filter(|role| **role == RoomRole::Owner).count();
        let last = from == Some(RoomRole::Owner) && owners == 1;
        assert_eq!(answer.is_ok(), !banned && !last, "{answer:?}");
        if answer.is_ok() {
            self.roles[room].remove(&user);
            self.rooms[room].banned.insert(user);
            self.entries += 1;
        }
    }

    async fn lift_ban(&mut self, who: usize, room: usize, whom: usize) {
        let user = self.people[whom].id;
        let answer = self.house.service().lift_ban(&self.people[who], self.ids[room], user).await;
        if !self.may(who, room, Role::RoomManager) {
            assert!(matches!(answer, Err(Failure::Denied(_) | Failure::NotFound(_))), "{answer:?}");
            return;
        }
        let was_banned = self.rooms[room].banned.remove(&user);
        assert_eq!(answer.is_ok(), was_banned, "{answer:?}");
        self.entries += u64::from(was_banned);
    }

    /// Tells each timeline what has happened since it looked last.
    async fn follow(&mut self) {
        for (timeline, room) in self.timelines.iter_mut().zip(&self.ids) {
            let store = self.house.service().store();
            for event in store.events_since(*room, Earshot::Everything, timeline.head(), 1_000).await.unwrap() {
                assert_ne!(timeline.apply(&event), Applied::Reload, "{event:?}");
            }
        }
    }

    /// Compares all that can be read with the model.
    async fn check(&mut self) {
        assert_eq!(self.house.entries().await, self.entries, "entries in the audit log");
        self.check_talk().await;
        self.check_anchors().await;
        self.check_lists().await;
        self.check_record().await;
        for (who, person) in self.people.iter().enumerate() {
            for (index, room) in self.ids.iter().enumerate() {
                let page = self.house.service().messages(person, *room, Anchor::Newest).await;
                assert_eq!(page.is_ok(), self.sees(who, index));
                match page {
                    Ok(page) => {
                        let role = self.role(who, index).unwrap_or(Role::Member);
                        self.check_reader(person, role, index, &page).await;
                    }
                    Err(_) => self.entries += 1,
                }
            }
            let mut listed = BTreeSet::new();
            for archived in [false, true] {
                let query = RoomQuery { archived, ..RoomQuery::default() };
                listed
                    .extend(self.house.service().rooms(person, query).await.unwrap().rooms.iter().map(|room| room.id));
            }
            let seen = (0..ROOMS.len()).filter(|index| self.sees(who, *index)).map(|index| self.ids[index]);
            assert_eq!(listed, seen.collect(), "lists show what opens");
        }
    }

    async fn check_talk(&self) {
        let (service, root) = (self.house.service(), &self.people[PEOPLE - 1]);
        for (index, room) in self.ids.iter().enumerate() {
            let page = service.messages(root, *room, Anchor::Newest).await.unwrap();
            let expected = &self.rooms[index].messages;
            let seen: Vec<_> = page.messages.iter().map(|message| message.id).collect();
            let newest = expected.keys().skip(expected.len().saturating_sub(50)).copied();
            assert_eq!(seen, newest.collect::<Vec<_>>());
            for message in &page.messages {
                check_message(message, expected);
            }
            let view = service.room(root, *room).await.unwrap();
            assert_eq!(view.summary.messages, expected.len() as u64);
            assert_eq!(view.summary.members, self.roles[index].len() as u64);
            assert_eq!((view.summary.archived, view.head), (self.rooms[index].archived, page.head));
            self.check_timelines(index, *room, &page).await;
        }
    }

    /// What one person reads, now and told again from the beginning: what is for all, or from or to them, or anything if
    /// they moderate.
    async fn check_reader(&self, person: &Person, role: Role, index: usize, page: &MessagePage) {
        let party = |it: &Message| it.sender == person.id || it.target == Some(person.id);
        let messages = self.rooms[index].messages.iter();
        let heard = messages.filter(|(_, it)| it.target.is_none() || party(it) || role >= Role::RoomManager);
        let heard: Vec<MessageId> = heard.map(|(id, _)| *id).collect();
        let read: Vec<MessageId> = page.messages.iter().map(|message| message.id).collect();
        assert_eq!(read, heard[heard.len().saturating_sub(50)..]);
        for message in &page.messages {
            check_message(message, &self.rooms[index].messages);
        }
        let service = self.house.service();
        let events = service.events_since(person, self.ids[index], EventNumber(0), 10_000).await.unwrap();
        let empty = MessagePage { messages: vec![], older: false, newer: false, head: EventNumber(0) };
        let mut replayed = Timeline::new(empty);
        for event in &events {
            assert_ne!(replayed.apply(event), Applied::Reload, "without gaps");
        }
        assert_eq!(shown(&replayed), shown(&Timeline::new(page.clone())), "a replay shows what a fresh page shows");
        let told = format!("{events:?}");
        let unheard = self.rooms[index].messages.keys().filter(|id| !heard.contains(id));
        assert!(unheard.into_iter().all(|id| !told.contains(&id.to_string())), "not even the ids");
    }

    /// The pages that lie elsewhere than at the newest message.
    async fn check_anchors(&self) {
        let (service, root) = (self.house.service(), &self.people[PEOPLE - 1]);
        for (index, room) in self.ids.iter().enumerate() {
            let model = &self.rooms[index];
            let there: Vec<MessageId> = model.messages.keys().copied().collect();
            // What is gone is asked for too.
            let step = (model.ever.len() / ANCHORS).max(1);
            let some = model.ever.iter().copied().step_by(step).chain([MessageId::MIN, MessageId::MAX]);
            for id in some {
                let after: Vec<_> = there.iter().copied().filter(|it| *it > id).take(PAGE).collect();
                let before: Vec<_> = there.iter().copied().filter(|it| *it < id).collect();
                let before = before[before.len().saturating_sub(PAGE)..].to_vec();
                for (anchor, expected) in [(Anchor::After(id), after), (Anchor::Before(id), before)] {
                    assert_eq!(self.ids_at(*room, index, anchor).await, expected, "{anchor:?}");
                }
                let around = self.ids_at(*room, index, Anchor::Around(id)).await;
                let whole = around.is_empty() || there.windows(around.len()).any(|part| part == around);
                assert!(whole, "without gaps: {around:?} of {there:?}");
                assert_eq!(around.contains(&id), there.contains(&id), "{id} in {around:?}");
            }
            if let Some(first) = there.first() {
                let day = first.timestamp().day();
                let expected: Vec<_> = there.iter().copied().take(PAGE).collect();
                assert_eq!(self.ids_at(*room, index, Anchor::Day(day)).await, expected, "{day:?}");
            }
            for id in &model.ever {
                let shown = service.preview_removal(root, *room, Verb::Delete, Some(*id)).await;
                assert_eq!(shown.is_ok(), model.messages.contains_key(id), "{shown:?}");
            }
            let shown = service.preview_removal(root, *room, Verb::Purge, None).await.unwrap();
            assert_eq!(shown.count, there.len() as u64);
        }
    }

    /// Reads a page as the platform admin, and holds what stands in it against the model.
    async fn ids_at(&self, room: RoomId, index: usize, anchor: Anchor) -> Vec<MessageId> {
        let page = self.house.service().messages(&self.people[PEOPLE - 1], room, anchor).await.unwrap();
        page.messages.iter().for_each(|message| check_message(message, &self.rooms[index].messages));
        page.messages.iter().map(|message| message.id).collect()
    }

    /// The lists of rooms and members, and the numbers of the first page.
    async fn check_lists(&self) {
        let (service, root) = (self.house.service(), &self.people[PEOPLE - 1]);
        let mut expected = [(0, 0), (0, 0)];
        for model in &self.rooms {
            let sums = &mut expected[usize::from(model.archived)];
            *sums = (sums.0 + 1, sums.1 + model.messages.len() as u64);
        }
        for (archived, sums) in [false, true].into_iter().zip(expected) {
            let query = RoomQuery { archived, ..RoomQuery::default() };
            let rooms = service.rooms(root, query).await.unwrap().rooms;
            assert_eq!((rooms.len() as u64, rooms.iter().map(|room| room.messages).sum::<u64>()), sums);
            for room in rooms {
                let index = self.ids.iter().position(|id| *id == room.id).unwrap();
                assert_eq!((room.archived, room.messages), (archived, self.rooms[index].messages.len() as u64));
                assert_eq!(room.members, self.roles[index].len() as u64);
            }
        }
        let overview = service.overview(root).await.unwrap();
        assert_eq!((overview.rooms, overview.messages), expected[0]);
        for (room, roles) in self.ids.iter().zip(&self.roles) {
            let members = service.members(root, *room, "").await.unwrap().members;
            let seen: BTreeMap<_, _> = members.into_iter().map(|member| (member.person.id, member.role)).collect();
            assert_eq!(seen, *roles);
        }
    }

    /// What the audit log and the jobs say of the removals.
    async fn check_record(&self) {
        let (service, root) = (self.house.service(), &self.people[PEOPLE - 1]);
        let entries = service.audit_export(root, &AuditQuery::default(), ROWS_MAX).await.unwrap();
        assert!(entries.iter().rev().map(|entry| entry.number).eq(1..=self.entries), "each entry, once");
        let accepted = entries.iter().rev().filter(|entry| entry.operation.is_some());
        let told: Vec<_> = accepted
            .map(|entry| (&*entry.action, entry.room.as_ref().unwrap().id, entry.message, entry.count.unwrap_or(1)))
            .collect();
        assert_eq!(told, self.removals);
        let jobs = service.jobs(root, None).await.unwrap().jobs;
        let purges = self.removals.iter().rev().filter(|(act, ..)| *act == "purge").take(PAGE);
        let expected: Vec<_> = purges.map(|(_, room, _, count)| (*room, *count)).collect();
        assert_eq!(jobs.iter().map(|job| (job.room.id, job.total)).collect::<Vec<_>>(), expected);
        for job in jobs {
            let whole = job.state == JobState::Waiting || (job.done == job.total && job.receipt.unwrap().erased());
            assert!(whole, "{} of {}", job.done, job.total);
        }
    }

    async fn check_timelines(&self, index: usize, room: RoomId, page: &MessagePage) {
        let events =
            self.house.service().store().events_since(room, Earshot::Everything, EventNumber(0), 10_000).await.unwrap();
        assert!(events.iter().map(|event| event.number.0).eq(1..=events.len() as u64), "without gaps");
        let empty = MessagePage { messages: vec![], older: false, newer: false, head: EventNumber(0) };
        let mut replayed = Timeline::new(empty);
        for event in &events {
            assert!(!matches!(event.kind, EventKind::Imported));
            replayed.apply(event);
        }
        let fresh = Timeline::new(page.clone());
        assert_eq!(replayed.head(), fresh.head());
        assert_eq!(shown(&replayed), shown(&fresh), "a replay shows what a fresh page shows");
        assert_eq!(shown(&self.timelines[index]), shown(&fresh), "whoever followed sees what a fresh page shows");
    }
}

/// What a person sees of a timeline: everything but the revisions.
fn shown(timeline: &Timeline) -> Vec<MessageView> {
    timeline.messages().map(|message| MessageView { revision: 0, ..message.clone() }).collect()
}

fn check_message(seen: &MessageView, expected: &BTreeMap<MessageId, Message>) {
    let message = &expected[&seen.id];
    assert_eq!(seen.sender.id, message.sender);
    assert_eq!(seen.target.as_ref().map(|target| target.id), message.target);
    match (&seen.body, &message.text) {
        (Body::Text(seen), Some(text)) => assert_eq!(seen, text),
        (Body::Redacted(_), None) => {}
        (body, text) => panic!("{body:?} for {text:?}"),
    }
    assert_eq!(seen.reply_to.as_ref().map(|quote| quote.id), message.reply_to);
    let quoted = message.reply_to.and_then(|id| expected.get(&id)).and_then(|quoted| quoted.text.clone());
    let shown = seen.reply_to.as_ref().and_then(|quote| quote.shown.as_ref()).map(|shown| shown.excerpt.clone());
    assert_eq!(shown, quoted, "a quote of what is there, and of nothing else");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_do_the_house_agrees_with_the_model(acts in acts()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new().await;
            for (n, (who, room, act)) in acts.into_iter().enumerate() {
                world.step(who, room, act).await;
                if n % 10 == 9 {
                    world.check().await;
                }
            }
            world.check().await;
        });
    }
}
