//! A checksum inside a safetensors file, over all of its other bytes.

use std::ops::Range;

use sha2::{Digest, Sha256};

/// The header's entry that holds the checksum.
pub(crate) const KEY: &str = "sha256";

/// How the entry begins in the header's JSON, where any other text has its quotes escaped.
const BEGINNING: &[u8] = b"\"sha256\":\"";

/// What stands in the entry while the checksum is taken.
pub(crate) const BLANK: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Writes the checksum into a file that was made with [`BLANK`] under [`KEY`]; false where there
/// is no such entry.
pub(crate) fn seal(bytes: &mut [u8]) -> bool {
    let Some(place) = place(bytes) else {
        return false;
    };
    let digest = digest(bytes, &place);
    bytes[place].copy_from_slice(digest.as_bytes());
    true
}

/// Whether a file has a checksum that is that of its contents.
pub(crate) fn is_intact(bytes: &[u8]) -> bool {
    place(bytes).is_some_and(|place| digest(bytes, &place).as_bytes() == &bytes[place])
}

/// Where the checksum stands.
fn place(bytes: &[u8]) -> Option<Range<usize>> {
    let (length, rest) = bytes.split_first_chunk()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let header = rest.get(..length)?;
    let found = header
        .windows(BEGINNING.len())
        .position(|window| window == BEGINNING)?;
    let start = 8 + found + BEGINNING.len();
    let place = start..start + BLANK.len();
    bytes.get(place.clone())?;
    Some(place)
}

fn digest(bytes: &[u8], place: &Range<usize>) -> String {
    let mut sha = Sha256::new();
    sha.update(&bytes[..place.start]);
    sha.update(BLANK);
    sha.update(&bytes[place.end..]);
    format!("{:x}", sha.finalize())
}
