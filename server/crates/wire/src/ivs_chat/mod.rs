//! Amazon IVS Chat, as its clients of the model 2020-07-14 speak it. A room is whatever holds messages here. What the
//! service of AWS only tells its listeners, the deletion of a message, is done here.

mod attributes;
mod chat;
mod create_chat_token;
mod create_room;
mod delete_message;
mod delete_room;
mod disconnect_user;
mod error;
mod event;
mod get_room;
mod list_rooms;
mod list_tags_for_resource;
mod logging_configurations;
mod room;
mod send_event;
mod settings;
mod tag_resource;
mod untag_resource;
mod update_room;

use domain::Door;

pub(crate) use self::chat::{Chats, SOCKETS_OF_A_TOKEN_MAX};
pub use self::{
    chat::{Answer, Chat},
    event::LANGUAGE,
};

use crate::aws::{Dialect, operation};

/// This dialect.
pub(crate) const DIALECT: Dialect = Dialect {
    door: Door::IvsChat,
    signs_as: "ivschat",
    operations: &[
        operation!("CreateChatToken", "POST", "/CreateChatToken", create_chat_token::run),
        operation!("CreateLoggingConfiguration", "POST", "/CreateLoggingConfiguration", logging_configurations::run),
        operation!("CreateRoom", "POST", "/CreateRoom", create_room::run),
        operation!("DeleteLoggingConfiguration", "POST", "/DeleteLoggingConfiguration", logging_configurations::run),
        operation!("DeleteMessage", "POST", "/DeleteMessage", delete_message::run),
        operation!("DeleteRoom", "POST", "/DeleteRoom", delete_room::run),
        operation!("DisconnectUser", "POST", "/DisconnectUser", disconnect_user::run),
        operation!("GetLoggingConfiguration", "POST", "/GetLoggingConfiguration", logging_configurations::run),
        operation!("GetRoom", "POST", "/GetRoom", get_room::run),
        operation!("ListLoggingConfigurations", "POST", "/ListLoggingConfigurations", logging_configurations::run),
        operation!("ListRooms", "POST", "/ListRooms", list_rooms::run),
        operation!("ListTagsForResource", "GET", "/tags/{resourceArn}", list_tags_for_resource::run),
        operation!("SendEvent", "POST", "/SendEvent", send_event::run),
        operation!("TagResource", "POST", "/tags/{resourceArn}", tag_resource::run),
        operation!("UntagResource", "DELETE", "/tags/{resourceArn}", untag_resource::run),
        operation!("UpdateLoggingConfiguration", "POST", "/UpdateLoggingConfiguration", logging_configurations::run),
        operation!("UpdateRoom", "POST", "/UpdateRoom", update_room::run),
    ],
    refuse: error::refuse,
};
