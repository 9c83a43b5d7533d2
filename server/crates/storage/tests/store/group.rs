//! Group commit: writes of many land together, and one that breaks takes none of its neighbours with it.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use domain::{
    DisplayName, Earshot, EventNumber, RoomId, RoomKind, RoomName, RoomRole, Timestamp, UserId, view::Anchor,
};
use storage::{Clock, Entry, NewUser, StorageError, Write, WriteTx};
use testkit::{House, TestClock, removal, write};
use tokio::sync::Notify;

/// Writes, and then breaks.
struct Breaks {
    user: UserId,
    panics: bool,
}

impl Write for Breaks {
    type Done = ();

    async fn run(&self, tx: &mut WriteTx) -> Result<(), StorageError> {
        tx.create_account("never to be seen").await?;
        tx.audit(&Entry::new(Some(self.user), None, domain::Door::Panel, "never.seen")).await?;
        assert!(!self.panics, "as the test wants it");
        Err(StorageError::Inconsistent("as the test wants it"))
    }
}

async fn event_numbers(house: &House, room: RoomId) -> Vec<u64> {
    let events = house.service().store().events_since(room, Earshot::Everything, EventNumber(0), 10_000).await.unwrap();
    events.iter().map(|event| event.number.0).collect()
}

#[tokio::test]
async fn a_write_that_breaks_or_panics_leaves_its_neighbours_and_nothing_of_itself() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).platform_admin().await;
    let (service, head) = (house.service(), house.service().watch(&olga, room).await.unwrap().0.0);
    let mut tasks = Vec::new();
    for n in 0..60 {
        let (service, olga) = (service.clone(), olga.clone());
        tasks.push(tokio::spawn(async move {
            if n % 3 == 0 {
                let broke = service.store().write(Breaks { user: olga.id, panics: n % 2 == 0 }).await;
                assert!(matches!(broke, Err(StorageError::Inconsistent(_))), "{broke:?}");
            } else {
                let said = service.send(&olga, write(room, &format!("text {n}"))).await.unwrap();
                service.redact(&olga, removal(room, said.id)).await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(house.entries().await, 40, "one for each redaction, none of what broke");
    assert_eq!(event_numbers(&house, room).await, (1..=head + 80).collect::<Vec<_>>());
    assert_eq!(service.viewer(&olga).await.unwrap().accounts, []);
    let house = house.reopen().await;
    assert_eq!(house.entries().await, 40);
}

#[tokio::test]
async fn what_many_write_at_once_all_lands() {
    let house = House::new().await;
    let rooms = [house.room("a").await, house.channel("b").await, house.conversation("c").await];
    let olga = house.person("olga").owner_of(rooms[0]).owner_of(rooms[1]).owner_of(rooms[2]).await;
    let mut tasks = Vec::new();
    for n in 0..24 {
        let (service, olga, room) = (house.service().clone(), olga.clone(), rooms[n % 3]);
        tasks.push(tokio::spawn(async move {
            for m in 0..10 {
                let said = olga.says(&service, room, &format!("text {n} {m}")).await.id;
                if m % 2 == 0 {
                    service.delete(&olga, removal(room, said)).await.unwrap();
                }
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let house = house.reopen().await;
    assert_eq!(house.entries().await, 24 * 5);
    for room in rooms {
        let summary = house.service().room(&olga, room).await.unwrap().summary;
        let page = house.service().messages(&olga, room, Anchor::Newest).await.unwrap();
        assert_eq!((summary.messages, page.messages.len()), (40, 40));
        let numbers = event_numbers(&house, room).await;
        assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>(), "without gaps");
    }
}

#[tokio::test]
async fn whoever_gives_up_waiting_has_written_all_the_same() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let said = olga.says(house.service(), room, "goes").await.id;
    let (service, actor) = (house.service().clone(), olga.clone());
    let mut asked = Box::pin(async move { service.delete(&actor, removal(room, said)).await });
    // Polled once: the write is in the queue, and nobody will listen for its answer.
    assert!(futures::poll!(&mut asked).is_pending());
    drop(asked);
    let later = olga.says(house.service(), room, "stays").await;
    let page = house.service().messages(&olga, room, Anchor::Newest).await.unwrap();
    assert_eq!(page.messages, [later]);
    assert_eq!(house.entries().await, 1);
}

#[tokio::test]
async fn a_closed_store_takes_no_write_and_breaks_none() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    house.service().close().await;
    let answer = house.service().send(&olga, write(room, "late")).await;
    assert_eq!(answer.map(drop), Err(domain::Failure::Unavailable));
    let house = house.reopen().await;
    assert_eq!(house.service().messages(&olga, room, Anchor::Newest).await.unwrap().messages, []);
}

/// Panics when it is asked for the moment after it was armed, once.
struct Trap {
    clock: TestClock,
    armed: Arc<AtomicBool>,
}

impl Clock for Trap {
    fn now(&self) -> Timestamp {
        assert!(!self.armed.swap(false, Ordering::SeqCst), "as the test wants it");
        self.clock.now()
    }
}

#[tokio::test]
async fn the_writer_goes_on_after_a_panic_beside_its_writes() {
    let folder = tempfile::tempdir().unwrap();
    let (telling, looking) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default());
    let armed = telling.clone();
    let options = storage::Options {
        folder: folder.path().to_owned(),
        clock: Arc::new(Trap { clock: TestClock::default(), armed: looking.clone() }),
        on_commit: Box::new(move |_| assert!(!armed.swap(false, Ordering::SeqCst), "as the test wants it")),
        pages_max: None,
    };
    let store = storage::Store::open(options).await.unwrap();
    let user = store.write(NewRoom { owner: None }).await.unwrap();

    // It had been committed and answered: only its viewers were not told.
    telling.store(true, Ordering::SeqCst);
    store.write(NewRoom { owner: Some(user) }).await.unwrap();
    store.write(NewRoom { owner: Some(user) }).await.unwrap();
    assert!(!telling.load(Ordering::SeqCst), "it panicked");

    // Nothing of it was begun, and whoever waits is told so: the store is not closed.
    looking.store(true, Ordering::SeqCst);
    let broke = store.write(Notes).await;
    assert!(matches!(broke, Err(StorageError::Inconsistent("the writer panicked"))), "{broke:?}");
    store.write(Notes).await.unwrap();
    store.checkpoint().await.unwrap();
    assert_eq!(store.verify_audit().await.unwrap().checked, 1);
    store.close().await;
}

/// Makes somebody, or a room of theirs; answers with who they are.
struct NewRoom {
    owner: Option<UserId>,
}

impl Write for NewRoom {
    type Done = UserId;

    async fn run(&self, tx: &mut WriteTx) -> Result<UserId, StorageError> {
        let Some(owner) = self.owner else {
            let name = DisplayName::new("olga").unwrap();
            let new = NewUser { name, identity: None, account: None, platform_admin: false, account_admin: false };
            return Ok(tx.create_user(&new).await?.unwrap());
        };
        tx.create_room(None, RoomKind::Room, &RoomName::new("lobby").unwrap(), &[(owner, RoomRole::Owner)]).await?;
        Ok(owner)
    }
}

/// What the command line does beside a running server.
struct Notes;

impl Write for Notes {
    type Done = ();

    async fn run(&self, tx: &mut WriteTx) -> Result<(), StorageError> {
        tx.audit(&Entry::new(None, None, domain::Door::CommandLine, "noted")).await
    }
}

#[tokio::test]
async fn a_write_that_breaks_after_another_process_wrote_leaves_the_chain_whole() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let said = olga.says(house.service(), room, "goes").await.id;
    let options = storage::Options {
        folder: house.folder().to_owned(),
        clock: std::sync::Arc::new(house.clock.clone()),
        on_commit: Box::new(|_| ()),
        pages_max: None,
    };
    let beside = storage::Store::open(options).await.unwrap();
    beside.write(Notes).await.unwrap();
    assert!(house.service().store().write(Breaks { user: olga.id, panics: false }).await.is_err());
    house.service().redact(&olga, removal(room, said)).await.unwrap();
    beside.write(Notes).await.unwrap();
    assert_eq!(house.entries().await, 3);
    beside.close().await;
    house.service().delete(&olga, removal(room, said)).await.unwrap();
    assert_eq!(house.entries().await, 4);
}

/// Notes its name when it is done, once it may go on.
struct Named {
    name: &'static str,
    patient: bool,
    begins: Arc<Notify>,
    goes_on: Arc<Notify>,
    done: Arc<Mutex<Vec<&'static str>>>,
}

impl Write for Named {
    type Done = ();

    fn lets_others_go_first(&self) -> bool {
        self.patient
    }

    async fn run(&self, _: &mut WriteTx) -> Result<(), StorageError> {
        self.begins.notify_one();
        self.goes_on.notified().await;
        self.done.lock().unwrap().push(self.name);
        Ok(())
    }
}

#[tokio::test]
async fn work_in_the_background_lets_all_who_wait_go_first() {
    let house = House::new().await;
    let (store, done) = (house.service().store().clone(), Arc::new(Mutex::new(Vec::new())));
    let (begins, goes_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let write = |name, patient| {
        let (store, done) = (store.clone(), Arc::clone(&done));
        let (begins, goes_on) = (Arc::clone(&begins), Arc::clone(&goes_on));
        async move { store.write(Named { name, patient, begins, goes_on, done }).await.unwrap() }
    };
    let first = tokio::spawn(write("first", false));
    begins.notified().await;
    // While the writer is busy these wait for it, in this order.
    let (mut background, mut second) = (Box::pin(write("background", true)), Box::pin(write("second", false)));
    assert!(futures::poll!(&mut background).is_pending());
    assert!(futures::poll!(&mut second).is_pending());
    let release = async {
        goes_on.notify_one();
        for _ in 0..2 {
            begins.notified().await;
            goes_on.notify_one();
        }
    };
    let (first, (), (), ()) = tokio::join!(first, background, second, release);
    first.unwrap();
    assert_eq!(*done.lock().unwrap(), ["first", "second", "background"]);
}

#[tokio::test]
async fn the_same_message_is_removed_once_however_many_ask_at_once() {
    let house = House::new().await;
    let room = house.room("lobby").await;
    let olga = house.person("olga").owner_of(room).await;
    let service = house.service();
    let messages = house.fill(room, olga.id, "text", 20).await;
    let head = service.watch(&olga, room).await.unwrap().0.0;
    let asked = messages.iter().flat_map(|message| {
        [service.redact(&olga, removal(room, *message)), service.redact(&olga, removal(room, *message))]
    });
    let answers = futures::future::join_all(asked).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 20);
    let refused = |answer: &Result<_, _>| matches!(answer, Err(domain::Failure::AlreadyRedacted { .. }));
    assert_eq!(answers.iter().filter(|answer| refused(answer)).count(), 20);
    assert_eq!(house.entries().await, 20);
    assert_eq!(event_numbers(&house, room).await, (1..=head + 20).collect::<Vec<_>>());
}
