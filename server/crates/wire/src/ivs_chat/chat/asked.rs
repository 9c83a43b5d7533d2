//! What a client of the messaging socket asks, read under the limits of its contract. No text is too strange for an
//! answer.

use std::collections::BTreeMap;

use domain::{Failure, Invalid, MessageId, Problem, Reason};
use serde_json::{Map, Value};

use super::super::{attributes, delete_message::on_one_line};

/// Characters of a request's own id at the most; its client sends 36.
const REQUEST_ID_CHARS_MAX: usize = 256;
const USER_ID_CHARS_MAX: usize = 128;
const REASON_CHARS_MAX: usize = 256;
const MESSAGE_ID_CHARS: usize = 12;

/// Why something was not done, as an ERROR frame says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// As in HTTP. 401 has the client come back with another token.
    pub(super) code: u16,
    /// To be read by people.
    pub(super) says: String,
}

impl Refused {
    pub(super) fn new(code: u16, says: impl Into<String>) -> Self {
        Self { code, says: says.into() }
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        let code = match &failure {
            Failure::SignedOut | Failure::WrongCredentials => return super::over(),
            Failure::Denied(denial) if super::is_over(*denial) => return super::over(),
            Failure::Invalid(Invalid { problem: Problem::TooLong { .. }, .. }) => 413,
            // There is no word for a conflict.
            Failure::AlreadyRedacted { .. } | Failure::Conflict(_) => 400,
            Failure::Unavailable | Failure::KeyFile(_) | Failure::Internal { .. } => 500,
            Failure::Denied(_)
            | Failure::NotFound(_)
            | Failure::ReasonRequired(_)
            | Failure::Invalid(_)
            | Failure::TooMany { .. } => failure.status(),
        };
        Self::new(code, failure.to_string())
    }
}

/// What is asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// `SEND_MESSAGE`.
    Send { content: String, attributes: BTreeMap<String, String> },
    /// `DELETE_MESSAGE`.
    Delete { message: MessageId, reason: Option<Reason> },
    /// `DISCONNECT_USER`.
    SendOut { user: String, reason: Option<Reason> },
}

/// The id that the client gave its request, empty when it gave none, and what it asks.
///
/// What cannot be read is answered under its id all the same, as far as that is seen: a client may send half of a
/// character, cut out of an emoji, and its promise never settles without the id.
pub(super) fn read(text: &str) -> (String, Result<Asked, Refused>) {
    let Ok(Value::Object(frame)) = serde_json::from_str(text) else {
        let refused = Refused::new(400, "Send a JSON object of whole Unicode characters, with Action and RequestId.");
        return (request_id_in(text).to_owned(), Err(refused));
    };
    match frame.get("RequestId") {
        None | Some(Value::Null) => (String::new(), asked(&frame)),
        Some(Value::String(id)) if id.chars().count() <= REQUEST_ID_CHARS_MAX => (id.clone(), asked(&frame)),
        Some(_) => (String::new(), Err(Refused::new(400, "RequestId must be a text of at most 256 characters."))),
    }
}

/// The id of a request of which only the beginning is known, or that is no JSON: its client sends it before all that
/// may be long or broken. Inside a text its name would stand between other signs, since quotes are escaped there.
pub(super) fn request_id_in(beginning: &str) -> &str {
    let legal = |id: &&str| id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let found = beginning.split_once("\"RequestId\"").and_then(|(_, rest)| {
        let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        value.split_once('"').map(|(id, _)| id)
    });
    found.filter(legal).unwrap_or_default()
}

fn asked(frame: &Map<String, Value>) -> Result<Asked, Refused> {
    match frame.get("Action").and_then(Value::as_str) {
        Some("SEND_MESSAGE") => {
            let content = text(frame, "Content")?.to_owned();
            Ok(Asked::Send { content, attributes: texts(frame)? })
        }
        Some("DELETE_MESSAGE") => {
            let id = text(frame, "Id")?;
            let legal = id.len() == MESSAGE_ID_CHARS && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
            if !legal {
                return Err(Refused::new(400, "Id must be that of a message: 12 letters and digits."));
            }
            // What is no id names nothing: the smallest one, which no message has. Who may ask is decided all the same.
            let message = id.parse().unwrap_or(MessageId::MIN);
            Ok(Asked::Delete { message, reason: reason(frame)? })
        }
        Some("DISCONNECT_USER") => {
            let user = text(frame, "UserId")?;
            within(user, USER_ID_CHARS_MAX, "UserId")?;
            Ok(Asked::SendOut { user: user.to_owned(), reason: reason(frame)? })
        }
        Some(_) | None => {
            Err(Refused::new(400, "Action must be one of SEND_MESSAGE, DELETE_MESSAGE, DISCONNECT_USER."))
        }
    }
}

fn text<'f>(frame: &'f Map<String, Value>, name: &str) -> Result<&'f str, Refused> {
    match frame.get(name).and_then(Value::as_str) {
        Some("") => Err(Refused::new(400, format!("{name} must not be empty."))),
        Some(text) => Ok(text),
        None => Err(Refused::new(400, format!("{name} is required, and must be a text."))),
    }
}

fn within(text: &str, chars_max: usize, name: &str) -> Result<(), Refused> {
    if text.chars().count() <= chars_max {
        Ok(())
    } else {
        Err(Refused::new(413, format!("{name} is too long: at most {chars_max} characters.")))
    }
}

fn reason(frame: &Map<String, Value>) -> Result<Option<Reason>, Refused> {
    match frame.get("Reason") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => {
            within(text, REASON_CHARS_MAX, "Reason")?;
            on_one_line(text).map_err(|invalid| Failure::from(invalid).into())
        }
        Some(_) => Err(Refused::new(400, "Reason must be a text.")),
    }
}

fn texts(frame: &Map<String, Value>) -> Result<BTreeMap<String, String>, Refused> {
    let wrong = || Refused::new(400, "Attributes must be an object of texts.");
    let members = match frame.get("Attributes") {
        None | Some(Value::Null) => return Ok(BTreeMap::new()),
        Some(Value::Object(members)) => members,
        Some(_) => return Err(wrong()),
    };
    let given = members.iter().filter(|(_, value)| !value.is_null());
    let each = given.map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
    let texts: BTreeMap<String, String> = each.collect::<Option<_>>().ok_or_else(wrong)?;
    if attributes::fit(texts.iter().map(|(name, value)| (name.as_str(), value.as_str()))) {
        Ok(texts)
    } else {
        let max = attributes::BYTES_MAX;
        Err(Refused::new(413, format!("Attributes are too long: at most {max} bytes, names and values together.")))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(text: &str) -> (String, u16) {
        let (id, asked) = read(text);
        (id, asked.map_or_else(|refused| refused.code, |_| 200))
    }

    #[test]
    fn what_the_client_sends_is_read() {
        let (id, asked) = read(r#"{"Action":"SEND_MESSAGE","RequestId":"r","Content":"hi","Attributes":{"k":"v"}}"#);
        let attributes = BTreeMap::from([("k".to_owned(), "v".to_owned())]);
        assert_eq!((id.as_str(), asked), ("r", Ok(Asked::Send { content: "hi".to_owned(), attributes })));
        let (_, asked) = read(r#"{"Action":"DELETE_MESSAGE","RequestId":"r","Id":"000000000001","Reason":"why"}"#);
        let reason = Reason::optional("why").unwrap();
        assert_eq!(asked, Ok(Asked::Delete { message: MessageId::from_raw(1), reason: reason.clone() }));
        let (_, asked) = read(r#"{"Action":"DISCONNECT_USER","UserId":"u1","Reason":"why"}"#);
        assert_eq!(asked, Ok(Asked::SendOut { user: "u1".to_owned(), reason }));
    }

    #[test]
    fn everything_else_is_refused_by_its_code_and_under_its_id() {
        let (long, user, wide) = ("x".repeat(257), "x".repeat(129), "é".repeat(513));
        for (text, id, expected) in [
            ("", "", 400),
            ("{", "", 400),
            ("[]", "", 400),
            ("{}", "", 400),
            (r#"{"Action":"SEND_MESSAGE","RequestId":7,"Content":"hi"}"#, "", 400),
            (&format!(r#"{{"Action":"SEND_MESSAGE","RequestId":"{long}","Content":"hi"}}"#), "", 400),
            (r#"{"Action":"send_message","RequestId":"r","Content":"hi"}"#, "r", 400),
            (r#"{"Action":7,"RequestId":"r"}"#, "r", 400),
            (r#"{"Action":"SEND_MESSAGE","RequestId":"r"}"#, "r", 400),
            (r#"{"Action":"SEND_MESSAGE","RequestId":"r","Content":""}"#, "r", 400),
            (r#"{"Action":"SEND_MESSAGE","RequestId":"r","Content":7}"#, "r", 400),
            (r#"{"Action":"SEND_MESSAGE","RequestId":"r","Content":"a","Attributes":{"k":1}}"#, "r", 400),
            (r#"{"Action":"SEND_MESSAGE","RequestId":"r","Content":"a","Attributes":["k"]}"#, "r", 400),
            (r#"{"Action":"SEND_MESSAGE","RequestId":"r","Content":"a","Attributes":{"k":null}}"#, "r", 200),
            (r#"{"Action":"SEND_MESSAGE","RequestId":"r","Content":"half \ud83e"}"#, "r", 400),
            (r#"{"Action": "SEND_MESSAGE", "RequestId": "r", "Content": "half \ud83e"}"#, "r", 400),
            (r#"{"Action":"SEND_MESSAGE","RequestId":"r","Content":"a","Attributes":{"k":"\ud83e"}}"#, "r", 400),
            (r#"{"Action":"SEND_MESSAGE","RequestId":"r","Content":"cut"#, "r", 400),
            (
                &format!(r#"{{"Action":"SEND_MESSAGE","RequestId":"r","Content":"a","Attributes":{{"k":"{wide}"}}}}"#),
                "r",
                413,
            ),
            (r#"{"Action":"DELETE_MESSAGE","RequestId":"r","Id":"short"}"#, "r", 400),
            (r#"{"Action":"DELETE_MESSAGE","RequestId":"r","Id":"zzzzzzzzzzzz"}"#, "r", 200),
            (r#"{"Action":"DELETE_MESSAGE","RequestId":"r","Id":"000000000001","Reason":7}"#, "r", 400),
            (
                &format!(r#"{{"Action":"DELETE_MESSAGE","RequestId":"r","Id":"000000000001","Reason":"{long}"}}"#),
                "r",
                413,
            ),
            (&format!(r#"{{"Action":"DISCONNECT_USER","RequestId":"r","UserId":"{user}"}}"#), "r", 413),
        ] {
            assert_eq!(code(text), (id.to_owned(), expected), "{text}");
        }
    }

    #[test]
    fn the_id_stands_in_the_beginning() {
        assert_eq!(request_id_in(r#"{"Action":"SEND_MESSAGE","RequestId":"a-1","Content":"xx"#), "a-1");
        assert_eq!(request_id_in(r#"{"Content": "\"RequestId\":\"x\"", "RequestId" : "a-1"}"#), "a-1");
        for none in ["", r#"{"Action":"SEND_MESSAGE","Content":"x"#, r#""RequestId":"a"#, r#""RequestId":"a\"b""#] {
            assert_eq!(request_id_in(none), "", "{none}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange_for_an_answer(text in any::<String>()) {
            let _ = (read(&text), request_id_in(&text));
        }

        #[test]
        fn nor_is_any_frame(
            action in "SEND_MESSAGE|DELETE_MESSAGE|DISCONNECT_USER|[A-Z_]{0,9}",
            member in "Content|Id|UserId|Reason|Attributes|RequestId",
            value in prop_oneof![
                any::<String>().prop_map(Value::from),
                any::<i64>().prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), any::<String>(), 0..4).prop_map(|map| serde_json::json!(map)),
                Just(Value::Null),
            ],
        ) {
            let mut frame = serde_json::json!({"Action": action, "Content": "x", "Id": "000000000001", "UserId": "u"});
            frame[member] = value;
            let (_, asked) = read(&frame.to_string());
            if let Err(refused) = asked {
                prop_assert!(matches!(refused.code, 400 | 413) && refused.says.ends_with('.'));
            }
        }
    }
}
