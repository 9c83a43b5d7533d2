//! What walking the chain of the audit log found, in words.

use domain::view::ChainReport;
use leptos::prelude::*;

use crate::{calls::CallError, parts::group_digits};

/// The finding, if the chain was walked.
pub fn chain_note(report: Option<Result<ChainReport, CallError>>) -> Option<AnyView> {
    report.map(|report| match report {
        Ok(report) => finding(report),
        Err(error) => {
            view! { <p class="notice audit-chain" data-tone="danger" role="alert">{error.to_string()}</p> }.into_any()
        }
    })
}

/// The finding of a walk that came to its end.
fn finding(report: ChainReport) -> AnyView {
    let checked = group_digits(report.checked);
    match report.broken {
        None => {
            let text = if report.checked == 1 {
                "1 entry checked; it fits.".to_owned()
            } else {
                [&checked, " entries checked; every one fits."].concat()
            };
            view! {
                <div class="notice audit-chain" data-tone="good" role="status">
                    <div>
                        <p>{text}</p>
                        <p>"Newest hash " <code class="hash">{report.head}</code></p>
                        <p class="soft">
                            "Note this hash and the number of entries somewhere else: "
                            <code>"roomkeeper audit verify --expect NUMBER:HASH"</code>
                            " tells later whether the log was cut short or written anew."
                        </p>
                    </div>
                </div>
            }
            .into_any()
        }
        Some(broken) => {
            let text = ["Entry ", &group_digits(broken.number), " does not fit the chain: ", &broken.why].concat();
            view! {
                <div class="notice audit-chain" data-tone="danger" role="alert">
                    <div>
                        <p><strong>"The audit log was changed."</strong></p>
                        <p>{text}</p>
                        <p>{[&checked, " entries were checked. Keep the data folder as it is, and compare it with a backup."].concat()}</p>
                    </div>
                </div>
            }
            .into_any()
        }
    }
}
