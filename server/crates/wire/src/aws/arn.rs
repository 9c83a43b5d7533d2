//! Amazon Resource Names of what is in this house. Region and number of the AWS account are of no meaning here: any are
//! taken, and the same are always given, so that a name is the same for every client.

use std::fmt;

use domain::{AccountId, ClientKey, RoomId};

/// The region in every name that is given.
const REGION: &str = "us-east-1";
/// The number of the AWS account in every name that is given.
pub(crate) const AWS_ACCOUNT: &str = "000000000000";

/// An app instance: an account, or those without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AppInstance(pub(crate) Option<AccountId>);

/// Somebody of an app instance, by the name they have there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AppInstanceUser {
    pub(crate) instance: AppInstance,
    pub(crate) name: String,
}

/// A channel of an app instance, by the name it has there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Channel {
    pub(crate) instance: AppInstance,
    pub(crate) name: String,
}

/// A room of IVS Chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ChatRoom(pub(crate) RoomId);

/// The text was no name of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InvalidArn;

/// Characters of a name at the most, in any dialect.
const CHARS_MAX: usize = 1_600;

/// Whether names of a service begin so. Those of Chime may be of other partitions, as `aws-cn`; the models of the others
/// name `aws` itself.
fn is_partition(text: &str, service: &str) -> bool {
    text == "aws"
        || service == "chime"
            && text.len() <= 63
            && text.starts_with("aws-")
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The words after `arn:aws:SERVICE:REGION:ACCOUNT:`.
fn resource<'t>(text: &'t str, service: &str) -> Result<&'t str, InvalidArn> {
    if text.chars().count() > CHARS_MAX {
        return Err(InvalidArn);
    }
    let mut words = text.splitn(6, ':');
    let mut word = || words.next().ok_or(InvalidArn);
    let (arn, partition, named, region, account, rest) = (word()?, word()?, word()?, word()?, word()?, word()?);
    let region =
        !region.is_empty() && region.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let account = !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_digit());
    if arn == "arn" && is_partition(partition, service) && named == service && region && account {
        Ok(rest)
    } else {
        Err(InvalidArn)
    }
}

/// Whether it is the name of a function of AWS Lambda: `arn:aws:lambda:REGION:ACCOUNT:function:NAME`.
pub(crate) fn is_function(text: &str) -> bool {
    let account = text.split(':').nth(4).unwrap_or_default();
    let named = |rest: &str| rest.strip_prefix("function:").is_some_and(|name| !name.is_empty());
    account.len() == 12 && resource(text, "lambda").is_ok_and(named)
}

/// Whether it is the name of a logging configuration of IVS Chat.
pub(crate) fn is_logging_configuration(text: &str) -> bool {
    let legal = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    resource(text, "ivschat").is_ok_and(|rest| rest.strip_prefix("logging-configuration/").is_some_and(legal))
}

/// Something inside an app instance: of which sort, and its name.
type Inside<'t> = Option<(&'t str, &'t str)>;

/// `app-instance/ID`, and what comes after it.
fn of_instance(text: &str) -> Result<(AppInstance, Inside<'_>), InvalidArn> {
    let rest = resource(text, "chime")?.strip_prefix("app-instance/").ok_or(InvalidArn)?;
    let (id, rest) = rest.split_once('/').map_or((rest, None), |(id, rest)| (id, Some(rest)));
    let ClientKey(account) = id.parse().map_err(|_| InvalidArn)?;
    let rest = rest.map(|rest| rest.split_once('/').ok_or(InvalidArn)).transpose()?;
    Ok((AppInstance(account), rest))
}

impl std::str::FromStr for AppInstance {
    type Err = InvalidArn;

    fn from_str(text: &str) -> Result<Self, InvalidArn> {
        match of_instance(text)? {
            (instance, None) => Ok(instance),
            _ => Err(InvalidArn),
        }
    }
}

impl std::str::FromStr for AppInstanceUser {
    type Err = InvalidArn;

    fn from_str(text: &str) -> Result<Self, InvalidArn> {
        match of_instance(text)? {
            (instance, Some(("user", name))) if !name.is_empty() => Ok(Self { instance, name: name.to_owned() }),
            _ => Err(InvalidArn),
        }
    }
}

impl std::str::FromStr for Channel {
    type Err = InvalidArn;

    fn from_str(text: &str) -> Result<Self, InvalidArn> {
        match of_instance(text)? {
            (instance, Some(("channel", name))) if !name.is_empty() => Ok(Self { instance, name: name.to_owned() }),
            _ => Err(InvalidArn),
        }
    }
}

impl std::str::FromStr for ChatRoom {
    type Err = InvalidArn;

    fn from_str(text: &str) -> Result<Self, InvalidArn> {
        let id = resource(text, "ivschat")?.strip_prefix("room/").ok_or(InvalidArn)?;
        id.parse().map(Self).map_err(|_| InvalidArn)
    }
}

impl fmt::Display for AppInstance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "arn:aws:chime:{REGION}:{AWS_ACCOUNT}:app-instance/{}", ClientKey(self.0))
    }
}

impl fmt::Display for AppInstanceUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/user/{}", self.instance, self.name)
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/channel/{}", self.instance, self.name)
    }
}

impl fmt::Display for ChatRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "arn:aws:ivschat:{REGION}:{AWS_ACCOUNT}:room/{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_was_written() {
        let instance = AppInstance(Some(AccountId::from_raw(77)));
        assert_eq!(instance.to_string().parse(), Ok(instance));
        assert_eq!(AppInstance(None).to_string().parse(), Ok(AppInstance(None)));
        let user = AppInstanceUser { instance, name: "bob".to_owned() };
        assert_eq!(user.to_string().parse(), Ok(user));
        let channel = Channel { instance, name: "c1".to_owned() };
        assert_eq!(channel.to_string().parse(), Ok(channel));
        let room = ChatRoom(RoomId::from_raw(5));
        assert_eq!(room.to_string().parse(), Ok(room));
    }

    #[test]
    fn a_name_has_a_partition_of_aws_and_ends() {
        let of = |partition: &str, name: &str| {
            let text =
                format!("arn:{partition}:chime:us-east-1:123456789012:app-instance/{}/user/{name}", ClientKey(None));
            (text.len(), text.parse::<AppInstanceUser>().is_ok())
        };
        for (partition, good) in [("aws", true), ("aws-cn", true), ("awsfoo", false), ("aws-X", false), ("gcp", false)]
        {
            assert_eq!(of(partition, "bob").1, good, "{partition}");
        }
        let room = CHARS_MAX - of("aws", "").0;
        assert_eq!(of("aws", &"b".repeat(room)), (CHARS_MAX, true));
        assert_eq!(of("aws", &"b".repeat(room + 1)), (CHARS_MAX + 1, false));
    }

    #[test]
    fn any_region_and_account_are_taken_and_no_other_kind() {
        let id = RoomId::from_raw(5);
        assert_eq!(format!("arn:aws:ivschat:eu-central-1:123456789012:room/{id}").parse(), Ok(ChatRoom(id)));
        for text in [
            format!("arn:aws:ivs:eu-central-1:123456789012:room/{id}"),
            format!("arn:aws:ivschat:eu-central-1::room/{id}"),
            format!("arn:aws-cn:ivschat:eu-central-1:123456789012:room/{id}"),
            format!("arn:aws:ivschat:eu-central-1:123456789012:{id}"),
            format!("arn:aws:ivschat:eu-central-1:123456789012:room/{id}/x"),
            id.to_string(),
            String::new(),
        ] {
            assert_eq!(text.parse::<ChatRoom>(), Err(InvalidArn), "{text}");
            assert_eq!(text.parse::<AppInstance>(), Err(InvalidArn), "{text}");
        }
        let instance = AppInstance(None);
        for text in [format!("{instance}/user/"), format!("{instance}/user"), format!("{instance}/bot/b")] {
            assert_eq!(text.parse::<AppInstanceUser>(), Err(InvalidArn), "{text}");
        }
    }
}
