//! Amazon Chime SDK messaging, as its clients of the model 2021-05-15 speak it, and what of the identity service makes
//! its people. Every kind of room is a channel here, an account is an app instance. Where a channel is not elastic it has
//! no sub-channels: the id of one is taken and given back, and messages are found by their own.

mod app_instances;
mod bans;
mod batch_create_channel_membership;
mod bearer;
mod create_app_instance_user;
mod create_channel;
mod create_channel_membership;
mod create_channel_moderator;
mod delete_channel;
mod delete_channel_membership;
mod delete_channel_message;
mod describe_app_instance_user;
mod describe_channel;
mod describe_channel_membership;
mod get_channel_message;
mod get_messaging_session_endpoint;
mod list_app_instance_users;
mod list_channel_memberships;
mod list_channel_messages;
mod list_channels;
mod list_sub_channels;
mod members;
mod message;
mod place;
mod redact_channel_message;
mod send_channel_message;
pub(crate) mod session;
mod tags;
mod update_channel;
mod update_channel_message;

use domain::Door;

use crate::aws::{Dialect, chime_errors, operation};

/// What the sessions of this dialect are told in: what is said in it is kept nowhere.
const LANGUAGE: &str = "chime-messaging";

/// This dialect.
pub(crate) const DIALECT: Dialect = Dialect {
    door: Door::Messaging,
    signs_as: "chime",
    operations: &[
        operation!(
            "RedactChannelMessage",
            "POST",
            "/channels/{channelArn}/messages/{messageId}",
            "redact",
            redact_channel_message::run
        ),
        operation!("GetChannelMessage", "GET", "/channels/{channelArn}/messages/{messageId}", get_channel_message::run),
        operation!("ListChannelMessages", "GET", "/channels/{channelArn}/messages", list_channel_messages::run),
        operation!("SendChannelMessage", "POST", "/channels/{channelArn}/messages", send_channel_message::run),
        operation!(
            "UpdateChannelMessage",
            "PUT",
            "/channels/{channelArn}/messages/{messageId}",
            update_channel_message::run
        ),
        operation!(
            "DeleteChannelMessage",
            "DELETE",
            "/channels/{channelArn}/messages/{messageId}",
            delete_channel_message::run
        ),
        operation!("CreateChannel", "POST", "/channels", create_channel::run),
        operation!("ListChannels", "GET", "/channels", list_channels::run),
        operation!("DescribeChannel", "GET", "/channels/{channelArn}", describe_channel::run),
        operation!("UpdateChannel", "PUT", "/channels/{channelArn}", update_channel::run),
        operation!("DeleteChannel", "DELETE", "/channels/{channelArn}", delete_channel::run),
        operation!(
            "CreateChannelMembership",
            "POST",
            "/channels/{channelArn}/memberships",
            create_channel_membership::run
        ),
        operation!(
            "BatchCreateChannelMembership",
            "POST",
            "/channels/{channelArn}/memberships",
            "batch-create",
            batch_create_channel_membership::run
        ),
        operation!(
            "ListChannelMemberships",
            "GET",
            "/channels/{channelArn}/memberships",
            list_channel_memberships::run
        ),
        operation!(
            "DescribeChannelMembership",
            "GET",
            "/channels/{channelArn}/memberships/{memberArn}",
            describe_channel_membership::run
        ),
        operation!(
            "DeleteChannelMembership",
            "DELETE",
            "/channels/{channelArn}/memberships/{memberArn}",
            delete_channel_membership::run
        ),
        operation!(
            "CreateChannelModerator",
            "POST",
            "/channels/{channelArn}/moderators",
            create_channel_moderator::run
        ),
        operation!("CreateChannelBan", "POST", "/channels/{channelArn}/bans", bans::create),
        operation!("ListChannelBans", "GET", "/channels/{channelArn}/bans", bans::list),
        operation!("DescribeChannelBan", "GET", "/channels/{channelArn}/bans/{memberArn}", bans::describe),
        operation!("DeleteChannelBan", "DELETE", "/channels/{channelArn}/bans/{memberArn}", bans::delete),
        operation!("ListSubChannels", "GET", "/channels/{channelArn}/subchannels", list_sub_channels::run),
        operation!("TagResource", "POST", "/tags", "tag-resource", tags::tag),
        operation!("UntagResource", "POST", "/tags", "untag-resource", tags::untag),
        operation!("ListTagsForResource", "GET", "/tags", tags::list),
        operation!(
            "GetMessagingSessionEndpoint",
            "GET",
            "/endpoints/messaging-session",
            get_messaging_session_endpoint::run
        ),
        operation!("CreateAppInstanceUser", "POST", "/app-instance-users", create_app_instance_user::run),
        operation!("ListAppInstanceUsers", "GET", "/app-instance-users", list_app_instance_users::run),
        operation!(
            "DescribeAppInstanceUser",
            "GET",
            "/app-instance-users/{appInstanceUserArn}",
            describe_app_instance_user::run
        ),
        operation!("CreateAppInstance", "POST", "/app-instances", app_instances::create),
        operation!("ListAppInstances", "GET", "/app-instances", app_instances::list),
        operation!("DescribeAppInstance", "GET", "/app-instances/{appInstanceArn}", app_instances::describe),
    ],
    refuse: chime_errors::refuse,
};
