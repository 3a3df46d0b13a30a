//! A widget's HTML: a still picture, and a frame that takes its place where scripts run.
//!
//! The frame is an `<iframe srcdoc>` with `sandbox="allow-scripts"`: its own document, so that
//! names, styles and scripts of several widgets (or of one cell run twice) never meet, an opaque
//! origin, which reaches neither the notebook nor its server, and its own content policy, which
//! allows nothing but the styles and scripts inside (by their hash) and pictures made of data; a
//! widget that computes in a worker may start one and compile WebAssembly, and still requests
//! nothing.
//! JupyterLab runs it when the cell is run; from a notebook that is not trusted it drops frame
//! and script, and keeps the `<figure>`. Beside the frame, a script of a few lines (`outside.js`)
//! gives it height and theme and passes its state.

use base64::Engine;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::figure::Figures;
use vae_core::display::{show_html, text::escape};
use vae_core::save::files::write_atomically;
use vae_core::{Result, Source};

const OUTSIDE: &str = include_str!("js/outside.js");
const STYLE_OUTSIDE: &str = include_str!("js/outside.css");
const STYLE: &str = include_str!("js/page.css");
/// What every widget shares, in order.
const SHARED: [&str; 9] = [
    include_str!("js/data.js"),
    include_str!("js/network.js"),
    include_str!("js/elements.js"),
    include_str!("js/canvas.js"),
    include_str!("js/plane.js"),
    include_str!("js/points.js"),
    include_str!("js/pad.js"),
    include_str!("js/bars.js"),
    include_str!("js/page.js"),
];

/// All that makes up one widget.
#[derive(Debug, Clone)]
pub(super) struct Page {
    /// Its kind, as in `#latent-walk={…}` of an address.
    pub name: &'static str,
    /// The question it answers.
    pub title: String,
    /// Its own JavaScript, which defines `start(data, page)`.
    pub script: &'static str,
    /// Whether it computes in a worker, by WebAssembly.
    pub computes_in_a_worker: bool,
    /// What it carries; data and state are apart, so that the state can be set later.
    pub data: Value,
    /// Where it begins.
    pub state: Value,
    /// Where the images come from.
    pub source: Source,
    /// What stands in where scripts don't run.
    pub still: Figures,
}

impl Page {
    /// The still picture and the frame.
    pub fn html(&self) -> String {
        format!(
            "<div class=\"vae-widget\" data-widget=\"{}\"><style>\n{STYLE_OUTSIDE}</style>{}\
             <iframe sandbox=\"allow-scripts\" title=\"{}\" srcdoc=\"{}\"></iframe>\
             <script>\n{OUTSIDE}</script></div>",
            self.name,
            self.still.html(),
            escape(&self.title),
            attribute(&self.document()),
        )
    }

    /// The document inside the frame.
    fn document(&self) -> String {
        let script = format!("\n'use strict';\n{}\n{}", self.script, SHARED.join("\n"));
        let style = format!("\n{STYLE}");
        let (compile, worker) = match self.computes_in_a_worker {
            true => (" 'wasm-unsafe-eval'", " worker-src blob:;"),
            false => ("", ""),
        };
        let policy = format!(
            "default-src 'none'; script-src {}{compile};{worker} style-src {}; img-src data:; \
             base-uri 'none'; form-action 'none'",
            hash(&script),
            hash(&style)
        );
        let contents = json!({
            "name": self.name,
            "title": self.title,
            "source": self.source.to_string(),
            "data": self.data,
            "state": self.state,
        });
        // Inside <script>, only `<` could end or change it.
        let contents = contents.to_string().replace('<', "\\u003c");
        let title = escape(&self.title);
        format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\
             <title>{title}</title><style>{style}</style></head>\
             <body><main></main><script type=\"application/json\" id=\"contents\">{contents}\
             </script><script>{script}</script></body></html>"
        )
    }

    /// Shows the widget in an evcxr notebook.
    pub fn show(&self) {
        show_html(&self.html());
    }

    /// Writes it as a page of its own, whole or not at all.
    pub fn save(&self, path: &std::path::Path) -> Result<()> {
        let title = escape(&self.title);
        let page = format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title></head>\
             <body>{}</body></html>\n",
            self.html()
        );
        write_atomically(path, page.as_bytes())
    }
}

/// Text made safe inside a quoted attribute; unlike [`escape`], it keeps the line breaks.
fn attribute(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('"', "&quot;");
    text.replace('<', "&lt;").replace('>', "&gt;")
}

/// How a content policy names a script or style that may be used.
fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let digest = base64::engine::general_purpose::STANDARD.encode(digest);
    format!("'sha256-{digest}'")
}

/// Gives a widget's type the methods that all widgets have.
macro_rules! shows_itself {
    ($widget:ty) => {
        impl $widget {
            /// The widget as HTML, its still picture first.
            pub fn html(&self) -> String {
                self.page.html()
            }

            /// Saves the widget as a page that opens without a network.
            ///
            /// # Errors
            /// [`ErrorKind::Io`](vae_core::ErrorKind) if the file cannot be written.
            pub fn save(&self, path: impl AsRef<std::path::Path>) -> vae_core::Result<()> {
                self.page.save(path.as_ref())
            }

            /// Shows the widget in an evcxr notebook, when it is a cell's last expression.
            pub fn evcxr_display(&self) {
                self.page.show();
            }
        }
    };
}
pub(super) use shows_itself;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;

    fn page(title: &str) -> Page {
        Page {
            name: "sample",
            title: title.into(),
            script: "function start() {}",
            computes_in_a_worker: false,
            data: json!({ "name": "</script><b a=\"1\">&" }),
            state: Value::Null,
            source: Source::Other("<i>".into()),
            still: Figures(vec![Figure::draw("A", (10, 10), |_| Ok(())).unwrap()]),
        }
    }

    #[test]
    fn names_from_data_cannot_leave_their_place() {
        let html = page("\"><script>alert(1)</script>").html();
        assert!(!html.contains("alert(1)</script>"), "{html}");
        assert!(html.contains("\\u003c/script&gt;\\u003cb a=\\&quot;1\\&quot;&gt;&amp;"));
        assert_eq!(html.matches("<script>").count(), 1);
        assert_eq!(html.matches("</script>").count(), 1);
    }

    #[test]
    fn nothing_is_allowed_but_the_pages_own_scripts_and_styles() {
        let document = page("A").document();
        let scripts: Vec<&str> = document.split("<script>").collect();
        let script = scripts[1].split("</script>").next().unwrap();
        assert!(document.contains(&hash(script)));
        assert!(document.contains("default-src 'none'") && !document.contains("unsafe"));
        assert!(!document.contains("http:") && !document.contains("https:"));
    }

    #[test]
    fn only_who_computes_may_start_a_worker() {
        let policy = |computes_in_a_worker| {
            let document = Page { computes_in_a_worker, ..page("A") }.document();
            document.split("content=\"").nth(1).unwrap().split('"').next().unwrap().to_string()
        };
        let (plain, computing) = (policy(false), policy(true));
        assert!(!plain.contains("worker") && !plain.contains("wasm"), "{plain}");
        let more = computing.replace(" 'wasm-unsafe-eval'", "").replace(" worker-src blob:;", "");
        assert_eq!(more, plain);
        assert_ne!(computing, plain);
    }

    #[test]
    fn a_still_picture_comes_first() {
        let html = page("A").html();
        let (still, frame) = (html.find("<figure>"), html.find("<iframe"));
        assert!(still.unwrap() < frame.unwrap());
    }
}
