//! Graders of numbers and choices, where the exercise asks for one.

mod choices;
mod evidence;
mod numbers;

pub use choices::{
    bounds, cheapest_and_dearest, comparable, diagnosis, directions, free_maps, honest_losses,
    sisters, taught,
};
pub use evidence::{hasty_annealing, least_distance, least_variance, sound_claims};
pub use numbers::{
    after_one_pixel, bits_and_kinds, codebook, density_of_a_level, difference, half_overlap,
    information, knowing_nothing, largest_rate, share_of_the_square, sigma_of_beta, standard_error,
    third_of_the_way, trained_and_idle, two_coins, two_directions, two_reports,
};

use crate::compare::named;

/// A reader's number, or the one of those that it is a rounding of.
fn snapped(mine: f64, wanted: &[f64], within: f64) -> f64 {
    let near = wanted.iter().copied().find(|wanted| (mine - wanted).abs() <= within);
    near.unwrap_or(mine)
}
