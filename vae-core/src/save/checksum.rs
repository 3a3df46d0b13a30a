//! A checksum inside a safetensors file, over all of its other bytes.

use std::ops::Range;

use sha2::{Digest, Sha256};

/// The header's entry that holds the checksum.
pub(crate) const KEY: &str = "sha256";

/// How the entry begins in the header's JSON, where any other text has its quotes escaped.
const BEGINNING: &[u8] = b"\"sha256\":\"";

/// What stands in the entry while the checksum is taken.
pub(crate) const PLACEHOLDER: &str =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// Writes the checksum into a file that was made with [`PLACEHOLDER`] under [`KEY`]; false where there
/// is no such entry.
pub(crate) fn embed(bytes: &mut [u8]) -> bool {
    let Some(span) = span(bytes) else {
        return false;
    };
    let digest = digest(bytes, &span);
    bytes[span].copy_from_slice(digest.as_bytes());
    true
}

/// Whether a file has a checksum that is that of its contents.
pub(crate) fn is_intact(bytes: &[u8]) -> bool {
    span(bytes).is_some_and(|span| digest(bytes, &span).as_bytes() == &bytes[span])
}

/// Where the checksum stands.
fn span(bytes: &[u8]) -> Option<Range<usize>> {
    let (length, rest) = bytes.split_first_chunk()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let header = rest.get(..length)?;
    let found = header.windows(BEGINNING.len()).position(|window| window == BEGINNING)?;
    let start = 8 + found + BEGINNING.len();
    let end = start + PLACEHOLDER.len();
    (end <= bytes.len()).then_some(start..end)
}

fn digest(bytes: &[u8], span: &Range<usize>) -> String {
    let before = Sha256::new().chain_update(&bytes[..span.start]).chain_update(PLACEHOLDER);
    format!("{:x}", before.chain_update(&bytes[span.end..]).finalize())
}
