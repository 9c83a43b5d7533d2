//! What roles are good for.

use super::*;
use crate::KeyScope;

#[test]
fn a_public_room_is_read_by_its_account_and_nothing_more() {
    for (who, sees, sends) in [("stranger", "yes", "mem"), ("foreign admin", "no", "no"), ("disabled", "off", "off")] {
        let mut facts = facts(who);
        if let Some(room) = &mut facts.room {
            room.public = true;
            room.membership = None;
        }
        assert_eq!(verdict(&facts, Act::SeeRoom), sees, "{who}");
        for act in [Act::Send, Act::Redact, Act::SeeAudit, Act::SeeBans, Act::GovernRoom] {
            assert_eq!(verdict(&facts, act), sends, "{who}: {act:?}");
        }
        let banned = Facts { room: facts.room.map(|room| RoomFacts { banned: true, ..room }), ..facts };
        for act in [Act::SeeRoom, Act::Enter(Portion::Whole), Act::Send, Act::SeeBans] {
            let expected = if who == "disabled" { "off" } else { "no" };
            assert_eq!(verdict(&banned, act), expected, "{who}: {act:?}");
        }
        // Those without an account share none.
        (facts.account, facts.room.as_mut().unwrap().account) = (None, None);
        assert!(decide(&facts, Act::SeeRoom).is_err());
    }
}

/// The whole matrix, to be read: a row an act, a column a person; and then what keys of four scopes may of it,
/// when their user may all of it: a key for all, one that reads, one of this room, one of another.
#[test]
fn every_role_against_every_act() {
    use RoomRole::{Manager, Member, Owner};
    let set = |from, to, own| Act::SetRole { from, to, own };
    let table = [
        (Act::SeeRoom, "no  yes yes yes yes yes no  yes off", "yes yes yes out"),
        (Act::Enter(Portion::Whole), "no  yes yes yes yes yes no  yes off", "yes yes yes out"),
        (Act::Overhear, "no  mod mod yes yes yes no  yes off", "key key key key"),
        (Act::Send, "no  yes yes yes yes mem no  mem off", "yes read yes out"),
        (Act::Edit, "no  aut yes aut aut mem no  mem off", "yes read yes out"),
        (Act::Redact, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
        (Act::Delete, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
        (Act::Purge, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
        (Act::GovernRoom, "no  own own own yes yes no  yes off", "yes read yes out"),
        (set(None, Some(Member), false), "no  mod mod yes yes yes no  yes off", "yes read yes out"),
        (set(Some(Member), None, false), "no  mod mod yes yes yes no  yes off", "yes read yes out"),
        (set(Some(Member), Some(Manager), false), "no  own own own yes yes no  yes off", "yes read yes out"),
        (set(Some(Manager), Some(Member), false), "no  own own own yes yes no  yes off", "yes read yes out"),
        (set(Some(Owner), None, false), "no  own own own yes yes no  yes off", "yes read yes out"),
        (set(Some(Owner), None, true), "no  yes yes yes yes yes no  yes off", "yes read yes out"),
        (Act::Announce, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
        (Act::SendOut { from: None }, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
        (Act::SendOut { from: Some(Member) }, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
        (Act::SendOut { from: Some(Manager) }, "no  own own own yes yes no  yes off", "yes read yes out"),
        (Act::ChatToken, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
        (Act::Ban { from: None }, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
        (Act::Ban { from: Some(Member) }, "no  mod mod yes yes yes no  yes off", "yes read yes out"),
        (Act::Ban { from: Some(Manager) }, "no  own own own yes yes no  yes off", "yes read yes out"),
        (Act::SeeBans, "no  mod mod yes yes yes no  yes off", "yes yes yes out"),
        (Act::CreateRoom { account: None }, "yes yes yes yes yes yes yes yes off", "yes read out out"),
        (Act::CreateRoom { account: Some(OURS) }, "yes yes yes yes yes yes acc yes off", "yes read out out"),
        (Act::CreateRoom { account: Some(THEIRS) }, "acc acc acc acc acc acc yes yes off", "yes read out out"),
        (Act::SeeAudit, "no  mod mod yes yes yes no  yes off", "yes yes yes out"),
        (Act::VerifyAudit, "adm adm adm adm adm adm adm yes off", "yes yes out out"),
        (Act::ManageUsers { account: Some(OURS) }, "adm adm adm adm adm yes adm yes off", "yes read out out"),
        (Act::ManageUsers { account: None }, "adm adm adm adm adm adm adm yes off", "yes read out out"),
        (Act::GovernAccount { account: Some(OURS) }, "adm adm adm adm adm yes adm yes off", "yes read out out"),
        (Act::GovernAccount { account: None }, "adm adm adm adm adm adm adm yes off", "yes read out out"),
        (Act::SeePrivateRooms { account: Some(OURS) }, "adm adm adm adm adm yes adm yes off", "yes yes out out"),
        (Act::SeePrivateRooms { account: None }, "adm adm adm adm adm adm adm yes off", "yes yes out out"),
        (Act::SeeUsers { account: Some(OURS) }, "adm adm adm adm adm yes adm yes off", "yes yes out out"),
        (Act::SeeUsers { account: None }, "adm adm adm adm adm adm adm yes off", "yes yes out out"),
        (Act::LookAround, "yes yes yes yes yes yes yes yes off", "yes yes out out"),
        (Act::OwnSettings, "yes yes yes yes yes yes yes yes off", "key key key key"),
        (Act::ManageKeys { own: true }, "yes yes yes yes yes yes yes yes off", "key key key key"),
        (Act::ManageKeys { own: false }, "adm adm adm adm adm adm adm yes off", "key key key key"),
    ];
    for (act, people, keys) in table {
        let verdicts: Vec<&str> = PEOPLE.iter().map(|who| verdict(&facts(who), act)).collect();
        assert_eq!(verdicts, people.split_whitespace().collect::<Vec<_>>(), "{act:?}");
        let scopes = [KeyScope::All, KeyScope::Read, KeyScope::Room(ROOM), KeyScope::Room(RoomId::from_raw(4))];
        let mut admin = facts("platform admin");
        // An author and owner besides, so that nothing but the key can be in the way.
        admin.room = facts("owner").room.map(|room| RoomFacts { author: true, ..room });
        let verdicts = scopes.map(|scope| verdict(&Facts { key: Some(scope), ..admin }, act));
        assert_eq!(verdicts.to_vec(), keys.split_whitespace().collect::<Vec<_>>(), "{act:?} by keys");
    }
}

#[test]
fn members_add_others_where_it_is_left_to_them_and_do_no_more_than_that() {
    use RoomRole::{Manager, Member};
    let set = |from, to| Act::SetRole { from, to, own: false };
    let unrestricted = |who: &str| facts(who).room.map(|room| RoomFacts { unrestricted: true, ..room });
    let restricted = "no  mod mod yes yes yes no  yes off";
    let table = [
        (set(None, Some(Member)), "no  yes yes yes yes yes no  yes off"),
        (set(None, None), restricted),
        (set(Some(Member), Some(Member)), restricted),
        (set(Some(Member), None), restricted),
        (set(None, Some(Manager)), "no  own own own yes yes no  yes off"),
        (Act::Ban { from: None }, restricted),
        (Act::SeeBans, restricted),
        (Act::Redact, restricted),
    ];
    for (act, expected) in table {
        let verdicts = PEOPLE.map(|who| verdict(&Facts { room: unrestricted(who), ..facts(who) }, act));
        assert_eq!(verdicts.to_vec(), expected.split_whitespace().collect::<Vec<_>>(), "{act:?}");
    }
    let adds = |who: &str, change: fn(RoomFacts) -> RoomFacts| {
        verdict(&Facts { room: unrestricted(who).map(change), ..facts(who) }, set(None, Some(Member)))
    };
    // In what is divided, and in an archive, it is for those who moderate; whoever only reads lets nobody in.
    for (change, expected) in [
        ((|room| RoomFacts { elastic: true, ..room }) as fn(RoomFacts) -> RoomFacts, restricted),
        (|room| RoomFacts { archived: true, ..room }, restricted),
        (|room| RoomFacts { public: true, ..room }, "mem yes yes yes yes yes no  yes off"),
    ] {
        let verdicts = PEOPLE.map(|who| adds(who, change));
        assert_eq!(verdicts.to_vec(), expected.split_whitespace().collect::<Vec<_>>());
    }
    let itself = Act::SetRole { from: None, to: Some(Member), own: true };
    assert_eq!(verdict(&Facts { room: unrestricted("stranger"), ..facts("stranger") }, itself), "no");
    let member = Facts { room: unrestricted("member"), ..facts("member") };
    for (scope, expected) in [(KeyScope::All, "yes"), (KeyScope::Read, "read"), (KeyScope::Room(ROOM), "yes")] {
        assert_eq!(verdict(&Facts { key: Some(scope), ..member }, set(None, Some(Member))), expected, "{scope}");
    }
}

#[test]
fn a_ban_takes_from_nobody_what_they_hold() {
    let banned = |who: &str| {
        let room = facts(who).room.map(|room| RoomFacts { public: true, banned: true, ..room });
        Facts { room, ..facts(who) }
    };
    let verdicts = PEOPLE.map(|who| verdict(&banned(who), Act::Enter(Portion::Whole)));
    // Who is a member is not banned, and who rules goes on ruling.
    let expected = "no  yes yes yes yes yes no  yes off";
    assert_eq!(verdicts.to_vec(), expected.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn members_enter_their_own_sub_channel_and_moderators_every_one() {
    for (portion, private, public) in [
        (Portion::Own, "no  yes yes yes yes yes no  yes off", "mem yes yes yes yes yes no  yes off"),
        (Portion::Other, "no  sub sub yes yes yes no  yes off", "mem sub sub yes yes yes no  yes off"),
        (Portion::Whole, "no  sub sub yes yes yes no  yes off", "mem sub sub yes yes yes no  yes off"),
    ] {
        for (open, expected) in [(false, private), (true, public)] {
            let verdicts = PEOPLE.map(|who| {
                let room = facts(who).room.map(|room| RoomFacts { elastic: true, public: open, ..room });
                verdict(&Facts { room, ..facts(who) }, Act::Enter(portion))
            });
            assert_eq!(verdicts.to_vec(), expected.split_whitespace().collect::<Vec<_>>(), "{portion:?} {open}");
        }
    }
}

#[test]
fn what_lists_show_and_what_opens_are_the_same() {
    for who in PEOPLE.into_iter().filter(|who| *who != "disabled") {
        for account in [None, Some(OURS), Some(THEIRS)] {
            for place in [None, Some(OURS)] {
                for (public, banned) in [(false, false), (true, false), (true, true)] {
                    let mut facts = Facts { account, ..facts(who) };
                    let room = facts.room.as_mut().unwrap();
                    (room.account, room.public, room.banned) = (place, public, banned);
                    let member = room.membership.is_some();
                    let Sight { everywhere, ruled, public_of } = sight(&facts);
                    let own = |one: Option<AccountId>| one.is_some() && one == place;
                    let shown = everywhere || member || own(ruled) || (public && !banned && own(public_of));
                    let opens = decide(&facts, Act::SeeRoom).is_ok();
                    assert_eq!(shown, opens, "{who} of {account:?}, a room of {place:?}, {public} {banned}");
                }
            }
        }
    }
}

#[test]
fn an_archived_room_is_moderated_but_not_written_to() {
    let mut facts = facts("manager");
    if let Some(room) = facts.room.as_mut() {
        room.archived = true;
    }
    assert_eq!(decide(&facts, Act::Send), Err(Denial::Archived));
    assert_eq!(decide(&facts, Act::Redact), Ok(Role::RoomManager));
}

#[test]
fn a_grant_names_the_strongest_role() {
    let mut facts = facts("manager");
    facts.platform_admin = true;
    let grant = permit::<act::Redact>(&facts).unwrap();
    assert_eq!(grant.role(), Role::PlatformAdmin);
}

#[test]
fn an_admin_without_account_rules_no_room_without_account() {
    let mut facts = facts("account admin");
    facts.account = None;
    if let Some(room) = facts.room.as_mut() {
        room.account = None;
    }
    assert_eq!(decide(&facts, Act::SeeRoom), Err(Denial::NotVisible));
}
