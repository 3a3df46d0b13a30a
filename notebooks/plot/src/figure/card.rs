//! A figure: a picture on a white card, with a title, a description in words and its data's origin.

use std::fmt::Write;
use std::io;
use std::path::Path;

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};

use super::header::{Header, PADDING, data_line};
use super::{Canvas, text};
use vae_core::display::show_html;
use vae_core::save::files::write_atomically;
use vae_core::{Error, Result, Source};

/// What a drawing closure gets: a plotters area on this module's own backend.
pub type Area<'a> = DrawingArea<Canvas<'a>, Shift>;

/// What a drawing closure gives back.
pub type Drawn = std::result::Result<(), DrawingAreaErrorKind<io::Error>>;

/// A picture that shows itself in a notebook, says in words what it shows, and names where its
/// data come from: in the picture, in the alternative text and in the caption.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    title: String,
    subtitle: String,
    alt: String,
    caption: String,
    sources: Vec<Source>,
    body: String,
    size: (f64, f64),
    units: f64,
}

impl Figure {
    /// Draws with plotters, in whole pixels, on an area of `size`; the title comes on top.
    ///
    /// # Errors
    /// What the closure gives back, as [`ErrorKind::Figure`](vae_core::ErrorKind).
    pub fn draw(
        title: &str,
        size: (u32, u32),
        draw: impl FnOnce(&Area<'_>) -> Drawn,
    ) -> Result<Self> {
        let size = (f64::from(size.0), f64::from(size.1));
        Self::in_units(title, size, 1.0, draw)
    }

    /// Draws in tenths of a pixel, so that curves stay smooth.
    pub(super) fn draw_subpixel(
        title: &str,
        size: (f64, f64),
        draw: impl FnOnce(&Area<'_>) -> Drawn,
    ) -> Result<Self> {
        Self::in_units(title, size, 10.0, draw)
    }

    fn in_units(
        title: &str,
        size: (f64, f64),
        units: f64,
        draw: impl FnOnce(&Area<'_>) -> Drawn,
    ) -> Result<Self> {
        let mut body = String::new();
        let fine = ((size.0 * units) as u32, (size.1 * units) as u32);
        let area = Canvas::new(&mut body, fine).into_drawing_area();
        draw(&area).map_err(|refused| error(title, refused.to_string()))?;
        drop(area);
        Ok(Self {
            title: title.to_string(),
            subtitle: String::new(),
            alt: sentence(title),
            caption: String::new(),
            sources: Vec::new(),
            body,
            size,
            units,
        })
    }

    /// Replaces the caption; the data's origin is added by itself.
    pub fn with_caption(mut self, caption: impl Into<String>) -> Self {
        self.caption = caption.into();
        self
    }

    /// Replaces the alternative text, for those who cannot see the picture; the data's origin is
    /// added by itself.
    pub fn with_alt(mut self, alt: impl Into<String>) -> Self {
        self.alt = alt.into();
        self
    }

    /// Names one more origin of the data shown.
    pub fn with_source(mut self, source: &Source) -> Self {
        if !self.sources.contains(source) {
            self.sources.push(source.clone());
        }
        self
    }

    /// A short line under the title, such as the number of points.
    pub fn with_subtitle(mut self, subtitle: impl Into<String>) -> Self {
        self.subtitle = subtitle.into();
        self
    }

    /// Says what the picture shows, in the caption and, after the title, in the alternative text.
    pub(super) fn described(self, what: &str) -> Self {
        let what = &text::capitalised(what);
        let alt = format!("{} {what}", sentence(&self.title));
        self.with_alt(alt).with_caption(what.as_str())
    }

    /// The question that the figure answers, or what it shows.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The figure in words, with the origin of its data.
    pub fn alt(&self) -> String {
        with_origin(&self.alt, &self.sources)
    }

    /// The text below the figure, with the origin of its data.
    pub fn caption(&self) -> String {
        with_origin(&self.caption, &self.sources)
    }

    /// The whole picture as SVG; the same figure gives the same bytes.
    pub fn svg(&self) -> String {
        let header = Header::new(&self.title, &self.subtitle, &self.sources, self.size.0);
        let (w, h) =
            ((self.size.0 + 2.0 * PADDING).ceil(), (self.size.1 + header.height + PADDING).ceil());
        let (title, alt) = (text::escape(&self.title), text::escape(&self.alt()));
        let (top, scale) = (header.height, 1.0 / self.units);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{w}\" height=\"{h}\" \
             viewBox=\"0 0 {w} {h}\" font-family=\"{}\">\
             <title>{title}</title><desc>{alt}</desc>\
             <rect width=\"{w}\" height=\"{h}\" rx=\"6\" fill=\"#fff\"/>{}\
             <g transform=\"translate({PADDING} {top}) scale({scale})\">{}</g></svg>\n",
            text::FAMILY,
            header.svg,
            self.body,
        )
    }

    /// What a notebook shows: `<figure>` with the picture inside, its description and its caption.
    pub fn html(&self) -> String {
        format!(
            "<figure>{}<figcaption>{}</figcaption></figure>",
            self.img(),
            text::escape(&self.caption())
        )
    }

    pub(super) fn img(&self) -> String {
        let (alt, address) = (text::escape(&self.alt()), address(&self.svg()));
        format!(r#"<img alt="{alt}" src="{address}">"#)
    }

    /// Shows the figure in an evcxr notebook, when it is a cell's last expression.
    pub fn evcxr_display(&self) {
        show_html(&self.html());
    }

    /// Saves the picture as an `.svg` file, whole or not at all.
    ///
    /// # Errors
    /// [`ErrorKind::Figure`](vae_core::ErrorKind) for another extension, [`ErrorKind::Io`](vae_core::ErrorKind) if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        match path.extension() {
            Some(extension) if extension.eq_ignore_ascii_case("svg") => {
                write_atomically(path, self.svg().as_bytes())
            }
            _ => Err(error(
                &self.title,
                format!("{} is not an .svg file; name it so", path.display()),
            )),
        }
    }
}

/// Figures that one cell shows together: side by side where the page is wide
/// enough to read them, below each other elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures(pub Vec<Figure>);

impl Figures {
    /// All the pictures and captions in one `<figure>`.
    pub fn html(&self) -> String {
        let beside = r#"<img style="width:49%;min-width:520px;max-width:100%;vertical-align:top""#;
        let images: Vec<_> = self.0.iter().map(|f| f.img().replacen("<img", beside, 1)).collect();
        let captions: Vec<_> = self.0.iter().map(|f| text::escape(&f.caption())).collect();
        format!(
            "<figure>{}<figcaption>{}</figcaption></figure>",
            images.join(" "),
            captions.join("<br>")
        )
    }

    /// Shows them in an evcxr notebook; a cell has room for only one output of its kind.
    pub fn evcxr_display(&self) {
        show_html(&self.html());
    }
}

/// A picture as a data address, to stand between double quotes: shorter than in base64, which would
/// encode the PNGs inside a second time.
fn address(svg: &str) -> String {
    let mut address = String::from("data:image/svg+xml,");
    for byte in svg.trim_end().bytes() {
        match byte {
            b'"' => address.push('\''), // around attributes; in texts it is `&quot;`
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => address.push(byte.into()),
            byte if b" -_.~!*'();:@,/?$+=".contains(&byte) => address.push(byte.into()),
            // Writing to a String never fails.
            byte => _ = write!(address, "%{byte:02X}"),
        }
    }
    address
}

pub(super) fn error(title: &str, problem: impl std::fmt::Display) -> Error {
    Error::figure(title, problem)
}

fn sentence(words: &str) -> String {
    match words.ends_with(['.', '?', '!']) {
        true => words.to_string(),
        false => format!("{words}."),
    }
}

fn with_origin(words: &str, sources: &[Source]) -> String {
    match data_line(sources) {
        Some(line) if words.is_empty() => format!("{line}."),
        Some(line) => format!("{words} {line}."),
        None => words.to_string(),
    }
}
