//! The header of a table and the names the user gave come in; which column plays which role goes out.

use crate::{Error, ErrorKind, Result};

/// The columns the user named (`--text-column` and its siblings).
///
/// ```
/// use standpoint::input::{ColumnNames, Columns};
/// let names = ColumnNames { text: Some("Tweet".into()), ..ColumnNames::default() };
/// assert_eq!(Columns::find(&["Tweet".into(), "Body".into()], &names)?.text, Some(0));
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ColumnNames {
    /// `--text-column`.
    pub text: Option<String>,
    /// `--title-column`.
    pub title: Option<String>,
    /// `--topic-column`.
    pub topics: Option<String>,
    /// `--stance-column`.
    pub stance: Option<String>,
    /// `--target-column`.
    pub target: Option<String>,
    /// `--id-column`.
    pub id: Option<String>,
    /// `--date-column`.
    pub date: Option<String>,
    /// `--outlet-column`.
    pub outlet: Option<String>,
    /// `--claim-column`.
    pub claim: Option<String>,
    /// `--mention-column`.
    pub mention: Option<String>,
    /// `--topic-columns`: columns of 0 and 1, one for each topic.
    pub topic_columns: Vec<String>,
    /// Whether a table without a text column is read too, as labels alone.
    pub text_is_optional: bool,
}

/// Where each role is in a row, counted from 0.
///
/// ```
/// use standpoint::input::{ColumnNames, Columns};
/// let header = ["ID", "Head line", "Article_Body"].map(String::from);
/// let columns = Columns::find(&header, &ColumnNames::default())?;
/// assert_eq!((columns.id, columns.title, columns.text), (Some(0), Some(1), Some(2)));
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The text of the article; there after [`Columns::find`], unless [`ColumnNames::text_is_optional`].
    pub text: Option<usize>,
    /// The headline.
    pub title: Option<usize>,
    /// The topics in one cell.
    pub topics: Option<usize>,
    /// The stance.
    pub stance: Option<usize>,
    /// What the stance is toward.
    pub target: Option<usize>,
    /// The id.
    pub id: Option<usize>,
    /// The date.
    pub date: Option<usize>,
    /// Who published it.
    pub outlet: Option<usize>,
    /// The claim that the text agrees with or not.
    pub claim: Option<usize>,
    /// The person or organisation that the stance is toward.
    pub mention: Option<usize>,
    /// Where the mention starts in the text, in characters from 0.
    pub start: Option<usize>,
    /// Where it ends.
    pub end: Option<usize>,
    /// Columns of 0 and 1.
    pub topic_columns: Vec<usize>,
}

const TEXT: &[&str] = &["text", "body", "content", "article", "articlebody", "tweet", "sentence"];
const TITLE: &[&str] = &["title", "headline"];
const TOPICS: &[&str] = &["topics", "topic", "labels", "label", "category"];
const STANCE: &[&str] = &["stance", "polarity"];
const TARGET: &[&str] = &["target"];
const ID: &[&str] = &["id"];
const DATE: &[&str] = &["date"];
const OUTLET: &[&str] = &["outlet", "source", "publisher"];
const CLAIM: &[&str] = &["claim"];
const MENTION: &[&str] = &["mention"];
const START: &[&str] = &["start"];
const END: &[&str] = &["end"];

/// A name as it is compared: lower case, without spaces and underscores.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && *c != '_').flat_map(char::to_lowercase).collect()
}

/// Names in quotes, at most 30 of them.
pub(crate) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    let mut shown: Vec<String> = names.iter().take(30).map(|name| format!("'{}'", name.as_ref())).collect();
    if names.len() > shown.len() {
        shown.push(format!("and {} more", names.len() - shown.len()));
    }
    shown.join(", ")
}

/// Where the column of a name is.
pub(super) fn place(header: &[String], name: &str) -> Result<usize> {
    named(header, name, None)
}

fn named(header: &[String], name: &str, option: Option<&str>) -> Result<usize> {
    let way_out = option.map_or("name one of them".to_owned(), |option| format!("give one of them to {option}"));
    let exact: Vec<usize> = (0..header.len()).filter(|i| header[*i].trim() == name.trim()).collect();
    let loose: Vec<usize> = (0..header.len()).filter(|i| plain(&header[*i]) == plain(name)).collect();
    match (exact.as_slice(), loose.as_slice()) {
        ([one], _) | ([], [one]) => Ok(*one),
        ([], []) => {
            Err(Error::new(ErrorKind::Column, format!("no column '{name}'; the columns are {}: {way_out}", listed(header))))
        }
        _ => {
            Err(Error::new(ErrorKind::Column, format!("more than one column is named '{name}'; rename all but one in the file")))
        }
    }
}

impl Columns {
    /// The columns that an article is made of.
    pub(crate) fn used(&self) -> Vec<usize> {
        let roles = [self.text, self.title, self.target, self.id, self.date, self.outlet, self.claim, self.mention];
        roles.into_iter().chain([self.start, self.end]).flatten().collect()
    }

    /// Finds each role by the name the user gave, else by its usual names, whatever their case, spaces
    /// and underscores.
    pub fn find(header: &[String], names: &ColumnNames) -> Result<Columns> {
        let roles: [(&str, &str, &Option<String>, &[&str]); 12] = [
            ("text", "--text-column", &names.text, TEXT),
            ("title", "--title-column", &names.title, TITLE),
            ("topics", "--topic-column", &names.topics, TOPICS),
            ("stance", "--stance-column", &names.stance, STANCE),
            ("target", "--target-column", &names.target, TARGET),
            ("id", "--id-column", &names.id, ID),
            ("date", "--date-column", &names.date, DATE),
            ("outlet", "--outlet-column", &names.outlet, OUTLET),
            ("claim", "--claim-column", &names.claim, CLAIM),
            ("mention", "--mention-column", &names.mention, MENTION),
            ("start", "a single column", &None, START),
            ("end", "a single column", &None, END),
        ];
        if names.topics.is_some() && !names.topic_columns.is_empty() {
            return Err(Error::new(
                ErrorKind::Column,
                "--topic-column and --topic-columns are both given; leave one of them out",
            ));
        }
        let mut topic_columns = Vec::new();
        for name in &names.topic_columns {
            let at = named(header, name, Some("--topic-columns"))?;
            if !topic_columns.contains(&at) {
                topic_columns.push(at);
            }
        }
        let mut found = [None; 12];
        let mut taken = topic_columns.clone();
        for (slot, (_, option, name, _)) in found.iter_mut().zip(&roles) {
            if let Some(name) = name {
                let at = named(header, name, Some(option))?;
                *slot = Some(at);
                taken.push(at);
            }
        }
        for (slot, (role, option, name, usual)) in found.iter_mut().zip(&roles) {
            if name.is_some() || (*role == "topics" && !topic_columns.is_empty()) {
                continue;
            }
            let candidates: Vec<usize> =
                (0..header.len()).filter(|at| !taken.contains(at) && usual.contains(&plain(&header[*at]).as_str())).collect();
            if candidates.len() > 1 {
                let names: Vec<&str> = candidates.iter().map(|at| header[*at].as_str()).collect();
                let way_out =
                    if option.starts_with("--") { format!("name one with {option} NAME") } else { "rename all but one".into() };
                let text = format!("more than one column could be the {role}: {}; {way_out}", listed(&names));
                return Err(Error::new(ErrorKind::Column, text));
            }
            *slot = candidates.first().copied();
        }
        let [text, title, topics, stance, target, id, date, outlet, claim, mention, start, end] = found;
        if text.is_none() && !names.text_is_optional {
            return Err(Error::new(
                ErrorKind::Column,
                format!("no text column; the columns are {}: name one with --text-column NAME", listed(header)),
            ));
        }
        let (start, end) = mention.and(start.zip(end)).unzip();
        Ok(Columns { text, title, topics, stance, target, id, date, outlet, claim, mention, start, end, topic_columns })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn header(names: &str) -> Vec<String> {
        names.split(',').map(str::to_owned).collect()
    }

    fn failure(names: &str, given: &ColumnNames) -> String {
        let error = Columns::find(&header(names), given).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Column);
        error.to_string()
    }

    #[test]
    fn usual_names_in_any_case() {
        let found =
            Columns::find(&header("ID,Head Line,Article_Body,Label,Polarity,TARGET,Source,date"), &ColumnNames::default())
                .unwrap();
        assert_eq!((found.id, found.title, found.text, found.topics), (Some(0), Some(1), Some(2), Some(3)));
        assert_eq!((found.stance, found.target, found.outlet, found.date), (Some(4), Some(5), Some(6), Some(7)));
    }

    #[test]
    fn two_candidates_stop() {
        let none = ColumnNames::default();
        let message = failure("text,Body,topic", &none);
        assert!(message.contains("'text', 'Body'") && message.ends_with("--text-column NAME"), "{message}");
        let names = ColumnNames { text: Some("body".into()), ..none };
        // A named column settles it.
        assert_eq!(Columns::find(&header("text,Body,topic"), &names).unwrap().text, Some(1));
        assert!(failure("text,topic,label", &ColumnNames::default()).contains("--topic-column NAME"));
        assert!(failure("text,a,a", &ColumnNames { title: Some("a".into()), ..ColumnNames::default() }).contains("rename"));
    }

    #[test]
    fn a_title_alone_is_no_text() {
        let message = failure("title,topic", &ColumnNames::default());
        assert!(message.contains("no text column; the columns are 'title', 'topic'"), "{message}");
        let message = failure("text,topic", &ColumnNames { stance: Some("view".into()), ..ColumnNames::default() });
        assert!(message.contains("no column 'view'; the columns are 'text', 'topic'"), "{message}");
    }

    #[test]
    fn topic_columns_take_the_place_of_topics() {
        let names = ColumnNames { topic_columns: vec!["b".into(), "a".into()], ..ColumnNames::default() };
        let found = Columns::find(&header("text,label,a,b"), &names).unwrap();
        assert_eq!((found.topics, found.topic_columns), (None, vec![3, 2]));
    }
}
