//! `standpoint evaluate`: how rows are parted, by folds, groups, time, target and a file of their own; and copies, which
//! are never on both sides.
#![allow(clippy::unwrap_used)]

mod workdir;

use serde_json::Value;
use workdir::{NEWS, Workdir};

/// The report of a table, as JSON.
fn report(dir: &Workdir, args: &str) -> Value {
    serde_json::from_str(&dir.run(&format!("evaluate {args} --format json --quiet")).done().stdout).unwrap()
}

/// Rows of two topics, each with an outlet and a date, whose words tell the topic.
fn dated(rows: usize) -> String {
    let row = |n: usize| {
        let (topic, word) = [("trade", "steel"), ("sport", "match")][n % 2];
        let (day, outlet) = (1 + n % 28, ["Herald", "Ledger", "Mail"][n / 2 % 3]);
        format!("{n},{word} of day{day} and word{},{topic},2024-03-{day:02},{outlet}\n", n % 7)
    };
    format!("id,text,topics,date,outlet\n{}", (0..rows).map(row).collect::<String>())
}

#[test]
fn repeats_deal_rows_out_anew_and_tell_how_far_they_lie_apart() {
    let dir = Workdir::new();
    dir.file("a.csv", NEWS);
    let once = report(&dir, "a.csv --folds 3");
    let thrice = report(&dir, "a.csv --folds 3 --repeats 3");
    assert!(once.get("repeats").is_none() && thrice["split"]["repeats"] == 3);
    for task in ["topics", "target", "stance"] {
        // Each row counts once, however often it was judged.
        assert_eq!(once[task]["rows"], thrice[task]["rows"]);
        assert_eq!(once[task]["micro"]["support"], thrice[task]["micro"]["support"]);
        let spread = |which: &str| thrice["repeats"][task][which]["accuracy"].as_f64().unwrap();
        let pooled = thrice[task]["accuracy"].as_f64().unwrap();
        assert!(spread("least") <= pooled && pooled <= spread("greatest") && spread("deviation") >= 0.0);
    }
    // The first of the repeats is the split without them.
    let (least, greatest) = (&thrice["repeats"]["target"]["least"], &thrice["repeats"]["target"]["greatest"]);
    let alone = once["target"]["accuracy"].as_f64().unwrap();
    assert!(least["accuracy"].as_f64().unwrap() <= alone && alone <= greatest["accuracy"].as_f64().unwrap());
    assert!(thrice["methods"].as_str().unwrap().contains("3-fold cross-validation, repeated 3 times"));
}

#[test]
fn a_story_of_claims_and_texts_stays_in_one_fold_and_that_is_said() {
    let dir = Workdir::new();
    // The word of a story tells whether its texts agree, and nothing else does: by new stories, nothing can be learned.
    let story = |s: usize| -> String {
        let pair = |(claim, text): (usize, usize)| {
            // In no order that digits could tell.
            let stance = ["agree", "disagree"][0b1011_0010_0111_0100_0110 >> s & 1];
            format!(
                "word{s} seen at place{s}x{claim},word{s} was told of in text{s}x{text} and{text} then{s} there{text},{stance}\n"
            )
        };
        // Texts 0 and 1 are joined by claim 0, claims 0 and 1 by text 1.
        let own: String = [(0, 0), (0, 1), (1, 1), (1, 0)].map(pair).concat();
        own + &format!("word{s} seen at place{s}x0,rain{s} fell on the harvest{s} by the old mill{s},unrelated\n")
    };
    dir.file("a.csv", format!("claim,text,stance\n{}", (0..20).map(story).collect::<String>()));
    let f1 = |report: &Value, label: &str| report["stance"]["labels"][label]["f1"].as_f64().unwrap();
    let apart = report(&dir, "a.csv --min-df 1");
    // A text that is not related to anything is a story of its own.
    assert_eq!(apart["split"]["stories"], 40);
    assert!(f1(&apart, "agree") < 0.7 && f1(&apart, "disagree") < 0.7, "{}", apart["stance"]["labels"]);
    let methods = apart["methods"].as_str().unwrap();
    assert!(methods.contains("40 stories") && methods.contains("bootstrap resamples of stories"), "{methods}");
    assert!(
        methods.contains(
            "`unrelated` was taken where it was likelier than not and than it is frequent, else the label furthest over its threshold"
        ),
        "{methods}"
    );
    // A column says otherwise: by texts alone, every story is met again.
    let met = report(&dir, "a.csv --min-df 1 --group text");
    assert!(met["split"].get("stories").is_none());
    assert!(f1(&met, "agree") > 0.8 && f1(&met, "disagree") > 0.8, "{}", met["stance"]["labels"]);
    dir.run("train a.csv --min-df 1 --out m").said(&["by 5-fold cross-validation over 40 stories, none parted:"]);
    let text = dir.run("evaluate a.csv --min-df 1").done().stdout;
    assert!(text.contains("stories: 40 of related claims and texts, never parted"), "{text}");
}

#[test]
fn groups_stay_in_one_fold_and_there_are_as_many_as_folds() {
    let dir = Workdir::new();
    // The word of an outlet tells its topic, and nothing else does: parted by outlet, nothing can be learned.
    let outlets = ["Herald", "Ledger", "Mail", "Post", "Star", "Sun"];
    let row = |n: usize| format!("{}word says thing{},{},{}\n", outlets[n % 6], n / 6, ["x", "y"][n % 6 / 3], outlets[n % 6]);
    dir.file("a.csv", format!("text,topics,outlet\n{}", (0..60).map(row).collect::<String>()));
    let accuracy =
        |args: &str| report(&dir, &format!("a.csv --ngrams 1 --stem none {args}"))["topics"]["accuracy"].as_f64().unwrap();
    assert_eq!(accuracy("--folds 3"), 1.0);
    assert!(accuracy("--folds 3 --group outlet") < 0.7);
    let grouped = report(&dir, "a.csv --folds 3 --group outlet");
    assert_eq!((&grouped["split"]["scheme"], &grouped["split"]["groups"]), (&"grouped k-fold".into(), &6.into()));
    let words = ["7 folds of 6 groups by 'outlet': choose 2 to 6 with --folds"];
    dir.run("evaluate a.csv --folds 7 --group outlet").failed(2, &words);
    dir.run("evaluate a.csv --group paper").failed(1, &["no column 'paper'", "'text', 'topics', 'outlet'"]);
}

#[test]
fn time_goes_forward() {
    let dir = Workdir::new();
    dir.file("a.csv", dated(112));
    let forward = report(&dir, "a.csv --time date --folds 3");
    assert_eq!((&forward["split"]["scheme"], &forward["folds"]), (&"forward chaining".into(), &3.into()));
    // A quarter of the days is only learned from.
    assert_eq!(forward["topics"]["rows"], 84);
    assert!(forward["methods"].as_str().unwrap().contains("each of 3 stretches of time"));
    dir.file("blank.csv", dated(112).replace("2024-03-07", ""));
    let run = dir.run("evaluate blank.csv --time date --folds 3").said(&["4 rows without a date are left out."]);
    assert!(run.stdout.contains("108 labelled articles were evaluated in time order"), "{}", run.stdout);
    // What is only said from one day on is no help before it: the label of the last days was never seen.
    let late = dated(112).replace("2024-03-28", "2024-04-28").replace("sport,2024-04", "chess,2024-04");
    dir.file("late.csv", late);
    let late = report(&dir, "late.csv --time date --folds 27");
    let notes = late["split"]["notes"].to_string();
    assert!(notes.contains("labels that a test has and its training has not, which count as missed there: chess"), "{notes}");
    assert_eq!(late["topics"]["labels"]["chess"]["recall"], 0.0);
}

#[test]
fn dates_that_are_none_or_two_are_told_with_the_way_out() {
    let dir = Workdir::new();
    let with = |from: &str, to: &str| dir.file("a.csv", dated(20).replacen(from, to, 1));
    with("2024-03-03", "soon");
    dir.run("evaluate a.csv --time date").failed(1, &["row 3, column 'date'", "'soon' is no date", "--date-format"]);
    let row = |n: usize| format!("{} of word{n},{},{n}/3/2024\n", ["steel", "match"][n % 2], ["a", "b"][n % 2]);
    let rows: String = (1..10).map(row).collect();
    dir.file("c.csv", format!("text,topics,date\n{rows}"));
    dir.run("evaluate c.csv --time date").failed(1, &["can be read in two ways", "--date-format %d/%m/%Y or %m/%d/%Y"]);
    let read = report(&dir, "c.csv --time date --date-format %d/%m/%Y --folds 2 --min-df 1");
    assert_eq!(read["split"]["scheme"], "forward chaining");
    dir.run("evaluate c.csv --date-format %Y").failed(2, &["--time"]);
    let one: String =
        dated(8).lines().map(|line| line.split("2024").next().unwrap().to_owned() + "2024-03-01,Mail\n").skip(1).collect();
    dir.file("e.csv", format!("id,text,topics,date,outlet\n{one}"));
    dir.run("evaluate e.csv --time date").failed(2, &["all rows have one date", "--time"]);
}

#[test]
fn stance_is_judged_toward_a_target_never_seen() {
    let dir = Workdir::new();
    dir.file("a.csv", NEWS);
    let report = report(&dir, "a.csv --leave-target-out --min-df 1");
    assert_eq!((&report["split"]["scheme"], &report["folds"]), (&"leave one target out".into(), &2.into()));
    assert!(report.get("topics").is_none() && report.get("stance_as_used").is_none());
    assert_eq!(report["stance"]["rows"], 8);
    dir.file("b.csv", dated(20));
    dir.run("evaluate b.csv --leave-target-out").failed(2, &["needs stances toward two targets"]);
}

#[test]
fn what_a_split_does_not_judge_is_not_told_of_articles_unlike_the_training_either() {
    let dir = Workdir::new();
    let row = |n: usize| {
        let (target, side) = ([("tariffs", "steel"), ("ban", "phones")][n % 2], [("pro", "wise"), ("con", "foolish")][n / 2 % 2]);
        format!("{n},{} is {} says voice{},{},{},{}\n", target.1, side.1, n % 37, target.1, target.0, side.0)
    };
    dir.file("a.csv", format!("id,text,topics,target,stance\n{}", (0..300).map(row).collect::<String>()));
    let of = |options: &str| {
        let unlike = &report(&dir, &format!("a.csv --min-df 1 {options}"))["unlike"]["tasks"];
        unlike.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ")
    };
    assert_eq!((of("--leave-target-out"), of("--folds 3")), ("stance".into(), "stance target topics".into()));
}

#[test]
fn folds_that_rows_cannot_be_dealt_to_are_told_before_anything_is_fitted() {
    let dir = Workdir::new();
    dir.file("a.csv", dated(20));
    // So many folds would take longer to count than anyone waits.
    for command in ["evaluate a.csv --folds 1000000", "audit a.csv --folds 1000000"] {
        dir.run(command).failed(2, &["1000000 folds of 20 rows", "--folds"]);
    }
    dir.run("evaluate a.csv --test a.csv").failed(2, &["every row is a copy of one in the test file", "a file of other rows"]);
}

#[test]
fn a_test_file_judges_what_the_table_taught_and_copies_of_it_are_not_learned_from() {
    let dir = Workdir::new();
    let long = "a story of steel and duties that goes on for more than a few words so that it can be told from others";
    dir.file("train.csv", format!("{}101,{long},trade,2024-01-01,Mail\n", dated(40)));
    let test =
        format!("id,text,topics\n1,steel again,trade\n2,a match again,sport\n3,{long} indeed,trade\n4,steel chess,chess\n");
    dir.file("test.csv", test);
    let report = report(&dir, "train.csv --test test.csv");
    assert_eq!((&report["split"]["scheme"], &report["topics"]["rows"]), (&"test file".into(), &4.into()));
    assert_eq!(report["split"]["copies_left_out"], 1);
    assert_eq!(report["topics"]["labels"]["chess"]["support"], 1);
    assert!(report["split"]["notes"].to_string().contains("count as missed there: chess"));
    assert!(report["methods"].as_str().unwrap().contains("evaluated on 4 others kept apart (test.csv)"));
    dir.run("evaluate train.csv --test none.csv").failed(1, &["none.csv", "check the path"]);
}

#[test]
fn labels_in_fewer_rows_than_folds_are_told_and_judged() {
    let dir = Workdir::new();
    dir.file("a.csv", format!("{}90,chess is rare,chess,,\n91,chess is a rare match,chess,,\n", dated(30)));
    let report = report(&dir, "a.csv --folds 5");
    let notes = report["split"]["notes"].to_string();
    assert!(notes.contains("labels in fewer rows than there are folds, so that some folds test none of it: chess 2"), "{notes}");
    assert_eq!(report["topics"]["labels"]["chess"]["support"], 2);
}

/// Forty stories of sixty words, each three times with another word edited; the labels mean nothing.
fn syndicated() -> String {
    let mixed = |n: u64| {
        let z = (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (z ^ (z >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32
    };
    let story = |n: u64, edit: u64| -> String {
        let word = |at: u64| if at == 5 + edit { "edited".to_owned() } else { format!("w{}", mixed(100 * n + at) % 3000) };
        (0..60).map(word).collect::<Vec<_>>().join(" ")
    };
    let rows = (0..40).flat_map(|n| (0..3).map(move |edit| (n, edit)));
    let rows = rows.map(|(n, edit)| format!("{},{}\n", story(n, edit), ["x", "y"][mixed(9000 + n) as usize % 2]));
    format!("text,topics\n{}", rows.collect::<String>())
}

#[test]
fn copies_of_a_story_share_a_fold_and_what_parting_them_overstates_is_told() {
    let dir = Workdir::new();
    dir.file("a.csv", syndicated());
    let report = report(&dir, "a.csv --folds 5 --naive-split");
    let found = &report["duplicates"];
    assert_eq!((&found["groups"], &found["rows"]), (&40.into(), &120.into()));
    // The words of a story occur in its copies alone: without them its label is a guess.
    assert!(report["topics"]["accuracy"].as_f64().unwrap() < 0.75);
    assert!(found["naive"]["topics"]["accuracy"].as_f64().unwrap() > 0.95);
    assert!(found["naive"]["topics"]["overstated"]["accuracy"].as_f64().unwrap() > 0.2);
    let told = dir.run("evaluate a.csv --folds 5 --quiet").done().stdout;
    assert!(told.contains("near-duplicates: 120 rows in 40 groups, never parted (--naive-split"), "{told}");
    assert!(told.contains("120 articles in 40 groups were near-duplicates"), "{told}");
    dir.run("evaluate a.csv --folds 50").failed(2, &["50 folds of 40 rows that are no copies of others"]);
}

#[test]
fn training_keeps_copies_together_too() {
    let dir = Workdir::new();
    dir.file("a.csv", syndicated());
    let run = dir.run("train a.csv --out a.standpoint").done();
    let line = run.stderr.lines().find(|line| line.starts_with("topics: 120 rows in 5 folds, accuracy ")).unwrap();
    assert!(line.rsplit(' ').next().unwrap().parse::<f64>().unwrap() < 0.75, "{line}");
}

#[test]
fn what_the_training_has_not_is_not_judged() {
    let dir = Workdir::new();
    dir.file("a.csv", dated(40)).file("b.csv", NEWS).file("c.csv", "text,target,stance\nsteel,T,favour\nmatch,T,against\n");
    let run = dir
        .run("evaluate a.csv --multi-label --test b.csv")
        .done()
        .said(&["target, stance of b.csv are not judged: a.csv has none."]);
    assert!(run.stdout.contains("topics: ") && !run.stdout.contains("stance"));
    // Nor is what the training does not look at: a claim, by which the text would be read otherwise.
    let claims: String =
        dated(40).lines().map(|line| format!("{line},{}\n", if line.starts_with("id") { "claim" } else { "steel" })).collect();
    dir.file("claims.csv", claims).file("same.csv", dated(40).replace("word", "words"));
    dir.file("claims.csv", String::from_utf8(dir.read("claims.csv")).unwrap().replace("word", "words"));
    let judged = |test: &str| report(&dir, &format!("a.csv --test {test}"))["topics"]["accuracy"].as_f64().unwrap();
    assert!(judged("claims.csv") > 0.9 && judged("claims.csv") == judged("same.csv"));
    dir.run("evaluate a.csv --test c.csv").failed(1, &["c.csv", "labels of no task that a.csv has"]);
    dir.run("evaluate a.csv --test b.csv --folds 3").failed(2, &["--folds", "--test"]);
}
