//! What access keys reach, and for whom they act.

use super::*;
use crate::KeyScope;

#[test]
fn a_key_gives_nobody_more_than_they_have() {
    let acts = [Act::SeeRoom, Act::Send, Act::Redact, Act::GovernRoom, Act::VerifyAudit, Act::LookAround];
    for (who, act) in PEOPLE.iter().flat_map(|who| acts.map(|act| (who, act))) {
        for scope in [KeyScope::All, KeyScope::Read, KeyScope::Room(ROOM)] {
            let (facts, with_key) = (facts(who), Facts { key: Some(scope), ..facts(who) });
            assert!(decide(&with_key, act).is_err() || decide(&facts, act).is_ok(), "{who} {act:?} {scope}");
        }
    }
}

/// Who reads which part of an elastic channel, private and public.

#[test]
fn a_key_acts_for_those_whom_its_user_rules() {
    for (who, whom, expected) in [
        ("platform admin", "member", Ok(())),
        ("platform admin", "foreign admin", Ok(())),
        ("account admin", "owner", Ok(())),
        ("account admin", "foreign admin", Err(Denial::MayNotActFor)),
        ("account admin", "platform admin", Err(Denial::MayNotActFor)),
        ("owner", "member", Err(Denial::MayNotActFor)),
        ("disabled", "member", Err(Denial::MayNotActFor)),
    ] {
        let facts = Facts { agent: Some(agent(who)), key: Some(KeyScope::All), ..facts(whom) };
        assert_eq!(may_act_for(&facts), expected, "{who} for {whom}");
        assert_eq!(decide(&facts, Act::LookAround).map(drop), expected, "{who} for {whom}");
    }
    let nowhere = Agent { account: None, ..agent("account admin") };
    let nobodys = Facts { agent: Some(nowhere), account: None, ..facts("member") };
    assert_eq!(may_act_for(&nobodys), Err(Denial::MayNotActFor), "an account that is none has no admin");
}

#[test]
fn a_key_of_one_room_is_not_told_whether_another_is_there() {
    let key = Some(KeyScope::Room(ROOM));
    let nowhere = Facts { key, room: None, ..facts("owner") };
    let mut elsewhere = Facts { key, ..facts("owner") };
    if let Some(room) = elsewhere.room.as_mut() {
        room.id = RoomId::from_raw(4);
    }
    for act in [Act::SeeRoom, Act::Redact] {
        assert_eq!(decide(&nowhere, act), Err(Denial::OutsideKeyRoom));
        assert_eq!(decide(&elsewhere, act), Err(Denial::OutsideKeyRoom));
    }
}
