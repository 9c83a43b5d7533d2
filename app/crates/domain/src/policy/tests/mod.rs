//! Who may do what, as tables: people by roles (`roles`), by keys (`keys`) and by chat tokens (`tokens`).

mod keys;
mod roles;
mod tokens;

use super::*;
use crate::{AccountId, RoomId, RoomKind};

const OURS: AccountId = AccountId::from_raw(1);
const THEIRS: AccountId = AccountId::from_raw(2);
const ROOM: RoomId = RoomId::from_raw(3);
const PEOPLE: [&str; 9] = [
    "stranger",
    "member",
    "author",
    "manager",
    "owner",
    "account admin",
    "foreign admin",
    "platform admin",
    "disabled",
];

fn facts(who: &str) -> Facts {
    let membership = match who {
        "member" | "author" | "disabled" => Some(RoomRole::Member),
        "manager" => Some(RoomRole::Manager),
        "owner" => Some(RoomRole::Owner),
        _ => None,
    };
    Facts {
        disabled: who == "disabled",
        platform_admin: who == "platform admin",
        account: Some(if who == "foreign admin" { THEIRS } else { OURS }),
        account_admin: matches!(who, "account admin" | "foreign admin"),
        key: None,
        agent: None,
        lent: None,
        room: Some(RoomFacts {
            id: ROOM,
            account: Some(OURS),
            kind: RoomKind::Room,
            archived: false,
            public: false,
            elastic: false,
            unrestricted: false,
            membership,
            banned: false,
            author: who == "author",
        }),
    }
}

fn verdict(facts: &Facts, act: Act) -> &'static str {
    match decide(facts, act) {
        Ok(_) => "yes",
        Err(Denial::NotVisible) => "no",
        Err(Denial::NotAModerator { .. }) => "mod",
        Err(Denial::NotAnOwner { .. }) => "own",
        Err(Denial::NotAnAdmin) => "adm",
        Err(Denial::ForeignAccount) => "acc",
        Err(Denial::NotAMember) => "mem",
        Err(Denial::NotTheAuthor) => "aut",
        Err(Denial::OutsideSubChannel) => "sub",
        Err(Denial::Archived) => "arc",
        Err(Denial::Disabled) => "off",
        Err(Denial::KeyReadsOnly) => "read",
        Err(Denial::OutsideKeyRoom) => "out",
        Err(Denial::NotByKey) => "key",
        Err(Denial::MayNotActFor) => "for",
        Err(Denial::NotByToken) => "tok",
        Err(Denial::TokenLapsed) => "old",
    }
}

fn agent(who: &str) -> Agent {
    let Facts { disabled, platform_admin, account, account_admin, .. } = facts(who);
    Agent { disabled, platform_admin, account, account_admin }
}
