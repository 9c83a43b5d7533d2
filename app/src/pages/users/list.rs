//! The users as a table, with the search above it. Links only: an act opens its panel by address.

use domain::{
    Role, UserId,
    view::{UserPage, UserView},
};
use leptos::prelude::*;

use super::{Place, change::Change};
use crate::parts::{
    Avatar, Badge, Empty, Field, FilterForm, Head, Pager, RoleBadge, RowMenu, Table, When, address, group_digits,
};

const HEADS: [Head; 7] = [
    Head::Words("Name"),
    Head::Words("E-mail"),
    Head::Words("Account"),
    Head::Words("Standing"),
    Head::Words("Last seen"),
    Head::Number("Sessions"),
    Head::Unseen("Actions"),
];

/// The search, the table and the way on.
pub fn list(page: UserPage, place: &Place, viewer: UserId) -> AnyView {
    let next = page.next.map(|after| Place { search: place.search.clone(), after }.address([("", ""), ("", "")]));
    let first = (!place.after.is_empty())
        .then(|| Place { search: place.search.clone(), after: String::new() }.address([("", ""), ("", "")]));
    let clear = (!place.search.is_empty()).then(|| view! { <a class="button" href="/users">"Clear search"</a> });
    let search = place.search.clone();
    let table = if page.users.is_empty() {
        view! { <Empty title="No users" text="Nobody fits this search. Try a part of the name or of the address." /> }
            .into_any()
    } else {
        table(page.users, page.everywhere, place, viewer)
    };
    view! {
        <FilterForm path="/users" label="Users">
            <Field label="Search" name="search" id="user-search" kind="search" value=search wide=true
                placeholder="Part of a name or address" autocomplete="off" />
            <div class="cluster">
                <button class="button" type="submit">"Search"</button>
                {clear}
            </div>
        </FilterForm>
        {table}
        <Pager next_href=next label="Next page" first_href=first />
    }
    .into_any()
}

fn table(users: Vec<UserView>, everywhere: bool, place: &Place, viewer: UserId) -> AnyView {
    // A platform admin is for platform admins to change.
    let rows: Vec<_> = users
        .into_iter()
        .map(|user| {
            let changeable = everywhere || !user.platform_admin;
            row(user, place, viewer, changeable, everywhere)
        })
        .collect();
    view! { <Table caption="Users by name" heads=HEADS.to_vec() rows class="users-table" /> }.into_any()
}

fn row(user: UserView, place: &Place, viewer: UserId, changeable: bool, everywhere: bool) -> AnyView {
    let own = viewer == user.id;
    let account = user.account.as_ref().map(|account| account.name.clone());
    let account_title = account.clone();
    let (menu, name) = (["actions-", &user.id.to_string()].concat(), user.name.clone());
    let changes = Change::ALL.into_iter().filter(|change| changeable && change.fits(&user, own)).map(|change| {
        let to = place.address([("user", &user.id.to_string()), ("do", change.code())]);
        let label = [change.label(), ": ", &user.name].concat();
        view! { <li><a href=to aria-label=label data-visit="" data-tone=change.tone()>{change.label()}</a></li> }
            .into_any()
    });
    let keys = everywhere.then(|| {
        let to = address("/keys", &[("whose", &user.id.to_string())]);
        let label = ["Access keys: ", &user.name].concat();
        view! { <li><a href=to aria-label=label>"Access keys"</a></li> }.into_any()
    });
    let entries = keys.into_iter().chain(changes).collect();
    let standing = if user.platform_admin {
        Role::PlatformAdmin
    } else if user.account_admin {
        Role::AccountAdmin
    } else {
        Role::Member
    };
    let disabled = user.disabled.then(|| view! { <Badge text="Disabled" tone="danger" /> });
    let you = own.then(|| view! { <span class="soft">"(you)"</span> });
    let seen = user.last_seen.map_or_else(
        || view! { <span class="soft">"Never"</span> }.into_any(),
        |at| view! { <When at=at /> }.into_any(),
    );
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <span class="cluster person">
                    <Avatar name=user.name.clone() id=user.id />
                    <span dir="auto">{user.name}</span>
                    {you}
                    {disabled}
                </span>
            </th>
            <td role="cell" class="users-email">{user.email}</td>
            <td role="cell" class="short" dir="auto" title=account_title>{account}</td>
            <td role="cell"><RoleBadge role=standing /></td>
            <td role="cell" data-label="Last seen">{seen}</td>
            <td role="cell" class="number" data-label="Sessions">{group_digits(user.sessions)}</td>
            <td role="cell" class="actions"><RowMenu id=menu name=name entries /></td>
        </tr>
    }
    .into_any()
}
