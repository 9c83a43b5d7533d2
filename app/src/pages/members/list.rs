//! The members as a table. Owners and admins change roles in place; a removal is a link to its question.

use domain::{
    RoomRole, UserId,
    view::{MemberPage, MemberView, RoomView},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{add::given, path};
use crate::{
    calls::SetMemberRole,
    parts::{Avatar, Badge, Empty, Head, Pager, RoleBadge, Table, When, address},
};

const HEADS: [Head; 4] =
    [Head::Words("Name"), Head::Words("Role"), Head::Words("Member since"), Head::Unseen("Change")];

/// What a row needs beside its member.
#[derive(Clone)]
struct Around {
    room: String,
    /// The page of the list that is shown.
    here: String,
    viewer: UserId,
    govern: bool,
    moderate: bool,
    roles: &'static [RoomRole],
}

impl Around {
    /// Whether the row offers to end the membership: one's own always, members to moderators, anybody to owners.
    fn may_remove(&self, member: &MemberView) -> bool {
        self.viewer == member.person.id || self.govern || (self.moderate && member.role == RoomRole::Member)
    }
}

/// The table and the way on. `further` when this is not the first page.
pub fn list(page: MemberPage, room: &RoomView, viewer: UserId, further: bool, here: &str) -> AnyView {
    let around = Around {
        room: room.summary.id.to_string(),
        here: here.to_owned(),
        viewer,
        govern: room.controls.govern,
        moderate: room.controls.moderate,
        roles: given(room),
    };
    let start = path(&around.room);
    let next = page.next.map(|after| address(&start, &[("after", &after)]));
    let first = further.then_some(start);
    if page.members.is_empty() && !further {
        return view! { <Empty title="No members" text="Nobody is a member of this room." /> }.into_any();
    }
    let rows: Vec<_> = page.members.into_iter().map(|member| row(member, &around)).collect();
    view! {
        <Table caption="Members, strongest role first" heads=HEADS.to_vec() rows />
        <Pager next_href=next label="Next page" first_href=first />
    }
    .into_any()
}

fn row(member: MemberView, around: &Around) -> AnyView {
    let own = around.viewer == member.person.id;
    let user = member.person.id.to_string();
    let remove = around.may_remove(&member).then(|| {
        let joint = if around.here.contains('?') { "&remove=" } else { "?remove=" };
        let to = [&around.here, joint, &user].concat();
        let (words, label) = if own {
            ("Leave room", "Leave room".to_owned())
        } else {
            ("Remove", ["Remove ", &member.person.name].concat())
        };
        view! { <a href=to aria-label=label data-visit="">{words}</a> }
    });
    let role = if around.govern {
        role_form(&member, around)
    } else {
        view! { <RoleBadge role=member.role.into() /> }.into_any()
    };
    let disabled = member.disabled.then(|| view! { <Badge text="Disabled" tone="danger" /> });
    let you = own.then(|| view! { <span class="soft">"(you)"</span> });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <span class="cluster person">
                    <Avatar name=member.person.name.clone() id=member.person.id />
                    <span dir="auto">{member.person.name}</span>
                    {you}
                    {disabled}
                </span>
            </th>
            <td role="cell">{role}</td>
            <td role="cell" data-label="Since"><When at=member.since /></td>
            <td role="cell">{remove}</td>
        </tr>
    }
    .into_any()
}

/// The choice of a role with its button.
fn role_form(member: &MemberView, around: &Around) -> AnyView {
    let label = ["Role of ", &member.person.name].concat();
    let change = ["Change role: ", &member.person.name].concat();
    let options: Vec<_> = around
        .roles
        .iter()
        .map(|role| {
            let held = *role == member.role;
            view! { <option value=role.code() selected=held>{role.label()}</option> }
        })
        .collect();
    let (room, user) = (around.room.clone(), member.person.id.to_string());
    let (select_id, button_id) = (["role-", &user].concat(), ["change-", &user].concat());
    view! {
        <form method="post" action=SetMemberRole::url() data-post=around.here.clone()>
            <input type="hidden" name="room" value=room />
            <input type="hidden" name="user" value=user />
            <span class="cluster role-form">
                <select class="input" id=select_id name="role" aria-label=label>{options}</select>
                <button class="button" id=button_id type="submit" aria-label=change>"Change"</button>
            </span>
        </form>
    }
    .into_any()
}
