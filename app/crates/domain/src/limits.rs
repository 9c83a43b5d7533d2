//! Every limit of the house, by name, with its unit last.

/// Longest public reason of a removal, in characters.
pub const REASON_CHARS_MAX: usize = 256;
/// Longest private note of a removal, in characters.
pub const NOTE_CHARS_MAX: usize = 1024;
/// Longest message, in characters.
pub const CONTENT_CHARS_MAX: usize = 4096;
/// Longest room name, in characters.
pub const ROOM_NAME_CHARS_MAX: usize = 256;
/// Longest display name of a person, in characters.
pub const DISPLAY_NAME_CHARS_MAX: usize = 256;
/// Longest e-mail address, in characters.
pub const EMAIL_CHARS_MAX: usize = 254;
/// Shortest password, in characters.
pub const PASSWORD_CHARS_MIN: usize = 10;
/// Longest password, in characters: hashing is dear, and longer ones add nothing.
pub const PASSWORD_CHARS_MAX: usize = 256;
/// Longest idempotency key, in characters (the length of the AWS `ClientRequestToken`).
pub const IDEMPOTENCY_KEY_CHARS_MAX: usize = 64;
/// Longest label of an access key, in characters.
pub const KEY_LABEL_CHARS_MAX: usize = 100;
/// Access keys of one user that are not disabled.
pub const KEYS_OF_A_USER_MAX: u32 = 50;
/// Characters of a quoted message shown above a reply.
pub const QUOTE_CHARS_MAX: usize = 140;

/// Messages in one page of a room.
pub const MESSAGE_PAGE_ROWS: u32 = 50;
/// Messages a browser keeps in the page at once; older and newer ones are fetched again.
pub const TIMELINE_MESSAGES_MAX: usize = 150;
/// Rooms in one page of the list.
pub const ROOM_PAGE_ROWS: u32 = 50;
/// Members in one page of the list.
pub const MEMBER_PAGE_ROWS: u32 = 50;
/// Users in one page of the list.
pub const USER_PAGE_ROWS: u32 = 50;
/// Audit entries in one page of the list.
pub const AUDIT_PAGE_ROWS: u32 = 50;
/// Access keys in one page of the list.
pub const KEY_PAGE_ROWS: u32 = 50;
/// Jobs in one page of the list.
pub const JOB_PAGE_ROWS: u32 = 50;
/// Days shown in the figure of removals on the overview.
pub const OVERVIEW_DAYS: u32 = 14;
/// Events that a viewer may be behind before it is told to load the page afresh.
pub const REPLAY_EVENTS_MAX: u32 = 500;
