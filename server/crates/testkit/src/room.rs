//! A room to be made, of any kind.

use std::{future::IntoFuture, pin::Pin};

use domain::{AccountId, RoomId, RoomKind, RoomName, RoomRole};
use service::Service;

use crate::{
    Person,
    plant::{Room, plant},
};

/// A room to be made.
#[derive(Debug)]
pub struct RoomPlan {
    service: Service,
    plan: Plan,
}

#[derive(Debug)]
struct Plan {
    account: Option<AccountId>,
    kind: RoomKind,
    name: String,
    people: Vec<(domain::UserId, RoomRole)>,
    archived: bool,
    public: bool,
    reason_required: bool,
}

impl RoomPlan {
    pub(crate) fn new(service: Service, kind: RoomKind, name: &str) -> Self {
        let plan = Plan {
            account: None,
            kind,
            name: name.to_owned(),
            people: Vec::new(),
            archived: false,
            public: false,
            reason_required: false,
        };
        Self { service, plan }
    }

    /// Puts it in an account.
    #[must_use]
    pub const fn of(mut self, account: AccountId) -> Self {
        self.plan.account = Some(account);
        self
    }

    /// Puts somebody in.
    #[must_use]
    pub fn with(mut self, person: &Person, role: RoomRole) -> Self {
        self.plan.people.push((person.id, role));
        self
    }

    /// Archives it.
    #[must_use]
    pub const fn archived(mut self) -> Self {
        self.plan.archived = true;
        self
    }

    /// Has everybody of its account read it.
    #[must_use]
    pub const fn public(mut self) -> Self {
        self.plan.public = true;
        self
    }

    /// Has removals ask for a reason.
    #[must_use]
    pub const fn reason_required(mut self) -> Self {
        self.plan.reason_required = true;
        self
    }
}

impl IntoFuture for RoomPlan {
    type Output = RoomId;
    type IntoFuture = Pin<Box<dyn Future<Output = RoomId> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { service, plan } = self;
        let room = Room {
            account: plan.account,
            kind: plan.kind,
            name: RoomName::new(&plan.name).unwrap(),
            people: plan.people,
            archived: plan.archived,
            public: plan.public,
            reason_required: plan.reason_required,
        };
        Box::pin(async move { plant(&service, room).await })
    }
}
