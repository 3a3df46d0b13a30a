//! Images that are there more than once.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

/// Groups of equal images, by their places; each of `size` bytes.
pub fn groups(bytes: &[u8], size: usize) -> Vec<Vec<usize>> {
    let mut seen: HashMap<[u8; 32], Vec<usize>> = HashMap::new();
    for (index, image) in bytes.chunks_exact(size.max(1)).enumerate() {
        seen.entry(Sha256::digest(image).into()).or_default().push(index);
    }
    let mut groups: Vec<_> = seen.into_values().filter(|group| group.len() > 1).collect();
    groups.sort();
    groups
}

#[cfg(test)]
mod tests {
    #[test]
    fn equal_images_are_found() {
        assert_eq!(super::groups(&[1, 2, 3, 4, 1, 2, 3, 4, 3, 4], 2), [vec![0, 2], vec![1, 3, 4]]);
        assert!(super::groups(&[1, 2], 1).is_empty());
    }
}
