//! Everything that somebody can read, as text: to see that nothing changed, or that a word is nowhere.

use domain::{
    EventNumber, MessageId, RoomId, Verb,
    view::{Anchor, AuditQuery, MessagePage, RoomQuery, RoomSort, UserQuery},
};
use serde::Serialize;
use service::{Actor, Service};

/// Events and entries read at the most.
const ROWS_MAX: u32 = 10_000;

/// What the reads have answered, refusals included.
struct Heard(String);

impl Heard {
    fn note<T: Serialize, E: std::fmt::Debug>(&mut self, what: &str, answer: &Result<T, E>) {
        let answer = match answer {
            Ok(answer) => serde_json::to_string(answer).unwrap(),
            Err(failure) => format!("{failure:?}"),
        };
        self.0.push_str(&format!("{what}: {answer}\n"));
    }
}

/// Every read path as one text, those about `messages` one by one, the audit log included.
pub async fn everything(service: &Service, actor: &Actor, room: RoomId, messages: &[MessageId]) -> String {
    let mut heard = Heard(everything_but_the_log(service, actor, room, messages).await);
    heard.note("audit", &service.audit(actor, AuditQuery::default()).await);
    heard.note("audit export", &service.audit_export(actor, &AuditQuery::default(), ROWS_MAX).await);
    heard.note("overview", &service.overview(actor).await);
    heard.0
}

/// As [`everything`], without what the audit log says.
pub async fn everything_but_the_log(service: &Service, actor: &Actor, room: RoomId, messages: &[MessageId]) -> String {
    let mut heard = Heard(String::new());
    heard.note("viewer", &service.viewer(actor).await);
    let overview = service.overview(actor).await;
    heard.note("numbers", &overview.map(|it| (it.rooms, it.messages, it.people, it.jobs_running, it.days, it.busiest)));
    for (sort, archived) in RoomSort::ALL.into_iter().flat_map(|sort| [(sort, false), (sort, true)]) {
        let query = RoomQuery { sort, archived, ..RoomQuery::default() };
        heard.note("rooms", &service.rooms(actor, query).await);
    }
    heard.note("room", &service.room(actor, room).await);
    heard.note("members", &service.members(actor, room, "").await);
    heard.note("events", &service.events_since(actor, room, EventNumber(0), ROWS_MAX).await);
    heard.note("jobs", &service.jobs(actor, None).await);
    heard.note("users", &service.users(actor, UserQuery::default()).await);
    heard.note("sessions", &service.sessions(actor).await);
    talk(&mut heard, service, actor, room, messages).await;
    heard.0
}

/// The messages by every anchor, and what the dialogs of the removals show of them.
async fn talk(heard: &mut Heard, service: &Service, actor: &Actor, room: RoomId, messages: &[MessageId]) {
    let mut anchors = vec![Anchor::Newest, Anchor::After(MessageId::MIN), Anchor::Before(MessageId::MAX)];
    for id in messages {
        anchors.extend([
            Anchor::Before(*id),
            Anchor::After(*id),
            Anchor::Around(*id),
            Anchor::Day(id.timestamp().day()),
        ]);
    }
    for anchor in anchors {
        let page: Result<MessagePage, _> = service.messages(actor, room, anchor).await;
        heard.note("messages", &page);
        // The panel is told nothing of what programs send along; other dialects are.
        let along = page.map(|page| page.messages.into_iter().map(|it| format!("{:?}", it.extra)).collect::<Vec<_>>());
        heard.note("along", &along);
    }
    for (verb, message) in messages.iter().flat_map(|id| Verb::ALL.map(|verb| (verb, *id))) {
        // The key of a dialog is another one each time.
        let preview = service.preview_removal(actor, room, verb, Some(message)).await;
        heard.note("preview", &preview.map(|preview| (preview.message, preview.through, preview.count)));
    }
}
