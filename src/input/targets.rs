//! Names of targets come in, in whatever words; one name a target goes out. A table of aliases comes in; [`Aliases`] go out.

use std::collections::BTreeMap;
use std::io::Read;

use super::FIELD_CAP;
use super::columns::{listed, plain};
use super::table::TableReader;
use crate::text::{Aliases, clean_text};
use crate::{Corpus, Error, ErrorKind, Result};

/// Reads a table of `target` and `alias`, a row for each alias.
///
/// ```
/// let table = Box::new(&b"target,alias\nHillary Clinton,HRC\nHillary Clinton,Clinton\n"[..]);
/// let aliases = standpoint::input::read_aliases(table, "aliases.csv")?;
/// assert_eq!(aliases.target_of("hrc"), Some("Hillary Clinton"));
/// # Ok::<(), standpoint::Error>(())
/// ```
///
/// # Errors
/// Where a column or a cell is missing, or a name stands for two targets.
pub fn read_aliases(reader: Box<dyn Read + Send>, path: &str) -> Result<Aliases> {
    let mut table = TableReader::open_bare(reader, path, FIELD_CAP)?;
    let header = table.header().to_vec();
    let place = |name: &str| {
        let text = format!("no column '{name}'; the columns are {}: name two of them target and alias", listed(&header));
        header.iter().position(|known| plain(known) == name).ok_or_else(|| Error::new(ErrorKind::Column, text).file(path))
    };
    let (target_at, alias_at) = (place("target")?, place("alias")?);
    let mut aliases = Aliases::default();
    while let Some(row) = table.next_row() {
        let row = row?;
        let bad = |text: String| Error::new(ErrorKind::Input, text).file(path).row(row.row).line(row.line);
        let (target, alias) = (row.cell(Some(target_at)).trim(), row.cell(Some(alias_at)).trim());
        if target.is_empty() || alias.is_empty() {
            return Err(bad("a target or an alias is empty; give both, an alias a row".into()));
        }
        // Texts are cleaned before names are looked for in them.
        for name in [alias, &clean_text(alias)].into_iter().filter(|name| !name.is_empty()) {
            aliases.add(target, name).map_err(|known| {
                bad(format!("a name of '{target}' is one of '{known}' already; give each name to one target"))
            })?;
        }
    }
    Ok(aliases)
}

/// Gives rows whose targets are one in other words the same name: that of `known` targets, else the one beside which aliases
/// are given, else the most frequent, of equals the first in the order of bytes.
pub(super) fn merge(corpus: &mut Corpus, known: &[String], notes: &mut Vec<String>) {
    let mut rows: BTreeMap<&String, usize> = BTreeMap::new();
    for target in corpus.labels.iter().filter_map(|labels| labels.target.as_ref()?.as_ref()) {
        *rows.entry(target).or_insert(0) += 1;
    }
    let key_of = |name: &str| corpus.aliases.key_of(name);
    let mut named: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (name, &count) in &rows {
        let best = named.entry(key_of(name)).or_default();
        if count > best.0 {
            *best = (count, (*name).clone());
        }
        if let Some(target) = corpus.aliases.target_of(name) {
            *best = (usize::MAX, target.to_owned());
        }
    }
    for name in known.iter().rev() {
        named.entry(key_of(name)).and_modify(|best| *best = (usize::MAX, name.clone()));
    }
    let name_of = |name: &String| named.get(&key_of(name)).map_or_else(|| name.clone(), |(_, best)| best.clone());
    let changed: BTreeMap<String, String> =
        rows.keys().map(|name| ((*name).clone(), name_of(name))).filter(|(name, new)| name != new).collect();
    if changed.is_empty() {
        return;
    }
    let rename = |target: &mut Option<String>| {
        if let Some(name) = target.as_mut()
            && let Some(new) = changed.get(name)
        {
            name.clone_from(new);
        }
    };
    corpus.labels.iter_mut().filter_map(|labels| labels.target.as_mut()).for_each(rename);
    corpus.articles.iter_mut().for_each(|article| rename(&mut article.target));
    let pairs: Vec<String> = changed.iter().take(30).map(|(from, to)| format!("'{from}' as {to}")).collect();
    let more = if changed.len() > 30 { format!(", and {} more", changed.len() - 30) } else { String::new() };
    notes.push(format!("Targets in other words were read: {}{more}.", pairs.join(", ")));
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Cursor;

    use super::super::{CorpusOptions, read_corpus};
    use super::*;

    const ROWS: &str = "text,target,stance\na,Carbon Tax,pro\nb,the carbon taxes,con\nc,Carbon Tax,pro\nd,levy,con\ne,none,\n";

    fn targets(options: &CorpusOptions) -> (Vec<String>, Vec<String>) {
        let corpus = read_corpus(Box::new(Cursor::new(ROWS)), "a.csv", None, options).unwrap();
        let named = |at: usize| corpus.labels[at].target.clone().unwrap().unwrap_or_default();
        assert!((0..corpus.len()).all(|at| corpus.articles[at].target.clone().unwrap_or_default() == named(at)));
        ((0..corpus.len()).map(named).collect(), corpus.notes)
    }

    #[test]
    fn names_of_one_target_are_merged_and_that_is_said() {
        let options = CorpusOptions { min_label_rows: 1, ..CorpusOptions::default() };
        let (names, notes) = targets(&options);
        assert_eq!(names, ["Carbon Tax", "Carbon Tax", "Carbon Tax", "levy", ""]);
        assert!(notes.contains(&"Targets in other words were read: 'the carbon taxes' as Carbon Tax.".into()), "{notes:?}");
        let mut aliases = Aliases::default();
        aliases.add("CARBON TAX", "Levy").unwrap();
        let (names, _) = targets(&CorpusOptions { aliases, ..options.clone() });
        assert_eq!(names, ["CARBON TAX", "CARBON TAX", "CARBON TAX", "CARBON TAX", ""]);
        let known = vec!["carbon-tax".to_owned()];
        assert_eq!(targets(&CorpusOptions { known_targets: known, ..options }).0[..2], ["carbon-tax", "carbon-tax"]);
    }

    #[test]
    fn an_alias_is_known_as_texts_have_it_once_they_are_cleaned() {
        let aliases = read_aliases(Box::new(Cursor::new("target,alias\nCarrier,AT&amp;T\n")), "a.csv").unwrap();
        assert_eq!((aliases.target_of("AT&amp;T"), aliases.find("by AT&T").len()), (Some("Carrier"), 1));
    }

    #[test]
    fn a_table_of_aliases_needs_both_names_and_gives_a_name_to_one_target() {
        let message = |table: &'static str| read_aliases(Box::new(Cursor::new(table)), "a.csv").unwrap_err().to_string();
        assert!(message("target,name\na,b\n").contains("no column 'alias'"));
        assert!(message("target,alias\na,b\na,\n").contains("an alias is empty"));
        assert!(message("target,alias\na,b\nc,B\n").contains("a name of 'c' is one of 'a' already"));
    }
}
