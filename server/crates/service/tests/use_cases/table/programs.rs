//! What programs ask for beside the panel, in the same table: the dialects of AWS come through these use cases. Deleting a
//! room makes two entries and leaves nothing to look at, and whom a key acts for is no question of roles in a room: they
//! have files of their own.

use std::collections::BTreeMap;

use domain::{
    Content, DisplayName, Email, Failure, RoomId, RoomName, RoomRole,
    channel::{ChannelSettings, Span},
    view::Extra,
};
use service::{
    Actor, CreateChannel, CreatePerson, NewChannel, Part, RecordQuery, Seat, Settings, TagChange, UpdateChannel,
};

use super::{
    ADMINS_OF_OURS, ANYBODY, GOVERNS, MODERATES, PLATFORM, Record, Row, SEES, Scene, check_rows, check_rows_by_keys,
    row,
};

/// Those of the account; others learn nothing of it.
const BELONGS: &str = "yes yes yes yes yes yes acc yes out";
/// Its admins, and those of the platform.
const RULES: &str = "adm adm adm adm adm yes acc yes out";

const PROGRAMS: &[Row] = &[
    row("channel", SEES, Record::RefusedReads, "room.see"),
    row("one message", SEES, Record::RefusedReads, "room.see"),
    row("messages of a span", SEES, Record::RefusedReads, "room.see"),
    row("members by id", SEES, Record::RefusedReads, "room.see"),
    row("one member", SEES, Record::RefusedReads, "room.see"),
    row("hidden members", MODERATES, Record::RefusedReads, "room.see"),
    row("sub-channels", MODERATES, Record::RefusedReads, "room.see"),
    row("record of the room", SEES, Record::RefusedReads, "room.see"),
    row("list channels", ANYBODY, Record::Never, ""),
    row("list private channels", "adm adm adm adm adm yes adm yes out", Record::RefusedReads, "room.list"),
    row("list records", ANYBODY, Record::Never, ""),
    row("list accounts", ANYBODY, Record::Never, ""),
    row("list accounts after one", ANYBODY, Record::Never, ""),
    row("list our account", BELONGS, Record::RefusedReads, ""),
    row("list users of our account", RULES, Record::RefusedReads, ""),
    row("list a user of our account", RULES, Record::RefusedReads, ""),
    row("list people of our account", "adm adm adm adm adm yes adm yes out", Record::RefusedReads, "user.list"),
    row("list a person of our account", "adm adm adm adm adm yes adm yes out", Record::RefusedReads, "user.see"),
    row("list oneself of our account", "yes yes yes yes yes yes adm yes out", Record::RefusedReads, "user.see"),
    row("announce", MODERATES, Record::Always, "room.event"),
    row("send somebody out", MODERATES, Record::Always, "member.disconnect"),
    row("edit as a whole", "room aut yes aut aut mem room mem off", Record::Refusals, "edit"),
    row("change the channel", GOVERNS, Record::Always, "room.update"),
    row("change the record", GOVERNS, Record::Always, "room."),
    row("change tags", GOVERNS, Record::Always, "room.tags"),
    row("appoint a member", MODERATES, Record::Always, "member.add"),
    row("appoint a hidden member", MODERATES, Record::Always, "member.add"),
    row("appoint a manager", GOVERNS, Record::Always, "member.add"),
    row("create a channel", "yes yes yes yes yes yes acc yes off", Record::Always, "room.create"),
    row("create a record", "yes yes yes yes yes yes yes yes off", Record::Always, "room.create"),
    row("create an account", PLATFORM, Record::Always, "account.create"),
    row("create a person", ADMINS_OF_OURS, Record::Always, "user.create"),
    row("invite a user of our account", RULES, Record::Always, ""),
    row("sign out a user of our account", RULES, Record::Always, ""),
    row("disable users of our account", RULES, Record::Always, ""),
];

fn called(room: RoomId) -> String {
    format!("room/{room}")
}

impl Scene {
    pub(super) async fn runs_program(&self, case: &str, who: &Actor) -> Result<(), Failure> {
        let (service, room, ours, member) = (self.service(), self.room, Some(self.ours), self.member);
        let name = || RoomName::new("new").unwrap();
        let part = || Part { after: -1, rows: 9 };
        match case {
            "channel" => service.channel(who, room).await.map(drop),
            "one message" => service.message(who, room, self.hello, None).await.map(drop),
            "messages of a span" => {
                service.messages_of_span(who, room, None, &Span::new(true, None, None), 9).await.map(drop)
            }
            "members by id" => service.channel_members(who, room, (None, false), None, 9).await.map(drop),
            "one member" => service.channel_member(who, room, member, None).await.map(drop),
            "hidden members" => service.channel_members(who, room, (None, true), None, 9).await.map(drop),
            "sub-channels" => service.sub_channels(who, room, None, 9).await.map(drop),
            "record of the room" => service.room_record(who, room, called).await.map(drop),
            "list channels" => service.channels(who, ours, None, None, 9).await.map(drop),
            "list private channels" => service.channels(who, ours, Some(false), None, 9).await.map(drop),
            "list records" => {
                let query = RecordQuery { name: None, setting: None, after: None, rows: 9 };
                service.room_records(who, query, called).await.map(drop)
            }
            "list accounts" => service.listed_accounts(who, None, None, part()).await.map(drop),
            "list accounts after one" => service.accounts_after(who, None, 9).await.map(drop),
            "list our account" => service.listed_account(who, ours).await.map(drop),
            "list users of our account" => service.listed_users(who, ours, None, part()).await.map(drop),
            "list a user of our account" => service.listed_user(who, ours, member).await.map(drop),
            "list people of our account" => service.people(who, ours, None, 9).await.map(drop),
            "list a person of our account" => service.person(who, ours, &member.to_string()).await.map(drop),
            "list oneself of our account" => service.person(who, ours, &who.user.to_string()).await.map(drop),
            "announce" => service.announce(who, room, "x", b"hear".to_vec()).await,
            "send somebody out" => {
                service.send_out(who, room, &member.to_string(), None, ("x", b"gone".to_vec())).await
            }
            "edit as a whole" => {
                let extra = Extra { metadata: Some("changed".to_owned()), more: None };
                let content = Content::new("edited").unwrap();
                service.edit_whole(who, room, self.hello, content, (extra, None)).await.map(drop)
            }
            "change the channel" => {
                let command = UpdateChannel { room, name: Some(name()), unrestricted: Some(false), metadata: None };
                service.update_channel(who, command).await
            }
            "change the record" => service.change_record(who, room, Some(name()), Settings::new()).await,
            "change tags" => {
                let tags = BTreeMap::from([("colour".to_owned(), "green".to_owned())]);
                service.change_tags(who, room, called, TagChange::Put(tags)).await.map(|put| put.unwrap())
            }
            "appoint a member" => self.appoints(who, RoomRole::Member, false).await,
            "appoint a hidden member" => self.appoints(who, RoomRole::Member, true).await,
            "appoint a manager" => self.appoints(who, RoomRole::Manager, false).await,
            "create a channel" => {
                let new = NewChannel { account: ours, name: name(), given: None, settings: ChannelSettings::default() };
                service
                    .create_channel(
                        who,
                        CreateChannel {
                            new,
                            people: Vec::new(),
                            tags: (Default::default(), |room| room.to_string()),
                            key: None,
                        },
                    )
                    .await
                    .map(drop)
            }
            "create a record" => {
                service.create_record(who, name(), Settings::new(), BTreeMap::new(), called).await.map(drop)
            }
            "create an account" => service.create_account(who, "new".to_owned(), None).await.map(drop),
            "create a person" => {
                let name = DisplayName::new("New").unwrap();
                let command = CreatePerson { account: ours, given: "new".to_owned(), name, key: None };
                service.create_person(who, command).await.map(drop)
            }
            "invite a user of our account" => {
                let email = Email::new("new@example.org").unwrap();
                service.invite_user(who, ours, None, Some(email)).await.map(drop)
            }
            "sign out a user of our account" => service.sign_out_user_of(who, ours, self.newcomer.id).await,
            "disable users of our account" => {
                service.set_users_disabled(who, ours, &[member], true).await.map(|failed| assert_eq!(failed, []))
            }
            other => panic!("no such use case: {other}"),
        }
    }

    async fn appoints(&self, who: &Actor, role: RoomRole, hidden: bool) -> Result<(), Failure> {
        let seat = Seat { hidden, sub_channel: None };
        self.service().appoint(who, self.room, self.newcomer.id, role, seat).await.map(drop)
    }
}

#[tokio::test]
async fn programs_read_and_do_what_the_role_of_their_user_allows() {
    check_rows(PROGRAMS).await;
}

#[tokio::test]
async fn programs_stay_within_the_scope_of_their_key() {
    check_rows_by_keys(PROGRAMS).await;
}
