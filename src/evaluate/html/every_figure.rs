//! the report of a task -> every figure of it with its interval, as rows of a table.
//!
//! Figures and intervals are the same tree, as JSON has them; a row is named by its way through it.

use serde_json::Value;

use crate::evaluate::TaskReport;
use crate::metrics::Interval;

/// (name, figure with its 95 % interval), in the order of the JSON.
pub(super) fn every_figure(of: &TaskReport) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    if let Ok(figures) = serde_json::to_value(of) {
        walk(&figures["intervals"], &figures, "", &mut rows);
    }
    rows
}

fn walk(intervals: &Value, figures: &Value, name: &str, rows: &mut Vec<(String, String)>) {
    let ends = intervals.as_array().map(|ends| ends.iter().filter_map(Value::as_f64).collect::<Vec<_>>());
    if let (Some(&[low, high]), Some(figure)) = (ends.as_deref(), figures.as_f64()) {
        rows.push((name.trim_start().to_owned(), Interval(low, high).around(figure)));
    }
    for (key, below) in intervals.as_object().into_iter().flatten() {
        walk(below, &figures[key], &format!("{name} {}", key.replace('_', " ")), rows);
    }
}
