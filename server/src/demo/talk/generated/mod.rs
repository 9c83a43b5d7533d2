//! Lines that nobody wrote: for a busy channel, and for a person who writes now and then.

mod evening;
mod everyday;

use self::{
    Part::{Number, Of},
    evening::{ANY_TONGUE, SHORT, evening},
    everyday::everyday,
};

/// What a person writes in when a generator speaks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::demo) enum Tongue {
    /// العربية
    Arabic,
    /// The common tongue of the demo.
    English,
    /// Français
    French,
    /// Deutsch
    German,
    /// עברית
    Hebrew,
    /// हिन्दी
    Hindi,
    /// 日本語
    Japanese,
    /// Polski
    Polish,
    /// Русский
    Russian,
    /// Español
    Spanish,
    /// Türkçe
    Turkish,
}

/// One generated line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::demo) struct Utterance {
    /// Who says it: an index into the tongues that were passed in.
    pub(in crate::demo) voice: usize,
    /// The text.
    pub(in crate::demo) text: String,
    /// Milliseconds since the line before.
    pub(in crate::demo) gap_ms: u32,
}

/// Line `n` of a busy evening on the quay, deterministic in (`seed`, `n`) and independent of every
/// other line. `tongues` are the people present, in a fixed order; one of them speaks, a few much
/// more than the rest. Gaps average about two seconds, so 100,000 lines fill about two and a third
/// days. With nobody present, voice 0 speaks English.
pub(in crate::demo) fn bulk_line(seed: u64, n: u32, tongues: &[Tongue]) -> Utterance {
    let mut dice = Dice::new(seed, n);
    let (voice, tongue) = dice.speaker(tongues);
    let frames = match dice.below(12) {
        0 => SHORT,
        1 | 2 => ANY_TONGUE,
        _ => evening(tongue),
    };
    let text = dice.compose(frames);
    let gap_ms = 120 + dice.below(88) * dice.below(88);
    Utterance { voice, text, gap_ms }
}

/// Line `n` of somebody who writes now and then while people look: each line stands on its own and
/// fits any room. Gaps are 2 to 14 seconds.
pub(in crate::demo) fn chatter(seed: u64, n: u32, tongues: &[Tongue]) -> Utterance {
    let mut dice = Dice::new(seed ^ 0x0C4A_77E2, n);
    let (voice, tongue) = dice.speaker(tongues);
    let text = dice.compose(everyday(tongue));
    let gap_ms = 2_000 + dice.below(12_000);
    Utterance { voice, text, gap_ms }
}

/// Splitmix64: the seed and the number of the line are all the chance there is.
struct Dice(u64);

impl Dice {
    fn new(seed: u64, n: u32) -> Dice {
        let mut dice = Dice(seed ^ u64::from(n).wrapping_mul(0xD6E8_FEB8_6659_FD93));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 when the bound is 0.
    fn below(&mut self, bound: u32) -> u32 {
        (((self.next() >> 32) * u64::from(bound)) >> 32) as u32
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let index = self.below(from.len() as u32);
        from.get(index as usize).copied()
    }

    /// The lower of two throws: the first people present talk the most. Whoever speaks uses their
    /// own tongue two times in three.
    fn speaker(&mut self, tongues: &[Tongue]) -> (usize, Tongue) {
        let present = tongues.len() as u32;
        let voice = self.below(present).min(self.below(present)) as usize;
        let own = tongues.get(voice).copied().unwrap_or(Tongue::English);
        let tongue = if self.below(3) == 0 { Tongue::English } else { own };
        (voice, tongue)
    }

    fn compose(&mut self, frames: &[Frame]) -> String {
        let mut text = String::with_capacity(96);
        for part in self.pick(frames).unwrap_or_default() {
            match *part {
                Of(choices) => text.push_str(self.pick(choices).unwrap_or_default()),
                Number { from, span } => {
                    text.push_str(&(from + self.below(span)).to_string());
                }
            }
        }
        text
    }
}

/// One piece of a sentence.
#[derive(Clone, Copy)]
enum Part {
    /// One of these, as it stands.
    Of(&'static [&'static str]),
    /// A number from `from` to below `from + span`.
    Number { from: u32, span: u32 },
}

/// A sentence pattern: its parts, joined without a space. A frame that is repeated is likelier.
type Frame = &'static [Part];
