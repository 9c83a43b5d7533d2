//! Every role against every use case: the verdict, that a refusal changes nothing, and that it goes on the record once.

mod open;
mod programs;
mod public;

use std::collections::{HashMap, hash_map::Entry};

use domain::{
    AccountId, Content, DisplayName, Email, EventNumber, Failure, KeyId, KeyState, MessageId, Password, RoomId,
    RoomKind, RoomName, RoomRole, UserId, Verb, Within,
    view::{Anchor, AuditQuery, KeyQuery, Outcome, RoomQuery, Theme, UserQuery},
};
use service::{Actor, CreateKey, CreateRoom, NewPerson, Place, Service, Whisper};
use testkit::{House, Person, Program, RoomPlan, everything_but_the_log, minutes, purge, removal, write};

/// The columns of the table.
const PEOPLE: [&str; 9] = [
    "stranger",
    "member",
    "author",
    "manager",
    "owner",
    "account admin",
    "foreign admin",
    "platform admin",
    "disabled",
];

/// The scopes of access keys that the table is gone through with again: `here` and `elsewhere` are one room each.
const SCOPES: [&str; 4] = ["all", "read", "here", "elsewhere"];

/// What an access key must reach for a use case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// The room.
    Room,
    /// More than one room.
    House,
    /// What no key reaches.
    Panel,
}

/// What a use case leaves in the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Record {
    /// Nothing: it reads what there is for whoever asks.
    Never,
    /// Its refusals only: it reads, and changes nothing.
    RefusedReads,
    /// Its refusals only.
    Refusals,
    /// Whatever comes of it.
    Always,
}

/// One row: the use case, a verdict for each of [`PEOPLE`], and the name it has in the audit log.
struct Row {
    case: &'static str,
    verdicts: &'static str,
    record: Record,
    action: &'static str,
}

impl Row {
    const fn reads(&self) -> bool {
        matches!(self.record, Record::Never | Record::RefusedReads)
    }

    fn reach(&self) -> Reach {
        match self.case {
            "sessions" => Reach::Panel,
            _ if self.action.starts_with("key.") => Reach::Panel,
            "viewer" | "overview" | "listen" | "rooms" | "jobs" | "audit" | "audit entry" | "job" | "users" => {
                Reach::House
            }
            "export of the audit log" | "verify the audit log" => Reach::House,
            case if case.starts_with("create a") || case.starts_with("list ") => Reach::House,
            case if case.ends_with(" of our account") => Reach::House,
            _ if self.action.starts_with("user.") => Reach::House,
            _ => Reach::Room,
        }
    }

    /// What a key of this scope comes to, when its user comes to `verdict`: less, or the same.
    fn by_key<'v>(&self, scope: &str, verdict: &'v str) -> &'v str {
        // To show a dialog is to begin a removal.
        let changes = !self.reads() || self.case.starts_with("preview");
        // Whether the room can be seen is asked before the members are looked at, and the account before its users; not
        // by what programs do with the members of a channel.
        let by_programs = self.action == "member.disconnect" || self.case.starts_with("appoint");
        let asked_first =
            (verdict == "room" && self.action.starts_with("member.") && !by_programs && !self.action.ends_with("ban"))
                || (verdict == "acc" && self.case.ends_with(" of our account"));
        match (self.reach(), scope) {
            (Reach::Panel, _) => "key",
            (_, "read") if asked_first => verdict,
            (_, "read") if changes => "read",
            (_, "elsewhere") | (Reach::House, "here") => "outs",
            _ => verdict,
        }
    }
}

const fn row(case: &'static str, verdicts: &'static str, record: Record, action: &'static str) -> Row {
    Row { case, verdicts, record, action }
}

const SEES: &str = "room yes yes yes yes yes room yes off";
const MODERATES: &str = "room mod mod yes yes yes room yes off";
const GOVERNS: &str = "room own own own yes yes room yes off";
/// Whether anybody may be banned is asked before who it is.
const BANS_MODERATORS: &str = "room mod mod own yes yes room yes off";
const WRITES: &str = "room yes yes yes yes mem room mem off";
const ANYBODY: &str = "yes yes yes yes yes yes yes yes out";
const ADMINS_OF_OURS: &str = "adm adm adm adm adm yes adm yes off";
const PLATFORM: &str = "adm adm adm adm adm adm adm yes off";

const TABLE: &[Row] = &[
    row("viewer", ANYBODY, Record::Never, ""),
    row("overview", ANYBODY, Record::Never, ""),
    row("rooms", ANYBODY, Record::Never, ""),
    row("sessions", ANYBODY, Record::Never, ""),
    row("jobs", ANYBODY, Record::Never, ""),
    row("audit", ANYBODY, Record::Never, ""),
    row("audit entry", "ent ent ent yes yes yes ent yes out", Record::Never, ""),
    row("export of the audit log", ANYBODY, Record::Never, ""),
    row("job", "job job job yes yes yes job yes out", Record::Never, ""),
    row("room", SEES, Record::RefusedReads, "room.see"),
    row("messages", SEES, Record::RefusedReads, "room.see"),
    row("members", SEES, Record::RefusedReads, "room.see"),
    row("watch", SEES, Record::RefusedReads, "room.see"),
    row("events since", SEES, Record::RefusedReads, "room.see"),
    row("listen", "yes yes yes yes yes yes yes yes out", Record::RefusedReads, "listen"),
    row("bans", MODERATES, Record::RefusedReads, "room.see"),
    row("preview of a redaction", MODERATES, Record::RefusedReads, "redact.preview"),
    row("preview of a deletion", MODERATES, Record::RefusedReads, "delete.preview"),
    row("preview of a purge", MODERATES, Record::RefusedReads, "purge.preview"),
    row("verify the audit log", "adm adm adm adm adm adm adm yes out", Record::RefusedReads, "audit.verify"),
    row("keys", "yes yes yes yes yes yes yes yes out", Record::RefusedReads, "key.list"),
    row("everybody's keys", "adm adm adm adm adm adm adm yes out", Record::RefusedReads, "key.list"),
    row("another's keys", "adm adm adm adm adm adm adm yes out", Record::RefusedReads, "key.list"),
    row("a key just made", ANYBODY, Record::RefusedReads, "key.list"),
    row("users", "adm adm adm adm adm yes yes yes out", Record::RefusedReads, "user.list"),
    row("send", WRITES, Record::Refusals, "send"),
    row("whisper", WRITES, Record::Refusals, "send"),
    row("edit", "room aut yes aut aut mem room mem off", Record::Refusals, "edit"),
    row("redact", MODERATES, Record::Always, "redact"),
    row("delete", MODERATES, Record::Always, "delete"),
    row("purge", MODERATES, Record::Always, "purge"),
    row("rename", GOVERNS, Record::Always, "room.rename"),
    row("archive", GOVERNS, Record::Always, "room.archive"),
    // It is not archived: for whoever may, there is nothing to do.
    row("bring back", GOVERNS, Record::Refusals, "room.unarchive"),
    row("policy", GOVERNS, Record::Always, "room.policy"),
    row("add a member", MODERATES, Record::Always, "member."),
    row("add a manager", GOVERNS, Record::Always, "member."),
    row("make a member manager", GOVERNS, Record::Always, "member.role"),
    row("make a manager owner", GOVERNS, Record::Always, "member.role"),
    row("make a manager member", GOVERNS, Record::Always, "member.role"),
    row("make an owner manager", GOVERNS, Record::Always, "member.role"),
    row("remove a member", MODERATES, Record::Always, "member."),
    row("remove a manager", GOVERNS, Record::Always, "member."),
    row("remove an owner", GOVERNS, Record::Always, "member."),
    row("ban a member", MODERATES, Record::Always, "member.ban"),
    row("ban a manager", BANS_MODERATORS, Record::Always, "member.ban"),
    row("ban an owner", BANS_MODERATORS, Record::Always, "member.ban"),
    row("create a room", "yes yes yes yes yes yes yes yes off", Record::Always, "room.create"),
    row("create a room in our account", "yes yes yes yes yes yes acc yes off", Record::Always, "room.create"),
    row("create a room in their account", "acc acc acc acc acc acc yes yes off", Record::Always, "room.create"),
    row("create a user in our account", ADMINS_OF_OURS, Record::Always, "user.create"),
    row("create a user without account", PLATFORM, Record::Always, "user.create"),
    row("create a platform admin", PLATFORM, Record::Always, "user.create"),
    row("create a platform admin in our account", PLATFORM, Record::Always, "user.create"),
    row("disable a user of ours", ADMINS_OF_OURS, Record::Always, "user.disable"),
    row("enable a user of ours", ADMINS_OF_OURS, Record::Always, "user.enable"),
    row("reset a password of ours", ADMINS_OF_OURS, Record::Always, "user.password"),
    row("sign out a user of ours", ADMINS_OF_OURS, Record::Always, "user.sign_out"),
    row("disable an unmanaged user", PLATFORM, Record::Always, "user.disable"),
    row("reset an unmanaged password", PLATFORM, Record::Always, "user.password"),
    row("disable a platform admin of ours", PLATFORM, Record::Always, "user.disable"),
    row("sign out a platform admin", PLATFORM, Record::Always, "user.sign_out"),
    row("make a key", "yes yes yes yes yes yes yes yes off", Record::Always, "key.create"),
    row("make a key for another", PLATFORM, Record::Always, "key.create"),
    row("make a key of the room", SEES, Record::Always, "key.create"),
    row("disable another's key", PLATFORM, Record::Always, "key.disable"),
    row("approve a key", PLATFORM, Record::Always, "key.approve"),
];

/// A room with somebody for every column, and somebody of every role to act upon.
struct Scene {
    house: House,
    ours: AccountId,
    theirs: AccountId,
    room: RoomId,
    hello: MessageId,
    /// The entry and the job of a purge that was done before.
    entry: u64,
    job: domain::JobId,
    actors: Vec<Person>,
    member: UserId,
    manager: UserId,
    owner: UserId,
    newcomer: Person,
    unmanaged: UserId,
    ruler: UserId,
    /// A pending key of the newcomer's.
    pending: KeyId,
    /// Another room, where the same people are.
    elsewhere: RoomId,
    /// Sees everything, and does nothing.
    watcher: Person,
}

impl Scene {
    async fn set() -> Self {
        Self::set_in(|house| house.room("lobby")).await
    }

    /// The same people, in another kind of room.
    async fn set_in(lobby: impl Fn(&House) -> RoomPlan) -> Self {
        let house = House::new().await;
        let ours = house.account("ours").await;
        let theirs = house.account("theirs").await;
        let room = lobby(&house).of(ours).await;
        let actors = vec![
            house.person("stranger").of(ours).await,
            house.person("member").of(ours).member_of(room).await,
            house.person("author").of(ours).member_of(room).await,
            house.person("manager").of(ours).manager_of(room).await,
            house.person("owner").of(ours).owner_of(room).await,
            house.person("account admin").admin_of(ours).await,
            house.person("foreign admin").admin_of(theirs).await,
            house.person("platform admin").platform_admin().await,
            house.person("disabled").of(ours).owner_of(room).await,
        ];
        let elsewhere = house.room("elsewhere").of(ours).await;
        let watcher = house.person("watcher").platform_admin().await;
        let service = house.service();
        actors[2].says(service, room, "before").await;
        let job = service.purge(&watcher, purge(room, "lobby")).await.unwrap().job.unwrap();
        house.run_jobs().await;
        let hello = actors[2].says(service, room, "hello").await.id;
        house.disable_and_leave_signed_in(actors[8].id).await;
        let newcomer = house.person("newcomer").of(ours).await;
        let email = Email::new(&newcomer.email).unwrap();
        let command = CreateKey::parse("", "", "", "").unwrap();
        let pending = house.service().issue_key(email, command, KeyState::Pending).await.unwrap().access_key_id;
        Self {
            newcomer,
            pending,
            elsewhere,
            ours,
            theirs,
            room,
            hello,
            entry: 1,
            job,
            actors,
            member: house.person("some member").of(ours).member_of(room).await.id,
            manager: house.person("some manager").of(ours).manager_of(room).await.id,
            owner: house.person("some owner").of(ours).owner_of(room).await.id,
            unmanaged: house.person("unmanaged").await.id,
            ruler: house.person("ruler").of(ours).platform_admin().await.id,
            watcher,
            house,
        }
    }

    fn service(&self) -> &Service {
        self.house.service()
    }

    async fn snapshot(&self) -> String {
        everything_but_the_log(self.service(), &self.watcher, self.room, &[self.hello]).await
    }

    async fn does(&self, case: &str, who: &Actor) -> Result<(), Failure> {
        let (service, room, hello) = (self.service(), self.room, self.hello);
        let set = async |user, role| service.set_role(who, room, user, role).await;
        let preview = async |verb| service.preview_removal(who, room, verb, Some(hello)).await.map(drop);
        let email = || Email::new(&self.newcomer.email).unwrap();
        match case {
            "viewer" => service.viewer(who).await.map(drop),
            "overview" => service.overview(who).await.map(drop),
            "rooms" => service.rooms(who, RoomQuery::default()).await.map(drop),
            "sessions" => service.sessions(who).await.map(drop),
            "jobs" => service.jobs(who, None).await.map(drop),
            "audit" => service.audit(who, AuditQuery::default()).await.map(drop),
            "room" => service.room(who, room).await.map(drop),
            "messages" => service.messages(who, room, Anchor::Newest).await.map(drop),
            "members" => service.members(who, room, "").await.map(drop),
            "watch" => service.watch(who, room).await.map(drop),
            "events since" => service.events_since(who, room, EventNumber(0), 9).await.map(drop),
            "listen" => service.listen(who, who.user).await.map(drop),
            "bans" => service.bans(who, room, None, 9).await.map(drop),
            "whisper" => {
                let spoken = Whisper { room, within: Within::Room, to: None, key: None };
                service.whisper(who, spoken, "x", |_| Vec::new()).await.map(drop)
            }
            "ban a member" => service.ban(who, room, self.member).await,
            "ban a manager" => service.ban(who, room, self.manager).await,
            "ban an owner" => service.ban(who, room, self.owner).await,
            "preview of a redaction" => preview(Verb::Redact).await,
            "preview of a deletion" => preview(Verb::Delete).await,
            "preview of a purge" => preview(Verb::Purge).await,
            "export of the audit log" => service.audit_export(who, &AuditQuery::default(), 9).await.map(drop),
            "audit entry" => service.audit_entry(who, self.entry).await.map(drop),
            "job" => service.job(who, self.job).await.map(drop),
            "verify the audit log" => service.verify_audit(who).await.map(drop),
            "keys" => service.keys(who, &KeyQuery::default()).await.map(drop),
            "everybody's keys" => service.keys(who, &KeyQuery { all: true, ..KeyQuery::default() }).await.map(drop),
            "another's keys" => {
                let query = KeyQuery { user: Some(self.newcomer.id), ..KeyQuery::default() };
                service.keys(who, &query).await.map(drop)
            }
            "a key just made" => service.fresh_key(who, self.pending).await.map(|found| assert_eq!(found, None)),
            "make a key" => self.makes_key(who, None, "").await,
            "make a key for another" => self.makes_key(who, Some(self.newcomer.id), "").await,
            "make a key of the room" => self.makes_key(who, None, &format!("room:{room}")).await,
            "disable another's key" => service.disable_key(who, self.pending).await,
            "approve a key" => service.approve_key(who, self.pending).await,
            "users" => service.users(who, UserQuery::default()).await.map(drop),
            "send" => service.send(who, write(room, "new")).await.map(drop),
            "edit" => service.edit(who, room, hello, Content::new("edited").unwrap()).await.map(drop),
            "redact" => service.redact(who, removal(room, hello)).await.map(drop),
            "delete" => service.delete(who, removal(room, hello)).await.map(drop),
            "purge" => service.purge(who, purge(room, "lobby")).await.map(drop),
            "rename" => service.rename_room(who, room, RoomName::new("other").unwrap()).await,
            "archive" => service.archive_room(who, room, true).await,
            "bring back" => service.archive_room(who, room, false).await,
            "policy" => service.set_reason_required(who, room, true).await,
            "add a member" => service.add_member(who, room, email(), RoomRole::Member).await,
            "add a manager" => service.add_member(who, room, email(), RoomRole::Manager).await,
            "make a member manager" => set(self.member, Some(RoomRole::Manager)).await,
            "make a manager owner" => set(self.manager, Some(RoomRole::Owner)).await,
            "make a manager member" => set(self.manager, Some(RoomRole::Member)).await,
            "make an owner manager" => set(self.owner, Some(RoomRole::Manager)).await,
            "remove a member" => set(self.member, None).await,
            "remove a manager" => set(self.manager, None).await,
            "remove an owner" => set(self.owner, None).await,
            other if other.starts_with("create a room") => self.creates_room(other, who).await,
            other => self.manages(other, who).await,
        }
    }

    async fn makes_key(&self, who: &Actor, owner: Option<UserId>, scope: &str) -> Result<(), Failure> {
        let owner = owner.map(|owner| owner.to_string()).unwrap_or_default();
        let command = CreateKey::parse(&owner, "", scope, "").unwrap();
        self.service().create_key(who, command).await.map(drop)
    }

    /// A program with a key of one of the people.
    async fn program(&self, column: usize, scope: &str) -> Program {
        let scope = match scope {
            "here" => format!("room:{}", self.room),
            "elsewhere" => format!("room:{}", self.elsewhere),
            other => other.to_owned(),
        };
        self.actors[column].program(self.service(), &scope).await
    }

    async fn creates_room(&self, case: &str, who: &Actor) -> Result<(), Failure> {
        let account = match case {
            "create a room" => None,
            "create a room in our account" => Some(self.ours),
            "create a room in their account" => Some(self.theirs),
            other => panic!("no such use case: {other}"),
        };
        let name = RoomName::new("new").unwrap();
        let command = CreateRoom { name, kind: RoomKind::Channel, account, people: Vec::new() };
        self.service().create_room(who, command).await.map(drop)
    }

    async fn manages(&self, case: &str, who: &Actor) -> Result<(), Failure> {
        let service = self.service();
        let password = || Password::new("another password").unwrap();
        let create = async |account, platform_admin| {
            let person = NewPerson {
                name: DisplayName::new("New").unwrap(),
                email: Email::new("new@example.org").unwrap(),
                password: password(),
            };
            service.create_user(who, person, Place { account, platform_admin, account_admin: false }).await.map(drop)
        };
        match case {
            "create a user in our account" => create(Some(self.ours), false).await,
            "create a user without account" => create(None, false).await,
            "create a platform admin" => create(None, true).await,
            "create a platform admin in our account" => create(Some(self.ours), true).await,
            "disable a user of ours" => service.set_user_disabled(who, self.member, true).await,
            "enable a user of ours" => service.set_user_disabled(who, self.actors[8].id, false).await,
            "reset a password of ours" => service.reset_password(who, self.member, password()).await,
            "sign out a user of ours" => service.sign_out_user(who, self.newcomer.id).await,
            "disable an unmanaged user" => service.set_user_disabled(who, self.unmanaged, true).await,
            "reset an unmanaged password" => service.reset_password(who, self.unmanaged, password()).await,
            "disable a platform admin of ours" => service.set_user_disabled(who, self.ruler, true).await,
            "sign out a platform admin" => service.sign_out_user(who, self.ruler).await,
            other => self.runs_program(other, who).await,
        }
    }
}

/// The short word that the table has for an answer.
fn verdict(answer: &Result<(), Failure>) -> &str {
    match answer {
        Ok(()) => "yes",
        Err(failure) => match failure.code() {
            "room_not_found" => "room",
            "entry_not_found" => "ent",
            "job_not_found" => "job",
            "account_not_found" => "acc",
            "not_a_moderator" => "mod",
            "not_an_owner" => "own",
            "not_an_admin" => "adm",
            "not_a_member" => "mem",
            "not_the_author" => "aut",
            "disabled" => "off",
            "signed_out" => "out",
            "key_reads_only" => "read",
            "outside_key_room" => "outs",
            "not_by_key" => "key",
            other => panic!("an answer that is not in the table: {other}"),
        },
    }
}

/// The code of a refusal in the audit log: there even "not visible" has its own name.
fn code_on_record(failure: &Failure) -> &'static str {
    match failure.code() {
        "room_not_found" => "not_visible",
        "account_not_found" => "foreign_account",
        code => code,
    }
}

/// One use case by one person: their verdict, what changed, and what went on the record. Answers with what the
/// watcher sees afterwards, too.
async fn check(scene: &Scene, row: &Row, who: &Actor, before: &str) -> (String, String) {
    let entries = scene.house.entries().await;
    let answer = scene.does(row.case, who).await;
    let (after, new) = (scene.snapshot().await, scene.house.entries().await - entries);
    let told = format!("{} by {who:?}: {answer:?}", row.case);
    if answer.is_err() || row.reads() {
        assert_eq!(before, after, "a refusal changes nothing, nor does reading: {told}");
    }
    let by_key = ["read", "outs", "key"].contains(&verdict(&answer));
    let expected = match (row.record, &answer) {
        // What a key may not is a refusal of its own, whoever may ask without one.
        _ if by_key => 1,
        (Record::Never, _) | (Record::RefusedReads | Record::Refusals, Ok(())) => 0,
        // Without a session there is nobody to refuse anything to.
        (Record::RefusedReads | Record::Refusals | Record::Always, Err(Failure::SignedOut)) => 0,
        (Record::RefusedReads | Record::Refusals, Err(_)) | (Record::Always, _) => 1,
    };
    assert_eq!(new, expected, "entries made by: {told}");
    if new == 1 {
        let entry = scene.service().audit_entry(&scene.watcher, entries + 1).await.unwrap();
        let outcome = answer
            .as_ref()
            .map_or_else(|failure| Outcome::Refused(code_on_record(failure).to_owned()), |()| Outcome::Done);
        assert_eq!(entry.outcome, outcome, "{told}");
        assert_eq!(entry.actor.map(|actor| actor.id), Some(who.user), "{told}");
        assert_eq!(entry.door, who.way.door, "{told}");
        assert!(entry.action.starts_with("key.") || entry.key == who.way.key, "{told}");
        let look = row.record == Record::Never && ["look", "session.list"].contains(&entry.action.as_str());
        assert!(look || entry.action.starts_with(row.action), "{} for {told}", entry.action);
    }
    (verdict(&answer).to_owned(), after)
}

/// Refusals change nothing, so they share a scene; after something was done comes a fresh one.
async fn check_rows(rows: &[Row]) {
    check_rows_in(Scene::set, rows).await;
}

async fn check_rows_in(set: impl AsyncFn() -> Scene, rows: &[Row]) {
    let mut scene = set().await;
    let mut seen = scene.snapshot().await;
    for row in rows {
        let mut verdicts = Vec::new();
        for column in 0..PEOPLE.len() {
            let who = scene.actors[column].clone();
            let (verdict, after) = check(&scene, row, &who, &seen).await;
            seen = after;
            if verdict == "yes" && matches!(row.record, Record::Refusals | Record::Always) {
                scene = set().await;
                seen = scene.snapshot().await;
            }
            verdicts.push(verdict);
        }
        assert_eq!(verdicts.join(" "), row.verdicts, "{}; the columns are {PEOPLE:?}", row.case);
    }
}

/// The same by programs with keys of those people: a key gives nobody more, and its scope may leave them less.
async fn check_rows_by_keys(rows: &[Row]) {
    check_rows_by_keys_in(Scene::set, rows).await;
}

async fn check_rows_by_keys_in(set: impl AsyncFn() -> Scene, rows: &[Row]) {
    let mut scene = set().await;
    let mut programs = HashMap::new();
    let mut seen = scene.snapshot().await;
    for row in rows {
        // The last column is left out: keys of the disabled are not let in.
        for (column, verdict) in row.verdicts.split_whitespace().enumerate().take(PEOPLE.len() - 1) {
            for scope in SCOPES {
                if let Entry::Vacant(place) = programs.entry((column, scope)) {
                    place.insert(scene.program(column, scope).await);
                }
                let program = &programs[&(column, scope)];
                let (answered, after) = check(&scene, row, program, &seen).await;
                seen = after;
                assert_eq!(answered, row.by_key(scope, verdict), "{} by {} with {scope}", row.case, PEOPLE[column]);
                if answered == "yes" && !row.reads() {
                    scene = set().await;
                    programs.clear();
                    seen = scene.snapshot().await;
                }
            }
        }
    }
}

fn place_of(case: &str) -> usize {
    TABLE.iter().position(|row| row.case == case).unwrap()
}

#[tokio::test]
async fn reading_is_for_those_who_may_see() {
    check_rows(&TABLE[..place_of("send")]).await;
}

#[tokio::test]
async fn every_role_against_every_act_in_a_room() {
    check_rows(&TABLE[place_of("send")..place_of("create a room")]).await;
}

#[tokio::test]
async fn every_role_against_every_act_of_an_admin() {
    check_rows(&TABLE[place_of("create a room")..]).await;
}

#[tokio::test]
async fn keys_read_what_their_users_may_within_their_scopes() {
    check_rows_by_keys(&TABLE[..place_of("send")]).await;
}

#[tokio::test]
async fn keys_do_in_a_room_what_their_users_may_within_their_scopes() {
    check_rows_by_keys(&TABLE[place_of("send")..place_of("create a room")]).await;
}

#[tokio::test]
async fn keys_do_as_admins_what_their_users_may_within_their_scopes() {
    check_rows_by_keys(&TABLE[place_of("create a room")..]).await;
}

#[tokio::test]
async fn whoever_is_disabled_leaves_no_trace_in_settings() {
    let scene = Scene::set().await;
    let disabled = &scene.actors[8];
    let service = scene.service();
    let password = Password::new("another password").unwrap();
    assert_eq!(service.set_theme(disabled, Theme::Dark).await, Err(Failure::SignedOut));
    assert_eq!(service.set_shortcuts(disabled, false).await, Err(Failure::SignedOut));
    assert_eq!(service.sign_out_others(disabled).await, Err(Failure::SignedOut));
    assert_eq!(service.change_password(disabled, testkit::PASSWORD, password).await, Err(Failure::SignedOut));
}

#[tokio::test]
async fn what_a_platform_admin_did_under_one_session_ends_with_that_session() {
    let scene = Scene::set().await;
    let admin = scene.actors[7].clone();
    scene.service().sign_out(&admin).await.unwrap();
    let answer = scene.service().redact(&admin, removal(scene.room, scene.hello)).await;
    assert_eq!(answer.map(drop), Err(Failure::SignedOut));
    let again = admin.elsewhere(scene.service()).await;
    scene.house.clock.advance(minutes(5));
    scene.service().redact(&again, removal(scene.room, scene.hello)).await.unwrap();
}
