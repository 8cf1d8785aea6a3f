//! How fast files are cleaned, text dumps and web pages apart: `cargo bench --bench clean`.
//!
//! The pages are those of `datasets/samples`, and, where they are there, of `../shared/data/extraction`, which the
//! models learned from. Files that are compressed are left out.
#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;

use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime};
use standpoint::clean::{clean_page, looks_like_html};

/// The files of a folder with their names, in order; none where there is no such folder.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file() && !entry.file_name().to_string_lossy().ends_with(".gz"));
    files.map(|file| (file.path().to_string_lossy().into_owned(), std::fs::read(file.path()).unwrap())).collect()
}

fn bench(group: &mut BenchmarkGroup<WallTime>, name: &str, files: &[(String, Vec<u8>)]) {
    if files.is_empty() {
        return;
    }
    group.throughput(Throughput::Bytes(files.iter().map(|(_, bytes)| bytes.len() as u64).sum()));
    group.bench_function(name, |bencher| {
        bencher.iter(|| files.iter().map(|(path, bytes)| clean_page(bytes, path).body.len()).sum::<usize>());
    });
}

fn clean(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let learned = root.join("../shared/data/extraction");
    let is_html = |bytes: &[u8]| looks_like_html(&String::from_utf8_lossy(bytes));
    for (kind, html) in [("dump", false), ("html", true)] {
        let mut group = criterion.benchmark_group(kind);
        group.sample_size(10);
        for (name, folder) in [("samples", root.join("datasets/samples")), ("extraction", learned.join(kind))] {
            let mut files = files(&folder);
            files.retain(|(_, bytes)| is_html(bytes) == html);
            bench(&mut group, name, &files);
        }
        group.finish();
    }
}

criterion_group!(benches, clean);
criterion_main!(benches);
