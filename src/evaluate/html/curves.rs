//! a task's rows -> its curves: precision and recall, reliability, risk and coverage, the learning curve; and what they tell in words.

use super::Page;
use super::plot::Plot;
use crate::evaluate::{Marked, Report, Summary, TASKS};
use crate::metrics::Ranked;
use crate::task::Task;

/// Labels up to which curves are drawn of each; beyond, of those with the most rows.
const DRAWN: usize = 6;
/// Points of a curve, at most.
const POINTS: usize = 200;

/// At most so many of the points, the ends among them.
fn thinned(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let step = points.len().div_ceil(POINTS).max(1);
    let last = points.len().saturating_sub(1);
    points.into_iter().enumerate().filter(|(at, _)| at % step == 0 || *at == last).map(|(_, point)| point).collect()
}

impl Page<'_> {
    pub(super) fn curves(&mut self, report: &Report, task: &Task, slot: usize) {
        let outcomes: Vec<_> =
            report.outcomes[slot].iter().filter(|o| !o.probabilities.is_empty() && task.rows[o.row].is_some()).collect();
        if outcomes.is_empty() {
            return;
        }
        let with = |label: usize| outcomes.iter().filter(|outcome| task.holds(outcome.row, label)).count();
        let mut order: Vec<usize> = (0..task.labels.len()).collect();
        order.sort_by_key(|&label| (std::cmp::Reverse(with(label)), label));
        order.truncate(DRAWN);
        order.sort_unstable();
        let ranked = |label: usize| {
            let said: Vec<(f64, bool)> = outcomes.iter().map(|o| (o.probabilities[label], task.holds(o.row, label))).collect();
            Ranked::new(&said)
        };
        let name = |label: usize| task.labels[label].clone();
        let ranked: Vec<(usize, Ranked)> = order.into_iter().map(|label| (label, ranked(label))).collect();
        let reliable = |ranked: &Ranked| {
            ranked.reliability().iter().filter(|bin| bin.rows > 0).map(|bin| (bin.probability, bin.share)).collect()
        };
        let unit = (0.0, 1.0);
        let mut plots = vec![
            Plot {
                title: "Precision and recall",
                axes: ["recall", "precision"],
                x: unit,
                y: unit,
                diagonal: false,
                marked: false,
                lines: ranked.iter().map(|(label, ranked)| (name(*label), thinned(ranked.precision_recall()))).collect(),
            },
            Plot {
                title: "Reliability",
                axes: ["probability said", "share that came true"],
                x: unit,
                y: unit,
                diagonal: true,
                marked: true,
                lines: ranked.iter().map(|(label, ranked)| (name(*label), reliable(ranked))).collect(),
            },
        ];
        let risk = report.risk_coverage.get(TASKS[slot]);
        let risk: Vec<(f64, f64)> =
            risk.iter().flat_map(|curve| &curve.points).map(|point| (point.coverage, point.risk)).collect();
        let most = risk.iter().fold(0.0, |most, &(_, risk)| f64::max(most, risk));
        plots.push(Plot {
            title: "Risk and coverage",
            axes: ["share of rows labelled, surest first", "share of them wrong"],
            x: unit,
            y: (0.0, [0.1, 0.2, 0.4].into_iter().find(|&top| most <= top).unwrap_or(1.0)),
            diagonal: false,
            marked: true,
            lines: vec![("risk".into(), risk)],
        });
        if let Some(curve) = report.learning_curve.get(TASKS[slot]) {
            let of = |figure: fn(&Summary) -> f64| {
                curve.points.iter().map(|p| (p.rows as f64, figure(&p.figures))).collect::<Vec<_>>()
            };
            let last = curve.points.last().map_or(1.0, |point| point.rows as f64);
            plots.push(Plot {
                title: "Learning curve",
                axes: ["rows learned from", "score"],
                x: (0.0, last),
                y: unit,
                diagonal: false,
                marked: true,
                lines: vec![("macro F1".into(), of(|s| s.macro_f1)), ("micro F1".into(), of(|s| s.micro_f1))],
            });
        }
        let drawn: String = plots.iter().map(|plot| format!("<figure style=\"margin:0\">{}</figure>", plot.svg())).collect();
        self.put(&format!("<div class=\"plots\">{drawn}</div>\n"));
        if let Some(curve) = report.risk_coverage.get(TASKS[slot]) {
            self.put(&format!(
                "<p>Area under risk and coverage: {:.4}; of rows in a perfect order {:.4}.</p>\n",
                curve.area, curve.least_area
            ));
        }
        if let Some(unsure) = report.unsure.get(TASKS[slot]) {
            let of = |what: &str, Marked { marked, others }: Marked| {
                let cells = [
                    marked.rows.to_string(),
                    format!("{:.3}", marked.error),
                    others.rows.to_string(),
                    format!("{:.3}", others.error),
                ];
                ("", std::iter::once(what.to_owned()).chain(cells).collect::<Vec<_>>())
            };
            self.put(&format!("<h3>Unsure: marked where likelier wrong than {}</h3>\n", unsure.wanted));
            let rows = [of("labels said", unsure.labels), of("articles", unsure.articles)];
            self.table(&["", "marked", "of these wrong", "not marked", "of these wrong"], &rows);
        }
        if task.labels.len() > DRAWN {
            self.put(&format!("<p class=\"dim\">Curves of the {DRAWN} labels with the most rows.</p>\n"));
        }
        if let Some(curve) = report.learning_curve.get(TASKS[slot]) {
            let next = match curve.next_point {
                Some(rows) => format!("one more point of macro F1 would take about {rows} rows to learn from"),
                None => "more rows like these would not soon give another point of macro F1".to_owned(),
            };
            self.put(&format!("<p>As the learning curve goes, which is a rough guess, {next}.</p>\n"));
        }
    }
}
