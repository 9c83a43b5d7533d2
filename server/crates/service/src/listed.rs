//! Rooms and members as programs list them.

use domain::{AccountId, Act, Failure, Page, RoomId, Thing, UserId, decide};
use storage::{Known, ListedMember, ListedRoom, Part};

use crate::{Actor, Service, channel_people::sees_hidden};

impl Service {
    /// Rooms and channels of an account that the actor can see, of which somebody is a member if one is named.
    ///
    /// # Errors
    /// When there is no such account, or nothing in it is the actor's to see.
    pub async fn listed_rooms(
        &self,
        actor: &Actor,
        account: Option<AccountId>,
        member: Option<UserId>,
        part: Part,
    ) -> Result<Page<ListedRoom, i64>, Failure> {
        let known = self.known(actor).await?;
        let listed = self.store().listed_rooms(&known, account, member, part).await;
        let listed = listed.map_err(|error| self.broke(error))?;
        if listed.rows.is_empty() {
            self.account_seen_by(actor, &known, account).await?;
        }
        Ok(listed)
    }

    /// One room, and when and by whom it was made.
    ///
    /// # Errors
    /// When there is no such room, or the actor may not see it.
    pub async fn listed_room(&self, actor: &Actor, room: RoomId) -> Result<ListedRoom, Failure> {
        let (_, room) = self.seen_room(actor, room).await?;
        let listed = self.store().listed_room(room.id).await.map_err(|error| self.broke(error))?;
        listed.ok_or(Failure::NotFound(Thing::Room))
    }

    /// Members of a room by id.
    ///
    /// # Errors
    /// When there is no such room, or the actor may not see it.
    pub async fn listed_members(
        &self,
        actor: &Actor,
        room: RoomId,
        part: Part,
    ) -> Result<Page<ListedMember, i64>, Failure> {
        self.read_members(actor, room, None, part).await
    }

    /// One member of a room.
    ///
    /// # Errors
    /// When there is no such room or member, or the actor may not see it.
    pub async fn listed_member(&self, actor: &Actor, room: RoomId, user: UserId) -> Result<ListedMember, Failure> {
        let part = Part { after: -1, rows: 1 };
        let found = self.read_members(actor, room, Some(user), part).await?;
        found.rows.into_iter().next().ok_or(Failure::NotFound(Thing::Member))
    }

    async fn read_members(
        &self,
        actor: &Actor,
        room: RoomId,
        only: Option<UserId>,
        part: Part,
    ) -> Result<Page<ListedMember, i64>, Failure> {
        let (known, room) = self.entered_room(actor, room, None, None).await?;
        let listed = self.store().listed_members(room.id, only, sees_hidden(&known), part).await;
        let mut listed = listed.map_err(|error| self.broke(error))?;
        for member in &mut listed.rows {
            if !sees_address(&known, member) {
                member.email = None;
            }
        }
        Ok(listed)
    }
}

/// Addresses are for those who see users, and one's own for oneself.
fn sees_address(known: &Known, member: &ListedMember) -> bool {
    member.user == known.user || decide(&known.facts, Act::SeeUsers { account: member.account }).is_ok()
}
