//! People and what they hold: a coloured initial, a role, a badge. Colour is never the only sign.

use domain::{Role, UserId};
use leptos::prelude::*;

/// Hues of initials, as the style sheet counts them.
const HUES: u64 = 12;

/// A stable coloured initial. Decoration: the name stands beside it.
#[component]
pub fn Avatar(
    /// The name they go by.
    #[prop(into)]
    name: String,
    /// Who; decides the colour.
    id: UserId,
) -> impl IntoView {
    let initial: String = name.trim().chars().next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    view! { <span class="avatar" data-hue=hue(id) aria-hidden="true">{initial}</span> }
}

/// Ids made in one second differ in few bits: multiplying spreads them over all hues.
fn hue(id: UserId) -> String {
    let spread = id.raw().unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    (spread % HUES).to_string()
}

/// The role a person holds.
#[component]
pub fn RoleBadge(
    /// Which.
    role: Role,
) -> impl IntoView {
    let tone = match role {
        Role::Member => "neutral",
        Role::RoomManager | Role::RoomOwner | Role::AccountAdmin | Role::PlatformAdmin => "accent",
    };
    view! { <Badge text=role.label() tone=tone /> }
}

/// A word on a tinted ground.
#[component]
pub fn Badge(
    /// The word.
    #[prop(into)]
    text: String,
    /// `neutral`, `accent`, `good`, `warn` or `danger`.
    #[prop(default = "neutral")]
    tone: &'static str,
) -> impl IntoView {
    view! { <span class="badge" data-tone=tone>{text}</span> }
}
