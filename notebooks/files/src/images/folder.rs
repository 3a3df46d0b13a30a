//! A folder of pictures, whose subfolders are classes.

use std::path::{Path, PathBuf};

use vae_core::{Error, Result};

use super::labels::Labels;
use super::raw::{Part, Raw};
use super::unfit;
use crate::natural::natural;

/// Folders inside folders inside folders, at most so deep.
const MAX_DEPTH: usize = 16;

/// A folder's pictures.
pub struct Folder {
    pub part: Part,
    /// Files that are no pictures.
    pub passed_over: Vec<PathBuf>,
}

/// Lists the pictures of a folder, in the order of their names.
pub fn open(path: &Path) -> Result<Folder> {
    let mut files = Vec::new();
    let mut passed_over = Vec::new();
    walk(path, 0, &mut files, &mut passed_over)?;
    if files.is_empty() {
        return Err(unfit(path, nothing(&passed_over), "name a folder of PNG or JPEG pictures"));
    }
    let labels = labels(path, &files);
    let part = Part { images: Raw::Files(files), labels, path: path.to_path_buf(), array: None };
    Ok(Folder { part, passed_over })
}

fn nothing(passed_over: &[PathBuf]) -> String {
    match passed_over {
        [] => "the folder is empty".into(),
        [first, ..] => {
            let (count, first) = (passed_over.len(), first.display());
            format!("there is no PNG or JPEG picture among its {count} files, {first}, …")
        }
    }
}

fn walk(
    folder: &Path,
    depth: usize,
    files: &mut Vec<PathBuf>,
    passed_over: &mut Vec<PathBuf>,
) -> Result<()> {
    for path in entries(folder)? {
        if is_hidden(&path) {
            continue;
        }
        match (path.is_dir(), is_picture(&path)) {
            (true, _) if depth < MAX_DEPTH => walk(&path, depth + 1, files, passed_over)?,
            (false, true) => files.push(path),
            _ => passed_over.push(path),
        }
    }
    Ok(())
}

/// What a folder holds, in order; numbers in names count as numbers.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let listed = std::fs::read_dir(folder).map_err(Error::io("list", folder))?;
    let paths = listed.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> =
        paths.collect::<Result<_, _>>().map_err(Error::io("list", folder))?;
    paths.sort_by_cached_key(|path| natural(&name(path)));
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What other programs leave beside pictures.
fn is_hidden(path: &Path) -> bool {
    let name = name(path);
    name.starts_with('.') || ["__MACOSX", "Thumbs.db", "desktop.ini"].contains(&&*name)
}

fn is_picture(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    ["png", "jpg", "jpeg"].contains(&&*ending)
}

/// The first folder below the root is a picture's class, where all pictures lie in one.
fn labels(root: &Path, files: &[PathBuf]) -> Option<Labels> {
    let class = |file: &PathBuf| {
        let inside = file.strip_prefix(root).ok()?;
        let mut parts = inside.components();
        let first = parts.next()?.as_os_str().to_string_lossy().into_owned();
        parts.next().map(|_| first)
    };
    let classes: Option<Vec<String>> = files.iter().map(class).collect();
    classes.map(|classes| Labels::of_names(&classes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count_as_numbers() {
        let mut names = ["b10", "b9", "a", "b9x2", "b9x10"];
        names.sort_by_key(|name| natural(name));
        assert_eq!(names, ["a", "b9", "b9x2", "b9x10", "b10"]);
    }

    #[test]
    fn a_folder_without_pictures_says_what_it_holds() {
        let folder = tempfile::tempdir().unwrap();
        let said = || open(folder.path()).err().unwrap().to_string();
        assert!(said().contains("is empty"));
        std::fs::write(folder.path().join("a.gif"), b"GIF89a").unwrap();
        assert!(said().contains("a.gif") && said().contains("PNG or JPEG"), "{}", said());
    }
}
