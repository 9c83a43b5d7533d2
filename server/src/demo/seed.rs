//! Puts the cast and their talk into an empty store, and moderates a little through the service itself, as of the
//! days gone by, so that the audit log and the figures are real.

use std::collections::HashMap;

use domain::{
    AccountId, DisplayName, Email, KeyScope, KeyState, MessageId, Password, RoomId, RoomKind, RoomName, RoomRole,
    Timestamp, UserId, view::NewKeyView,
};
use service::{Client, CreateKey, RemoveMessage, Service};
use storage::{BulkMessage, NewUser, StorageError, Write, WriteTx};

use super::{
    PASSWORD,
    cast::{self, Person, RoomPlan, Standing, Talk},
    talk,
};
use crate::{clock::SystemClock, commands::Stop};

/// Messages put in with one statement.
const CHUNK_MESSAGES: usize = 5_000;
/// The seed of what is drawn: the same talk every time.
const SEED: u64 = 7;
const DAY_MS: i64 = 86_400_000;
/// Days over which the sample was moderated.
const MODERATED_DAYS: i64 = 12;

/// What was planted.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    /// The first account.
    pub(super) account: AccountId,
    /// Every account, as people and rooms count them.
    pub(super) accounts: Vec<AccountId>,
    /// Everybody.
    pub(super) people: Vec<(&'static Person, UserId)>,
    /// Every room.
    pub(super) rooms: Vec<SampleRoom>,
    /// An access key of the platform admin.
    pub(super) key: NewKeyView,
    /// Another one, that may only read.
    pub(super) limited_key: NewKeyView,
}

/// A room that was planted.
#[derive(Debug, Clone)]
pub(super) struct SampleRoom {
    pub(super) plan: &'static RoomPlan,
    pub(super) id: RoomId,
    pub(super) kind: RoomKind,
    pub(super) name: &'static str,
    /// The ids of the newest five messages, newest first.
    pub(super) newest: Vec<MessageId>,
}

/// How the sample's line of JSON calls a person's standing.
pub(super) fn role_word(person: &Person) -> &'static str {
    match (person.standing, person.key) {
        (Standing::PlatformAdmin, _) => "platform_admin",
        (Standing::AccountAdmin, _) => "account_admin",
        (Standing::Member, "owner") => "owner",
        (Standing::Member, "manager") => "manager",
        (Standing::Member, _) => "member",
    }
}

/// Everybody, with their accounts.
struct People {
    password_hash: String,
}

impl Write for People {
    type Done = (Vec<AccountId>, Vec<UserId>);

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let mut accounts = Vec::new();
        for name in cast::ACCOUNTS {
            accounts.push(tx.create_account(name).await?);
        }
        let mut users = Vec::new();
        for person in cast::PEOPLE {
            let broken = StorageError::Inconsistent("the sample's cast");
            let name = DisplayName::new(person.name).map_err(|_| broken.clone())?;
            let email = Email::new(person.email).map_err(|_| broken.clone())?;
            let new = NewUser {
                name,
                identity: Some((email, self.password_hash.clone())),
                account: person.account.and_then(|index| accounts.get(index).copied()),
                platform_admin: person.standing == Standing::PlatformAdmin,
                account_admin: person.standing == Standing::AccountAdmin,
            };
            users.push(tx.create_user(&new).await?.map_err(|_| broken)?);
        }
        Ok((accounts, users))
    }
}

/// A room with its people.
struct Room {
    account: Option<AccountId>,
    kind: RoomKind,
    name: RoomName,
    people: Vec<(UserId, RoomRole)>,
    archived: bool,
    reason_required: bool,
}

impl Write for Room {
    type Done = RoomId;

    async fn run(&self, tx: &mut WriteTx) -> Result<RoomId, StorageError> {
        let room = tx.create_room(self.account, self.kind, &self.name, &self.people).await?;
        tx.set_room_state(room, self.archived, self.reason_required).await?;
        Ok(room)
    }
}

/// Messages of a room.
struct Messages {
    room: RoomId,
    messages: Vec<BulkMessage>,
}

impl Write for Messages {
    type Done = u64;

    async fn run(&self, tx: &mut WriteTx) -> Result<u64, StorageError> {
        tx.put_messages(self.room, &self.messages, None).await
    }
}

/// Plants everything.
pub(super) async fn plant(service: &Service, clock: &SystemClock) -> Result<Sample, Stop> {
    let now = service.store().now();
    // The house is older than its talk.
    clock.set_offset(-400 * DAY_MS);
    let password = Password::new(PASSWORD).map_err(domain::Failure::from)?;
    let password_hash = service.passwords().hash(password).await?;
    let (accounts, users) = service.store().write(People { password_hash }).await?;
    let by_key: HashMap<&str, UserId> =
        cast::PEOPLE.iter().map(|person| person.key).zip(users.iter().copied()).collect();
    let mut rooms = Vec::new();
    for plan in cast::ROOMS {
        rooms.push(plant_room(service, plan, &accounts, &by_key, now).await?);
    }
    let mut sample = Sample {
        account: accounts.first().copied().ok_or_else(|| Stop("The sample has no account.".into()))?,
        accounts,
        people: cast::PEOPLE.iter().zip(users).collect(),
        rooms,
        key: issue_key(service, KeyScope::All, "Sample").await?,
        limited_key: issue_key(service, KeyScope::Read, "Sample, reads only").await?,
    };
    // The four that are printed come first.
    sample.people.sort_by_key(|(person, _)| match person.key {
        "admin" => 0,
        "owner" => 1,
        "manager" => 2,
        "member" => 3,
        _ => 4,
    });
    moderate(service, clock, &sample).await?;
    clock.set_offset(0);
    Ok(sample)
}

/// An access key of the platform admin.
async fn issue_key(service: &Service, scope: KeyScope, label: &str) -> Result<NewKeyView, Stop> {
    let Some(admin) = cast::person("admin") else { return Err(Stop("The sample has no admin.".into())) };
    let email = Email::new(admin.email).map_err(domain::Failure::from)?;
    let command = CreateKey { scope, ..CreateKey::parse("", label, "", "")? };
    Ok(service.issue_key(email, command, KeyState::Active).await?)
}

async fn plant_room(
    service: &Service,
    plan: &'static RoomPlan,
    accounts: &[AccountId],
    by_key: &HashMap<&str, UserId>,
    now: Timestamp,
) -> Result<SampleRoom, Stop> {
    let kind = match plan.kind {
        cast::RoomKind::Room => RoomKind::Room,
        cast::RoomKind::Conversation => RoomKind::Conversation,
        cast::RoomKind::Channel => RoomKind::Channel,
    };
    let role = |key: &str| match kind {
        RoomKind::Conversation => RoomRole::Member,
        RoomKind::Room | RoomKind::Channel if key == plan.owner => RoomRole::Owner,
        RoomKind::Room | RoomKind::Channel if plan.managers.contains(&key) => RoomRole::Manager,
        RoomKind::Room | RoomKind::Channel => RoomRole::Member,
    };
    let people = plan.keys().filter_map(|key| by_key.get(key).map(|user| (*user, role(key)))).collect();
    let room = Room {
        account: plan.account.and_then(|index| accounts.get(index).copied()),
        kind,
        name: RoomName::new(plan.name).map_err(domain::Failure::from)?,
        people,
        archived: plan.archived,
        reason_required: plan.reason_required,
    };
    let id = service.store().write(room).await?;
    let messages = match plan.talk {
        Talk::Empty => Vec::new(),
        Talk::Scenes(scenes) => scripted(scenes, by_key, now),
        Talk::Bulk(count) => drawn(plan, count, by_key, now),
    };
    let newest = messages.iter().rev().take(5).map(|message| message.id).collect();
    let mut rest = messages;
    while !rest.is_empty() {
        let tail = rest.split_off(CHUNK_MESSAGES.min(rest.len()));
        service.store().write(Messages { room: id, messages: std::mem::replace(&mut rest, tail) }).await?;
    }
    Ok(SampleRoom { plan, id, kind, name: plan.name, newest })
}

/// The scenes of a room, as of so many days ago.
fn scripted(scenes: &[talk::Scene], by_key: &HashMap<&str, UserId>, now: Timestamp) -> Vec<BulkMessage> {
    let mut messages: Vec<BulkMessage> = Vec::new();
    for scene in scenes {
        let midnight = now.day().start().plus_millis(-i64::from(scene.days_ago) * DAY_MS);
        let mut at = midnight.plus_millis(i64::from(scene.at_min) * 60_000);
        for line in scene.lines {
            at = at.plus_millis(i64::from(line.after_s) * 1000);
            let Some(sender) = by_key.get(line.by) else { continue };
            let reply_to = line
                .reply_to_back
                .and_then(|back| messages.len().checked_sub(usize::from(back)))
                .and_then(|index| messages.get(index))
                .map(|message| message.id);
            messages.push(BulkMessage {
                id: MessageId::at(at, messages.len() as u32),
                sender: *sender,
                content: line.text.into(),
                reply_to,
                edited: line.edited,
            });
        }
    }
    messages
}

/// A room so busy that nobody wrote a script: drawn from grammars, ending just now.
fn drawn(plan: &RoomPlan, count: u32, by_key: &HashMap<&str, UserId>, now: Timestamp) -> Vec<BulkMessage> {
    let people: Vec<&Person> = plan.people().collect();
    let tongues: Vec<_> = people.iter().map(|person| person.tongue).collect();
    let lines: Vec<talk::Utterance> = (0..count).map(|n| talk::bulk_line(SEED, n, &tongues)).collect();
    let span: i64 = lines.iter().map(|line| i64::from(line.gap_ms)).sum();
    let mut at = now.plus_millis(-span - 60_000);
    let mut messages = Vec::with_capacity(lines.len());
    for (n, line) in lines.into_iter().enumerate() {
        at = at.plus_millis(i64::from(line.gap_ms));
        let Some(sender) = people.get(line.voice).and_then(|person| by_key.get(person.key)) else { continue };
        messages.push(BulkMessage {
            id: MessageId::at(at, n as u32),
            sender: *sender,
            content: line.text.into(),
            reply_to: None,
            edited: false,
        });
    }
    messages
}

/// A little moderation on each of the last days, through the service, by different people.
async fn moderate(service: &Service, clock: &SystemClock, sample: &Sample) -> Result<(), Stop> {
    let client = Client { address: "127.0.0.1".into(), agent: "Roomkeeper demo".into() };
    let reasons = ["Spam", "Off topic", "Harassment", "", "Sensitive data"];
    let Some(busy) = sample.rooms.iter().find(|room| matches!(room.plan.talk, Talk::Bulk(_))) else { return Ok(()) };
    let actor_of = |key: &str| cast::person(key).map(|person| person.email);
    // Older messages of the busy room, so that its newest page stays whole.
    let Some(owner) = actor_of("owner") else { return Ok(()) };
    for day in (0..MODERATED_DAYS).rev() {
        clock.set_offset(-day * DAY_MS - DAY_MS / 8);
        let token = service.sign_in(owner, PASSWORD, &client).await?;
        let Some(actor) = service.authenticate(&token).await? else { continue };
        let anchor = domain::view::Anchor::After(MessageId::first_at(service.store().now().plus_millis(-3 * DAY_MS)));
        let page = service.messages(&actor, busy.id, anchor).await?;
        let many = 1 + (day * 5 % 4) as usize;
        let some =
            page.messages.iter().filter(|message| !message.is_tombstone()).skip(day as usize).step_by(7).take(many);
        for (n, message) in some.enumerate() {
            let reason = reasons.get((day as usize + n) % reasons.len()).copied().unwrap_or_default();
            let command = RemoveMessage::parse(&busy.id.to_string(), &message.id.to_string(), reason, "", "")?;
            if n % 3 == 2 {
                service.delete(&actor, command).await?;
            } else {
                service.redact(&actor, command).await?;
            }
        }
        service.sign_out(&actor).await?;
    }
    Ok(())
}
