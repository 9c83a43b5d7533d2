//! What is for one member only: whether somebody may read it, and whether the member is there to be told.

use domain::{Act, Denial, Failure, MessageId, RoomId, SubChannelId, Thing, UserId, decide, may_read};
use storage::{Known, StorageError, WriteTx};

use crate::{Actor, Service, channel_people::sees_hidden, refusal};

/// Whether the actor may read the message that is asked about. When they may not it is as if it were not there, and the
/// refusal goes on the record.
pub(crate) async fn heard(
    tx: &mut WriteTx,
    actor: &Actor,
    known: &Known,
    action: &'static str,
) -> Result<Result<(), Failure>, StorageError> {
    let Some((room, message, denial)) = beyond(known) else { return Ok(Ok(())) };
    refusal::refuse(tx, actor, known, action, Some(room), Some(message), denial).await?;
    Ok(Err(Failure::NotFound(Thing::Message)))
}

/// Whether the actor can tell somebody something there: a member of the room, in the same sub-channel of an elastic one.
/// Whoever does not see hidden members cannot find them out by this either.
pub(crate) async fn can_be_told(
    tx: &mut WriteTx,
    known: &Known,
    room: RoomId,
    place: Option<SubChannelId>,
    to: UserId,
) -> Result<bool, StorageError> {
    let there = tx.role_in(room, to).await?.is_some() && tx.place_of(room, to).await? == place;
    Ok(there && (to == known.user || sees_hidden(known) || !tx.is_hidden(room, to).await?))
}

/// Whether it is nothing to the actor how somebody stands to a room: they are a hidden member of it, or banned from it, and
/// only who moderates it knows of either. Whoever may add members finds neither out by trying to add them.
pub(crate) async fn is_kept_from(
    tx: &mut WriteTx,
    known: &Known,
    room: RoomId,
    user: UserId,
) -> Result<bool, StorageError> {
    if user == known.user || sees_hidden(known) {
        return Ok(false);
    }
    Ok(tx.is_hidden(room, user).await? || tx.is_banned(room, user).await?)
}

/// The message, and why it may not be read, if that is so. Whoever does not see the room is told that by what follows.
fn beyond(known: &Known) -> Option<(RoomId, MessageId, Denial)> {
    let (room, message) = (known.room.as_ref()?, known.message.as_ref()?);
    let denial = may_read(&known.facts, known.user, message.sender, message.target).err()?;
    decide(&known.facts, Act::SeeRoom).ok()?;
    Some((room.id, message.id, denial))
}

impl Service {
    /// As [`heard`], for reading.
    pub(crate) async fn heard(&self, actor: &Actor, known: &Known, action: &'static str) -> Result<(), Failure> {
        let Some((room, message, denial)) = beyond(known) else { return Ok(()) };
        let told = self.refuse_read(actor, known, action, Some(room), Some(message), denial).await;
        // Anything else says that the refusal could not be put on the record.
        Err(if told == Failure::from(denial) { Failure::NotFound(Thing::Message) } else { told })
    }
}
