//! Pages that hold no article (login and consent walls, indexes, 404s, results, videos, empty shells, comments), under
//! `datasets/samples/no-article`: they are said to have none, and pages with a story are not.
#![allow(clippy::unwrap_used)]

mod workdir;

use std::path::{Path, PathBuf};

use standpoint::Article;
use standpoint::article::NO_ARTICLE;
use standpoint::clean::clean_page;
use workdir::Workdir;

/// The pages of a folder of samples, cleaned, in order of their names.
fn pages(folder: &str) -> Vec<Article> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/samples").join(folder);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_file() && !path.to_string_lossy().ends_with(".body.txt"));
    paths.sort();
    paths.iter().map(|path| clean_page(&std::fs::read(path).unwrap(), &path.file_name().unwrap().to_string_lossy())).collect()
}

#[test]
fn a_page_without_an_article_is_said_to_have_none() {
    let pages = pages("no-article");
    assert_eq!(pages.len(), 24);
    let wrong: Vec<String> = pages
        .iter()
        .filter(|page| !page.body.is_empty() || !page.warnings.iter().any(|warning| warning == NO_ARTICLE))
        .map(|page| format!("{}: {:?} {:.80}", page.path, page.warnings, page.body.replace('\n', " ")))
        .collect();
    assert!(wrong.is_empty(), "{} of {} pages:\n{}", wrong.len(), pages.len(), wrong.join("\n"));
}

#[test]
fn a_page_with_a_story_is_not_said_to_have_none() {
    let stories: Vec<Article> = ["", "languages"].into_iter().flat_map(pages).collect();
    assert_eq!(stories.len(), 23);
    for page in stories {
        assert!(!page.body.is_empty() && !page.warnings.iter().any(|warning| warning == NO_ARTICLE), "{}", page.path);
    }
}

#[test]
fn in_a_batch_such_pages_have_their_status_and_are_counted() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/samples");
    let run = Workdir::new().run(&format!("classify {} --format jsonl", folder.join("no-article").display())).done();
    assert_eq!(run.lines().iter().filter(|line| line["status"] == "no-article").count(), 24);
    assert_eq!(run.stderr.lines().last(), Some("24 read: 24 no-article"));
}
