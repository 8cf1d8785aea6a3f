//! The house: a module imports the ground and what stands above it in the stream, never what stands below.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The ground imports only ground.
const GROUND: [&str; 8] = ["error", "article", "buffer", "text", "rng", "sparse", "split", "metrics"];

/// Data flows down this list; a module imports the ground and what stands before it.
const STREAM: [&str; 19] = [
    "input",
    "clean",
    "tokenize",
    "lexicon",
    "voices",
    "features",
    "linear",
    "task",
    "novelty",
    "model",
    "train",
    "predict",
    "evidence",
    "abstention",
    "robustness",
    "evaluate",
    "audit",
    "search",
    "model_file",
];

/// Lines of code of one file, at most.
const MOST_LINES: usize = 400;

/// Names that say nothing of what is in a room.
const EMPTY_NAMES: [&str; 8] = ["util", "utils", "common", "helper", "helpers", "misc", "prelude", "shared"];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file, as its path below `src` and its text.
fn files() -> Vec<(String, String)> {
    let mut out = Vec::new();
    for entry in walkdir::WalkDir::new(src()).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(src()).unwrap().to_str().unwrap().replace('\\', "/");
            out.push((name, std::fs::read_to_string(path).unwrap()));
        }
    }
    assert!(out.len() > 20, "only {} files under src", out.len());
    out
}

/// The code of a file: without comments, and without the `mod tests` that its tests are in.
fn code(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            let rest = lines.clone().find(|line| !line.trim_start().starts_with("#["));
            if rest.is_some_and(|line| line.starts_with("mod tests")) {
                break;
            }
        }
        if !line.trim_start().starts_with("//") && !line.trim().is_empty() {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Whether a file holds nothing but tests, which a `mod tests` names.
fn is_tests(name: &str) -> bool {
    name.ends_with("_tests.rs")
}

/// The names below the crate's root that a file's code begins a path with; `depth` is that of its module.
fn imports(code: &str, depth: usize) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let starts = |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$' || c == ':');
    for (at, _) in code.match_indices("crate::").filter(|(at, _)| starts(*at)) {
        first_names(&code[at + "crate::".len()..], &mut out);
    }
    for (at, _) in code.match_indices("super::").filter(|(at, _)| starts(*at)) {
        let rest = code[at..].trim_start_matches("super::");
        let ups = (code[at..].len() - rest.len()) / "super::".len();
        if ups >= depth {
            first_names(rest, &mut out);
        }
    }
    out
}

/// The first name of a path, or those of each path in its braces.
fn first_names(path: &str, out: &mut BTreeSet<String>) {
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '*').collect::<String>();
    if !path.starts_with('{') {
        out.insert(name(path));
        return;
    }
    let (mut level, mut begins) = (0, false);
    for (at, c) in path.char_indices() {
        match c {
            '{' => (level, begins) = (level + 1, level == 0),
            '}' if level == 1 => break,
            '}' => level -= 1,
            ',' => begins = level == 1,
            _ if c.is_whitespace() => {}
            _ if begins => {
                out.insert(name(&path[at..]));
                begins = false;
            }
            _ => {}
        }
    }
}

/// Which module each name of the crate's root is in: the modules themselves, and what `lib.rs` re-exports.
fn root_names(lib: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for line in code(lib).lines() {
        let line = line.trim_start_matches("pub ").trim_end_matches(';');
        if let Some(module) = line.strip_prefix("mod ") {
            out.insert(module.to_owned(), module.to_owned());
        } else if let Some((module, names)) = line.strip_prefix("use ").and_then(|path| path.split_once("::")) {
            for name in names.trim_matches(['{', '}']).split(',') {
                out.insert(name.trim().to_owned(), module.to_owned());
            }
        }
    }
    out
}

/// The module of the house that a file is in, and how deep its own module lies.
fn place(name: &str) -> (&str, usize) {
    let path = name.trim_end_matches(".rs").trim_end_matches("/mod");
    (path.split('/').next().unwrap(), path.split('/').count())
}

/// What of the library is not the program above it.
fn library() -> Vec<(String, String)> {
    files().into_iter().filter(|(name, _)| !name.starts_with("cli/") && name != "main.rs" && name != "lib.rs").collect()
}

/// Why `module` may not import `other`; nothing where it may.
fn objection(module: &str, other: &str) -> Option<String> {
    let in_stream = |name: &str| STREAM.iter().position(|m| *m == name);
    if module == other || GROUND.contains(&other) {
        return None;
    }
    let Some(to) = in_stream(other) else { return Some(format!("{other} is in no list of this test")) };
    match in_stream(module) {
        None => Some(format!("{module} is ground, which imports only ground, not {other}")),
        Some(from) if from < to => Some(format!("{module} stands above {other} and may not import it")),
        // The learners see numbers, not where they come from.
        Some(_) if module == "linear" => Some(format!("linear imports only ground, not {other}")),
        Some(_) => None,
    }
}

#[test]
fn every_module_has_its_place_in_the_house() {
    let lib = std::fs::read_to_string(src().join("lib.rs")).unwrap();
    let modules: BTreeSet<String> = root_names(&lib).into_values().collect();
    let known: BTreeSet<String> = GROUND.iter().chain(&STREAM).map(|name| name.to_string()).collect();
    assert_eq!(modules, known, "lib.rs and this test list different modules: give a new one its place in the order");
    for (name, _) in library() {
        assert!(known.contains(place(&name).0), "src/{name} is in no module of the house");
    }
}

#[test]
fn no_module_imports_what_stands_below_it() {
    let root = root_names(&std::fs::read_to_string(src().join("lib.rs")).unwrap());
    let mut wrong = Vec::new();
    for (name, text) in library().into_iter().filter(|(name, _)| !is_tests(name)) {
        let (module, depth) = place(&name);
        for import in imports(&code(&text), depth) {
            let other = root.get(&import).cloned().unwrap_or(import);
            wrong.extend(objection(module, &other).map(|why| format!("src/{name}: {why}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_program_sees_the_library_as_any_other_crate_does() {
    for (name, text) in files().iter().filter(|(name, _)| name.starts_with("cli/") || name == "main.rs") {
        let imports = imports(&code(text), place(name).1);
        let beyond: Vec<&String> = imports.iter().filter(|name| *name != "cli").collect();
        assert!(beyond.is_empty(), "src/{name} imports {beyond:?} by crate:: or super::; the library is standpoint::");
    }
    let uses = files().iter().filter(|(name, text)| name.starts_with("cli/") && text.contains("standpoint::")).count();
    assert!(uses > 5, "only {uses} files of the program use the library");
}

#[test]
fn no_file_is_too_long_and_lib_rs_is_a_page() {
    for (name, text) in files().iter().filter(|(name, _)| !is_tests(name)) {
        let lines = code(text).lines().count();
        assert!(lines <= MOST_LINES, "src/{name} has {lines} lines of code, over {MOST_LINES}: make a room of a part of it");
    }
    let lib = std::fs::read_to_string(src().join("lib.rs")).unwrap();
    assert!(lib.lines().count() < 80, "lib.rs has {} lines", lib.lines().count());
}

#[test]
fn tests_in_a_file_of_their_own_are_compiled_for_tests_only() {
    for (name, _) in files().iter().filter(|(name, _)| is_tests(name)) {
        let file = name.rsplit('/').next().unwrap();
        let line = format!("#[cfg(test)]\n#[path = \"{file}\"]\nmod tests;");
        assert!(files().iter().any(|(_, text)| text.contains(&line)), "src/{name} is named by no #[cfg(test)] mod tests");
    }
}

#[test]
fn every_name_says_what_is_in_the_room() {
    for (name, text) in files() {
        let parts = name.trim_end_matches(".rs").split('/').map(str::to_owned);
        let inline =
            text.lines().filter_map(|line| line.trim().trim_start_matches("pub ").strip_prefix("mod ")).map(str::to_owned);
        for part in parts.chain(inline) {
            let word = part.trim_end_matches([' ', '{', ';']);
            assert!(!EMPTY_NAMES.contains(&word), "src/{name}: '{word}' says nothing of what is in it");
        }
    }
}

#[test]
fn imports_of_every_form_are_seen() {
    let text = "\
//! [`crate::train`]
use crate::{
    Article, text::{clean_text, crate_like},
    input,
};
pub(crate) use crate::sparse::CsrMatrix;
fn f() -> crate::Result<()> { super::local(); super::super::evaluate::g(); $crate::not::this; mycrate::nor::this }
#[cfg(test)]
#[allow(dead_code)]
mod tests {
    use crate::predict::Predictor;
}
";
    let seen = |depth: usize| imports(&code(text), depth).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(seen(2), "Article Result evaluate input sparse text");
    assert_eq!(seen(1), "Article Result evaluate input local sparse text");
    assert_eq!(imports("use super::{error, task};", 1).len(), 2);
    assert_eq!(code(text).lines().count(), 6);
    let root = root_names("pub mod article;\nmod rng;\npub use article::{Article, Corpus};\npub use model::Model;\n");
    assert_eq!(
        root.iter().map(|(a, b)| format!("{a}={b}")).collect::<Vec<_>>().join(" "),
        "Article=article Corpus=article Model=model article=article rng=rng"
    );
    assert!(
        objection("sparse", "input").is_some() && objection("input", "train").is_some() && objection("task", "cats").is_some()
    );
    assert!(objection("linear", "tokenize").is_some() && objection("linear", "rng").is_none());
    assert!(objection("evaluate", "train").is_none() && objection("train", "evaluate").is_some());
}
