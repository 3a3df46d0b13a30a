//! A plotters backend that writes SVG: sharp text, and rasters inside vector axes.

use std::fmt::Write;
use std::io;

use base64::Engine;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle, FontTransform,
};

use super::text;

type Drawn = Result<(), DrawingErrorKind<io::Error>>;

/// A plotters [`DrawingBackend`] that collects SVG elements; the [`Figure`](super::Figure) around
/// it adds the card, the title and the accessible description.
pub struct Canvas<'a> {
    body: &'a mut String,
    size: (u32, u32),
}

impl<'a> Canvas<'a> {
    pub(super) fn new(body: &'a mut String, size: (u32, u32)) -> Self {
        Self { body, size }
    }

    /// A line through points, dashed or not.
    pub(super) fn stroke(
        &mut self,
        points: &[BackendCoord],
        style: &impl BackendStyle,
        dashes: Option<(i32, i32)>,
    ) {
        self.push(format_args!(r#"<path d="{}" fill="none" {}"#, path(points), outline(style)));
        if let Some((on, off)) = dashes {
            self.push(format_args!(r#" stroke-dasharray="{on} {off}""#));
        } else {
            self.body.push_str(r#" stroke-linecap="round""#);
        }
        self.body.push_str(r#" stroke-linejoin="round"/>"#);
    }

    /// A PNG stretched over a rectangle; `crisp` keeps its pixels as squares.
    pub(super) fn picture(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        png: &[u8],
        crisp: bool,
    ) {
        let (w, h) = (to.0 - from.0, to.1 - from.1);
        let rendering = if crisp { r#" style="image-rendering:pixelated""# } else { "" };
        let data = base64::engine::general_purpose::STANDARD.encode(png);
        self.push(format_args!(
            r#"<image x="{}" y="{}" width="{w}" height="{h}" preserveAspectRatio="none"{rendering} href="data:image/png;base64,{data}"/>"#,
            from.0, from.1,
        ));
    }

    /// A text that stays readable on top of points: dark letters in a white rim.
    pub(super) fn haloed(
        &mut self,
        label: &str,
        size: f64,
        colour: BackendColor,
        at: BackendCoord,
    ) {
        let (fill, rim) = (hex(colour), size * 0.28);
        let y = at.1 + (0.36 * size).round() as i32;
        self.push(format_args!(
            r##"<text x="{}" y="{y}" font-size="{size}" font-weight="bold" text-anchor="middle" fill="{fill}" stroke="#fff" stroke-width="{rim:.0}" stroke-linejoin="round" paint-order="stroke">{}</text>"##,
            at.0,
            text::escape(label),
        ));
    }

    fn push(&mut self, svg: std::fmt::Arguments<'_>) {
        // Writing to a String never fails.
        let _ = self.body.write_fmt(svg);
    }
}

impl DrawingBackend for Canvas<'_> {
    type ErrorType = io::Error;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, colour: BackendColor) -> Drawn {
        self.draw_rect(at, (at.0 + 1, at.1 + 1), &colour, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, a: BackendCoord, b: BackendCoord, style: &S) -> Drawn {
        self.draw_path([a, b], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y) = (from.0.min(to.0), from.1.min(to.1));
        let (w, h) = (from.0.abs_diff(to.0), from.1.abs_diff(to.1));
        let paint = paint(style, fill);
        self.push(format_args!(r#"<rect x="{x}" y="{y}" width="{w}" height="{h}" {paint}/>"#));
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        points: I,
        style: &S,
    ) -> Drawn {
        let points: Vec<_> = points.into_iter().collect();
        self.stroke(&points, style, None);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let paint = paint(style, fill);
        self.push(format_args!(r#"<circle cx="{x}" cy="{y}" r="{radius}" {paint}/>"#));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let corners: Vec<_> = corners.into_iter().collect();
        let (d, paint) = (path(&corners), paint(style, true));
        self.push(format_args!(r#"<path d="{d}Z" {paint}/>"#));
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(
        &mut self,
        label: &str,
        style: &T,
        at: BackendCoord,
    ) -> Drawn {
        if label.is_empty() {
            return Ok(());
        }
        let size = style.size();
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        let baseline = match style.anchor().v_pos {
            VPos::Top => 0.78,
            VPos::Center => 0.35,
            VPos::Bottom => -0.22,
        };
        let (x, y) = (at.0, at.1 + (baseline * size).round() as i32);
        let turn = match style.transform() {
            FontTransform::None => "",
            FontTransform::Rotate90 => "90",
            FontTransform::Rotate180 => "180",
            FontTransform::Rotate270 => "270",
        };
        let weight = match style.style() {
            FontStyle::Bold => r#" font-weight="bold""#,
            FontStyle::Italic | FontStyle::Oblique => r#" font-style="italic""#,
            FontStyle::Normal => "",
        };
        self.push(format_args!(
            r#"<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" {}{weight}"#,
            fill(style.color()),
        ));
        if !turn.is_empty() {
            self.push(format_args!(r#" transform="rotate({turn} {} {})""#, at.0, at.1));
        }
        self.push(format_args!(">{}</text>", text::escape(label)));
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        label: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<io::Error>> {
        let size = style.size();
        Ok((text::width(label, size).ceil() as u32, size.ceil() as u32))
    }

    fn blit_bitmap(&mut self, at: BackendCoord, (w, h): (u32, u32), rgb: &[u8]) -> Drawn {
        let pixels = image::RgbImage::from_raw(w, h, rgb.to_vec()).ok_or_else(|| {
            let problem = format!("a bitmap of {w}×{h} needs {} bytes of RGB", w * h * 3);
            DrawingErrorKind::DrawingError(io::Error::other(problem))
        })?;
        let png = super::raster::png(&pixels.into())
            .map_err(|problem| DrawingErrorKind::DrawingError(io::Error::other(problem)))?;
        self.picture(at, (at.0 + w as i32, at.1 + h as i32), &png, true);
        Ok(())
    }
}

fn path(points: &[BackendCoord]) -> String {
    let mut d = String::with_capacity(points.len() * 10);
    for (i, (x, y)) in points.iter().enumerate() {
        let _ = write!(d, "{}{x} {y}", if i == 0 { 'M' } else { 'L' });
    }
    d
}

fn hex(colour: BackendColor) -> String {
    let (r, g, b) = colour.rgb;
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn fill(colour: BackendColor) -> String {
    match colour.alpha {
        alpha if alpha < 1.0 => format!(r#"fill="{}" fill-opacity="{alpha:.2}""#, hex(colour)),
        _ => format!(r#"fill="{}""#, hex(colour)),
    }
}

fn outline(style: &impl BackendStyle) -> String {
    let (colour, width) = (style.color(), style.stroke_width());
    match colour.alpha {
        alpha if alpha < 1.0 => format!(
            r#"stroke="{}" stroke-opacity="{alpha:.2}" stroke-width="{width}""#,
            hex(colour)
        ),
        _ => format!(r#"stroke="{}" stroke-width="{width}""#, hex(colour)),
    }
}

fn paint(style: &impl BackendStyle, filled: bool) -> String {
    if filled { fill(style.color()) } else { format!(r#"fill="none" {}"#, outline(style)) }
}
