//! The form that adds a person by e-mail address, with the roles that the viewer may give.

use domain::{Field as F, RoomRole, view::RoomView};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    calls::{AddMember, CallError},
    parts::{Choice, Field, Refusal, Select, Submit, refusal_of_form},
};

/// The form; absent for those who may add nobody. `here` is the page of the list that is shown.
pub fn add_form(room: &RoomView, here: &str, refused: Option<CallError>) -> Option<AnyView> {
    if !room.controls.moderate {
        return None;
    }
    let whole = refusal_of_form(refused.as_ref(), &[F::Email]);
    let roles = given(room).iter().map(|role| Choice::new(role.code(), role.label(), false)).collect();
    let id = room.summary.id.to_string();
    let form = view! {
        <section class="card" aria-labelledby="add-title">
            <h2 id="add-title">"Add a member"</h2>
            <form method="post" action=AddMember::url() data-post=here.to_owned()>
                <input type="hidden" name="room" value=id />
                <div class="cluster member-add">
                    <Field label="E-mail" name="email" of=F::Email kind="email" required=true autocomplete="off"
                        maxlength=domain::limits::EMAIL_CHARS_MAX refused=refused />
                    <Select label="Role" name="role" id="add-role" choices=roles />
                    <Submit label="Add member" busy="Adding…" />
                </div>
                <Refusal text=whole id="add-error" />
            </form>
        </section>
    };
    Some(form.into_any())
}

/// The roles that the viewer may give.
pub const fn given(room: &RoomView) -> &'static [RoomRole] {
    if room.controls.govern { &RoomRole::ALL } else { &[RoomRole::Member] }
}
