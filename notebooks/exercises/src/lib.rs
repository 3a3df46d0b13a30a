//! What a reader of the notebooks writes is graded here, so that no check shows its answer.
//!
//! A grader takes the reader's function or number, tries it on inputs of its own, and answers
//! with a [`Grade`]: still waiting, right, or not yet and what is off (a sign, a factor, a sum
//! for a mean). It never shows the answer.
//!
//! | what | where |
//! |---|---|
//! | graders of functions | [`check`] |
//! | graders of numbers and choices | [`answer`] |
//! | the functions themselves, for chapters that go on without the reader's | [`solution`] |
//! | trainings with a planted mistake, and what they look like | [`mistakes`] |

#![deny(missing_docs)]

pub mod answer;
pub mod check;
mod compare;
mod grade;
pub mod mistakes;
pub mod solution;

pub use grade::Grade;
