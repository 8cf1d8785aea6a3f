//! a report -> one HTML page that needs nothing else: no script, no font, no picture from outside; dark where the reader's
//! system is, and with tables that can be copied into a paper.

mod curves;
mod every_figure;
mod plot;

use super::mistakes::Explained;
use super::{Adaptation, Adapted, Marked, Report, TASKS, TaskReport};
use crate::metrics::{Interval, ProbabilityScores, Scores};
use crate::task::Task;
use every_figure::every_figure;
use plot::{confusion, escaped};

const STYLE: &str = include_str!("page.css");

/// The page of a report. `tasks` are those that it was made of; `explained` may be empty; `title` names the data.
///
/// ```
/// use standpoint::evaluate::{Explained, Report, html_page};
/// let page = html_page(&Report::default(), &[None, None, None], &Explained::default(), "labels < 100.csv");
/// assert!(page.starts_with("<!DOCTYPE html>") && page.contains("labels &lt; 100.csv"));
/// ```
pub fn html_page(report: &Report, tasks: &[Option<Task>; 3], explained: &Explained, title: &str) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>Evaluation of {0}</title><style>{STYLE}</style></head><body>\n<h1>Evaluation of {0}</h1>\n",
        escaped(title)
    );
    let mut page = Page(&mut out);
    page.put(&format!(
        "<p class=\"dim\">{} rows, {} splits; standpoint {}</p>\n",
        report.rows,
        report.folds,
        env!("CARGO_PKG_VERSION")
    ));
    page.summary(report);
    let stance = if report.target.is_some() { "Stance, target given" } else { "Stance" };
    for (slot, (name, figures)) in
        [("Topics", &report.topics), ("Target", &report.target), (stance, &report.stance)].into_iter().enumerate()
    {
        let Some(figures) = figures else { continue };
        page.put(&format!("<h2>{name}</h2>\n"));
        page.figures(figures);
        if let Some(adaptation) = report.adaptation.as_ref().filter(|_| slot == 0) {
            page.adapted(adaptation);
        }
        if let Some(task) = &tasks[slot] {
            page.curves(report, task, slot);
        }
        page.matrix(figures);
        page.explained(explained, TASKS[slot]);
    }
    if let Some(figures) = &report.stance_as_used {
        page.put("<h2>Stance, target predicted</h2>\n<p>A stance is right where its target is right too.</p>\n");
        page.figures(figures);
    }
    page.notes(report);
    if !report.methods.is_empty() {
        page.put(&format!("<h2>For a paper</h2>\n<blockquote>{}</blockquote>\n", escaped(&report.methods)));
    }
    out.push_str("</body></html>\n");
    out
}

struct Page<'a>(&'a mut String);

/// A probability in per cent; none is nought or a hundred.
fn percent(p: f64) -> String {
    match 100.0 * p {
        p if p > 99.0 => ">99 %".into(),
        p if p < 1.0 => "<1 %".into(),
        p => format!("{p:.0} %"),
    }
}

impl Page<'_> {
    fn put(&mut self, text: &str) {
        self.0.push_str(text);
    }

    /// A table, whose rows each have a class of the page's style, or none.
    fn table(&mut self, header: &[&str], rows: &[(&str, Vec<String>)]) {
        let head: String = header.iter().map(|name| format!("<th scope=\"col\">{}</th>", escaped(name))).collect();
        self.put(&format!("<div class=\"scroll\"><table><thead><tr>{head}</tr></thead><tbody>\n"));
        for (class, row) in rows {
            let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
            let cells: String = row.iter().map(|cell| format!("<td>{}</td>", escaped(cell))).collect();
            self.put(&format!("<tr{class}>{cells}</tr>\n"));
        }
        self.put("</tbody></table></div>\n");
    }

    fn summary(&mut self, report: &Report) {
        let mut rows = Vec::new();
        for (name, task) in report.tasks().into_iter().chain([("stance, target predicted", report.stance_as_used.as_ref())]) {
            let Some(task) = task else { continue };
            let (figures, intervals) = (&task.figures, &task.intervals);
            rows.push((
                "",
                vec![
                    name.to_owned(),
                    task.rows.to_string(),
                    intervals.accuracy.around(figures.accuracy),
                    intervals.averages.micro.f1.around(figures.averages.micro.f1),
                    intervals.averages.r#macro.f1.around(figures.averages.r#macro.f1),
                ],
            ));
            for rule in report.baselines.get(name).into_iter().flatten() {
                let (figures, intervals) = (rule.scores.figures, rule.scores.intervals);
                let cells = figures
                    .named()
                    .into_iter()
                    .zip(intervals.named())
                    .map(|((_, figure), (_, interval))| interval.around(figure));
                rows.push(("rule", [rule.name.to_owned(), String::new()].into_iter().chain(cells).collect()));
            }
        }
        self.table(&["", "rows", "accuracy", "micro F1", "macro F1"], &rows);
        let repeats = report.split.as_ref().map_or(1, |split| split.repeats);
        for (task, spread) in &report.repeats {
            self.put(&format!("<p class=\"dim\">{task} over {repeats} repeats: {spread}; confusions are summed over them</p>\n"));
        }
        self.put(
            "<p class=\"dim\">In brackets 95 % intervals. Below each task what simple rules score on the same splits.</p>\n",
        );
    }

    fn figures(&mut self, task: &TaskReport) {
        let (figures, intervals) = (&task.figures, &task.intervals);
        let header = [
            "",
            "precision",
            "recall",
            "F1",
            "95 % interval",
            "support",
            "average precision",
            "ROC AUC",
            "log loss",
            "Brier",
            "calibration error",
        ];
        let has = !figures.probability.is_empty();
        let mut rows = Vec::new();
        let mut row = |class, name: &str, s: Scores, f1: Interval, p: Option<&ProbabilityScores>| {
            let mut cells = vec![name.to_owned()];
            cells.extend([s.precision, s.recall, s.f1].map(|figure| format!("{figure:.3}")));
            cells.extend([f1.to_string(), s.support.to_string()]);
            if has {
                let five = p.map(|p| [p.average_precision, p.roc_auc, p.log_loss, p.brier, p.calibration_error]);
                cells.extend(five.map_or([const { String::new() }; 5], |five| five.map(|figure| format!("{figure:.3}"))));
            }
            rows.push((class, cells));
        };
        for (label, scores) in &figures.labels {
            row("", label, *scores, intervals.labels[label].f1, figures.probability.get(label));
        }
        let (means, i) = (&figures.averages, &intervals.averages);
        row("mean", "macro", means.r#macro, i.r#macro.f1, figures.mean_probability.as_ref());
        row("mean", "micro", means.micro, i.micro.f1, None);
        row("mean", "weighted", means.weighted, i.weighted.f1, None);
        self.table(&header[..if has { 11 } else { 6 }], &rows);
        let over = [
            ("Hamming loss", Some(figures.hamming_loss).zip(Some(intervals.hamming_loss))),
            ("Matthews’ coefficient", figures.matthews.zip(intervals.matthews)),
            ("Cohen’s kappa", figures.kappa.zip(intervals.kappa)),
            ("SemEval’s F1", figures.semeval_f1.zip(intervals.semeval_f1)),
        ];
        let told: Vec<String> =
            over.into_iter().filter_map(|(name, of)| of.map(|(f, i)| format!("{name} {}", i.around(f)))).collect();
        self.put(&format!("<p>{}</p>\n", escaped(&told.join("; "))));
        task.warnings.iter().for_each(|warning| self.put(&format!("<p class=\"dim\">{}</p>\n", escaped(warning))));
        self.put("<details><summary>Every figure with its 95 % interval</summary>\n");
        let every: Vec<_> = every_figure(task).into_iter().map(|(name, figure)| ("", vec![name, figure])).collect();
        self.table(&["", "figure (95 % interval)"], &every);
        self.put("</details>\n");
    }

    /// What a wanted precision or another stream changes.
    fn adapted(&mut self, adaptation: &Adaptation) {
        let wanted = adaptation.precision.map_or(String::new(), |wanted| format!(" for precision {wanted}"));
        self.put(&format!("<h3>Thresholds chosen inside each split{wanted}</h3>\n"));
        let percent = |share: f64| format!("{:.1} %", 100.0 * share);
        let row = |(label, topic): (&String, &Adapted)| {
            let (before, after) = (&topic.before, &topic.after);
            let figures = [before.precision, after.precision, before.recall, after.recall, before.f1, after.f1];
            let mut cells = vec![label.clone(), percent(topic.share), topic.assumed.map_or(String::new(), percent)];
            cells.extend(figures.map(|figure| format!("{figure:.3}")));
            ("", cells)
        };
        let rows: Vec<_> = adaptation.topics.iter().map(row).collect();
        self.table(&["", "share", "assumed", "precision", "after", "recall", "after", "F1", "after"], &rows);
        self.put("<p class=\"dim\">Where a share is assumed, rows count what they do in a stream of that share.</p>\n");
    }

    fn matrix(&mut self, task: &TaskReport) {
        let Some(counts) = &task.confusion else { return };
        let (labels, truths) = (task.said(), task.figures.labels.len());
        let of = |truth: &str, said: &str| counts.get(truth).and_then(|row| row.get(said)).copied().unwrap_or(0);
        let rows: Vec<Vec<u64>> =
            labels[..truths].iter().map(|truth| labels.iter().map(|said| of(truth, said)).collect()).collect();
        self.put("<h3>Confusion: a row is the truth, a column what was said</h3>\n");
        self.put(&confusion(&labels, &rows));
        let cells: Vec<(&str, Vec<String>)> = labels
            .iter()
            .zip(&rows)
            .map(|(truth, row)| ("", std::iter::once((*truth).to_owned()).chain(row.iter().map(u64::to_string)).collect()))
            .collect();
        self.put("\n<details><summary>As a table</summary>\n");
        let header: Vec<&str> = std::iter::once("truth \\ said").chain(labels.iter().copied()).collect();
        self.table(&header, &cells);
        self.put("</details>\n");
    }

    fn explained(&mut self, explained: &Explained, task: &str) {
        let terms: Vec<_> = explained.strongest.iter().filter(|(of, _, _)| *of == task).collect();
        if !terms.is_empty() {
            self.put("<h3>Strongest terms</h3>\n<div class=\"scroll\"><table><tbody>\n");
            for (_, label, terms) in terms {
                self.put(&format!(
                    "<tr><td>{}</td><td class=\"text\">{}</td></tr>\n",
                    escaped(label),
                    escaped(&terms.join(", "))
                ));
            }
            self.put("</tbody></table></div>\n");
        }
        let mistakes: Vec<_> = explained.mistakes.iter().filter(|mistake| mistake.task == task).collect();
        if mistakes.is_empty() {
            return;
        }
        self.put("<h3>Worst mistakes</h3>\n<p class=\"dim\">The wrong labels that were surest, and the words that moved their scores most, by a fit that had not seen the article.</p>\n<ul>\n");
        for m in mistakes {
            let row = m.row.map_or(String::new(), |row| format!("row {row}, "));
            let list = |labels: &[String]| if labels.is_empty() { "nothing".to_owned() } else { labels.join(", ") };
            let words: Vec<String> = m.terms.iter().map(|(term, by)| format!("{term} {by:+.2}")).collect();
            self.put(&format!(
                "<li>{}: <b>{}</b> was given, <b>{}</b> said ({} at {})<br>{}<br><span class=\"dim\">{}</span></li>\n",
                escaped(&format!("{row}{}", m.id)),
                escaped(&list(&m.truth)),
                escaped(&list(&m.said)),
                escaped(&m.label),
                escaped(&percent(m.probability)),
                escaped(&m.title),
                escaped(&words.join(", "))
            ));
        }
        self.put("</ul>\n");
    }

    fn notes(&mut self, report: &Report) {
        let mut notes = Vec::new();
        if let Some(found) = &report.duplicates {
            notes.push(format!("{} rows are near-duplicates, in {} groups that were never parted.", found.rows, found.groups));
            for (task, naive) in &found.naive {
                let over = naive.overstated;
                notes.push(format!(
                    "With copies parted {task} would score {:+.3} in accuracy, {:+.3} in micro F1 and {:+.3} in macro F1 above this.",
                    over.accuracy, over.micro_f1, over.macro_f1
                ));
            }
        }
        let stories = report.split.as_ref().and_then(|split| split.stories);
        notes.extend(stories.map(|stories| format!("{stories} stories of related claims and texts were never parted.")));
        if let Some(unlike) = &report.unlike {
            let wrong = unlike.tasks.iter().map(|(task, Marked { marked, others })| {
                format!("{task} {:.3} of {} rows, of others {:.3}", marked.error, marked.rows, others.error)
            });
            let wrong = wrong.collect::<Vec<_>>().join("; ");
            notes.push(format!(
                "{} of {} rows are marked as unlike the training; wrong of these: {wrong}.",
                unlike.marked, unlike.rows
            ));
        }
        notes.extend(report.split.iter().flat_map(|split| split.notes.iter().cloned()));
        if !notes.is_empty() {
            self.put("<h2>Notes</h2>\n<ul>\n");
            notes.iter().for_each(|note| self.put(&format!("<li>{}</li>\n", escaped(note))));
            self.put("</ul>\n");
        }
    }
}
