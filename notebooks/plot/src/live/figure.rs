//! A figure that can be replaced.

use notebook_front::{Content, Live, show_live};

use crate::figure::Figure;

/// A figure on the page that later ones replace, from any cell.
#[derive(Debug, Clone)]
pub struct LiveFigure(Live);

/// Shows a figure at once; [`update`](LiveFigure::update) replaces it.
pub fn show(figure: &Figure) -> LiveFigure {
    LiveFigure(show_live(&content(figure)))
}

impl LiveFigure {
    /// Replaces the figure.
    pub fn update(&self, figure: &Figure) {
        self.0.update(&content(figure));
    }
}

fn content(figure: &Figure) -> Content {
    Content::html(figure.html()).and("text/plain", figure.alt())
}
