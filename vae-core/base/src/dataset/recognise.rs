//! What a file is, by its first bytes, when it is not what was looked for.

/// What these first bytes of a file begin, in words, where they are known to: `a web page (HTML)`.
/// 512 of them are enough.
pub fn foreign(head: &[u8]) -> Option<&'static str> {
    let known = BEGINNINGS.iter().find(|(beginning, _)| head.starts_with(beginning));
    known.map(|(_, name)| *name).or_else(|| idx(head)).or_else(|| is_page(head).then_some(PAGE))
}

const PAGE: &str = "a web page (HTML), as a server sends in place of a file";

const BEGINNINGS: [(&[u8], &str); 17] = [
    (b"version https://git-lfs", "a pointer of Git LFS, not the file itself: run `git lfs pull`"),
    (b"\x1f\x8b", "gzip inside gzip: unpack it once"),
    (b"\x89HDF", "HDF5"),
    (b"MATLAB 7.3", "MATLAB level 7.3, which is HDF5: save it as level 5, `save(…, '-v7')`"),
    (b"MATLAB 5.0", "MATLAB level 5"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x93NUMPY", "a NumPy array (.npy)"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"RIFF", "a RIFF file (WebP, WAV, …)"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"\xef\xbb\xbf", "text that begins with a byte-order mark"),
    (b"PAR1", "a Parquet table"),
    (b"\x80\x02", "a Python pickle"),
];

/// IDX of other numbers or dimensions than were looked for.
fn idx(head: &[u8]) -> Option<&'static str> {
    match *head.first_chunk()? {
        [0, 0, 0x08, 1] => Some("IDX of one dimension, as labels are stored"),
        [0, 0, 0x08, 3] => Some("IDX of three dimensions, as images are stored"),
        [0, 0, 0x08, _] => Some("IDX of another number of dimensions"),
        [0, 0, 0x09, _] => Some("IDX of signed bytes"),
        [0, 0, 0x0b | 0x0c, _] => Some("IDX of integers longer than a byte"),
        [0, 0, 0x0d, _] => Some("IDX of floats, not of bytes"),
        [0, 0, 0x0e, _] => Some("IDX of doubles, not of bytes"),
        [1 | 3, 8, 0, 0] => Some("IDX written in the wrong byte order (little-endian)"),
        _ => None,
    }
}

fn is_page(head: &[u8]) -> bool {
    let text = head.trim_ascii_start();
    let begins = |tag: &str| {
        text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes()))
    };
    ["<!doctype", "<html", "<head", "<?xml"].iter().any(|tag| begins(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart_by_their_beginnings() {
        let said = |head: &[u8]| foreign(head).unwrap_or("nothing known");
        assert!(said(b"\n <!DOCTYPE html>").contains("web page"));
        assert!(said(b"version https://git-lfs.github.com/spec/v1").contains("LFS"));
        assert!(said(&[0, 0, 0x0d, 3]).contains("floats"));
        assert!(said(&[3, 8, 0, 0]).contains("byte order"));
        assert!(said(b"MATLAB 7.3 MAT-file").contains("HDF5"));
        assert_eq!(said(b""), "nothing known");
        assert_eq!(said(&[7; 9]), "nothing known");
    }
}
