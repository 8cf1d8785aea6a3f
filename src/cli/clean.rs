//! `clean`: pages in, their articles out as the classifier sees them.

use std::io::Write;
use std::process::ExitCode;

use serde::Serialize;
use standpoint::Article;
use standpoint::clean::explain_page;

use super::args::{CleanArgs, Format};
use super::csv_line::CsvLine;
use super::input::{self, Item};
use super::output::{self, tell};
use super::page;
use super::pipeline::{self, Event};

#[derive(Serialize)]
struct Cleaned<'a> {
    path: &'a str,
    title: &'a str,
    date: Option<&'a str>,
    authors: &'a [String],
    outlet: Option<&'a str>,
    language: Option<&'a str>,
    tags: &'a [String],
    url: Option<&'a str>,
    body: &'a str,
    warnings: &'a [String],
}

const COLUMNS: [&str; 10] = ["path", "title", "date", "authors", "outlet", "language", "tags", "url", "body", "warnings"];

pub fn run(args: &CleanArgs) -> anyhow::Result<ExitCode> {
    let source = &args.source;
    let mut out = output::open(source.out(), &source.read())?;
    if source.format == Format::Csv {
        let columns: &[&str] = if args.explain { &page::COLUMNS } else { &COLUMNS };
        out.write_all(&CsvLine::of(columns).end())?;
    }
    let styled = output::styled(source.out());
    let (mut unreadable, mut read, mut without) = (false, 0u64, 0u64);
    pipeline::run(
        pipeline::cores(),
        input::reader(source, if args.explain { explain_page } else { source.cleaner() }),
        || (),
        |(), item: Item| item.article(),
        |event| {
            match event {
                Event::Result(None) => {}
                Event::Result(Some(Ok(article))) => {
                    read += 1;
                    without += u64::from(article.has_no_story());
                    let write = if args.explain { page::write } else { write };
                    write(&mut out, &article, source.format, styled)?;
                    for warning in &article.warnings {
                        tell(source.quiet, &format!("warning: {}: {warning}", article.path));
                    }
                }
                Event::Result(Some(Err((_, error)))) => {
                    unreadable = true;
                    tell(source.quiet, &format!("error: {error}"));
                }
                Event::Idle => out.flush()?,
            }
            Ok(())
        },
    )?;
    if without > 0 {
        tell(source.quiet, &format!("{read} read: {without} without an article"));
    }
    Ok(if unreadable { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn write(out: &mut impl Write, article: &Article, format: Format, styled: bool) -> anyhow::Result<()> {
    match format {
        Format::Jsonl => {
            let cleaned = Cleaned {
                path: &article.path,
                title: &article.title,
                date: article.date.as_deref(),
                authors: &article.authors,
                outlet: article.outlet.as_deref(),
                language: article.language.as_deref(),
                tags: &article.tags,
                url: article.url.as_deref(),
                body: &article.body,
                warnings: &article.warnings,
            };
            // Made first and then written, so that a closed pipe is an error of writing, not of JSON.
            out.write_all(&serde_json::to_vec(&cleaned)?)?;
            writeln!(out)?;
        }
        Format::Csv => {
            let joined = |list: &[String]| list.join(";");
            let or_empty = |value: &Option<String>| value.clone().unwrap_or_default();
            let cells = [
                article.path.clone(),
                article.title.clone(),
                or_empty(&article.date),
                joined(&article.authors),
                or_empty(&article.outlet),
                or_empty(&article.language),
                joined(&article.tags),
                or_empty(&article.url),
                article.body.clone(),
                joined(&article.warnings),
            ];
            out.write_all(&CsvLine::of(cells).end())?;
        }
        Format::Table => {
            output::title(out, &article.title, styled)?;
            let (authors, tags) = (article.authors.join(", "), article.tags.join(", "));
            let lines = [("date", article.date.as_deref()), ("by", Some(&*authors)), ("tags", Some(&*tags))];
            for (name, value) in lines {
                if let Some(value) = value.filter(|value| !value.is_empty()) {
                    writeln!(out, "{name}: {value}")?;
                }
            }
            writeln!(out, "\n{}\n", article.body)?;
        }
    }
    Ok(())
}
