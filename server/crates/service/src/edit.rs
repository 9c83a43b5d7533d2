//! Changing one's own message.

use domain::{
    Act, Conflict, Content, Failure, MessageId, RoomId, SubChannelId, Thing, act, decide,
    view::{Extra, MessageView},
};
use storage::{StorageError, Write, WriteTx};

use crate::{Actor, Service, aside, attempt::Attempt};

struct Edit {
    actor: Actor,
    room: RoomId,
    message: MessageId,
    content: Content,
    extra: Option<Extra>,
    /// The sub-channel that it is said to be in.
    sub_channel: Option<SubChannelId>,
}

impl Write for Edit {
    type Done = Result<MessageView, Failure>;

    async fn run(&self, tx: &mut WriteTx) -> Result<Self::Done, StorageError> {
        let Self { actor, room, message, content, extra, sub_channel } = self;
        let attempt = Attempt::new(actor, "edit").of(*room).on(*message);
        let known = passed!(attempt.known(tx).await?);
        if known.message.is_none() && decide(&known.facts, Act::SeeRoom).is_ok() {
            return Ok(Err(Failure::NotFound(Thing::Message)));
        }
        if let (Some(within), Some(found)) = (&known.room, &known.message)
            && within.elastic
        {
            let enter = Act::Enter(within.portion(found.sub_channel));
            let entered = attempt.decide(tx, &known, enter).await?;
            // Of what is in another sub-channel nobody learns that it is there.
            if entered.is_err() || !within.has_there(found, *sub_channel) {
                return Ok(Err(Failure::NotFound(Thing::Message)));
            }
        }
        // Nor of what is between two others.
        passed!(aside::heard(tx, actor, &known, "edit").await?);
        let grant = passed!(attempt.permit::<act::Edit>(tx, &known).await?);
        let (Some(room), Some(message)) = (&known.room, &known.message) else {
            return Ok(Err(Failure::NotFound(Thing::Message)));
        };
        if message.redacted.is_some() {
            return Ok(Err(Conflict::Tombstone.into()));
        }
        tx.edit(&grant, room, message, content, extra.as_ref()).await.map(Ok)
    }
}

impl Service {
    /// Changes the text of one's own message.
    ///
    /// # Errors
    /// Denied; no such room or message; it was redacted.
    pub async fn edit(
        &self,
        actor: &Actor,
        room: RoomId,
        message: MessageId,
        content: Content,
    ) -> Result<MessageView, Failure> {
        self.act(Edit { actor: actor.clone(), room, message, content, extra: None, sub_channel: None }).await
    }

    /// Likewise, and changes what came along with it, of which the members that are not named stay; in the sub-channel that is named, if the channel has any.
    ///
    /// # Errors
    /// As [`Service::edit`].
    pub async fn edit_whole(
        &self,
        actor: &Actor,
        room: RoomId,
        message: MessageId,
        content: Content,
        (extra, sub_channel): (Extra, Option<SubChannelId>),
    ) -> Result<MessageView, Failure> {
        self.act(Edit { actor: actor.clone(), room, message, content, extra: Some(extra), sub_channel }).await
    }
}
