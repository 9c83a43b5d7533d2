//! Reading and writing the messages of a room.

use domain::view::{Anchor, MessagePage, MessageView};
use leptos::prelude::*;

use super::CallError;

/// A page of messages. `Anchor` is made by the page itself, from ids and days that it has parsed.
#[server(prefix = "/api", endpoint = "messages/page", input = leptos::server_fn::codec::Json)]
pub async fn messages(room: String, anchor: Anchor) -> Result<MessagePage, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move { service.messages(&actor, room.parse()?, anchor).await }).await
}

/// Writes a message. The same key twice writes once.
#[server(name = SendMessage, prefix = "/api", endpoint = "messages/send")]
pub async fn send(
    #[server(default)] room: String,
    #[server(default)] content: String,
    #[server(default)] reply_to: String,
    #[server(default)] key: String,
) -> Result<MessageView, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        let command = service::SendMessage::parse(&room, &content, &reply_to, &key)?;
        let sent = service.send(&actor, command).await?;
        super::server::send_plain_form_to(&format!("/rooms/{room}"));
        Ok(sent)
    })
    .await
}

/// Changes one's own message.
#[server(prefix = "/api", endpoint = "messages/edit")]
pub async fn edit(
    #[server(default)] room: String,
    #[server(default)] message: String,
    #[server(default)] content: String,
) -> Result<MessageView, CallError> {
    let (service, actor) = super::server::entry()?;
    super::server::answer(async move {
        let content = domain::Content::typed(&content)?;
        let edited = service.edit(&actor, room.parse()?, message.parse()?, content).await?;
        super::server::send_plain_form_to(&format!("/rooms/{room}"));
        Ok(edited)
    })
    .await
}
