//! points -> a small SVG picture that takes its colours from the page, dark or light.

/// Lines over a frame from `x.0` to `x.1` and `y.0` to `y.1`.
pub(super) struct Plot<'a> {
    pub title: &'a str,
    /// What is told along each axis.
    pub axes: [&'a str; 2],
    pub x: (f64, f64),
    pub y: (f64, f64),
    /// Whether the line of perfect agreement is drawn.
    pub diagonal: bool,
    /// Whether points are marked.
    pub marked: bool,
    /// Each line with its name.
    pub lines: Vec<(String, Vec<(f64, f64)>)>,
}

const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 44.0;
const BOTTOM: f64 = 40.0;
const TOP: f64 = 24.0;
const RIGHT: f64 = 12.0;
/// Colours of lines in the page's style; further lines take them again, broken.
const COLOURS: usize = 6;

/// A text as it stands in a page.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A number as short as its size allows.
fn short(number: f64) -> String {
    if number.abs() >= 10.0 {
        format!("{number:.0}")
    } else {
        format!("{number:.2}").trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

impl Plot<'_> {
    pub fn svg(&self) -> String {
        let place = |value: f64, (low, high): (f64, f64), from: f64, to: f64| {
            from + (value - low) / (high - low).max(1e-12) * (to - from)
        };
        let x = |value: f64| place(value, self.x, LEFT, WIDTH - RIGHT);
        let y = |value: f64| place(value, self.y, HEIGHT - BOTTOM, TOP);
        let legend = 16.0 * self.lines.len() as f64;
        let height = HEIGHT + if self.lines.len() > 1 { legend + 6.0 } else { 0.0 };
        let title = escaped(self.title);
        let mut out = format!("<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{title}\"><title>{title}</title>");
        let mut put = |text: String| out.push_str(&text);
        put(format!("<text class=\"head\" x=\"{LEFT}\" y=\"14\">{title}</text>"));
        for step in 0..=4 {
            let share = f64::from(step) / 4.0;
            let (at_x, at_y) = (self.x.0 + share * (self.x.1 - self.x.0), self.y.0 + share * (self.y.1 - self.y.0));
            put(format!("<line class=\"grid\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{1:.1}\" y2=\"{1:.1}\"/>", WIDTH - RIGHT, y(at_y)));
            put(format!("<text class=\"end\" x=\"{:.1}\" y=\"{:.1}\">{}</text>", LEFT - 5.0, y(at_y) + 3.5, short(at_y)));
            put(format!(
                "<text class=\"middle\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                x(at_x),
                HEIGHT - BOTTOM + 14.0,
                short(at_x)
            ));
        }
        put(format!(
            "<text class=\"middle\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            x(self.x.0.midpoint(self.x.1)),
            HEIGHT - 10.0,
            escaped(self.axes[0])
        ));
        let middle = y(self.y.0.midpoint(self.y.1));
        put(format!(
            "<text class=\"middle\" transform=\"rotate(-90 11 {middle:.1})\" x=\"11\" y=\"{middle:.1}\">{}</text>",
            escaped(self.axes[1])
        ));
        if self.diagonal {
            put(format!(
                "<line class=\"even\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>",
                x(self.x.0),
                y(self.y.0),
                x(self.x.1),
                y(self.y.1)
            ));
        }
        for (at, (name, points)) in self.lines.iter().enumerate() {
            let class = format!("line c{}{}", at % COLOURS, if at >= COLOURS { " broken" } else { "" });
            let path: Vec<String> = points.iter().map(|&(px, py)| format!("{:.1},{:.1}", x(px), y(py))).collect();
            put(format!("<polyline class=\"{class}\" points=\"{}\"><title>{}</title></polyline>", path.join(" "), escaped(name)));
            if self.marked {
                points.iter().for_each(|&(px, py)| {
                    put(format!("<circle class=\"dot c{}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"2.5\"/>", at % COLOURS, x(px), y(py)))
                });
            }
            if self.lines.len() > 1 {
                let row = HEIGHT + 16.0 * at as f64;
                put(format!("<line class=\"{class}\" x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{row:.1}\" y2=\"{row:.1}\"/>", LEFT + 20.0));
                put(format!("<text x=\"{:.1}\" y=\"{:.1}\">{}</text>", LEFT + 26.0, row + 3.5, escaped(name)));
            }
        }
        put("</svg>".to_owned());
        out
    }
}

/// Counts of \[truth\]\[prediction\] as squares, darker where more of the truth's row lies.
pub(super) fn confusion(labels: &[&str], counts: &[Vec<u64>]) -> String {
    let columns = counts.first().map_or(0, Vec::len);
    let side = (560.0 / columns.max(1) as f64).clamp(14.0, 48.0);
    let longest = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0) as f64;
    let left = 26.0 + 6.2 * longest.min(34.0);
    let (width, height) = (left + side * columns as f64 + 8.0, left + side * counts.len() as f64 + 8.0);
    // No larger than it is drawn, so that few labels make a small picture.
    let mut out = format!(
        "<svg class=\"confusion\" style=\"max-width:{width:.0}px\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"confusion matrix\"><title>Confusion matrix: a row is the truth, a column what was said</title>"
    );
    let mut put = |text: String| out.push_str(&text);
    let shown = |label: &str| escaped(&label.chars().take(34).collect::<String>());
    for (at, label) in labels.iter().enumerate() {
        let middle = left + side * (at as f64 + 0.5);
        put(format!(
            "<text transform=\"rotate(-90 {middle:.1} {0:.1})\" x=\"{middle:.1}\" y=\"{0:.1}\" dy=\"3.5\">{1}</text>",
            left - 6.0,
            shown(label)
        ));
        if at < counts.len() {
            put(format!("<text class=\"end\" x=\"{:.1}\" y=\"{:.1}\">{}</text>", left - 6.0, middle + 3.5, shown(label)));
        }
    }
    for (row, of_truth) in counts.iter().enumerate() {
        let all = of_truth.iter().sum::<u64>().max(1) as f64;
        for (column, &count) in of_truth.iter().enumerate() {
            let (x, y, share) = (left + side * column as f64, left + side * row as f64, count as f64 / all);
            let class = if row == column { "right" } else { "wrong" };
            put(format!(
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{0:.1}\" height=\"{0:.1}\" fill-opacity=\"{share:.3}\"/>",
                side - 1.0
            ));
            if count > 0 && side >= 20.0 {
                let tone = if share > 0.55 { "middle over" } else { "middle" };
                put(format!(
                    "<text class=\"{tone}\" x=\"{:.1}\" y=\"{:.1}\">{count}</text>",
                    x + side / 2.0,
                    y + side / 2.0 + 3.5
                ));
            }
        }
    }
    put("</svg>".to_owned());
    out
}
