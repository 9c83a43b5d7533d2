//! In which sub-channel of an elastic channel something is written.

use domain::{Act, Failure, Field, Invalid, Portion, Problem, SubChannelId, Thing, Within, decide};
use storage::{Known, KnownRoom, StorageError, WriteTx};

use crate::{Actor, attempt::Attempt};

/// What is meant: the sub-channel that was named, or the writer's own where none can be.
fn meant(room: &KnownRoom, within: Within) -> Option<SubChannelId> {
    match within {
        Within::Room => room.own_sub_channel,
        Within::Named(sub_channel) => sub_channel,
    }
}

/// Whether the actor may read what is written there at this moment.
pub(crate) fn may_enter(known: &Known, within: Within) -> bool {
    let portion = known.room.as_ref().map_or(Portion::Whole, |room| room.portion(meant(room, within)));
    decide(&known.facts, Act::Enter(portion)).is_ok()
}

/// Where something is to be written; `None` in a room that is not divided. In one that is, the actor must be let in
/// there, and a refusal goes on the record.
pub(crate) async fn place(
    tx: &mut WriteTx,
    actor: &Actor,
    known: &Known,
    room: &KnownRoom,
    within: Within,
) -> Result<Result<Option<SubChannelId>, Failure>, StorageError> {
    if !room.elastic {
        return Ok(Ok(None));
    }
    let Some(place) = meant(room, within) else {
        return Ok(Err(Invalid { field: Field::SubChannel, problem: Problem::Missing }.into()));
    };
    let portion = room.portion(Some(place));
    passed!(Attempt::new(actor, "send").of(room.id).decide(tx, known, Act::Enter(portion)).await?);
    if portion == Portion::Other && !tx.has_sub_channel(room.id, place).await? {
        return Ok(Err(Failure::NotFound(Thing::SubChannel)));
    }
    Ok(Ok(Some(place)))
}
