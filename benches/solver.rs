//! How fast labels are learned: `cargo bench --bench solver`. Columns are drawn as words are: the n-th in proportion
//! to 1 / n, a third of the non-zeros and most of the columns being in few rows.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::BTreeMap;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use standpoint::linear::coordinate_descent::{Label, Problem, solve_labels};
use standpoint::linear::{Loss, Prior};
use standpoint::sparse::CsrMatrix;

const ROWS: usize = 3000;
const COLUMNS: usize = 100_000;
const NON_ZEROS: usize = 150;

/// The rows, normalised, and the class of each, one of 20, which a few columns of its own give away.
fn data() -> (CsrMatrix, Vec<usize>) {
    let mut state = 1_u64;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let (mut matrix, mut classes) = (CsrMatrix::new(COLUMNS), Vec::new());
    for _ in 0..ROWS {
        let class = (uniform() * 20.0) as usize;
        let mut row = BTreeMap::new();
        for _ in 0..NON_ZEROS {
            let column = (COLUMNS as f64).powf(uniform()) as usize % COLUMNS;
            row.insert(if uniform() < 0.1 { column / 20 * 20 + class } else { column } as u32, 1.0);
        }
        let norm = (row.len() as f32).sqrt();
        matrix.push_row(row.into_iter().map(|(column, value): (u32, f32)| (column, value / norm)));
        classes.push(class);
    }
    (matrix, classes)
}

fn bench(criterion: &mut Criterion) {
    let (matrix, classes) = data();
    let mut group = criterion.benchmark_group("solver");
    group.sample_size(10);
    for count in [1, 4, 20] {
        let carries: Vec<Vec<bool>> = (0..count).map(|label| classes.iter().map(|&class| class == label).collect()).collect();
        let labels = |start: Option<&'_ [Vec<f64>]>, name: &str, group: &mut criterion::BenchmarkGroup<'_, _>| {
            let start = |label: usize| start.map(|alpha| alpha[label].as_slice());
            let label = |(at, positive)| Label { positive, costs: [1.0; 2], start: start(at) };
            let labels: Vec<Label<'_>> = carries.iter().map(Vec::as_slice).enumerate().map(label).collect();
            let problem = Problem {
                loss: Loss::SquaredHinge,
                prior: Prior::Uniform,
                intercept_scaling: 1.0,
                tolerance: 0.01,
                max_iterations: 1000,
                seed: 0,
            };
            group.throughput(Throughput::Elements((count * ROWS * NON_ZEROS) as u64));
            group.bench_function(format!("{count} labels, {name}"), |bencher| {
                bencher.iter(|| solve_labels(&matrix, &labels, &problem));
            });
            solve_labels(&matrix, &labels, &problem)
        };
        let alpha: Vec<Vec<f64>> = labels(None, "cold", &mut group).into_iter().map(|solution| solution.alpha).collect();
        labels(Some(&alpha), "from the optimum", &mut group);
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
