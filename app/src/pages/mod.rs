//! One file a page. A page owns its data, and hands plain values to parts and islands. Server only.

mod audit;
mod create_room;
mod jobs;
mod keys;
mod members;
mod not_found;
mod overview;
mod page;
mod room;
mod room_settings;
mod rooms;
mod set_up;
mod settings;
mod sign_in;
mod users;

pub use audit::AuditPage;
pub use create_room::CreateRoomPage;
pub use jobs::JobsPage;
pub use keys::KeysPage;
pub use members::MembersPage;
pub use not_found::NotFoundPage;
pub use overview::OverviewPage;
pub use room::RoomPage;
pub use room_settings::RoomSettingsPage;
pub use rooms::RoomsPage;
pub use set_up::SetUpPage;
pub use settings::SettingsPage;
pub use sign_in::SignInPage;
pub use users::UsersPage;
