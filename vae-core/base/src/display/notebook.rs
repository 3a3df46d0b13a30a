//! How a value reaches a notebook.

/// Shows a piece of HTML as the output of an evcxr cell.
pub fn show_html(html: &str) {
    println!("EVCXR_BEGIN_CONTENT text/html\n{html}\nEVCXR_END_CONTENT");
}
