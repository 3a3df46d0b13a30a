//! How large images are.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Height and width of an image in pixels, and its channels; images travel as rows of
/// `channels × height × width` numbers, one channel after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageShape {
    /// Rows.
    pub height: i64,
    /// Columns.
    pub width: i64,
    /// 1 for grey, 3 for red, green and blue.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub channels: i64,
}

fn one() -> i64 {
    1
}

fn is_one(n: &i64) -> bool {
    *n == 1
}

impl ImageShape {
    /// MNIST's 28×28.
    pub const MNIST: Self = Self::grey(28, 28);
    /// Frey Faces' 28 rows of 20 pixels.
    pub const FREY: Self = Self::grey(28, 20);

    /// Of grey images.
    pub const fn grey(height: i64, width: i64) -> Self {
        Self { height, width, channels: 1 }
    }

    /// Of images in red, green and blue.
    pub const fn colour(height: i64, width: i64) -> Self {
        Self { height, width, channels: 3 }
    }

    /// The numbers of one image, D in the derivations: its pixels, times its channels.
    pub fn pixels(self) -> i64 {
        self.area().saturating_mul(self.channels)
    }

    /// The pixels of one channel.
    pub fn area(self) -> i64 {
        self.height.saturating_mul(self.width)
    }
}

/// `28×20`, rows by columns, and `28×20×3` in colour.
impl fmt::Display for ImageShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}×{}", self.height, self.width)?;
        match self.channels {
            1 => Ok(()),
            channels => write!(f, "×{channels}"),
        }
    }
}
