//! What the removal in the address would do: asked for when its dialog opens. The server brings the first answer
//! with the page.

#[cfg(feature = "hydrate")]
use std::time::Duration;

use domain::{Verb, view::RemovalView};
use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use leptos::task::spawn_local;

use super::Talk;
#[cfg(feature = "hydrate")]
use crate::{calls::CallError, parts::messages};

/// An answer that takes longer than this is waited for in sight.
#[cfg(feature = "hydrate")]
const SLOW_AFTER: Duration = Duration::from_millis(200);

/// Whether a purge would find nothing to remove.
pub fn nothing_left(plan: &RemovalView) -> bool {
    plan.verb == Verb::Purge && plan.through.is_none()
}

impl Talk {
    /// Asks again, for a dialog that is open.
    pub fn look_again(self) {
        #[cfg(feature = "hydrate")]
        self.ask_preview();
    }

    /// No longer waits for what a removal would do: whatever answer is on its way is about the past.
    #[cfg(feature = "hydrate")]
    pub fn forget_preview(self) {
        self.asked.update_value(|asked| *asked += 1);
    }

    /// Asks what the removal in the address would do.
    #[cfg(feature = "hydrate")]
    pub fn ask_preview(self) {
        let Some(removal) = self.address.with_untracked(|address| address.removal) else { return };
        let message = removal.message.map(|message| message.to_string()).unwrap_or_default();
        self.forget_preview();
        let this = self.asked.get_value();
        if self.slow.get_untracked() {
            self.slow.set(false);
        }
        set_timeout(
            move || {
                if self.asked.try_get_value() == Some(this) && self.preview.with_untracked(Option::is_none) {
                    self.slow.set(true);
                }
            },
            SLOW_AFTER,
        );
        spawn_local(async move {
            let room = self.room.to_string();
            let answer = crate::calls::preview_removal(room, removal.verb.code().to_owned(), message).await;
            // Another dialog may be open by now, or none, or the message may be gone.
            if self.asked.get_value() == this {
                self.take_preview(answer);
            }
        });
    }

    /// Takes what was answered. A form that is open stays, with what was filled in, as long as there is something left to
    /// confirm: only what it is about changes.
    #[cfg(feature = "hydrate")]
    fn take_preview(self, answer: Result<RemovalView, CallError>) {
        let open = self.preview.with_untracked(|preview| matches!(preview, Some(Ok(()))));
        match answer {
            Ok(plan) => {
                let stays = open && !nothing_left(&plan);
                let count = self.plan.with_untracked(|before| before.as_ref().map(|plan| plan.count));
                if stays && count != Some(plan.count) {
                    self.news.set(["The room has changed: ", &messages(plan.count), " now."].concat());
                }
                self.plan.set(Some(plan));
                if !stays {
                    self.preview.set(Some(Ok(())));
                }
            }
            // What could not be looked up is looked up again when the removal is refused.
            Err(error) if open && error.failure().is_none() => {}
            Err(error) => self.preview.set(Some(Err(error))),
        }
    }

    /// The name to be typed is the one that the room has now.
    pub fn follow_name(self) {
        let name = self.view.with_untracked(|view| view.summary.name.clone());
        let renamed = self
            .plan
            .with_untracked(|plan| plan.as_ref().is_some_and(|plan| plan.room.name != name && plan.through.is_some()));
        if renamed {
            self.news.set(["The room was renamed: it is called ", &name, " now."].concat());
            self.plan.update(|plan| {
                if let Some(plan) = plan {
                    plan.room.name = name;
                }
            });
        }
    }
}
