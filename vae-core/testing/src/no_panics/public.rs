//! The public functions of a crate, read from its sources: these are formatted by rustfmt, so a
//! block ends at the brace that stands as far from the left as its first word.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub struct Function {
    /// `Vae::encode`, or `module::function`.
    pub name: String,
    /// Whether it takes a tensor, a size, a number or a path, or something made of them.
    pub takes_input: bool,
}

const INPUTS: [&str; 14] = [
    "Tensor",
    "i64",
    "usize",
    "u64",
    "u8",
    "f64",
    "Path",
    "Range",
    "Duration",
    "ImageShape",
    "Config",
    "ImageSet",
    "DiagonalGaussian",
    "&str",
];

const TYPES: &[&str] = &["pub struct ", "pub enum ", "pub trait "];

/// Those that can be named from outside; `more` are types of the crate's own that are input, too.
pub fn functions(src: &Path, more: &[&str]) -> Vec<Function> {
    let sources: Vec<(PathBuf, Vec<String>)> = files(src)
        .into_iter()
        .map(|path| (path.clone(), code(&std::fs::read_to_string(&path).unwrap())))
        .collect();
    let types = public_names(&sources, TYPES);
    let inputs = [&INPUTS[..], more].concat();
    let mut passed_on = passed_on(&sources);
    let open = sources.iter().filter(|(path, _)| is_open(path, &sources)).cloned();
    passed_on.extend(public_names(&open.collect::<Vec<_>>(), TYPES));
    let reachable = |path: &Path, function: &Function| {
        let owner = function.name.split("::").next().unwrap();
        let passed = if module(path) == owner { &*function.name } else { owner };
        is_open(path, &sources) || passed_on.contains(passed)
    };
    sources
        .iter()
        .flat_map(|(path, lines)| {
            let all = in_file(&module(path), lines, &types, &inputs).into_iter();
            all.filter(|function| reachable(path, function)).collect::<Vec<_>>()
        })
        .collect()
}

/// What some `pub use` names: types as they are called, functions with their module.
fn passed_on(sources: &[(PathBuf, Vec<String>)]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, lines) in sources {
        let text = lines.join(" ");
        for list in text.split("pub use ").skip(1) {
            let list = list.split(';').next().unwrap_or_default();
            let (path, inside) = list.rsplit_once("::").unwrap_or_default();
            let module = path.rsplit("::").next().unwrap_or_default();
            for name in inside.split(|c: char| !c.is_alphanumeric() && c != '_') {
                names.extend([name.to_string(), format!("{module}::{name}")]);
            }
        }
    }
    names
}

/// Whether a file's module and all above it are public.
fn is_open(path: &Path, sources: &[(PathBuf, Vec<String>)]) -> bool {
    let folder = match path.ends_with("mod.rs") {
        true => path.parent().unwrap().parent().unwrap(),
        false => path.parent().unwrap(),
    };
    let parents = ["mod.rs", "lib.rs"].map(|name| folder.join(name));
    let Some((parent, lines)) = sources.iter().find(|(path, _)| parents.contains(path)) else {
        return true; // lib.rs itself
    };
    let is_declared = lines.contains(&format!("pub mod {};", module(path)));
    path == parent || is_declared && (parent.ends_with("lib.rs") || is_open(parent, sources))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<PathBuf> = entries
        .filter(|path| !path.ends_with("src/bin")) // programs have no public functions
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .filter(|path| !path.file_stem().unwrap().to_string_lossy().contains("test"))
        .collect();
    all.sort();
    all
}

/// The name of a file's module: the folder's for `mod.rs`.
fn module(path: &Path) -> String {
    let stem = path.file_stem().unwrap().to_string_lossy();
    match &*stem {
        "mod" => path.parent().unwrap().file_name().unwrap().to_string_lossy().into(),
        _ => stem.into(),
    }
}

/// The lines before a file's tests.
fn code(source: &str) -> Vec<String> {
    let lines = source.lines().take_while(|line| !line.starts_with("mod tests {"));
    lines.filter(|line| !line.trim_start().starts_with("//")).map(String::from).collect()
}

fn public_names(sources: &[(PathBuf, Vec<String>)], heads: &[&str]) -> BTreeSet<String> {
    let lines = sources.iter().flat_map(|(_, lines)| lines);
    let rest = lines.filter_map(|line| heads.iter().find_map(|h| line.trim().strip_prefix(h)));
    rest.map(first_word).collect()
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The block that a function stands in: whose it is, and whether its functions are public
/// without saying so, as a trait's are.
struct Block {
    owner: String,
    is_trait: bool,
    indent: usize,
}

fn in_file(
    module: &str,
    lines: &[String],
    types: &BTreeSet<String>,
    inputs: &[&str],
) -> Vec<Function> {
    let mut found = Vec::new();
    let mut block: Option<Block> = None;
    for (at, line) in lines.iter().enumerate() {
        let (text, indent) = (line.trim_start(), line.len() - line.trim_start().len());
        if block.as_ref().is_some_and(|block| text == "}" && indent == block.indent) {
            block = None;
        } else if let Some((owner, is_trait)) = owner(text) {
            block = Some(Block { owner, is_trait, indent });
        }
        let is_public = match &block {
            Some(block) => types.contains(&block.owner) && (block.is_trait || says_pub(text)),
            None => says_pub(text),
        };
        let Some(name) = function_name(text).filter(|_| is_public) else {
            continue;
        };
        let owner = block.as_ref().map_or(module, |block| &block.owner);
        let parameters = parameters(&lines[at..]);
        let takes_input = inputs.iter().any(|input| parameters.contains(input));
        found.push(Function { name: format!("{owner}::{name}"), takes_input });
    }
    found
}

/// `impl<'a> Network for Mlp<'a> {` → Mlp, which has a trait's functions; traits of the standard
/// library are left out.
fn owner(text: &str) -> Option<(String, bool)> {
    if let Some(rest) = text.strip_prefix("pub trait ") {
        return Some((first_word(rest), true));
    }
    let rest = text.strip_prefix("impl")?;
    let rest = match rest.strip_prefix('<') {
        Some(generic) => generic.split_once("> ")?.1,
        None => rest.trim_start(),
    };
    match rest.split_once(" for ") {
        Some((of, owner)) => {
            const OURS: [&str; 9] = [
                "Classifier",
                "ImageSet",
                "Network",
                "ObservationModel",
                "PixelDistribution",
                "PosteriorModel",
                "LatentDistribution",
                "ObjectiveFunction",
                "Watch",
            ];
            match OURS.contains(&of) {
                true => Some((first_word(owner), true)),
                false => Some(("(a foreign trait)".into(), false)),
            }
        }
        None => Some((first_word(rest), false)),
    }
}

fn says_pub(text: &str) -> bool {
    text.starts_with("pub fn ") || text.starts_with("pub const fn ")
}

fn function_name(text: &str) -> Option<String> {
    let text = text.strip_prefix("pub ").unwrap_or(text);
    let text = text.strip_prefix("const ").unwrap_or(text);
    text.strip_prefix("fn ").map(first_word)
}

/// What stands between a function's name and its answer or its body.
fn parameters(lines: &[String]) -> String {
    let mut all = String::new();
    for line in lines {
        all.push_str(line);
        if line.ends_with('{') || line.ends_with(';') {
            break;
        }
    }
    all.split(" -> ").next().unwrap_or_default().to_string()
}
