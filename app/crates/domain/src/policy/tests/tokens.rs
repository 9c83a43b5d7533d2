//! What chat tokens lend.

use super::*;
use crate::KeyScope;

/// A stranger with a chat token of this room, issued by somebody.
fn lent(issuer: &str, capabilities: Capabilities) -> Facts {
    let membership = facts(issuer).room.and_then(|room| room.membership);
    let lent = Lent { room: ROOM, capabilities, key: KeyScope::All, issuer: agent(issuer), membership };
    Facts { lent: Some(lent), ..facts("stranger") }
}

const NONE: Capabilities = Capabilities { send: false, delete: false, send_out: false };
const ALL: Capabilities = Capabilities { send: true, delete: true, send_out: true };

/// Every act, by tokens of this room: one without capabilities, then one with each, then one with all.
#[test]
fn a_chat_token_lends_what_it_says() {
    use RoomRole::{Manager, Member};
    let (send, delete, out) = (true, true, true);
    let tokens = [
        NONE,
        Capabilities { send, ..NONE },
        Capabilities { delete, ..NONE },
        Capabilities { send_out: out, ..NONE },
        ALL,
    ];
    let set = |from, to, own| Act::SetRole { from, to, own };
    for (act, expected) in [
        (Act::SeeRoom, "yes yes yes yes yes"),
        (Act::Enter(Portion::Whole), "yes yes yes yes yes"),
        (Act::Overhear, "tok tok tok tok tok"),
        (Act::Send, "tok yes tok tok yes"),
        (Act::Delete, "tok tok yes tok yes"),
        (Act::SendOut { from: None }, "tok tok tok yes yes"),
        (Act::SendOut { from: Some(Member) }, "tok tok tok yes yes"),
        (Act::SendOut { from: Some(Manager) }, "tok tok tok own own"),
        (Act::Edit, "tok tok tok tok tok"),
        (Act::Redact, "tok tok tok tok tok"),
        (Act::Purge, "tok tok tok tok tok"),
        (Act::GovernRoom, "tok tok tok tok tok"),
        (Act::Announce, "tok tok tok tok tok"),
        (Act::ChatToken, "tok tok tok tok tok"),
        (set(None, Some(Member), false), "tok tok tok tok tok"),
        (set(Some(Member), None, true), "tok tok tok tok tok"),
        (Act::CreateRoom { account: None }, "tok tok tok tok tok"),
        (Act::SeeAudit, "tok tok tok tok tok"),
        (Act::VerifyAudit, "tok tok tok tok tok"),
        (Act::SeePrivateRooms { account: Some(OURS) }, "tok tok tok tok tok"),
        (Act::SeeUsers { account: Some(OURS) }, "tok tok tok tok tok"),
        (Act::ManageUsers { account: Some(OURS) }, "tok tok tok tok tok"),
        (Act::LookAround, "tok tok tok tok tok"),
        (Act::OwnSettings, "tok tok tok tok tok"),
        (Act::ManageKeys { own: true }, "tok tok tok tok tok"),
    ] {
        let verdicts = tokens.map(|token| verdict(&lent("manager", token), act));
        assert_eq!(verdicts.to_vec(), expected.split_whitespace().collect::<Vec<_>>(), "{act:?}");
        // Not even what they might by themselves.
        let admin = Facts { platform_admin: true, ..lent("manager", NONE) };
        assert_eq!(verdict(&admin, act), verdicts[0], "{act:?} of an admin");
    }
}

#[test]
fn a_chat_token_lends_no_more_than_its_issuer_holds_now() {
    for (issuer, expected) in [
        ("stranger", "old"),
        ("member", "old"),
        ("manager", "yes"),
        ("owner", "yes"),
        ("account admin", "yes"),
        ("foreign admin", "old"),
        ("platform admin", "yes"),
        ("disabled", "old"),
    ] {
        for act in [Act::SeeRoom, Act::Send, Act::Delete, Act::SendOut { from: None }] {
            assert_eq!(verdict(&lent(issuer, ALL), act), expected, "{issuer} {act:?}");
        }
    }
    let manager = lent("manager", ALL);
    assert_eq!(decide(&manager, Act::Delete), Ok(Role::RoomManager), "the role of the issuer");
    assert_eq!(role_held(&manager), Some(Role::RoomManager));
    assert_eq!(verdict(&Facts { disabled: true, ..manager }, Act::SeeRoom), "off");
    for scope in [KeyScope::Read, KeyScope::Room(RoomId::from_raw(4))] {
        let lent = manager.lent.map(|lent| Lent { key: scope, ..lent });
        assert_eq!(verdict(&Facts { lent, ..manager }, Act::SeeRoom), "old", "{scope}");
    }
    let elsewhere = manager.room.map(|room| RoomFacts { id: RoomId::from_raw(4), ..room });
    for room in [elsewhere, None] {
        assert_eq!(verdict(&Facts { room, ..manager }, Act::SeeRoom), "no", "not told whether it is there");
    }
    let archived = manager.room.map(|room| RoomFacts { archived: true, ..room });
    let archived = Facts { room: archived, ..manager };
    assert_eq!([Act::Send, Act::Delete].map(|act| verdict(&archived, act)), ["arc", "yes"]);
}
