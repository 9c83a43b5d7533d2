//! Rooms as programs keep them: made, read and changed together with settings and tags. What a setting means is not
//! known here.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Failure, Page, RoomId, RoomKind, RoomName, Thing, Timestamp, act, permit};
use storage::{Entry, RecordQuery, RoomRecord, StorageError, Write, WriteTx};

use crate::{Actor, CreateRoom, Service, attempt::Attempt, rooms::Create};

/// Tags on one resource at the most.
pub const TAGS_MAX: usize = 50;

/// What programs set about a room: settings by name, `None` for one that goes back to what it was without.
pub type Settings = Vec<(&'static str, Option<String>)>;

/// What a resource is called, by the room that it is.
pub type Called = fn(RoomId) -> String;

/// A page of records, and the last one of it: when it was changed, and which it is.
pub type RecordPage = Page<RoomRecord, (Timestamp, RoomId)>;

/// A change of the tags of a room.
#[derive(Debug, Clone)]
pub enum TagChange {
    /// These are put on.
    Put(BTreeMap<String, String>),
    /// These are taken away.
    Take(BTreeSet<String>),
}

/// There would be more tags than [`TAGS_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyTags;

struct CreateRecord {
    actor: Actor,
    name: RoomName,
    settings: Settings,
    tags: BTreeMap<String, String>,
    called: Called,
}

impl Write for CreateRecord {
    type Done = Result<RoomId, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, name, settings, tags, called } = self;
        let attempt = Attempt::new(actor, "room.create");
        let known = passed!(attempt.known(tx).await?);
        let account = known.facts.account;
        let command = CreateRoom { name: name.clone(), kind: RoomKind::Room, account, people: Vec::new() };
        let room = passed!((Create { actor: actor.clone(), command }).run(tx).await?);
        let (known, _) = tx.known_room(&actor.who, room).await?;
        // Whoever has made a room owns it.
        let grant = permit::<act::GovernRoom>(&known.facts).map_err(|_| StorageError::Inconsistent("new room"))?;
        tx.set_room_settings(&grant, room, settings).await?;
        tx.change_tags(&grant, &called(room), tags, &BTreeSet::new()).await?;
        Ok(Ok(room))
    }
}

struct ChangeRecord {
    actor: Actor,
    room: RoomId,
    name: Option<RoomName>,
    settings: Settings,
}

impl Write for ChangeRecord {
    type Done = Result<(), Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, room, name, settings } = self;
        let attempt = Attempt::new(actor, "room.settings").of(*room);
        let known = passed!(attempt.known(tx).await?);
        let grant = passed!(attempt.permit::<act::GovernRoom>(tx, &known).await?);
        let Some(room) = &known.room else { return Ok(Err(Failure::NotFound(Thing::Room))) };
        let entry = |action| Entry {
            room: Some(room.id),
            ..Entry::new(Some(known.user), Some(grant.role()), actor.way, action)
        };
        if let Some(name) = name
            && tx.rename_room(&grant, room, name).await?
        {
            tx.audit(&entry("room.rename")).await?;
        }
        if !settings.is_empty() {
            tx.set_room_settings(&grant, room.id, settings).await?;
            tx.audit(&entry("room.settings")).await?;
        }
        Ok(Ok(()))
    }
}

struct ChangeTags {
    actor: Actor,
    room: RoomId,
    called: Called,
    change: TagChange,
}

impl Write for ChangeTags {
    type Done = Result<Result<(), TooManyTags>, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, room, called, change } = self;
        let attempt = Attempt::new(actor, "room.tags").of(*room);
        let known = passed!(attempt.known(tx).await?);
        let grant = passed!(attempt.permit::<act::GovernRoom>(tx, &known).await?);
        if known.room.is_none() {
            return Ok(Err(Failure::NotFound(Thing::Room)));
        }
        let resource = called(*room);
        match change {
            TagChange::Put(tags) => {
                let mut keys = tx.tag_keys(&resource).await?;
                keys.extend(tags.keys().cloned());
                if keys.len() > TAGS_MAX {
                    return Ok(Ok(Err(TooManyTags)));
                }
                tx.change_tags(&grant, &resource, tags, &BTreeSet::new()).await?;
            }
            TagChange::Take(keys) => tx.change_tags(&grant, &resource, &BTreeMap::new(), keys).await?,
        }
        let entry =
            Entry { room: Some(*room), ..Entry::new(Some(known.user), Some(grant.role()), actor.way, "room.tags") };
        tx.audit(&entry).await?;
        Ok(Ok(Ok(())))
    }
}

impl Service {
    /// One room, with settings and tags.
    ///
    /// # Errors
    /// When there is no such room, or the actor may not see it.
    pub async fn room_record(&self, actor: &Actor, room: RoomId, called: Called) -> Result<RoomRecord, Failure> {
        let (_, room) = self.seen_room(actor, room).await?;
        let record = self.store().room_record(room.id).await.map_err(|error| self.broke(error))?;
        let mut records = [record.ok_or(Failure::NotFound(Thing::Room))?];
        self.read_tags(&mut records, called).await?;
        let [record] = records;
        Ok(record)
    }

    /// A page of the rooms that the actor can see, the latest changed first, with settings and tags.
    ///
    /// # Errors
    /// When the session or key has ended, or reaches one room only.
    pub async fn room_records(&self, actor: &Actor, query: RecordQuery, called: Called) -> Result<RecordPage, Failure> {
        let known = self.known(actor).await?;
        // One more tells whether there are others.
        let asked = RecordQuery { rows: query.rows + 1, ..query };
        let found = self.store().room_records(&known, &asked).await;
        let found = found.map_err(|error| self.broke(error))?;
        let mut page = Page::cut(found, query.rows, |last| (last.updated_at, last.id));
        self.read_tags(&mut page.rows, called).await?;
        Ok(page)
    }

    async fn read_tags(&self, records: &mut [RoomRecord], called: Called) -> Result<(), Failure> {
        let names: Vec<String> = records.iter().map(|record| called(record.id)).collect();
        let tags = self.store().tags_on(&names).await.map_err(|error| self.broke(error))?;
        records.iter_mut().zip(tags).for_each(|(record, tags)| record.tags = tags);
        Ok(())
    }

    /// Makes a room in the actor's account, with settings and tags.
    ///
    /// # Errors
    /// Denied.
    pub async fn create_record(
        &self,
        actor: &Actor,
        name: RoomName,
        settings: Settings,
        tags: BTreeMap<String, String>,
        called: Called,
    ) -> Result<RoomRecord, Failure> {
        let room = self.act(CreateRecord { actor: actor.clone(), name, settings, tags, called }).await?;
        self.room_record(actor, room, called).await
    }

    /// Changes name and settings of a room, as far as they are given.
    ///
    /// # Errors
    /// Denied; no such room.
    pub async fn change_record(
        &self,
        actor: &Actor,
        room: RoomId,
        name: Option<RoomName>,
        settings: Settings,
    ) -> Result<(), Failure> {
        self.act(ChangeRecord { actor: actor.clone(), room, name, settings }).await
    }

    /// Puts tags on a room or takes some away.
    ///
    /// # Errors
    /// Denied; no such room. The inner error: there would be too many.
    pub async fn change_tags(
        &self,
        actor: &Actor,
        room: RoomId,
        called: Called,
        change: TagChange,
    ) -> Result<Result<(), TooManyTags>, Failure> {
        self.act(ChangeTags { actor: actor.clone(), room, called, change }).await
    }
}
