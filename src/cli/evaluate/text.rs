//! A report for people: a table a task, what stands beside it in a line each, and the paragraph for a paper.

use comfy_table::{Table, presets::NOTHING};
use standpoint::evaluate::{
    Adaptation, Baseline, LearningCurve, Marked, Naive, Report, RiskCoverage, Spread, Summarised, TaskReport, UnlikeReport,
    UnsureReport,
};
use standpoint::metrics::Interval;

/// Labels up to which a confusion is shown whole.
const WHOLE: usize = 12;

/// The report; of a training's own estimate, the tables alone.
pub fn text(report: &Report) -> String {
    let whole = !report.methods.is_empty();
    let mut out = Vec::new();
    let stance = if report.target.is_some() { "stance (target given)" } else { "stance" };
    let folds = report.folds;
    let splits = match report.split.as_ref().map_or("", |split| split.scheme.as_str()) {
        "forward chaining" => format!("{folds} stretches of time"),
        "leave one target out" => format!("{folds} targets"),
        "test file" => "the test file".to_owned(),
        "" if whole => "the table".to_owned(),
        _ => format!("{folds} folds"),
    };
    let tasks = [
        ("topics", "topics", &report.topics),
        ("target", "target", &report.target),
        ("stance", stance, &report.stance),
        ("", "stance (target predicted)", if whole { &report.stance_as_used } else { &None }),
    ];
    for (task, name, figures) in tasks {
        let Some(figures) = figures else { continue };
        out.push(format!("{name}: {} rows in {splits}, accuracy {:.3}", figures.rows, figures.figures.accuracy));
        out.push(table(figures, whole));
        if whole {
            out.extend(beside(figures));
        }
        if task == "topics" {
            out.extend(report.adaptation.as_ref().map(|adaptation| adapted(adaptation, report)));
        }
        out.extend(report.baselines.get(task).map(|rules| baselines(rules)));
        out.extend(report.repeats.get(task).map(|spread| spread_of(spread, report)));
        out.extend(report.learning_curve.get(task).map(curve_of));
        out.extend(report.risk_coverage.get(task).filter(|_| whole).map(risk_of));
        out.extend(report.unsure.get(task).map(unsure_of));
        let naive = report.duplicates.as_ref().and_then(|found| found.naive.get(task));
        out.extend(naive.map(naive_of));
        out.extend(figures.warnings.iter().map(|warning| format!("  note: {warning}")));
    }
    out.extend(report.unlike.as_ref().filter(|_| whole).map(unlike));
    if let Some(found) = report.duplicates.as_ref().filter(|found| found.groups > 0) {
        let naive = if found.naive.is_empty() { " (--naive-split tells what parting them would overstate)" } else { "" };
        out.push(format!("near-duplicates: {} rows in {} groups, never parted{naive}", found.rows, found.groups));
    }
    if let Some(split) = &report.split {
        out.extend(split.stories.map(|stories| format!("stories: {stories} of related claims and texts, never parted")));
        if split.copies_left_out > 0 {
            out.push(format!("note: {} rows were left out of training as copies of rows judged", split.copies_left_out));
        }
        out.extend(split.notes.iter().map(|note| format!("note: {note}")));
    }
    out.extend(report.chosen.iter().enumerate().map(|(at, chosen)| format!("split {}: chose {chosen}", at + 1)));
    if !report.methods.is_empty() {
        out.push(format!("\nFor a paper:\n{}", report.methods));
    }
    out.join("\n")
}

/// Figures over all labels that are in no column, each with its interval.
fn beside(task: &TaskReport) -> Vec<String> {
    let (figures, intervals) = (&task.figures, &task.intervals);
    let mut over = vec![("accuracy", Some(figures.accuracy), Some(intervals.accuracy))];
    over.push(("Hamming loss", Some(figures.hamming_loss), Some(intervals.hamming_loss)));
    over.push(("Matthews", figures.matthews, intervals.matthews));
    over.push(("kappa", figures.kappa, intervals.kappa));
    over.push(("SemEval F1", figures.semeval_f1, intervals.semeval_f1));
    let line = |name: &str, all: Vec<(&str, Option<f64>, Option<Interval>)>| {
        let told = all.into_iter().filter_map(|(name, figure, interval)| Some(format!("{name} {}", interval?.around(figure?))));
        format!("  {name}: {}", told.collect::<Vec<_>>().join(", "))
    };
    let mut out = vec![line("overall", over)];
    if let (Some(p), Some(i)) = (figures.mean_probability, intervals.mean_probability) {
        let all = vec![
            ("average precision", Some(p.average_precision), Some(i.average_precision)),
            ("ROC AUC", Some(p.roc_auc), Some(i.roc_auc)),
            ("log loss", Some(p.log_loss), Some(i.log_loss)),
            ("Brier", Some(p.brier), Some(i.brier)),
        ];
        out.push(line("probabilities", all));
    }
    out
}

fn baselines(rules: &[Baseline]) -> String {
    let told = |Baseline { name, scores: Summarised { figures, intervals } }: &Baseline| {
        format!("{name} {}", intervals.macro_f1.around(figures.macro_f1))
    };
    format!("  baselines by macro F1: {}", rules.iter().map(told).collect::<Vec<_>>().join(", "))
}

fn spread_of(spread: &Spread, report: &Report) -> String {
    let repeats = report.split.as_ref().map_or(1, |split| split.repeats);
    format!("  over {repeats} repeats: {spread}; confusions are summed over them")
}

fn risk_of(curve: &RiskCoverage) -> String {
    let at = |coverage: f64| curve.points.iter().find(|point| point.coverage >= coverage - 1e-9);
    let told = [0.5, 0.7, 0.8, 0.9, 1.0].into_iter().filter_map(at);
    let told = told.map(|point| format!("{:.3} of the surest {:.0} %", point.risk, 100.0 * point.coverage));
    let told = told.collect::<Vec<_>>().join(", ");
    format!("  wrong: {told}; area {:.3}, of a perfect order {:.3}", curve.area, curve.least_area)
}

fn unsure_of(unsure: &UnsureReport) -> String {
    let of = |name: &str, Marked { marked, others }: Marked| {
        let share = 100.0 * marked.rows as f64 / (marked.rows + others.rows).max(1) as f64;
        format!("{name} {share:.0} % marked, wrong {:.3} of these and {:.3} of the others", marked.error, others.error)
    };
    let (labels, articles) = (of("labels", unsure.labels), of("articles", unsure.articles));
    format!("  unsure where likelier wrong than {}: {labels}; {articles}", unsure.wanted)
}

fn unlike(unlike: &UnlikeReport) -> String {
    let of = |(task, Marked { marked, others }): (&&str, &Marked)| {
        format!("{task} {:.3} of {}, of others {:.3}", marked.error, marked.rows, others.error)
    };
    let share = 100.0 * unlike.marked as f64 / unlike.rows.max(1) as f64;
    let wrong = unlike.tasks.iter().map(of).collect::<Vec<_>>().join("; ");
    format!("marked as unlike the training: {} of {} rows ({share:.1} %); wrong: {wrong}", unlike.marked, unlike.rows)
}

fn curve_of(curve: &LearningCurve) -> String {
    let points = curve.points.iter().map(|point| format!("{} rows {:.3}", point.rows, point.figures.macro_f1));
    let next = match curve.next_point {
        Some(rows) => format!("one more point would take about {rows} rows, roughly"),
        None => "more rows like these would not soon give one more point, roughly".to_owned(),
    };
    format!("  learning curve by macro F1: {}; {next}", points.collect::<Vec<_>>().join(", "))
}

/// Precision, recall and F1 of topics before and after thresholds are chosen for a precision or a stream.
fn adapted(adaptation: &Adaptation, report: &Report) -> String {
    let wanted = adaptation.precision.map(|wanted| format!("for precision {wanted}"));
    let streams = adaptation.topics.values().any(|topic| topic.assumed.is_some());
    let stream = streams.then(|| "for the shares assumed, rows counting what they do there".to_owned());
    let what: Vec<String> = wanted.into_iter().chain(stream).collect();
    let mut table = plain();
    table.set_header(["", "share", "assumed", "precision", "after", "recall", "after", "F1", "after"]);
    let mut unreached = Vec::new();
    for (label, topic) in &adaptation.topics {
        let percent = |share: f64| format!("{:.1} %", 100.0 * share);
        let mut cells = vec![label.clone(), percent(topic.share), topic.assumed.map_or(String::new(), percent)];
        let (before, after) = (&topic.before, &topic.after);
        let pairs = [(before.precision, after.precision), (before.recall, after.recall), (before.f1, after.f1)];
        cells.extend(pairs.iter().flat_map(|(before, after)| [before, after].map(|figure| format!("{figure:.3}"))));
        table.add_row(cells);
        if topic.unreached > 0 {
            unreached.push(format!(
                "{label} in {} of {}",
                topic.unreached,
                report.split.as_ref().map_or(1, |s| s.splits * s.repeats)
            ));
        }
    }
    let mut out = format!("  thresholds chosen inside each split {}:\n{}", what.join(" and "), table.trim_fmt());
    if !unreached.is_empty() {
        let splits = unreached.join(", ");
        let what = if adaptation.precision.is_some() { "that precision" } else { "an F1 worth having" };
        out.push_str(&format!("\n  note: splits in which no threshold had {what} on rows held out: {splits}"));
    }
    out
}

fn naive_of(naive: &Naive) -> String {
    let of = |((name, figure), (_, over)): ((&str, f64), (&str, f64))| format!("{name} {figure:.3} ({over:+.3})");
    let figures = naive.figures.named().into_iter().zip(naive.overstated.named());
    format!("  with copies parted: {}", figures.map(of).collect::<Vec<_>>().join(", "))
}

fn table(task: &TaskReport, whole: bool) -> String {
    let mut table = plain();
    let calibrated = !task.calibration_error.is_empty();
    let header = ["", "precision", "recall", "F1", "95 % interval", "support", "calibration error"];
    table.set_header(header.into_iter().take(if calibrated { 7 } else { 6 }));
    let (figures, intervals) = (&task.figures.averages, &task.intervals.averages);
    let averages = [
        ("micro", figures.micro, intervals.micro),
        ("macro", figures.r#macro, intervals.r#macro),
        ("weighted", figures.weighted, intervals.weighted),
        ("samples", task.figures.samples, task.intervals.samples),
    ];
    let labels = task.figures.labels.iter().map(|(name, scores)| (name.as_str(), *scores, task.intervals.labels[name]));
    // The mean over rows of a task with one label a row is its accuracy.
    let averages = averages.into_iter().take(if whole && task.confusion.is_none() { 4 } else { 3 });
    for (at, (name, s, interval)) in labels.chain(averages).enumerate() {
        let error = task.calibration_error.get(name).filter(|_| at < task.figures.labels.len());
        let cells = [
            name.to_owned(),
            format!("{:.3}", s.precision),
            format!("{:.3}", s.recall),
            format!("{:.3}", s.f1),
            format!("{:.3}-{:.3}", interval.f1.0, interval.f1.1),
            s.support.to_string(),
            error.map_or(String::new(), |error| format!("{error:.3}")),
        ];
        table.add_row(cells.into_iter().take(if calibrated { 7 } else { 6 }));
    }
    let out = table.trim_fmt();
    match &task.confusion {
        Some(_) if task.figures.labels.len() > WHOLE => format!("{out}\n{}", most_confused(task)),
        Some(_) => format!("{out}\n{}", confusion(task)),
        None => out,
    }
}

fn confusion(task: &TaskReport) -> String {
    let mut table = plain();
    let labels = task.said();
    table.set_header(std::iter::once("truth \\ predicted").chain(labels.iter().copied()));
    for (truth, row) in task.confusion.iter().flatten() {
        let counts = labels.iter().map(|label| row.get(*label).copied().unwrap_or(0).to_string());
        table.add_row(std::iter::once(truth.clone()).chain(counts));
    }
    table.trim_fmt()
}

/// The pairs of labels that are most often taken for each other, where a whole table would be too wide.
fn most_confused(task: &TaskReport) -> String {
    let rows = task.confusion.iter().flatten();
    let mut pairs: Vec<(u64, &str, &str)> = rows
        .flat_map(|(truth, row)| row.iter().map(move |(said, count)| (*count, truth.as_str(), said.as_str())))
        .filter(|(_, truth, said)| truth != said)
        .collect();
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let told: Vec<String> = pairs.iter().take(5).map(|(count, truth, said)| format!("{truth} as {said} {count}")).collect();
    format!("  most confused: {}", told.join(", "))
}

pub fn plain() -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table
}
