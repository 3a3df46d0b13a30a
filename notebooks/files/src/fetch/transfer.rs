//! One request to one mirror, from where the last one broke off.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

use ureq::http::{HeaderMap, Response, header};
use ureq::{Agent, Body};

use super::Event;
use super::patience::wait_for;
use vae_core::dataset::DataFile;
use vae_core::{Error, Result};

/// The longest that one request may take; what it brought is kept, and the next goes on.
const REQUEST: Duration = Duration::from_secs(120);

/// A request for a file.
pub(super) struct Transfer<'a> {
    pub(super) url: &'a str,
    pub(super) file: &'static DataFile,
    pub(super) silence: Duration,
    /// The file that is written to, for messages.
    pub(super) path: &'a Path,
}

/// What went wrong on the way, in words; another mirror may do better.
type Problem = String;

/// What the server is about to send.
struct Offer {
    /// The first byte's place in the file.
    start: u64,
    /// The size of the whole.
    total: Option<u64>,
}

impl Transfer<'_> {
    /// Appends what is missing to `part`, or starts over where the server wants that. The outer
    /// error is the disk's, the inner one the network's.
    pub(super) fn run(
        &self,
        part: &mut File,
        report: &mut dyn FnMut(Event),
    ) -> Result<std::result::Result<(), Problem>> {
        let disk = || Error::io("write", self.path);
        let have = part.metadata().map_err(disk())?.len();
        let response = match wait_for(self.request(have))? {
            Ok(response) => response,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let offer = match self.accept(&response, have) {
            Ok(offer) => offer,
            Err(problem) => {
                if response.status() == 416 {
                    part.set_len(0).map_err(disk())?;
                }
                return Ok(Err(problem));
            }
        };
        part.set_len(offer.start).map_err(disk())?;
        part.seek(SeekFrom::Start(offer.start)).map_err(disk())?;
        self.receive(response, &offer, part, report)
    }

    fn request(
        &self,
        have: u64,
    ) -> impl FnOnce() -> std::result::Result<Response<Body>, ureq::Error> + use<> {
        let agent: Agent = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(self.url.starts_with("https:"))
            .user_agent(concat!("vae-files/", env!("CARGO_PKG_VERSION")))
            .accept_encoding("identity")
            .timeout_resolve(Some(self.silence))
            .timeout_connect(Some(self.silence))
            .timeout_recv_response(Some(self.silence))
            .timeout_per_read(Some(self.silence))
            .timeout_recv_body(Some(REQUEST))
            .build()
            .into();
        let request = agent.get(self.url);
        move || match have {
            0 => request.call(),
            _ => request.header(header::RANGE, format!("bytes={have}-")).call(),
        }
    }

    /// Looks at the headers before anything else is read.
    fn accept(&self, response: &Response<Body>, have: u64) -> std::result::Result<Offer, Problem> {
        let headers = response.headers();
        let length = number(text(headers, header::CONTENT_LENGTH));
        let offer = match response.status().as_u16() {
            200 => Offer { start: 0, total: length },
            206 if range_start(headers) == Some(have) => {
                Offer { start: have, total: length.map(|length| have.saturating_add(length)) }
            }
            206 => return Err("sent another part of the file than asked for".into()),
            _ => return Err(format!("answered {}", response.status())),
        };
        if text(headers, header::CONTENT_TYPE).starts_with("text/html") {
            return Err("answered with a web page instead of the file".into());
        }
        let max = self.file.max_bytes;
        match offer.total {
            Some(total) if total > max => {
                Err(format!("offers {total} bytes, more than the {max} it can be"))
            }
            _ => Ok(offer),
        }
    }

    fn receive(
        &self,
        response: Response<Body>,
        offer: &Offer,
        part: &mut File,
        report: &mut dyn FnMut(Event),
    ) -> Result<std::result::Result<(), Problem>> {
        let mut body = response.into_body().into_reader();
        let mut done = offer.start;
        let mut buffer = vec![0; 1 << 16];
        loop {
            report(Event::Progress { file: self.file.name, done, total: offer.total });
            let count;
            (body, buffer, count) = wait_for(move || {
                let count = body.read(&mut buffer);
                (body, buffer, count)
            })?;
            let count = match count {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) => return Ok(Err(format!("broke off after {done} bytes ({error})"))),
            };
            done += count as u64;
            if done > self.file.max_bytes {
                part.set_len(0).map_err(Error::io("write", self.path))?;
                return Ok(Err("sends more bytes than the file can have".into()));
            }
            part.write_all(&buffer[..count]).map_err(Error::io("write", self.path))?;
        }
        Ok(match offer.total {
            Some(total) if done < total => Err(format!("broke off after {done} of {total} bytes")),
            _ => Ok(()),
        })
    }
}

/// A header's text; empty where there is none.
fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().trim()
}

fn number(text: &str) -> Option<u64> {
    text.parse().ok()
}

/// The first byte that `Content-Range: bytes 5-9/10` names.
fn range_start(headers: &HeaderMap) -> Option<u64> {
    let range = text(headers, header::CONTENT_RANGE).strip_prefix("bytes ")?;
    number(range.split('-').next()?)
}
