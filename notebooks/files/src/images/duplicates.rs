//! Images that are there more than once.

use sha2::{Digest, Sha256};

/// What tells an image from all others: half of its SHA-256.
pub type Fingerprint = [u8; 16];

/// The fingerprint of an image's bytes.
pub fn fingerprint(image: &[u8]) -> Fingerprint {
    let digest: [u8; 32] = Sha256::digest(image).into();
    std::array::from_fn(|i| digest[i])
}

/// Groups of equal images, by their places.
pub fn groups(fingerprints: &[Fingerprint]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..fingerprints.len()).collect();
    order.sort_unstable_by_key(|&place| (fingerprints[place], place));
    let equal = order.chunk_by(|&a, &b| fingerprints[a] == fingerprints[b]);
    let mut groups: Vec<_> = equal.filter(|group| group.len() > 1).map(<[_]>::to_vec).collect();
    groups.sort();
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_images_are_found() {
        let of = |images: &[&[u8]]| {
            groups(&images.iter().map(|image| fingerprint(image)).collect::<Vec<_>>())
        };
        let images: [&[u8]; 5] = [&[1, 2], &[3, 4], &[1, 2], &[3, 4], &[3, 4]];
        assert_eq!(of(&images), [vec![0, 2], vec![1, 3, 4]]);
        assert!(of(&images[..2]).is_empty());
    }
}
