//! Wrong labels that are planted in the shipped articles stand at the head of the list of `standpoint audit`.
#![allow(clippy::unwrap_used)]

mod workdir;

use std::collections::HashSet;

use workdir::Workdir;

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Rng(u64);

impl Rng {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

/// Which labels of a planted row are made wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Planted {
    Topics,
    Stance,
    /// Topics, and the stance where there is one.
    Both,
}

const TOPICS: usize = 5;
const STANCE: usize = 7;

/// The shipped table with wrong labels in a twentieth of its rows, and these rows, from 1. Topics become those of another
/// article; favour and against change places, and neutral becomes one of them.
fn plant(seed: u64, planted: Planted) -> (Vec<u8>, HashSet<usize>) {
    let mut reader = csv::Reader::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/articles.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    assert_eq!((&header[TOPICS], &header[STANCE]), ("topics", "stance"));
    let mut rows: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let topics: Vec<String> = rows.iter().map(|row| row[TOPICS].clone()).collect();
    let set = |cell: &str| cell.split(';').map(str::to_owned).collect::<HashSet<_>>();
    let (mut rng, mut wrong) = (Rng(seed), HashSet::new());
    while wrong.len() < rows.len() / 20 {
        let at = rng.below(rows.len());
        let stance = rows[at][STANCE].clone();
        let has_stance = ["favour", "against", "neutral"].contains(&&*stance);
        if wrong.contains(&(at + 1)) || (planted == Planted::Stance && !has_stance) {
            continue;
        }
        wrong.insert(at + 1);
        if planted != Planted::Stance {
            let other = loop {
                let other = &topics[rng.below(topics.len())];
                if set(other) != set(&topics[at]) {
                    break other;
                }
            };
            rows[at][TOPICS] = other.clone();
        }
        if planted != Planted::Topics && has_stance {
            let other = match &*stance {
                "favour" => "against",
                "against" => "favour",
                _ => ["favour", "against"][rng.below(2)],
            };
            rows[at][STANCE] = other.into();
        }
    }
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(&header).unwrap();
    rows.iter().for_each(|row| out.write_record(row).unwrap());
    (out.into_inner().unwrap(), wrong)
}

/// The share of the planted rows that are among as many rows, a twentieth of all, at the head of the list of labels.
fn share_found(seed: u64, planted: Planted) -> f64 {
    let (table, wrong) = plant(seed, planted);
    let dir = Workdir::new();
    dir.file("planted.csv", table);
    let run = dir.run("audit planted.csv --format csv --quiet").done();
    let mut head: Vec<usize> = Vec::new();
    for finding in run.cells().iter().skip(1).filter(|finding| finding[2] == "label") {
        let row = finding[0].parse().unwrap();
        if head.len() < wrong.len() && !head.contains(&row) {
            head.push(row);
        }
    }
    assert!(head.len() <= wrong.len());
    head.iter().filter(|row| wrong.contains(row)).count() as f64 / wrong.len() as f64
}

#[test]
fn seven_tenths_of_the_wrong_labels_are_in_the_first_twentieth() {
    let found = share_found(0, Planted::Both);
    assert!(found >= 0.7, "{found}");
}

/// The README's figures, of seeds by which no ranking was chosen: .77 (.70 to .81), .72 (.67 to .76), .33 (.28 to .38).
#[test]
#[ignore = "thirty audits, a minute or two"]
fn shares_by_seed_and_by_what_is_planted() {
    for (planted, least) in [(Planted::Both, 0.7), (Planted::Topics, 0.7), (Planted::Stance, 0.2)] {
        let found: Vec<f64> = (10..20).map(|seed| share_found(seed, planted)).collect();
        let mean = found.iter().sum::<f64>() / found.len() as f64;
        println!("{planted:?}: mean {mean:.2}, {found:.2?}");
        assert!(mean >= least, "{planted:?}: {found:?}");
    }
}
