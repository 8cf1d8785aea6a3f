//! Many labels at once: each as if alone, two as one, and a start from where another fit ended.
#![allow(clippy::unwrap_used)]

use linfa::ParamGuard;
use proptest::prelude::*;
use standpoint::linear::coordinate_descent::{Label, Problem, Solution, solve, solve_labels};
use standpoint::linear::{ClassWeight, LinearModel, LinearSvc, LogisticRegression, Loss, Prior};
use standpoint::sparse::CsrMatrix;

const LOSSES: [Loss; 3] = [Loss::SquaredHinge, Loss::Hinge, Loss::Logistic];

fn problem(loss: Loss) -> Problem {
    Problem { loss, prior: Prior::Uniform, intercept_scaling: 1.0, tolerance: 1e-9, max_iterations: 2_000_000, seed: 3 }
}

/// Rows of up to eight of twelve columns, and for each of up to eleven labels the rows that carry it.
fn data() -> impl Strategy<Value = (CsrMatrix, Vec<Vec<bool>>)> {
    (8..24_usize, 1..12_usize).prop_flat_map(|(rows, labels)| {
        let row = prop::collection::btree_map(0..12_u32, (-8..8_i8).prop_map(|n| f32::from(n) / 8.0), 0..8);
        let matrix = prop::collection::vec(row, rows).prop_map(|rows| {
            let mut matrix = CsrMatrix::new(12);
            rows.into_iter().for_each(|row| matrix.push_row(row));
            matrix
        });
        (matrix, prop::collection::vec(prop::collection::vec(any::<bool>(), rows), labels))
    })
}

/// A random set, the same at each call, large enough for several blocks of labels to run at once.
fn many() -> (CsrMatrix, Vec<Vec<bool>>) {
    let mut state = 7_u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut matrix = CsrMatrix::new(300);
    for _ in 0..400 {
        let cells: std::collections::BTreeMap<u32, f32> = (0..20).map(|_| (draw(300) as u32, draw(100) as f32 / 300.0)).collect();
        matrix.push_row(cells);
    }
    let labels = (0..20).map(|_| (0..400).map(|_| draw(6) == 0).collect()).collect();
    (matrix, labels)
}

fn label(positive: &[bool]) -> Label<'_> {
    Label { positive, costs: [1.0, 2.5], start: None }
}

fn assert_close(ours: &Solution, theirs: &Solution, tolerance: f64) {
    let close = |a: f64, b: f64| assert!((a - b).abs() < tolerance, "{a} and {b}");
    close(ours.objective, theirs.objective);
    close(ours.intercept, theirs.intercept);
    ours.weights.iter().zip(&theirs.weights).for_each(|(&a, &b)| close(a, b));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_label_among_many_gets_what_it_gets_alone((matrix, labels) in data()) {
        for loss in LOSSES {
            let all: Vec<Label<'_>> = labels.iter().map(|positive| label(positive)).collect();
            let solutions = solve_labels(&matrix, &all, &problem(loss));
            prop_assert_eq!(solutions.len(), labels.len());
            for (solution, positive) in solutions.iter().zip(&labels) {
                let signs: Vec<f64> = positive.iter().map(|&p| if p { 1.0 } else { -1.0 }).collect();
                let costs: Vec<f64> = positive.iter().map(|&p| if p { 2.5 } else { 1.0 }).collect();
                prop_assert!(solution.converged);
                assert_close(solution, &solve(&matrix, &signs, &costs, &problem(loss)), 1e-6);
            }
        }
    }

    #[test]
    fn rows_taken_away_leave_the_same_optimum_from_either_start((matrix, labels) in data()) {
        let kept: Vec<usize> = (0..matrix.rows()).filter(|row| row % 4 != 1).collect();
        let fewer = matrix.select(&kept);
        for loss in LOSSES {
            for (solution, positive) in solve_all(&matrix, &labels, loss).iter().zip(&labels) {
                let positive: Vec<bool> = kept.iter().map(|&row| positive[row]).collect();
                let alpha: Vec<f64> = kept.iter().map(|&row| solution.alpha[row]).collect();
                let cold = solve_labels(&fewer, &[label(&positive)], &problem(loss)).remove(0);
                let start = Label { start: Some(&alpha), ..label(&positive) };
                assert_close(&solve_labels(&fewer, &[start], &problem(loss))[0], &cold, 1e-6);
            }
        }
    }
}

fn solve_all(matrix: &CsrMatrix, labels: &[Vec<bool>], loss: Loss) -> Vec<Solution> {
    let all: Vec<Label<'_>> = labels.iter().map(|positive| label(positive)).collect();
    solve_labels(matrix, &all, &problem(loss))
}

#[test]
fn a_start_from_the_optimum_ends_at_once() {
    let (matrix, labels) = many();
    for loss in LOSSES {
        let cold = solve_all(&matrix, &labels, loss);
        let start = |(solution, positive): (&Solution, _)| (solution.alpha.clone(), positive);
        let starts: Vec<(Vec<f64>, &Vec<bool>)> = cold.iter().zip(&labels).map(start).collect();
        let warm: Vec<Label<'_>> =
            starts.iter().map(|(alpha, positive)| Label { start: Some(alpha), ..label(positive) }).collect();
        // A little wider than where it stopped: sums in another order differ in their last digits.
        let wider = Problem { tolerance: 1e-8, ..problem(loss) };
        for (warm, cold) in solve_labels(&matrix, &warm, &wider).iter().zip(&cold) {
            assert!(warm.converged && warm.iterations <= 2, "{loss:?}: {} passes", warm.iterations);
            assert!((warm.objective - cold.objective).abs() < 1e-6, "{loss:?}");
        }
    }
}

#[test]
fn a_start_outside_of_the_bounds_is_brought_within() {
    let (matrix, labels) = many();
    let alpha: Vec<f64> = (0..400).map(|row| f64::from(row % 7) - 3.0).collect();
    for loss in LOSSES {
        let cold = solve_all(&matrix, &labels[..1], loss).remove(0);
        let start = Label { start: Some(&alpha), ..label(&labels[0]) };
        assert_close(&solve_labels(&matrix, &[start], &problem(loss))[0], &cold, 1e-6);
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let (matrix, labels) = many();
    for loss in LOSSES {
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| solve_all(&matrix, &labels, loss))
        };
        assert_eq!(with(1), with(4), "{loss:?}");
    }
}

#[test]
fn of_two_labels_that_part_the_rows_one_is_the_mirror_of_the_other() {
    let (matrix, labels) = many();
    let one = labels[0].clone();
    let other: Vec<bool> = one.iter().map(|carries| !carries).collect();
    let pair = [one.clone(), other.clone()];
    macro_rules! check {
        ($params:expr) => {{
            let learner = $params.class_weight(ClassWeight::Balanced).tolerance(1e-9).max_iterations(100_000).check().unwrap();
            let both = learner.fit_labels(&matrix, &pair, None).unwrap();
            let alone: Vec<LinearModel> = pair.iter().map(|label| learner.fit_rows(&matrix, label).unwrap()).collect();
            assert_eq!(both, alone);
            let start: Vec<Vec<f64>> = both.iter().map(|model| model.solution.alpha.clone()).collect();
            let again = learner.fit_labels(&matrix, &pair, Some(&start)).unwrap();
            assert!(again.iter().all(|model| model.solution.iterations <= 2));
        }};
    }
    check!(LinearSvc::params());
    check!(LogisticRegression::params());
}

#[test]
fn a_label_of_all_rows_or_none_scores_a_constant_among_the_others() {
    let (matrix, labels) = many();
    let learner = LinearSvc::params().check().unwrap();
    let models = learner.fit_labels(&matrix, &[vec![false; 400], labels[0].clone(), vec![true; 400]], None).unwrap();
    let of: Vec<f64> = models.iter().map(|model| model.solution.intercept).collect();
    assert_eq!((of[0], of[2]), (-1.0, 1.0));
    assert_eq!(models[1], learner.fit_rows(&matrix, &labels[0]).unwrap());
    let error = learner.fit_labels(&matrix, &[labels[0].clone(), vec![true; 3]], None).unwrap_err();
    assert!(error.to_string().starts_with("400 rows but 3 labels"), "{error}");
}
