//! What every learner keeps to, whatever its loss.
#![allow(clippy::unwrap_used)]

use linfa::ParamGuard;
use standpoint::linear::{ClassWeight, ComplementNb, LinearModel, LinearSvc, LogisticRegression, Loss};
use standpoint::sparse::CsrMatrix;
use standpoint::{ErrorKind, Result};

#[derive(Debug, Clone, Copy)]
struct Options {
    loss: Loss,
    c: f64,
    class_weight: ClassWeight,
    intercept_scaling: f64,
    tolerance: f64,
    max_iterations: usize,
    seed: u64,
}

type Fit = fn(&Options, &CsrMatrix, &[bool]) -> Result<LinearModel>;

macro_rules! fit {
    ($learner:ident) => {
        |options, matrix, positive| {
            let params = $learner::params().loss(options.loss).c(options.c).class_weight(options.class_weight);
            let params = params.intercept_scaling(options.intercept_scaling).tolerance(options.tolerance);
            params.max_iterations(options.max_iterations).seed(options.seed).check()?.fit_rows(matrix, positive)
        }
    };
}

const LEARNERS: [(&str, Loss, Fit); 3] = [
    ("LinearSvc, squared hinge", Loss::SquaredHinge, fit!(LinearSvc)),
    ("LinearSvc, hinge", Loss::Hinge, fit!(LinearSvc)),
    ("LogisticRegression", Loss::Logistic, fit!(LogisticRegression)),
];

/// Options at which a learner comes close to the optimum.
fn tight(loss: Loss) -> Options {
    Options {
        loss,
        c: 1.0,
        class_weight: ClassWeight::Uniform,
        intercept_scaling: 1.0,
        tolerance: 1e-10,
        max_iterations: 100_000,
        seed: 0,
    }
}

fn for_each_learner(each: impl Fn(&str, Options, Fit)) {
    for (name, loss, fit) in LEARNERS {
        each(name, tight(loss), fit);
    }
}

/// 45 rows of a third positive, two of them alike but for the label, so that no line parts the classes.
/// `column` gives each of the 12 columns its place.
fn noisy(column: impl Fn(u32) -> u32) -> (CsrMatrix, Vec<bool>) {
    let mut matrix = CsrMatrix::new(12);
    let mut state = 1u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for row in 0..44 {
        let mut cells = Vec::new();
        for at in 2..12 {
            if draw(4) == 0 {
                cells.push((column(at), draw(8) as f32 / 4.0 - 0.5));
            }
        }
        if draw(5) > 0 {
            cells.push((column(u32::from(row % 3 == 0)), 1.0));
        }
        cells.sort_unstable_by_key(|&(column, _)| column);
        matrix.push_row(cells);
    }
    let rows: Vec<usize> = (0..44).chain([0]).collect();
    (matrix.select(&rows), (0..45).map(|row| row % 3 == 0 && row < 44).collect())
}

fn assert_close(what: &str, a: &[f64], b: &[f64]) {
    assert_eq!(a.len(), b.len(), "{what}");
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() < 1e-6, "{what}: {a} and {b}");
    }
}

#[test]
fn no_rows_one_class_and_labels_of_another_length_are_errors() {
    let (matrix, positive) = noisy(|column| column);
    let none = CsrMatrix::new(12);
    for_each_learner(|name, options, fit| {
        for (matrix, positive, kind) in [
            (&none, &[][..], ErrorKind::Labels),
            (&matrix, &[true; 45][..], ErrorKind::Labels),
            (&matrix, &[false; 45][..], ErrorKind::Labels),
            (&matrix, &positive[1..], ErrorKind::Parameter),
            (&none, &positive[..], ErrorKind::Parameter),
        ] {
            let error = fit(&options, matrix, positive).unwrap_err();
            assert_eq!(error.kind(), kind, "{name}: {error}");
        }
    });
}

#[test]
fn every_row_twice_is_twice_the_cost() {
    let (matrix, positive) = noisy(|column| column);
    let twice: Vec<usize> = (0..90).map(|row| row % 45).collect();
    for_each_learner(|name, options, fit| {
        let doubled = fit(&options, &matrix.select(&twice), &positive.repeat(2)).unwrap().solution;
        let dearer = fit(&Options { c: 2.0, ..options }, &matrix, &positive).unwrap().solution;
        assert!(doubled.converged, "{name}");
        assert_close(name, &doubled.weights, &dearer.weights);
        assert_close(name, &[doubled.intercept, doubled.objective], &[dearer.intercept, dearer.objective]);
    });
}

#[test]
fn rows_without_non_zeros_weigh_only_on_the_intercept() {
    let (mut matrix, mut positive) = noisy(|column| column);
    for_each_learner(|name, options, fit| {
        let mut empty = CsrMatrix::new(12);
        empty.push_row([]);
        empty.push_row([]);
        let solution = fit(&options, &empty, &[true, false]).unwrap().solution;
        assert!(solution.converged && solution.weights == [0.0; 12], "{name}: {solution:?}");
        assert_close(name, &[solution.intercept], &[0.0]);
    });
    let (without, of_them) = (matrix.clone(), positive.clone());
    matrix.push_row([]);
    positive.push(true);
    for_each_learner(|name, options, fit| {
        let no_intercept = Options { intercept_scaling: 0.0, ..options };
        let more = fit(&no_intercept, &matrix, &positive).unwrap().solution;
        let fewer = fit(&no_intercept, &without, &of_them).unwrap().solution;
        assert!(more.converged && more.intercept == 0.0, "{name}");
        assert_close(name, &more.weights, &fewer.weights);
        let above = fit(&options, &matrix, &positive).unwrap().solution.intercept;
        let below = fit(&options, &without, &of_them).unwrap().solution.intercept;
        assert!(above > below - 1e-9, "{name}: {above}, {below}");
    });
}

#[test]
fn the_same_rows_give_equal_models() {
    let (matrix, positive) = noisy(|column| column);
    for_each_learner(|name, options, fit| {
        let options = Options { tolerance: 0.1, ..options };
        let [first, second] = [(); 2].map(|()| fit(&options, &matrix, &positive).unwrap());
        assert_eq!(first, second, "{name}");
    });
}

#[test]
fn every_option_changes_something() {
    let (matrix, positive) = noisy(|column| column);
    let weights = |fit: Fit, options: Options| fit(&options, &matrix, &positive).unwrap().solution.weights;
    for_each_learner(|name, options, fit| {
        // At a wide tolerance, where the way to the optimum shows.
        let base = Options { tolerance: 0.5, ..options };
        for (option, changed) in [
            ("C", Options { c: 2.0, ..base }),
            ("class_weight", Options { class_weight: ClassWeight::Balanced, ..base }),
            ("intercept_scaling", Options { intercept_scaling: 2.0, ..base }),
            ("tolerance", Options { tolerance: 1e-4, ..base }),
            ("max_iterations", Options { max_iterations: 1, ..base }),
            ("seed", Options { seed: 1, ..base }),
        ] {
            assert_ne!(weights(fit, base), weights(fit, changed), "{name}: {option}");
        }
    });
    let [squared, hinge, logistic] = LEARNERS.map(|(_, loss, fit)| weights(fit, tight(loss)));
    let differ = |a: &[f64], b: &[f64]| a.iter().zip(b).any(|(a, b)| (a - b).abs() > 1e-3);
    assert!(differ(&squared, &hinge) && differ(&hinge, &logistic) && differ(&squared, &logistic));
}

#[test]
fn illegal_values_are_refused_with_name_range_and_value() {
    let (matrix, positive) = noisy(|column| column);
    for_each_learner(|name, options, fit| {
        let mut table = vec![("max_iterations", "1 or above", "0".to_owned(), Options { max_iterations: 0, ..options })];
        for value in [-1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let zero_or_above = Options { intercept_scaling: value, ..options };
            table.push(("intercept_scaling", "0 or above and finite", value.to_string(), zero_or_above));
        }
        for value in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            table.push(("C", "above 0 and finite", value.to_string(), Options { c: value, ..options }));
            table.push(("tolerance", "above 0 and finite", value.to_string(), Options { tolerance: value, ..options }));
        }
        let (legal, other) = match options.loss {
            Loss::Logistic => ("Logistic", Loss::Hinge),
            Loss::Hinge | Loss::SquaredHinge => ("Hinge or SquaredHinge", Loss::Logistic),
        };
        table.push(("loss", legal, format!("{other:?}"), Options { loss: other, ..options }));
        for (option, range, value, illegal) in table {
            let error = fit(&illegal, &matrix, &positive).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Parameter, "{name}");
            let message = error.to_string();
            assert!(message.starts_with(&format!("{option} must be {range}")), "{name}: {message}");
            assert!(message.ends_with(&format!("it is {value}")), "{name}: {message}");
        }
    });
}

#[test]
fn permuted_columns_permute_the_weights() {
    let permute = |column: u32| column * 5 % 12;
    let (matrix, positive) = noisy(|column| column);
    let (permuted, _) = noisy(permute);
    for_each_learner(|name, options, fit| {
        let here = fit(&options, &matrix, &positive).unwrap().solution;
        let there = fit(&options, &permuted, &positive).unwrap().solution;
        let back: Vec<f64> = (0..12).map(|column| there.weights[permute(column) as usize]).collect();
        assert_close(name, &here.weights, &back);
        assert_close(name, &[here.intercept], &[there.intercept]);
    });
}

/// A gradient Gᵢ within the tolerance leaves a row's part of the gap below Cᵢ |Gᵢ|, for every loss.
#[test]
fn the_duality_gap_is_below_the_tolerance_times_the_costs() {
    let (matrix, positive) = noisy(|column| column);
    for_each_learner(|name, options, fit| {
        for tolerance in [0.1, 1e-3, 1e-6, 1e-9] {
            let solution = fit(&Options { tolerance, ..options }, &matrix, &positive).unwrap().solution;
            assert!(solution.converged, "{name}, {tolerance}");
            let gap = solution.duality_gap;
            assert!(gap > -1e-12 && gap < tolerance * 45.0 + 1e-12, "{name}, {tolerance}: {gap}");
        }
    });
}

#[test]
fn a_solver_that_is_stopped_says_so() {
    let (matrix, positive) = noisy(|column| column);
    for_each_learner(|name, options, fit| {
        let solution = fit(&Options { max_iterations: 2, ..options }, &matrix, &positive).unwrap().solution;
        assert!(!solution.converged && solution.iterations == 2, "{name}: {solution:?}");
    });
}

#[test]
fn a_separable_set_is_separated() {
    let (noisy, positive) = noisy(|column| column);
    let mut matrix = CsrMatrix::new(13);
    for (row, &positive) in noisy.iter().zip(&positive) {
        let cells = row.indices.iter().copied().zip(row.values.iter().copied());
        matrix.push_row(cells.chain([(12, if positive { 1.0 } else { -1.0 })]));
    }
    for_each_learner(|name, options, fit| {
        let model = fit(&Options { c: 1000.0, tolerance: 1e-3, ..options }, &matrix, &positive).unwrap();
        for (row, &positive) in matrix.iter().zip(&positive) {
            assert_eq!(model.decision_function(row) > 0.0, positive, "{name}");
        }
    });
}

/// As [`noisy`], values below 0 turned.
fn counts() -> (CsrMatrix, Vec<bool>) {
    let (noisy, positive) = noisy(|column| column);
    let mut matrix = CsrMatrix::new(12);
    noisy.iter().for_each(|row| matrix.push_row(row.pairs().map(|(column, value)| (column, value.abs()))));
    (matrix, positive)
}

#[test]
fn complement_naive_bayes_keeps_to_it_too() {
    let (matrix, positive) = counts();
    let fit = |alpha: f64, matrix: &CsrMatrix, positive: &[bool]| {
        ComplementNb::params().alpha(alpha).check().unwrap().fit_rows(matrix, positive)
    };
    let none = CsrMatrix::new(12);
    for (matrix, positive, kind) in [
        (&none, &[][..], ErrorKind::Labels),
        (&matrix, &[true; 45][..], ErrorKind::Labels),
        (&matrix, &positive[1..], ErrorKind::Parameter),
    ] {
        assert_eq!(fit(1.0, matrix, positive).unwrap_err().kind(), kind);
    }
    let plain = fit(1.0, &matrix, &positive).unwrap();
    assert_eq!(fit(1.0, &matrix, &positive).unwrap(), plain);
    assert!(fit(0.1, &matrix, &positive).unwrap() != plain);
    for alpha in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(ComplementNb::params().alpha(alpha).check().is_err(), "{alpha}");
    }
    // Every row twice is half of α; the order of rows is nothing.
    let twice: Vec<usize> = (0..45).rev().chain(0..45).collect();
    let labels: Vec<bool> = twice.iter().map(|&row| positive[row]).collect();
    let doubled = fit(2.0, &matrix.select(&twice), &labels).unwrap();
    assert_close("twice", &doubled.solution.weights, &plain.solution.weights);
    // A row tells most for the label whose words it has.
    let scores =
        |of: bool| matrix.iter().zip(&positive).filter(move |(_, p)| **p == of).map(|(row, _)| plain.decision_function(row));
    let mean = |of: bool| scores(of).sum::<f64>() / scores(of).count() as f64;
    assert!(mean(true) > mean(false));
}
