//! What each value takes and refuses.

use super::*;
use crate::Problem;

#[test]
fn a_reason_has_1_to_256_characters_counted_as_characters() {
    assert_eq!(Reason::optional("  "), Ok(None));
    assert_eq!(Reason::new(&"ü".repeat(256)).map(|r| r.as_str().chars().count()), Ok(256));
    let long = Reason::new(&"ü".repeat(257)).map_err(|invalid| (invalid.field, invalid.problem));
    assert_eq!(long, Err((Field::Reason, Problem::TooLong { max: 256 })));
}

#[test]
fn content_keeps_lines_and_refuses_nothing_and_too_much() {
    assert_eq!(Content::typed("a\r\nb").map(|c| c.as_str().to_owned()), Ok("a\nb".to_owned()));
    assert_eq!(Content::new("a\r\nb\rc\n").map(|c| c.as_str().to_owned()), Ok("a\r\nb\rc\n".to_owned()));
    let lines = "\r\n".repeat(4095) + "x";
    assert!(Content::typed(&lines).is_ok() && Content::new(&lines).is_err(), "counted as it is kept");
    assert_eq!(Content::new(" \n ").map_err(|i| i.problem), Err(Problem::Missing));
    assert!(Content::new(&"x".repeat(4096)).is_ok());
    assert_eq!(Content::new(&"x".repeat(4097)).map_err(|i| i.problem), Err(Problem::TooLong { max: 4096 }));
}

#[test]
fn what_cannot_be_seen_is_nothing_and_no_name_turns_what_follows() {
    for nothing in ["\u{200b}\u{200b}", " \u{2800}\u{3164}", "\u{feff}\n\u{ad}", "\u{fe0f}", "\u{202e}\u{202c}"] {
        assert_eq!(RoomName::new(nothing).map_err(|i| i.problem), Err(Problem::Missing), "{nothing:?}");
        assert_eq!(DisplayName::new(nothing).map_err(|i| i.problem), Err(Problem::Missing), "{nothing:?}");
        assert_eq!(Content::new(nothing).map_err(|i| i.problem), Err(Problem::Missing), "{nothing:?}");
    }
    for well in ["❤\u{fe0f}", "a\u{200d}b", "سلام\u{200c}", "👩\u{200d}💻", "\u{200f}שלום"] {
        assert!(
            RoomName::new(well).is_ok() && DisplayName::new(well).is_ok() && Content::new(well).is_ok(),
            "{well:?}"
        );
    }
    for turned in ["\u{202e}gnp.exe", "a\u{2067}b"] {
        assert_eq!(DisplayName::new(turned).map_err(|i| i.problem), Err(Problem::ControlCharacter));
        assert_eq!(RoomName::new(turned).map_err(|i| i.problem), Err(Problem::ControlCharacter));
        assert!(Content::new(turned).is_ok() && Reason::new(turned).is_ok(), "quoted as it was");
    }
}

#[test]
fn an_address_has_the_shape_of_one() {
    assert_eq!(Email::new(" Ana@Example.COM ").map(|e| e.as_str().to_owned()), Ok("ana@example.com".to_owned()));
    for text in ["", "ana", "@x", "ana@", "a@b@c", "a b@c"] {
        assert!(Email::new(text).is_err(), "{text}");
    }
}

#[test]
fn secrets_and_content_stay_out_of_debug_output() {
    assert_eq!(format!("{:?}", Password::new("hunter2hunter2").unwrap()), "Password(…)");
    assert_eq!(format!("{:?}", Content::new("secret").unwrap()), "Content(6 bytes)");
}

#[test]
fn a_key_is_short_and_plain() {
    assert_eq!(IdempotencyKey::optional(""), Ok(None));
    assert!(IdempotencyKey::optional("a-b_C9").is_ok());
    assert!(IdempotencyKey::optional(&"x".repeat(65)).is_err());
    assert!(IdempotencyKey::optional("a b").is_err());
}
