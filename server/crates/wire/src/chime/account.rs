//! The shape `Account`.

use domain::ClientKey;
use serde_json::{Value, json};
use service::ListedAccount;

use super::present;
use crate::aws::arn::AWS_ACCOUNT;

/// The shape `Account`. There is one kind of account and of licence here.
pub(super) fn shape(account: &ListedAccount) -> Value {
    present(json!({
        "AwsAccountId": AWS_ACCOUNT,
        "AccountId": ClientKey(account.id).to_string(),
        "Name": account.name,
        "AccountType": "Team",
        "CreatedTimestamp": account.id.map(|id| id.timestamp().rfc3339()),
        "DefaultLicense": "Pro",
        "SupportedLicenses": ["Pro"],
        "AccountStatus": "Active",
        "SigninDelegateGroups": [],
    }))
}
