//! `standpoint inspect`: what a model file is.
#![allow(clippy::unwrap_used)]

mod workdir;

use workdir::Workdir;

#[test]
fn it_shows_data_learner_features_and_the_strongest_terms() {
    let dir = Workdir::with_model();
    let run = dir.run("inspect news.standpoint --terms 3").done();
    insta::assert_snapshot!(run.stdout, @"
    trained on  12 rows, sha256 fdf53499afb46496ece1404d390ff36cdb951d496cca2c5afc04d3782c4b4d4e
    learner     LinearSvc with C 1, seed 0
    features    87 terms: words 1, characters 4, stemming english, 1 + ln(tf), min_df 2, max_df 1, title weight 2
    thresholds  of the highest expected F1, and what they gave of rows held out
      -0.395 security: precision 0.200, recall 0.333, 25.0 % of the rows
      -0.066 technology: precision 0.800, recall 1.000, 33.3 % of the rows
      -0.283 trade: precision 1.000, recall 1.000, 41.7 % of the rows
    topics: security, technology, trade
      security: spi, a, wise
      technology: ban, a, foolish
      trade: mill, steel, tariff
    target: networks, none, tariffs
      networks: ban, a, foolish
      none: spi, rain, festiv
      tariffs: tariff, mill, on
    stance: against, favour
      against: foolish, builder, tariff
      favour: mill, wise, ban
      networks against: foolish, builder, tariff
      networks favour: wise, mill, ban
      tariffs against: builder, tariff, foolish
      tariffs favour: mill, wise, on
    ");
    assert_eq!(run.stderr, "");
}

#[test]
fn the_hash_is_that_of_the_table() {
    let dir = Workdir::with_model();
    use sha2::{Digest, Sha256};
    let hash: String = Sha256::digest(dir.read("news.csv")).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(dir.run("inspect news.standpoint").done().stdout.contains(&format!("12 rows, sha256 {hash}")));
}

#[test]
fn the_number_of_words_is_chosen() {
    let dir = Workdir::with_model();
    let terms = |args: &str| {
        let stdout = dir.run(&format!("inspect news.standpoint {args}")).done().stdout;
        stdout.lines().find(|line| line.starts_with("  trade:")).unwrap().split(", ").count()
    };
    assert_eq!((terms(""), terms("--terms 4")), (10, 4));
    assert!(terms("--terms 9999") > 10);
}

#[test]
fn without_a_file_it_shows_the_shipped_model() {
    let run = Workdir::new().run("inspect").done();
    assert!(run.stdout.starts_with("trained on") && run.stdout.contains("\nstance: against, favour"), "{}", run.stdout);
}
