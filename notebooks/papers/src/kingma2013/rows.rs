//! The curves of the figure.

use super::method::Method;
use super::points::{BATCH, STAGES, samples_through};

/// The images of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Film {
    /// Digits.
    Mnist,
    /// The frames of a face.
    Frey,
}

impl Film {
    /// What tables call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Mnist => "MNIST",
            Self::Frey => "Frey Faces",
        }
    }
}

/// One curve: images, how many latents, and what learns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Its name on the command line and among the folders.
    pub name: &'static str,
    /// The images.
    pub images: Film,
    /// Latent dimensions.
    pub latent: i64,
    /// How it is learnt.
    pub method: Method,
    /// Milliseconds a step on one thread: processor time of a thousand steps on a busy Intel Xeon of
    /// 2.5 GHz without AMX, rounded; those of other latents are taken to be those of 20 (MNIST) and
    /// of 10 (Frey Faces), with a sixth more for 200.
    pub milliseconds: f64,
}

/// All rows: AEVB, then wake-sleep.
pub const ROWS: [Row; 18] = [
    aevb("aevb-mnist-3", Film::Mnist, 3, 10.0),
    aevb("aevb-mnist-5", Film::Mnist, 5, 10.0),
    aevb("aevb-mnist-10", Film::Mnist, 10, 10.0),
    aevb("aevb-mnist-20", Film::Mnist, 20, 10.0),
    aevb("aevb-mnist-200", Film::Mnist, 200, 20.0),
    aevb("aevb-frey-2", Film::Frey, 2, 6.0),
    aevb("aevb-frey-5", Film::Frey, 5, 6.0),
    aevb("aevb-frey-10", Film::Frey, 10, 6.0),
    aevb("aevb-frey-20", Film::Frey, 20, 6.0),
    wake_sleep("wake-sleep-mnist-3", Film::Mnist, 3, 20.0),
    wake_sleep("wake-sleep-mnist-5", Film::Mnist, 5, 20.0),
    wake_sleep("wake-sleep-mnist-10", Film::Mnist, 10, 20.0),
    wake_sleep("wake-sleep-mnist-20", Film::Mnist, 20, 20.0),
    wake_sleep("wake-sleep-mnist-200", Film::Mnist, 200, 20.0),
    wake_sleep("wake-sleep-frey-2", Film::Frey, 2, 9.0),
    wake_sleep("wake-sleep-frey-5", Film::Frey, 5, 9.0),
    wake_sleep("wake-sleep-frey-10", Film::Frey, 10, 9.0),
    wake_sleep("wake-sleep-frey-20", Film::Frey, 20, 9.0),
];

const fn aevb(name: &'static str, images: Film, latent: i64, milliseconds: f64) -> Row {
    Row { name, images, latent, method: Method::Aevb, milliseconds }
}

const fn wake_sleep(name: &'static str, images: Film, latent: i64, milliseconds: f64) -> Row {
    Row { name, images, latent, method: Method::WakeSleep, milliseconds }
}

impl Row {
    /// The row of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ROWS.iter().find(|row| row.name == name)
    }

    /// All of it on one thread.
    pub(super) fn hours(&self) -> f64 {
        let steps = samples_through(STAGES, false) / BATCH as u64;
        steps as f64 * self.milliseconds / 3.6e6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_method_images_and_latents() {
        for row in ROWS {
            let method = if row.method == Method::Aevb { "aevb" } else { "wake-sleep" };
            let images = if row.images == Film::Mnist { "mnist" } else { "frey" };
            assert_eq!(row.name, format!("{method}-{images}-{}", row.latent));
        }
    }
}
