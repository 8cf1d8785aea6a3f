//! What is wrong with an input is told with the file, the row, the column and the way out.
#![allow(clippy::unwrap_used)]

mod workdir;

use workdir::{NEWS, Workdir};

/// A file of a case: its name and its bytes.
type File = (&'static str, &'static [u8]);

/// What goes in, and how the program must end.
struct Case {
    name: &'static str,
    files: &'static [File],
    args: &'static str,
    code: i32,
    words: &'static [&'static str],
}

const fn case(name: &'static str, files: &'static [File], args: &'static str, code: i32, words: &'static [&'static str]) -> Case {
    Case { name, files, args, code, words }
}

const TRAIN: &str = "train a.csv --out m --no-estimate --min-df 1";
const GOOD: File = ("a.csv", b"text,topic\nsteel one,x\nphones one,y\nsteel two,x\nphones two,y\n");

/// Tables and files that cannot be read.
const INPUTS: &[Case] = &[
    case("no such file", &[], TRAIN, 1, &["a.csv: cannot read", "check the path"]),
    case("a folder for a table", &[("a.csv/b", b"")], TRAIN, 1, &["a.csv: cannot read", "name a file"]),
    case(
        "no text column",
        &[("a.csv", b"words,topic\na,x\n")],
        TRAIN,
        1,
        &["a.csv: no text column", "'words', 'topic'", "--text-column NAME"],
    ),
    case(
        "a model for a table",
        &[("a.csv", b"\x08\0\0\0\0\0\0\0{\"a\":1, \"b\":2}\n")],
        TRAIN,
        1,
        &["a.csv: no table", "give a CSV with a header"],
    ),
    case(
        "a page for a table",
        &[("a.csv", b"Home\nLog in\n")],
        TRAIN,
        1,
        &["a.csv: no text column; the columns are 'Home'", "parted by comma, semicolon or tab"],
    ),
    case(
        "terms that are too rare",
        &[GOOD],
        "train a.csv --out m --min-df 9",
        1,
        &["a.csv: no term is in 9 articles or more", "lower --min-df"],
    ),
    case(
        "a label in one row alone",
        &[("a.csv", b"text,topic\nsteel,x\nphones,y\n")],
        TRAIN,
        1,
        &["a.csv: no topic is in 2 rows or more", "lower --min-label-rows"],
    ),
    case(
        "no label column",
        &[("a.csv", b"text,theme\na,x\n")],
        TRAIN,
        1,
        &["a.csv: neither a topics nor a stance column", "'text', 'theme'", "--topic-column NAME", "--stance-column NAME"],
    ),
    case(
        "a named column that is not there",
        &[GOOD],
        "train a.csv --out m --stance-column view",
        1,
        &["a.csv: no column 'view'", "'text', 'topic'", "--stance-column"],
    ),
    case(
        "two text columns",
        &[("a.csv", b"text,Body,topic\na,b,x\n")],
        TRAIN,
        1,
        &["a.csv: more than one column could be the text", "'text', 'Body'", "--text-column NAME"],
    ),
    case(
        "two topic columns",
        &[("a.csv", b"text,topic,Label\na,x,y\n")],
        TRAIN,
        1,
        &["a.csv: more than one", "'topic', 'Label'", "--topic-column NAME"],
    ),
    case(
        "one name twice",
        &[("a.csv", b"text,a,a\na,x,y\n")],
        "train a.csv --out m --topic-column a",
        1,
        &["a.csv: more than one column is named 'a'", "rename"],
    ),
    case("an empty file", &[("a.csv", b"")], TRAIN, 1, &["a.csv: empty file", "give a table"]),
    case("only line ends", &[("a.csv", b"\r\n\n\n")], TRAIN, 1, &["a.csv: empty file"]),
    case("a header only", &[("a.csv", b"text,topic\n")], TRAIN, 1, &["a.csv: header only", "add rows"]),
    case("no text in any row", &[("a.csv", b"text,topic\n,x\n \t,y\n")], TRAIN, 1, &["a.csv: no row with text", "--text-column"]),
    case(
        "one class only",
        &[("a.csv", b"text,topic\na,x\nb,x\n")],
        TRAIN,
        1,
        &["a.csv: every topic is the same", "add rows with other labels"],
    ),
    case(
        "one stance only",
        &[("a.csv", b"text,stance\na,pro\nb,pro\n")],
        TRAIN,
        1,
        &["a.csv: every stance is the same", "add rows with other labels"],
    ),
    case("no label at all", &[("a.csv", b"text,topic\na,\nb,none\n")], TRAIN, 1, &["a.csv: no row has a topic"]),
    case(
        "an unclosed quote",
        &[("a.csv", b"text,topic\na,x\n\"b,x\nc,y\n")],
        TRAIN,
        1,
        &["a.csv, row 2, line 3: the quote that opens at line 3 is never closed", "double the quotes"],
    ),
    case(
        "a quote closed rows later",
        &[("a.csv", b"text,topic\n\"a,x\nb\",y,z\n")],
        TRAIN,
        1,
        &["a.csv, row 1, line 2: expected 2 fields", "found 3", "runs to line 3"],
    ),
    case(
        "too many fields",
        &[("a.csv", b"text,topic\na,x\nb,y,z\n")],
        TRAIN,
        1,
        &["a.csv, row 2, line 3: expected 2 fields", "found 3", "put quotes around"],
    ),
    case(
        "too few fields",
        &[("a.csv", b"text,topic\na,x\n\n\nb\n")],
        TRAIN,
        1,
        &["a.csv, row 2, line 5: expected 2 fields", "found 1", "add the missing cells"],
    ),
    case(
        "a mention that is not in the text",
        &[("a.csv", b"text,mention,stance\nAna ran,Bo,x\n")],
        TRAIN,
        1,
        &["a.csv, row 1, line 2, column 'mention': 'Bo' is not in the text"],
    ),
    case(
        "a second table that is not there",
        &[GOOD],
        "train a.csv --join b.csv --out m",
        1,
        &["b.csv: cannot read", "check the path"],
    ),
    case(
        "a bad row in the second table",
        &[GOOD, ("b.csv", b"topic,note\nx,1\ny\n")],
        "train a.csv --join b.csv --out m",
        1,
        &["b.csv, row 2, line 3: expected 2 fields"],
    ),
    case(
        "no term twice",
        &[("a.csv", b"text,topic\na b,x\nc d,y\ne f,x\ng h,y\n")],
        "train a.csv --out m",
        1,
        &["no term is in 2 articles", "--min-df"],
    ),
    case("a folder that is not there", &[], "classify folder/", 1, &["folder/: cannot read", "check the path"]),
    case(
        "a table to label without text",
        &[("a.csv", b"words\na\n")],
        "classify a.csv",
        1,
        &["a.csv: no text column", "'words'", "--text-column NAME"],
    ),
    case(
        "JSON that is none",
        &[("a.jsonl", b"{\"text\":\"a\"}\n[1]\n")],
        "classify a.jsonl",
        1,
        &["a.jsonl, row 2, line 2: not a JSON object", "one object a line"],
    ),
    case(
        "a list in JSON where text belongs",
        &[("a.jsonl", b"{\"text\":[\"a\"]}\n")],
        "classify a.jsonl",
        1,
        &["a.jsonl, row 1, line 1, column 'text': a list or an object", "write a string"],
    ),
];

/// Command lines that are wrong.
const USAGE: &[Case] = &[
    case("no command", &[], "", 2, &["Usage: standpoint"]),
    case("an unknown command", &[], "clasify a.csv", 2, &["clasify", "classify"]),
    case("an unknown option", &[GOOD], "classify a.csv --modle m", 2, &["--modle", "--model"]),
    case("no input", &[], "classify", 2, &["<INPUTS>"]),
    case("no --out", &[GOOD], "train a.csv", 2, &["--out"]),
    case("an unknown format", &[GOOD], "classify a.csv --format xml", 2, &["xml", "table, csv, jsonl"]),
    case(
        "a stance map without a stance",
        &[GOOD],
        "train a.csv --out m --stance-map good",
        2,
        &["--stance-map 'good'", "word=favour"],
    ),
    case("n-grams that are no range", &[GOOD], "train a.csv --out m --ngrams x", 2, &["--ngrams", "1-2"]),
    case("n-grams from 0", &[GOOD], "train a.csv --out m --ngrams 0-2", 2, &["within 1-5", "0-2"]),
    case("n-grams that fall", &[GOOD], "train a.csv --out m --ngrams 3-2", 2, &["within 1-5", "3-2"]),
    case("n-grams too long", &[GOOD], "train a.csv --out m --ngrams 1-6", 2, &["within 1-5", "1-6"]),
    case("character n-grams too long", &[GOOD], "train a.csv --out m --char-ngrams 3-11", 2, &["within 1-10", "3-11"]),
    case("min-df 0", &[GOOD], "train a.csv --out m --min-df 0", 2, &["min_df", "1 or above", "it is 0"]),
    case("max-df above 1", &[GOOD], "train a.csv --out m --max-df 1.5", 2, &["max_df", "at most 1", "1.5"]),
    case("max-df 0", &[GOOD], "train a.csv --out m --max-df 0", 2, &["max_df", "above 0"]),
    case("max-df no number", &[GOOD], "train a.csv --out m --max-df NaN", 2, &["max_df", "NaN"]),
    case("title weight below 1", &[GOOD], "train a.csv --out m --title-weight 0.5", 2, &["title_weight", "0.5"]),
    case("lead weight below 0", &[GOOD], "train a.csv --out m --lead-weight -1", 2, &["lead_weight", "it is -1"]),
    case("passages of no word", &[GOOD], "train a.csv --out m --passages 0", 2, &["passage_words", "it is 0"]),
    case("passages of hashed terms", &[GOOD], "train a.csv --out m --passages 200 --hashing", 2, &["passage_words", "hashed"]),
    case("title weight no number", &[GOOD], "train a.csv --out m --title-weight NaN", 2, &["title_weight", "NaN"]),
    case("cost 0", &[GOOD], "train a.csv --out m --min-df 1 -C 0", 2, &["C must be above 0", "it is 0"]),
    case("cost below 0", &[GOOD], "train a.csv --out m --min-df 1 --cost=-1", 2, &["C must be above 0", "it is -1"]),
    case("cost without end", &[GOOD], "train a.csv --out m --min-df 1 -C inf", 2, &["C must be", "finite"]),
    case("an unknown stemmer", &[GOOD], "train a.csv --out m --stem klingon", 2, &["klingon", "none or one of", "english"]),
    case("1 fold", &[GOOD], "evaluate a.csv --min-df 1 --folds 1", 2, &["1 folds of 4 rows", "choose 2 to 4 with --folds"]),
    case("0 folds", &[GOOD], "evaluate a.csv --min-df 1 --folds 0", 2, &["0 folds", "--folds"]),
    case("more folds than rows", &[GOOD], "evaluate a.csv --min-df 1 --folds 5", 2, &["5 folds of 4 rows", "choose 2 to 4"]),
    case("0 threads to train", &[GOOD], "train a.csv --out m --threads 0", 2, &["--threads", "1 or more"]),
    case("0 threads to classify", &[GOOD], "classify a.csv --threads 0", 2, &["--threads", "1 or more"]),
    case("a seed below 0", &[GOOD], "train a.csv --out m --seed=-1", 2, &["--seed"]),
];

fn hold(cases: &[Case]) {
    for case in cases {
        let dir = Workdir::new();
        for (name, bytes) in case.files {
            dir.file(name, bytes);
        }
        println!("case: {}", case.name);
        let run = dir.run(case.args).failed(case.code, case.words);
        assert!(!dir.path("m").exists(), "{}: a model was written", case.name);
        // One sentence of ours, its cause said once.
        let causes = run.stderr.matches("os error").count() + run.stderr.matches("invalid utf-8").count();
        assert!(causes <= 1, "{}: {}", case.name, run.stderr);
    }
}

#[test]
fn a_bad_input_is_told_with_its_place_and_the_way_out() {
    hold(INPUTS);
}

#[test]
fn wrong_usage_exits_2_and_says_what_is_right() {
    hold(USAGE);
}

/// A table that begins well and has the byte F6 in its last row, far behind the bytes that tell the encoding.
fn late_bad_byte() -> Vec<u8> {
    let mut bytes = b"text,topic\n".to_vec();
    for n in 0..9000 {
        bytes.extend_from_slice(if n % 2 == 0 { b"steel rose,x\n" } else { b"phone rose,y\n" });
    }
    bytes.extend_from_slice(b"Z\xF6lle,x\n");
    bytes
}

#[test]
fn a_late_row_that_is_no_utf8_is_named() {
    let dir = Workdir::new();
    dir.file("a.csv", late_bad_byte());
    dir.run(TRAIN).failed(1, &["a.csv, row 9001, line 9002, column 'text': not valid UTF-8", "save the whole file as UTF-8"]);
    dir.run(&format!("{TRAIN} --skip-bad-rows")).said(&["1 bad rows were left out (rows 9001)", "read 9000 articles"]);
}

fn utf16(text: &str, mark: bool, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mark = mark.then_some(0xFEFF);
    mark.into_iter().chain(text.encode_utf16()).flat_map(bytes_of).collect()
}

#[test]
fn tables_in_the_encodings_that_people_have_are_the_same_table() {
    let table = "text,topic\nZölle steigen,x\nHandys fallen,y\nZölle bleiben,x\nHandys bleiben,y\n";
    let excel = table.replace(',', ";").replace('\n', "\r\n");
    let latin = |text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>();
    let cases: [(&str, Vec<u8>); 11] = [
        ("UTF-8", table.into()),
        ("a byte order mark", format!("\u{feff}{table}").into()),
        ("UTF-16, little end first, with a mark", utf16(table, true, u16::to_le_bytes)),
        ("UTF-16, big end first, with a mark", utf16(table, true, u16::to_be_bytes)),
        ("UTF-16, little end first", utf16(table, false, u16::to_le_bytes)),
        ("UTF-16, big end first", utf16(table, false, u16::to_be_bytes)),
        ("Windows-1252", latin(table)),
        ("Excel's export", format!("\u{feff}{excel}").into()),
        ("Excel's export in Windows-1252", latin(&excel)),
        ("Excel's first line", format!("\u{feff}sep=;\r\n{excel}").into()),
        ("old Macintosh line ends", table.replace('\n', "\r").into()),
    ];
    let dir = Workdir::new();
    let mut wanted = None;
    for (name, bytes) in cases {
        dir.file("a.csv", bytes).run(&format!("{TRAIN} --quiet")).done();
        let inspected = dir.run("inspect m").done().stdout;
        let of_terms = inspected.split_once('\n').unwrap().1.to_owned();
        assert!(of_terms.contains("zölle"), "{name}: {of_terms}");
        assert_eq!(wanted.get_or_insert_with(|| of_terms.clone()), &of_terms, "{name}");
        // Read as a table on stdin, too.
        let lines = dir.run_with("classify --model m --format jsonl -", dir.read("a.csv")).done().lines();
        assert!(lines.len() == 4 && lines.iter().all(|line| line["in_training"] == true), "{name}: {lines:?}");
    }
}

#[test]
fn lines_are_counted_after_excels_first_line() {
    let dir = Workdir::new();
    dir.file("a.csv", "sep=;\r\ntext;topic\r\na;x\r\nb\r\n");
    dir.run(TRAIN).failed(1, &["a.csv, row 2, line 4: expected 2 fields"]);
    // A column may be named so where it declares nothing.
    dir.file("a.csv", "sep=,text,topic\n1,a,x\n2,b,y\n3,a c,x\n4,b c,y\n").run(TRAIN).said(&["Rows by topics: x 2, y 2."]);
}

#[test]
fn a_model_that_is_damaged_newer_or_none_is_refused_with_the_way_out() {
    let dir = Workdir::with_model();
    let model = dir.read("news.standpoint");
    let mut flipped = model.clone();
    flipped[model.len() - 40] ^= 1;
    let version = b"format_version\\\":6";
    let at = model.windows(version.len()).position(|window| window == version).unwrap();
    let mut newer = model.clone();
    newer[at + version.len() - 1] = b'7';
    let mut older = model.clone();
    older[at + version.len() - 1] = b'1';
    let cases: [(&str, &[u8], &[&str]); 7] = [
        ("truncated", &model[..model.len() - 1], &["damaged or no model file", "train it again"]),
        ("cut in its header", &model[..100], &["damaged or no model file", "train it again"]),
        ("one bit flipped", &flipped, &["checksum", "train it again"]),
        ("of a newer format", &newer, &["format 7 is newer than this program's 6", "update the program"]),
        ("of an older format", &older, &["format 1 is older than this program's 6", "train it again"]),
        ("a table", NEWS.as_bytes(), &["damaged or no model file", "train it again"]),
        ("empty", b"", &["damaged or no model file", "train it again"]),
    ];
    for (name, bytes, words) in cases {
        println!("case: {name}");
        dir.file("bad.standpoint", bytes);
        for command in ["inspect bad.standpoint", "classify --model bad.standpoint news.csv"] {
            let run = dir.run(command).failed(1, words).failed(1, &["bad.standpoint: "]);
            assert!(run.stdout.is_empty(), "{name}: {}", run.stdout);
        }
    }
    dir.run("inspect missing").failed(1, &["missing: cannot read the model", "check the path"]);
    dir.run("inspect .").failed(1, &[".: cannot read the model", "name a file"]);
}

#[test]
fn inputs_without_an_article_say_so() {
    let dir = Workdir::with_model();
    dir.file("folder/.hidden", "spies").file("header.csv", "id,text\n");
    for input in ["folder", "header.csv"] {
        let run = dir.run(&format!("classify --model news.standpoint {input}")).done();
        assert_eq!((run.stdout.as_str(), run.stderr.starts_with("0 read: the inputs hold no article")), ("", true), "{input}");
    }
}
