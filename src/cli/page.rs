//! Every line of a page with what became of it, as people and as programs read it.

use std::io::Write;

use comfy_table::Table;
use serde::Serialize;
use standpoint::Article;
use standpoint::article::{LineVerdict, PageLine};

use super::args::Format;
use super::csv_line::CsvLine;
use super::output;

#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    line: usize,
    verdict: &'static str,
    score: Option<f64>,
    text: &'a str,
}

pub const COLUMNS: [&str; 5] = ["path", "line", "verdict", "score", "text"];

/// Writes the lines of a page; those of a row of a table, which is never cut, are its title and its paragraphs.
pub fn write(out: &mut impl Write, article: &Article, format: Format, styled: bool) -> anyhow::Result<()> {
    let path = article.row.map_or_else(|| article.path.clone(), |row| format!("{}#{row}", article.path));
    let uncut = if article.page.is_empty() { uncut(article) } else { Vec::new() };
    let lines = if article.page.is_empty() { &uncut } else { &article.page };
    if format == Format::Table {
        output::title(out, &path, styled)?;
    }
    // None where stdout is no terminal: then nothing is cut.
    let width = Table::new().width().map_or(usize::MAX, usize::from);
    for (i, PageLine { text, verdict, score }) in lines.iter().enumerate() {
        let (line, verdict, score) = (i + 1, verdict.name(), *score);
        match format {
            Format::Jsonl => {
                out.write_all(&serde_json::to_vec(&Row { path: &path, line, verdict, score, text })?)?;
                writeln!(out)?;
            }
            Format::Csv => {
                let score = score.map(|score| score.to_string()).unwrap_or_default();
                out.write_all(&CsvLine::of([&*path, &line.to_string(), verdict, &score, text]).end())?;
            }
            Format::Table => {
                let score = score.map(|score| format!("{score:+.2}")).unwrap_or_default();
                writeln!(out, "  {verdict:<8}  {score:>6}  {}", cut(text, width.saturating_sub(20)))?;
            }
        }
    }
    if format == Format::Table {
        writeln!(out)?;
    }
    Ok(())
}

fn uncut(article: &Article) -> Vec<PageLine> {
    let line = |text: &str, verdict| PageLine { text: text.to_owned(), verdict, score: None };
    let title = Some(article.title.as_str()).filter(|title| !title.is_empty());
    let body = article.body.split("\n\n").filter(|text| !text.is_empty());
    title.map(|text| line(text, LineVerdict::Title)).into_iter().chain(body.map(|text| line(text, LineVerdict::Body))).collect()
}

/// As much of the text as fits; letters of East Asia are two columns wide.
fn cut(text: &str, width: usize) -> String {
    let wide = |c: char| {
        if matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff00}'..='\u{ff60}') {
            2
        } else {
            1
        }
    };
    let line = text.replace('\n', " ");
    if line.chars().map(wide).sum::<usize>() <= width {
        return line;
    }
    let mut used = 1;
    let fits = line.chars().take_while(|&c| {
        used += wide(c);
        used <= width
    });
    fits.chain(['\u{2026}']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_to_the_columns() {
        assert_eq!(cut("rain", 4), "rain");
        assert_eq!(cut("raining\nhard", 5), "rain\u{2026}");
        assert_eq!(cut("\u{4e2d}\u{6587}\u{4e2d}\u{6587}", 5), "\u{4e2d}\u{6587}\u{2026}");
        assert_eq!(cut("rain", 0), "\u{2026}");
    }
}
