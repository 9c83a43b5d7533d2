//! What is said in the demo: written scenes, and generators for a busy channel and for a person who
//! writes now and then. Plain data and pure functions of their arguments. Never reads a clock or
//! ambient chance, never names a real person, and holds no number that anybody could be charged on
//! or rung at.

mod customers;
mod generated;
mod letterpress;
mod lounge;
mod private;
mod shop;
mod studio;
#[cfg(test)]
mod tests;

pub(super) use self::{
    customers::{ANNOUNCEMENTS, OPEN_COUNTER, WINTER_MARKET},
    generated::{Tongue, Utterance, bulk_line, chatter},
    letterpress::LETTERPRESS,
    lounge::{LOUNGE, READING_CIRCLE},
    private::{CHESS, MINA_MANUEL, OLIVE_MANUEL, ROSA_WEI, SATURDAY},
    shop::{COUNCIL, FRONT_DESK, RETURNS},
    studio::{BUILD, LAUNCH_PARTY, LOCALISATION},
};

/// One written line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Key of the person who says it.
    pub(super) by: &'static str,
    /// Seconds since the previous line of the scene.
    pub(super) after_s: u32,
    /// The text as sent; markup-like characters are meant to show as typed.
    pub(super) text: &'static str,
    /// How many lines back in the scene it answers.
    pub(super) reply_to_back: Option<u8>,
    /// Whether it was edited after sending.
    pub(super) edited: bool,
}

/// One stretch of talk on one day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene {
    /// How many days before today; never 0, so that nothing lies in the future.
    pub(super) days_ago: u16,
    /// Minute of the day, in UTC, of the first line.
    pub(super) at_min: u16,
    /// The lines, in order.
    pub(super) lines: &'static [Line],
}

const fn on(days_ago: u16, at_min: u16, lines: &'static [Line]) -> Scene {
    Scene { days_ago, at_min, lines }
}

const fn say(by: &'static str, after_s: u32, text: &'static str) -> Line {
    Line { by, after_s, text, reply_to_back: None, edited: false }
}

impl Line {
    /// Answers the line so many back.
    const fn to(mut self, back: u8) -> Line {
        self.reply_to_back = Some(back);
        self
    }

    const fn edited(mut self) -> Line {
        self.edited = true;
        self
    }
}
