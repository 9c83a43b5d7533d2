//! What one viewer may see, as plain data: read by the service, drawn by the pages.
//!
//! Whatever stands here is printed into the page, so what a viewer may not see is absent, never hidden.

use serde::{Deserialize, Serialize};

use crate::{
    AccountId, Day, Door, EventNumber, JobId, KeyId, KeyScope, KeyStanding, KeyState, MessageId, OperationId, Role,
    RoomId, RoomKind, RoomRole, Timestamp, UserId, Verb, limits,
};

/// Somebody, as named beside what they did.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PersonRef {
    /// Who.
    pub id: UserId,
    /// The name they go by.
    pub name: String,
}

/// A room, as named beside what happened in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RoomRef {
    /// Which.
    pub id: RoomId,
    /// Its name.
    pub name: String,
}

/// An account, as named in a choice.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AccountRef {
    /// Which.
    pub id: AccountId,
    /// Its name.
    pub name: String,
}

/// The class of person that removed a message: all that other viewers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovedBy {
    /// An owner, manager or admin.
    Moderator,
    /// The person who wrote it.
    Author,
}

impl RemovedBy {
    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Moderator => "a moderator",
            Self::Author => "its author",
        }
    }
}

/// What stands in the place of a redacted message.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tombstone {
    /// Who removed it.
    pub by: RemovedBy,
    /// When.
    pub at: Timestamp,
    /// Why, if they said.
    pub reason: Option<String>,
}

/// What a message shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Its text.
    Text(String),
    /// The mark that it was redacted.
    Redacted(Tombstone),
}

/// The message that a reply answers to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Quote {
    /// Which.
    pub id: MessageId,
    /// What can be shown of it; `None` when it was removed.
    pub shown: Option<QuoteText>,
}

/// What a quote shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct QuoteText {
    /// Who wrote it.
    pub sender: String,
    /// How it begins.
    pub excerpt: String,
}

impl QuoteText {
    /// How a quoted message begins, on one line.
    #[must_use]
    pub fn excerpt(text: &str) -> String {
        let mut line: String = text
            .chars()
            .take(limits::QUOTE_CHARS_MAX)
            .map(|character| if character.is_whitespace() { ' ' } else { character })
            .collect();
        if text.chars().count() > limits::QUOTE_CHARS_MAX {
            line.push('…');
        }
        line
    }
}

/// One message in its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MessageView {
    /// Which; carries the time it was sent.
    pub id: MessageId,
    /// Who wrote it.
    pub sender: PersonRef,
    /// What it shows.
    pub body: Body,
    /// What it answers to.
    pub reply_to: Option<Quote>,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// Grows with every change.
    pub revision: u32,
    /// What a program sent along; the panel is told nothing of it.
    #[serde(skip)]
    pub extra: Option<Box<Extra>>,
}

/// What programs send along with a message, and get back as they sent it. It goes with the content.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Extra {
    /// Free text for applications.
    pub metadata: Option<String>,
    /// JSON of the dialect that sent it.
    pub more: Option<String>,
}

impl MessageView {
    /// When it was sent.
    #[must_use]
    pub const fn sent_at(&self) -> Timestamp {
        self.id.timestamp()
    }

    /// Whether it is a tombstone.
    #[must_use]
    pub const fn is_tombstone(&self) -> bool {
        matches!(self.body, Body::Redacted(_))
    }
}

/// Messages of a room, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagePage {
    /// The messages.
    pub messages: Vec<MessageView>,
    /// Whether there are older ones.
    pub older: bool,
    /// Whether there are newer ones.
    pub newer: bool,
    /// The newest event of the room when the page was read.
    pub head: EventNumber,
}

/// Which messages of a room to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The newest.
    Newest,
    /// Those before a message.
    Before(MessageId),
    /// Those after a message.
    After(MessageId),
    /// A message and what stands around it.
    Around(MessageId),
    /// The first of a day, and what follows.
    Day(Day),
}

/// A room in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomSummary {
    /// Which.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: RoomKind,
    /// The account it belongs to.
    pub account: Option<AccountRef>,
    /// The viewer's role in it.
    pub role: Role,
    /// Messages in it, tombstones included.
    pub messages: u64,
    /// Members.
    pub members: u64,
    /// When something was last written.
    pub last_activity: Option<Timestamp>,
    /// Whether it is archived.
    pub archived: bool,
}

/// How the list of rooms is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomSort {
    /// Last written to first.
    #[default]
    Activity,
    /// By name.
    Name,
    /// Most messages first.
    Messages,
}

impl RoomSort {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Activity, Self::Name, Self::Messages];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Name => "name",
            Self::Messages => "messages",
        }
    }

    /// Reads a stable code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.code() == code)
    }

    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Activity => "Last activity",
            Self::Name => "Name",
            Self::Messages => "Messages",
        }
    }
}

/// Which rooms to list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct RoomQuery {
    /// Part of the name; empty for all.
    pub search: String,
    /// How to sort.
    pub sort: RoomSort,
    /// Only this kind.
    pub kind: Option<RoomKind>,
    /// Archived ones instead of the others.
    pub archived: bool,
    /// Go on after the page that ended with this cursor.
    pub after: Option<String>,
}

/// A page of rooms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomPage {
    /// The rooms.
    pub rooms: Vec<RoomSummary>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// What the viewer may do in a room: the controls that the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Controls {
    /// Write.
    pub send: bool,
    /// Redact, delete, purge; read its audit entries.
    pub moderate: bool,
    /// Rename, archive, set the policy, appoint.
    pub govern: bool,
}

/// A room, opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomView {
    /// What the list says of it.
    pub summary: RoomSummary,
    /// What the viewer may do.
    pub controls: Controls,
    /// Whether removals need a reason.
    pub reason_required: bool,
    /// The newest event.
    pub head: EventNumber,
}

/// A member of a room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    /// Who.
    pub person: PersonRef,
    /// Their role in the room.
    pub role: RoomRole,
    /// Since when.
    pub since: Timestamp,
    /// Whether they were disabled.
    pub disabled: bool,
}

/// A page of members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPage {
    /// The members.
    pub members: Vec<MemberView>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// One accepted removal, as answered to the person who asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationView {
    /// Which.
    pub id: OperationId,
    /// What was done.
    pub verb: Verb,
    /// In which room.
    pub room: RoomId,
    /// To which message; `None` for a purge.
    pub message: Option<MessageId>,
    /// How many messages went.
    pub count: u64,
    /// When.
    pub at: Timestamp,
    /// From which role.
    pub role: Role,
    /// The job that erases, for a purge.
    pub job: Option<JobId>,
}

/// What the dialog of a removal shows before it is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalView {
    /// What would be done.
    pub verb: Verb,
    /// In which room.
    pub room: RoomRef,
    /// The message it is about; `None` for a purge.
    pub message: Option<MessageView>,
    /// For a purge: the newest message it takes; later ones survive. `None` when the room is empty.
    pub through: Option<MessageId>,
    /// How many messages go.
    pub count: u64,
    /// Whether the room wants a reason.
    pub reason_required: bool,
    /// Made for this dialog: the same key twice removes once.
    pub key: String,
}

/// What an audit entry says came of an act.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused, for the reason with this code.
    Refused(String),
}

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    /// Its place in the log: 1, 2, 3 without gaps.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who; `None` for the server itself.
    pub actor: Option<PersonRef>,
    /// From which role.
    pub role: Option<Role>,
    /// Through which door.
    pub door: Door,
    /// With which access key, or about which.
    pub key: Option<KeyId>,
    /// What: the code of the act, as `redact` or `room.rename`.
    pub action: String,
    /// What came of it.
    pub outcome: Outcome,
    /// In which room.
    pub room: Option<RoomRef>,
    /// On which message.
    pub message: Option<MessageId>,
    /// On whom.
    pub subject: Option<PersonRef>,
    /// The removal it records.
    pub operation: Option<OperationId>,
    /// The job that erases, for a purge.
    pub job: Option<JobId>,
    /// How many messages went.
    pub count: Option<u64>,
    /// The public reason.
    pub reason: Option<String>,
    /// The private note.
    pub note: Option<String>,
    /// Hash of the entry before, in hexadecimal.
    pub previous: String,
    /// Hash of this entry, in hexadecimal.
    pub hash: String,
}

/// An access key, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyView {
    /// Its id.
    pub id: KeyId,
    /// Whom it belongs to.
    pub owner: PersonRef,
    /// What it is for; may be empty.
    pub label: String,
    /// How far it reaches.
    pub scope: KeyScope,
    /// The room that it is for, if it is for one.
    pub room: Option<RoomRef>,
    /// Whether their user was disabled: then it opens nothing, however it stands.
    pub owner_disabled: bool,
    /// Whether it opens anything, as it was last set.
    pub state: KeyState,
    /// The same with its end in mind.
    pub standing: KeyStanding,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to some minutes.
    pub last_used: Option<Timestamp>,
    /// The first moment at which it opens nothing any more.
    pub expires_at: Option<Timestamp>,
}

/// Which access keys to list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct KeyQuery {
    /// Everybody's; else one's own.
    pub all: bool,
    /// Only those of this user.
    pub user: Option<UserId>,
    /// Only those that stand so.
    pub standing: Option<KeyStanding>,
    /// Go on after the page that ended with this cursor.
    pub after: Option<String>,
}

/// A page of access keys, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPage {
    /// The keys.
    pub keys: Vec<KeyView>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// A key as it is shown once, when it is made: afterwards nobody can tell its secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKeyView {
    /// Its id.
    pub access_key_id: KeyId,
    /// What requests are signed with.
    pub secret_access_key: String,
    /// Names the account to IMKIT.
    pub client_key: String,
    /// Names the user to IMKIT, and proves it.
    pub client_token: String,
}

/// Secrets never reach a log: the debug form is the id.
impl std::fmt::Debug for NewKeyView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewKeyView({})", self.access_key_id)
    }
}

/// Which audit entries to list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct AuditQuery {
    /// Only by this person.
    pub actor: Option<UserId>,
    /// Only in this room.
    pub room: Option<RoomId>,
    /// Only this action; `""` for all.
    pub action: String,
    /// Only refused ones.
    pub refused: bool,
    /// From this day on.
    pub from: Option<Day>,
    /// Up to and with this day.
    pub until: Option<Day>,
    /// Only entries before this one.
    pub before: Option<u64>,
}

/// A page of the audit log, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditView>,
    /// Where the next page begins, if there is one.
    pub next: Option<u64>,
    /// People to filter by: those who act in what the viewer may see, newest first, at most a hundred.
    pub actors: Vec<PersonRef>,
    /// Rooms to filter by, likewise.
    pub rooms: Vec<RoomRef>,
}

/// What walking the chain found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainReport {
    /// Entries looked at.
    pub checked: u64,
    /// The first that does not fit, if any.
    pub broken: Option<BrokenLink>,
    /// Hash of the newest entry, in hexadecimal: note it elsewhere to notice a log cut short.
    pub head: String,
}

/// The first entry that does not fit the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrokenLink {
    /// Its number.
    pub number: u64,
    /// What does not fit.
    pub why: String,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Not begun.
    Waiting,
    /// At work.
    Running,
    /// Done, and looked at again: erased.
    Done,
    /// Ended, but something was left; the receipt says what.
    Partial,
    /// Broke off; it will be taken up again at the next start.
    Failed,
}

impl JobState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Running, Self::Done, Self::Partial, Self::Failed];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Partial => "partial",
            Self::Failed => "failed",
        }
    }

    /// Reads a stable code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Running => "Erasing",
            Self::Done => "Erased",
            Self::Partial => "Partly erased",
            Self::Failed => "Stopped",
        }
    }

    /// Whether it will not change any more by itself.
    #[must_use]
    pub const fn ended(self) -> bool {
        matches!(self, Self::Done | Self::Partial | Self::Failed)
    }
}

/// One store that was looked at again after a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreCheck {
    /// The store, as people read it: `Messages`, `Write-ahead log`.
    pub store: String,
    /// What was looked for there, and what was found: one sentence.
    pub found: String,
    /// Whether nothing of the removed was left.
    pub clean: bool,
}

/// What was looked at again after a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// When.
    pub at: Timestamp,
    /// Store by store. What is not listed was not checked.
    pub checks: Vec<StoreCheck>,
}

impl Receipt {
    /// Whether every store that was looked at was clean.
    #[must_use]
    pub fn erased(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(|check| check.clean)
    }
}

/// The physical work of a purge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobView {
    /// Which.
    pub id: JobId,
    /// The removal it carries out.
    pub operation: OperationId,
    /// The room.
    pub room: RoomRef,
    /// Who asked for it.
    pub actor: PersonRef,
    /// How far it is.
    pub state: JobState,
    /// Messages to erase.
    pub total: u64,
    /// Messages erased.
    pub done: u64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When erasing began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// What was found afterwards.
    pub receipt: Option<Receipt>,
}

/// A page of jobs, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobPage {
    /// The jobs.
    pub jobs: Vec<JobView>,
    /// Where the next page begins, if there is one.
    pub next: Option<JobId>,
}

/// Removals of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCount {
    /// The day, UTC.
    pub day: Day,
    /// Messages redacted.
    pub redacted: u64,
    /// Messages deleted.
    pub deleted: u64,
    /// Messages purged.
    pub purged: u64,
}

/// The numbers on the first page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Rooms the viewer can see, archived ones left out.
    pub rooms: u64,
    /// Messages in them.
    pub messages: u64,
    /// People in them (admins: all users).
    pub people: u64,
    /// Jobs that have not ended.
    pub jobs_running: u64,
    /// Removals of the last fourteen days, oldest first, days without any included.
    pub days: Vec<DayCount>,
    /// Removals per room in the same time, most first, at most ten.
    pub busiest: Vec<(RoomRef, u64)>,
    /// The newest audit entries that the viewer may see, at most five.
    pub latest: Vec<AuditView>,
}

/// A user, as admins see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    /// Who.
    pub id: UserId,
    /// The name they go by.
    pub name: String,
    /// The address they sign in with, if they can.
    pub email: Option<String>,
    /// The account they belong to.
    pub account: Option<AccountRef>,
    /// Whether they are a platform admin.
    pub platform_admin: bool,
    /// Whether they are an admin of their account.
    pub account_admin: bool,
    /// Whether they were disabled.
    pub disabled: bool,
    /// Since when they are here.
    pub created_at: Timestamp,
    /// When one of their sessions was last used.
    pub last_seen: Option<Timestamp>,
    /// Open sessions.
    pub sessions: u64,
}

/// Which users to list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct UserQuery {
    /// Part of the name or address; empty for all.
    pub search: String,
    /// Go on after the page that ended with this cursor.
    pub after: Option<String>,
}

/// A page of users, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserPage {
    /// The users.
    pub users: Vec<UserView>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
    /// Accounts that the viewer can put a new user in.
    pub accounts: Vec<AccountRef>,
    /// Whether the viewer can make users without account, and platform admins.
    pub everywhere: bool,
}

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads a stable code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.code() == code)
    }

    /// As people read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::System => "As the system",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }
}

/// Who is looking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Who.
    pub id: UserId,
    /// The name they go by.
    pub name: String,
    /// The address they signed in with.
    pub email: String,
    /// Whether they are a platform admin.
    pub platform_admin: bool,
    /// Whether they are an admin of their account.
    pub account_admin: bool,
    /// Whether they moderate at least one room, or are an admin.
    pub moderates: bool,
    /// Light, dark, or as the system says.
    pub theme: Theme,
    /// Whether single keys act on messages.
    pub shortcuts: bool,
    /// Accounts in which they can make a room.
    pub accounts: Vec<AccountRef>,
}

impl Viewer {
    /// Whether they manage users.
    #[must_use]
    pub const fn admin(&self) -> bool {
        self.platform_admin || self.account_admin
    }
}

/// One of one's own sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// Names it, without being the secret.
    pub handle: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_seen: Timestamp,
    /// The browser, as it called itself.
    pub agent: String,
    /// The address it came from.
    pub address: String,
    /// Whether it is the one that asks.
    pub current: bool,
}
