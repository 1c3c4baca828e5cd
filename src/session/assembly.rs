//! The chunks of a split pass, collected from one picture after another.

use std::fmt;

use super::command::{Command, Timer};
use crate::envelope::chunks::{Chunk, ChunkAssembler};
use crate::time::Milliseconds;

/// How many chunks of a split pass were seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkProgress {
    /// Seen.
    pub here: usize,
    /// In all.
    pub count: usize,
}

/// The chunks that wait for the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Assembly {
    waiting: Option<Waiting>,
    /// Which of them the person is told about: those of the pass that is being held up.
    progress: Option<ChunkProgress>,
}

#[derive(Clone, Debug)]
struct Waiting {
    chunks: ChunkAssembler,
    until: Milliseconds,
}

/// What chunks led to.
#[derive(PartialEq, Eq)]
pub(super) enum Assembled {
    /// A pass is complete: its payload.
    Whole(Vec<u8>),
    /// Others are missing.
    Waiting(Command),
}

/// Prints no data of a person.
impl fmt::Debug for Assembled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(_) => f.write_str("Whole(..)"),
            Self::Waiting(command) => f.debug_tuple("Waiting").field(command).finish(),
        }
    }
}

impl Assembly {
    /// Adds the chunks of one picture.
    pub(super) fn insert<'c>(
        &mut self,
        chunks: impl Iterator<Item = &'c Chunk>,
        now: Milliseconds,
    ) -> Assembled {
        let waiting = self.waiting.take().filter(|waiting| now < waiting.until);
        let mut collected = waiting.map(|waiting| waiting.chunks).unwrap_or_default();
        for chunk in chunks {
            collected.insert(chunk.clone());
        }
        if let Some(whole) = collected.assembled() {
            self.progress = None;
            return Assembled::Whole(whole);
        }
        let (here, count) = collected.progress();
        let until = now.plus(CHUNKS_KEPT);
        self.progress = Some(ChunkProgress { here, count });
        self.waiting = Some(Waiting { chunks: collected, until });
        Assembled::Waiting(Command::SetTimer(Timer::ChunksOver, until))
    }

    /// What the person is told.
    pub(super) fn progress(&self) -> Option<ChunkProgress> {
        self.progress
    }

    /// Something else was shown in between: the chunks stay, and the person is told of them with the next one.
    pub(super) fn interrupt(&mut self) {
        self.progress = None;
    }

    /// Forgets chunks whose time is over.
    pub(super) fn expire(&mut self, now: Milliseconds) {
        if self.waiting.as_ref().is_some_and(|waiting| now >= waiting.until) {
            *self = Self::default();
        }
    }
}

/// How long the chunks of a split pass are kept after the last one was seen.
const CHUNKS_KEPT: Milliseconds = Milliseconds(30_000);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::chunks;

    fn chunk(text: &str) -> Chunk {
        chunks::parse(text.as_bytes()).expect("its numbers are possible").expect("it is a chunk")
    }

    fn insert(assembly: &mut Assembly, text: &str, now: u64) -> Assembled {
        assembly.insert([chunk(text)].iter(), Milliseconds(now))
    }

    fn waits_until(until: u64) -> Assembled {
        Assembled::Waiting(Command::SetTimer(Timer::ChunksOver, Milliseconds(until)))
    }

    #[test]
    fn collects_in_any_order_and_tells_how_many_are_here() {
        let mut assembly = Assembly::default();
        assert_eq!(insert(&mut assembly, "shc:/2/2/34", 1_000), waits_until(31_000), "one of two");
        assert_eq!(assembly.progress(), Some(ChunkProgress { here: 1, count: 2 }), "and says so");
        let whole = Assembled::Whole(b"shc:/1234".to_vec());
        assert_eq!(insert(&mut assembly, "shc:/1/2/12", 30_999), whole, "whole, in the order of the numbers");
        assert_eq!(assembly.progress(), None, "nothing is missing");
    }

    #[test]
    fn forgets_thirty_seconds_after_the_last_one() {
        let mut assembly = Assembly::default();
        let _ = insert(&mut assembly, "shc:/1/3/12", 1_000);
        let _ = insert(&mut assembly, "shc:/2/3/34", 20_000);
        assembly.expire(Milliseconds(31_000));
        assert_eq!(assembly.progress(), Some(ChunkProgress { here: 2, count: 3 }), "the first one's time");
        assembly.expire(Milliseconds(50_000));
        assert_eq!(assembly.progress(), None, "the last one's");
        assert_eq!(insert(&mut assembly, "shc:/3/3/56", 50_001), waits_until(80_001), "begins anew");
        let late = insert(&mut assembly, "shc:/1/3/12", 90_000);
        assert_eq!(late, waits_until(120_000), "even where no timer came");
        assert_eq!(assembly.progress(), Some(ChunkProgress { here: 1, count: 3 }), "one is here");
    }

    #[test]
    fn chunks_outlast_what_is_shown_in_between() {
        let mut assembly = Assembly::default();
        let _ = insert(&mut assembly, "shc:/1/2/12", 1_000);
        assembly.interrupt();
        assert_eq!(assembly.progress(), None, "not told beside another person's verdict");
        assert_eq!(
            insert(&mut assembly, "shc:/2/2/34", 2_000),
            Assembled::Whole(b"shc:/1234".to_vec()),
            "kept"
        );
    }
}
