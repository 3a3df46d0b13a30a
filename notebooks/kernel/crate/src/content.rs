//! What an output shows: the same thing in one or more forms.

use crate::json;

/// One output, by MIME type. Jupyter shows the richest form that it can; a terminal the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    forms: Vec<(String, String)>,
}

impl Content {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::default().and("text/plain", text)
    }

    /// HTML, which may hold pictures and scripts.
    pub fn html(html: impl Into<String>) -> Self {
        Self::default().and("text/html", html)
    }

    /// The same thing in one more form. Binary forms are in base64, as Jupyter wants them.
    pub fn and(mut self, mime: impl Into<String>, form: impl Into<String>) -> Self {
        self.forms.push((mime.into(), form.into()));
        self
    }

    /// The form of this MIME type.
    pub fn form(&self, mime: &str) -> Option<&str> {
        let found = self.forms.iter().find(|(of, _)| of == mime);
        found.map(|(_, form)| form.as_str())
    }

    /// A JSON object with one member a form.
    pub(crate) fn json(&self) -> String {
        let member = |(mime, form): &(String, String)| {
            format!("{}:{}", json::string(mime), json::string(form))
        };
        let members: Vec<String> = self.forms.iter().map(member).collect();
        format!("{{{}}}", members.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::Content;

    #[test]
    fn all_forms_go_into_one_object() {
        let content = Content::html("<b>½</b>").and("text/plain", "\"½\"\n");
        assert_eq!(content.json(), r#"{"text/html":"<b>½</b>","text/plain":"\"½\"\n"}"#);
        assert_eq!(content.form("text/plain"), Some("\"½\"\n"));
        assert_eq!(content.form("image/png"), None);
    }
}
