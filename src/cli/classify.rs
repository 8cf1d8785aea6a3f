//! `classify`: articles in, one result each out, in order, as soon as it is there.

use std::process::ExitCode;

use standpoint::abstention::Abstention;
use standpoint::features::TermReader;
use standpoint::input::CorpusOptions;
use standpoint::predict::{Prediction, Status};
use standpoint::robustness::Bootstrap;
use standpoint::task::Decision;
use standpoint::{Article, Corpus, Error, ErrorKind, Model, Predictor};

use super::args::{ClassifyArgs, Format, start_threads};
use super::csv_line::CsvLine;
use super::input::{self, Item};
use super::model;
use super::output::{self, tell};
use super::people;
use super::pipeline::{self, Event};
use super::record::{self, Record, UnsureLabel};
use super::stream::{self, Assumed};
use super::voices;

/// What a worker made of an item.
enum Made {
    /// The columns of a table.
    Table(Vec<String>),
    /// A result to write, whether it is of a page, its status, and what could not be read.
    Article { text: Vec<u8>, of_page: bool, status: Status, error: Option<String> },
}

pub fn run(args: &ClassifyArgs) -> anyhow::Result<ExitCode> {
    let mut model = model::open(args.model.as_deref())?;
    let assumed = stream::adapt(&mut model, &args.stream, args.precision, args.source.quiet)?;
    let predictor = Predictor::new(model);
    refuse(args, &predictor)?;
    let source = &args.source;
    start_threads(args.threads);
    // Of a pipe or a folder it is not known.
    let files = source.inputs.iter().filter_map(|path| path.metadata().ok()).filter(std::fs::Metadata::is_file);
    predictor.expect(files.map(|file| file.len()).sum());
    let styled = output::styled(source.out());
    let table = training_table(args, predictor.model())?;
    let bootstrap = table.as_ref().map(|table| Bootstrap::new(&predictor, table, args.robust.refits)).transpose()?;
    if bootstrap.as_ref().is_some_and(|bootstrap| !bootstrap.has_same_data()) {
        tell(
            source.quiet,
            "warning: the training data is not the file that the model was trained on: agreement is that of models of this one",
        );
    }
    let csv = source.format == Format::Csv;
    let abstention = args.unsure_error.map(|error| Abstention::new(predictor.model(), error)).transpose()?;
    let making = Making { predictor: &predictor, abstention, bootstrap, assumed, args, styled };
    let read: Vec<_> = source.read().into_iter().chain(args.model.clone()).chain(args.robust.train_data.clone()).collect();
    let mut out = output::open(source.out(), &read)?;
    let mut columns = Columns { predictor: &predictor, unsure: args.unsure_error.is_some(), own: None };
    let mut counts = Status::ALL.map(|status| (status, 0u64));
    pipeline::run(
        // Refits have all threads, article after article.
        if making.bootstrap.is_some() { 1 } else { args.threads.unwrap_or_else(pipeline::cores) },
        input::reader(source, source.cleaner()),
        || predictor.reader(),
        |reader, item| making.make(reader, item),
        |event| {
            match event {
                Event::Result(Ok(Made::Table(header))) if csv => out.write_all(&columns.header(header)?)?,
                Event::Result(Ok(Made::Table(_))) => {}
                Event::Result(Ok(Made::Article { text, of_page, status, error })) => {
                    if csv && of_page {
                        out.write_all(&columns.header(["id", "path", "title", "date"].map(String::from).to_vec())?)?;
                    }
                    out.write_all(&text)?;
                    counts.iter_mut().filter(|(of, _)| *of == status).for_each(|(_, count)| *count += 1);
                    if let Some(error) = error {
                        tell(source.quiet, &format!("error: {error}"));
                    }
                }
                Event::Result(Err(error)) => return Err(error),
                Event::Idle => out.flush()?,
            }
            Ok(())
        },
    )?;
    counts_told(&counts, source.quiet);
    let all_readable = counts.contains(&(Status::Unreadable, 0));
    Ok(if all_readable { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Stops where an option would do nothing.
fn refuse(args: &ClassifyArgs, predictor: &Predictor) -> standpoint::Result<()> {
    let bad = |text: String| Err(Error::new(ErrorKind::Parameter, text));
    let told = [("--evidence", args.evidence), ("--voices", args.voices), ("--robust", args.robust.robust)];
    if let Some((option, _)) = told.into_iter().find(|(_, given)| *given).filter(|_| args.source.format == Format::Csv) {
        return bad(format!("{option} tells more than cells of a table hold; use --format jsonl, or leave --format out"));
    }
    let Some(target) = &args.target else { return Ok(()) };
    match (&predictor.model().stance, predictor.model().vectorizer.toward().name()) {
        (None, _) => bad(format!("the model tells no stance, and --target '{target}' does nothing; leave it out")),
        (Some(stance), Some(toward)) if stance.groups.is_empty() => bad(format!(
            "the model's stance is toward {toward}, and --target '{target}' is for a stance toward a named target; leave it out"
        )),
        _ => Ok(()),
    }
}

/// Says how many articles have no label, and why, where any has none.
fn counts_told(counts: &[(Status, u64)], quiet: bool) {
    let all: u64 = counts.iter().map(|(_, count)| count).sum();
    if all == 0 {
        return tell(quiet, "0 read: the inputs hold no article (hidden files of a folder are left out)");
    }
    if counts.contains(&(Status::Ok, all)) {
        return;
    }
    let told = counts.iter().filter(|(_, count)| *count > 0).map(|(status, count)| format!("{count} {}", status.name()));
    tell(quiet, &format!("{all} read: {}", told.collect::<Vec<_>>().join(", ")));
}

/// The columns of the one table that all results are rows of.
struct Columns<'a> {
    predictor: &'a Predictor,
    unsure: bool,
    own: Option<Vec<String>>,
}

impl Columns<'_> {
    /// The header line, where it is not written yet.
    fn header(&mut self, own: Vec<String>) -> anyhow::Result<Vec<u8>> {
        match &self.own {
            Some(first) if *first == own => Ok(Vec::new()),
            Some(first) => anyhow::bail!(
                "the inputs have different columns ({} and then {}), which one CSV cannot hold; \
                 classify them one by one, or use --format jsonl",
                first.join(","),
                own.join(",")
            ),
            None => {
                let line = CsvLine::of(own.iter().chain(&record::header(self.predictor, self.unsure))).end();
                self.own = Some(own);
                Ok(line)
            }
        }
    }
}

/// The table that the model was made of, where it is to be made anew: its topics are read as single or multi-label, and
/// its target as given, as the model's were.
fn training_table(args: &ClassifyArgs, model: &Model) -> standpoint::Result<Option<Corpus>> {
    let Some(path) = &args.robust.train_data else { return Ok(None) };
    let multi_label = model.topics.as_ref().map(|topics| matches!(topics.decision, Decision::Thresholds { .. }));
    let target = model.stance.as_ref().filter(|_| model.target.is_none()).and_then(|stance| match &*stance.groups {
        [only] => Some(only.clone()),
        _ => None,
    });
    let (names, aliases) = (args.source.columns.names(), model.vectorizer.config().aliases.clone());
    let options = CorpusOptions { names, multi_label, target, aliases, ..CorpusOptions::default() };
    args.source.columns.corpus(path, &options).map(Some)
}

/// What makes results of items.
struct Making<'a> {
    predictor: &'a Predictor,
    abstention: Option<Abstention<'a>>,
    bootstrap: Option<Bootstrap<'a>>,
    assumed: Option<Assumed>,
    args: &'a ClassifyArgs,
    styled: bool,
}

impl Making<'_> {
    fn make(&self, reader: &mut TermReader, item: Item) -> anyhow::Result<Made> {
        let Self { predictor, args, styled, .. } = *self;
        let mut source = match item {
            Item::Table(header) => return Ok(Made::Table(header)),
            Item::Article(source) => source,
        };
        let cells = source.cells.take();
        let of_page = cells.is_none();
        let (article, prediction, error) = match source.article() {
            Ok(mut article) => {
                article.target = args.target.clone().or(article.target);
                // Topics learned without claims are told without.
                let Model { vectorizer, stance, .. } = predictor.model();
                if stance.is_none() && vectorizer.config().hash_bits.is_none() && vectorizer.toward().name().is_none() {
                    article.forget_toward();
                }
                let prediction = predictor.predict(&article, reader);
                (article, prediction, None)
            }
            Err((path, error)) => {
                let (id, row) = (error.location().row.map_or(path.clone(), |row| format!("{path}#{row}")), error.location().row);
                let prediction = Prediction::without(Status::Unreadable, vec![error.to_string()]);
                (Article { id, path, row, ..Article::default() }, prediction, Some(error.to_string()))
            }
        };
        let unsure = self.abstention.as_ref().map(|abstention| UnsureLabel::of(abstention.unsure(&article, &prediction)));
        let mut text = Vec::new();
        if args.source.format == Format::Csv {
            let mut line = match &cells {
                Some(cells) => CsvLine::of(cells),
                None => {
                    CsvLine::of([&article.id, &article.path, &article.title, article.date.as_ref().unwrap_or(&String::new())])
                }
            };
            record::cells(&mut line, predictor, &prediction, unsure.as_deref());
            text = line.end();
        } else {
            let robust = self.bootstrap.as_ref().map(|bootstrap| bootstrap.robustness(&article, reader)).transpose()?;
            let mut record = Record::new(predictor, &article, &prediction, args.evidence.then_some(reader));
            record.assumed = self.assumed.as_ref();
            record.robust = robust.flatten();
            record.unsure = unsure;
            record.voices = args.voices.then(|| voices::of(predictor, &article, &prediction));
            if args.source.format == Format::Jsonl {
                serde_json::to_writer(&mut text, &record)?;
                text.push(b'\n');
            } else {
                people::write(&mut text, &record, styled)?;
            }
        }
        Ok(Made::Article { text, of_page, status: prediction.status, error })
    }
}
