//! How far a job is: badge, bar, numbers and rate. Plain values in, and no clock.

use domain::view::{JobState, JobView};
use leptos::prelude::*;

use crate::parts::{Badge, group_digits};

/// The state as a badge.
pub fn state_badge(state: JobState) -> impl IntoView {
    let tone = match state {
        JobState::Waiting => "neutral",
        JobState::Running => "accent",
        JobState::Done => "good",
        JobState::Partial => "warn",
        JobState::Failed => "danger",
    };
    view! { <Badge text=state.label() tone=tone /> }
}

/// The bar with its numbers and the rate.
pub fn progress(job: &JobView) -> impl IntoView + use<> {
    let label = ["Messages of ", &job.room.name, " erased"].concat();
    let numbers = [&group_digits(job.done), " of ", &group_digits(job.total)].concat();
    let rate =
        job.per_second.map(|rate| view! { <span class="soft">{[&group_digits(rate), " per second"].concat()}</span> });
    // A bar of nothing is full: there was nothing to erase.
    let (done, total) = if job.total == 0 { (u64::from(job.state.ended()), 1) } else { (job.done, job.total) };
    view! {
        <div class="job-progress">
            <progress max=total.to_string() value=done.to_string() aria-label=label></progress>
            <span class="job-numbers">{numbers}</span>
            {rate}
        </div>
    }
}

/// How long it took, in milliseconds.
fn took_ms(job: &JobView) -> Option<u64> {
    let (started, ended) = (job.started_at?, job.ended_at?);
    u64::try_from(ended.millis() - started.millis()).ok()
}

/// How long it took, in words.
pub fn took(job: &JobView) -> Option<String> {
    let ms = took_ms(job)?;
    Some(match ms {
        0..10_000 => [&(ms / 1000).to_string(), ".", &(ms % 1000 / 100).to_string(), " s"].concat(),
        10_000..120_000 => [&(ms / 1000).to_string(), " s"].concat(),
        _ => [&(ms / 60_000).to_string(), " min ", &(ms % 60_000 / 1000).to_string(), " s"].concat(),
    })
}

#[cfg(test)]
mod tests {
    use domain::{
        Timestamp,
        view::{JobState, JobView, PersonRef, RoomRef},
    };

    use super::took;

    fn job(started: Option<i64>, ended: Option<i64>) -> JobView {
        JobView {
            id: domain::JobId::MIN,
            operation: domain::OperationId::MIN,
            room: RoomRef { id: domain::RoomId::MIN, name: "A room".to_owned() },
            actor: PersonRef { id: domain::UserId::MIN, name: "Ana".to_owned() },
            state: JobState::Done,
            total: 1,
            done: 1,
            created_at: Timestamp::from_millis(0),
            started_at: started.map(Timestamp::from_millis),
            ended_at: ended.map(Timestamp::from_millis),
            per_second: None,
            receipt: None,
        }
    }

    #[test]
    fn a_time_taken_is_told_as_fine_as_it_is_long() {
        for (ended, text) in [(0, "0.0 s"), (2_940, "2.9 s"), (61_500, "61 s"), (125_000, "2 min 5 s")] {
            assert_eq!(took(&job(Some(0), Some(ended))).as_deref(), Some(text));
        }
    }
}
