//! One test for each rule of the table.
#![allow(clippy::unwrap_used)]

use sha2::{Digest, Sha256};

use super::*;

fn read_with(text: &str, options: &CorpusOptions) -> Result<Corpus> {
    read_corpus(Box::new(std::io::Cursor::new(text.to_owned())), "a.csv", None, options)
}

fn read(text: &str) -> Corpus {
    read_with(text, &CorpusOptions::default()).unwrap()
}

fn fails(text: &str, options: &CorpusOptions, kind: ErrorKind) -> String {
    let error = read_with(text, options).unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    error.to_string()
}

fn topics(corpus: &Corpus) -> Vec<Option<String>> {
    corpus.labels.iter().map(|labels| labels.topics.as_ref().map(|list| list.join("+"))).collect()
}

fn stances(corpus: &Corpus) -> Vec<&str> {
    corpus.labels.iter().map(|labels| labels.stance.as_deref().unwrap_or("-")).collect()
}

fn noted(corpus: &Corpus, what: &str) -> bool {
    corpus.notes.iter().any(|note| note.contains(what))
}

#[test]
fn one_label_a_row_is_single() {
    let corpus = read("text,topic\na,x\nb,y\nc,x\nd,y\n");
    assert!(corpus.single_topic && noted(&corpus, "one label a row"));
    let hash = Sha256::digest(b"text,topic\na,x\nb,y\nc,x\nd,y\n");
    assert_eq!(corpus.sha256, hash.iter().map(|b| format!("{b:02x}")).collect::<String>());
    let multi = CorpusOptions { multi_label: Some(true), ..CorpusOptions::default() };
    assert!(!read_with("text,topic\na,x\nb,y\nc,x\nd,y\n", &multi).unwrap().single_topic);
    let single = CorpusOptions { multi_label: Some(false), ..CorpusOptions::default() };
    assert!(fails("text,topic\na,x;y\nb,y\n", &single, ErrorKind::Labels).contains("row 1"));
}

#[test]
fn topics_are_parted_and_blanks_counted() {
    let text = "text,topic\na,y;x\nb,x | y\nc,none\nd,\n , x\n";
    let corpus = read(text);
    let some = |t: &str| Some(t.to_owned());
    assert_eq!(topics(&corpus), [some("x+y"), some("x+y"), some(""), some("")]);
    assert!(!corpus.single_topic && noted(&corpus, "1 rows have blank topics") && noted(&corpus, "1 rows without text"));
    let skip = CorpusOptions { blank_skip: true, ..CorpusOptions::default() };
    assert_eq!(topics(&read_with(text, &skip).unwrap())[3], None);
}

#[test]
fn a_title_alone_is_text_and_a_text_may_begin_with_its_headline() {
    let rows = "text,title,topic\n,Duties rise,x\n\"RATES FALL\nThe bank said so.\",,y\n\"RATES FALL\nThe bank said so.\",Kept,x\nmore,,y\n , ,y\n";
    let corpus = read(rows);
    let of = |article: &Article| (article.title.clone(), article.body.clone());
    let some = |title: &str, body: &str| (title.to_owned(), body.to_owned());
    let [alone, headline, kept, _] = &corpus.articles[..] else { panic!("{}", corpus.len()) };
    assert_eq!((of(alone), of(headline)), (some("Duties rise", ""), some("RATES FALL", "The bank said so.")));
    assert_eq!(of(kept), some("Kept", "RATES FALL\nThe bank said so."));
    assert!(noted(&corpus, "1 rows without text"));
    // Claims are held against all of the text.
    let claims = read(
        "text,claim,stance\n\"RATES FALL\nThe bank said so.\",Rates fall,agree\nNothing fell.,Rates fall,disagree\nThey fell.,Rates fall,agree\nThey rose.,Rates fall,disagree\n",
    );
    assert_eq!(of(&claims.articles[0]), some("", "RATES FALL\nThe bank said so."));
    let titles = read("text,title,claim,stance\na,,c,x\nb,,c,y\na b,,c,x\nb c,,c,y\n,Rates fall,c,x\n");
    assert!(titles.len() == 4 && noted(&titles, "1 rows without text"));
    let mentions = "text,title,mention,stance\nAna won,,Ana,x\nBo lost,,Bo,y\nAna ran,,Ana,x\nBo fell,,Bo,y\n,Ana won,Ana,x\n";
    assert!(noted(&read(mentions), "1 rows without text"));
}

#[test]
fn commas_that_part_labels_stop() {
    let text = "text,topic\na,\"x, y\"\nb,x\nc,y\nd,x\ne,y\n";
    let message = fails(text, &CorpusOptions::default(), ErrorKind::Labels);
    assert!(message.contains("row 1") && message.contains("--topic-separator"), "{message}");
    let comma = CorpusOptions { topic_separator: Some(','), ..CorpusOptions::default() };
    assert_eq!(topics(&read_with(text, &comma).unwrap())[0].as_deref(), Some("x+y"));
}

#[test]
fn topic_columns_hold_0_and_1() {
    let names = ColumnNames { topic_columns: vec!["x".into(), "y".into()], ..ColumnNames::default() };
    let options = CorpusOptions { names, ..CorpusOptions::default() };
    let corpus = read_with("text,x,y\na,1,0\nb,1,1\nc,0,1\n", &options).unwrap();
    assert_eq!(topics(&corpus), [Some("x".into()), Some("x+y".into()), Some("y".into())]);
    assert!(fails("text,x,y\na,2,0\n", &options, ErrorKind::Labels).contains("column 'x': '2' is neither"));
}

#[test]
fn stance_words_are_mapped_in_the_target_form() {
    let corpus = read("text,target,stance\na,T,FAVOR\nb,T,con\nc,T,NONE\nd,none,none\ne,T,pro\nf,T,anti\ng,T,neither\n");
    assert_eq!(stances(&corpus), ["favour", "against", "neutral", "-", "favour", "against", "neutral"]);
    assert_eq!(corpus.labels[0].target, Some(Some("T".into())));
    assert_eq!(corpus.labels[3].target, Some(None));
    assert!(noted(&corpus, "'FAVOR' as favour"));
    let signed = read("text,target,stance\na,T,1\nb,T,-1\nc,T,0\nd,T,1\ne,T,-1\nf,T,0\n");
    assert_eq!(stances(&signed)[..3], ["favour", "against", "neutral"]);
    let plain = read("text,stance\na,FAVOR\nb,con\nc,none\nd,FAVOR\ne,con\n");
    assert_eq!(stances(&plain), ["FAVOR", "con", "-", "FAVOR", "con"]);
    assert_eq!(plain.labels[0].target, None);
}

#[test]
fn none_is_a_stance_toward_a_claim_or_a_mention() {
    let claims = read("text,claim,stance\na,c,none\nb,c,agree\nc,d,none\nd,d,agree\n");
    assert_eq!(stances(&claims), ["none", "agree", "none", "agree"]);
    let mentions = read("text,mention,stance\nAna came,Ana,none\nBo left,Bo,good\nAna sat,Ana,none\nBo ran,Bo,good\n");
    assert_eq!(stances(&mentions), ["none", "good", "none", "good"]);
}

#[test]
fn stance_words_are_mapped_toward_a_claim_and_a_mention_too() {
    let claims = read("text,claim,stance\na,c,PRO\nb,c,con\nc,c,discuss\nd,d,For\ne,d,against\nf,d,discuss\n");
    assert_eq!(stances(&claims), ["favour", "against", "discuss", "favour", "against", "discuss"]);
    assert!(noted(&claims, "'PRO' as favour") && !noted(&claims, "kept as they are"));
    let signed = read("text,claim,stance\na,c,1\nb,c,-1\nc,c,0\nd,d,1\ne,d,-1\nf,d,0\n");
    assert_eq!(stances(&signed)[..3], ["favour", "against", "neutral"]);
    let mentions = read("text,mention,stance\nAna,Ana,1\nBo,Bo,-1\nCy,Cy,0\nAna x,Ana,1\nBo x,Bo,-1\nCy x,Cy,0\n");
    assert_eq!(stances(&mentions)[..3], ["positive", "negative", "neutral"]);
    assert!(noted(&mentions, "'-1' as negative"));
}

#[test]
fn known_stances_are_one_class_in_any_case() {
    let claims = read("text,claim,stance\na,c,Agree\nb,c,agree\nc,c,UNRELATED\nd,d,unrelated\ne,d,Maybe\nf,d,Maybe\n");
    assert_eq!(stances(&claims), ["agree", "agree", "unrelated", "unrelated", "Maybe", "Maybe"]);
    let mentions = read("text,mention,stance\nAna,Ana,NEUTRAL\nBo,Bo,neutral\nCy,Cy,Positive\nDi,Di,positive\n");
    assert_eq!(stances(&mentions), ["neutral", "neutral", "positive", "positive"]);
    let targets = read("text,target,stance\na,T,Positive\nb,T,positive\nc,T,con\nd,T,Con\n");
    assert_eq!(stances(&targets), ["positive", "positive", "against", "against"]);
    assert!(noted(&targets, "kept as they are: 'positive'"));
}

#[test]
fn numbers_are_stances_where_another_table_or_what_was_said_has_minus_one() {
    let text = "text,target,stance,predicted_stance\na,T,1,-1\nb,T,0,0\nc,T,1,1\nd,T,0,0\n";
    assert_eq!(stances(&read(text))[..2], ["1", "0"]);
    let of_predictions = CorpusOptions { keep_predictions: true, ..CorpusOptions::default() };
    let of_test = CorpusOptions { numbers: Some(StanceNumbers::Sides), ..CorpusOptions::default() };
    for options in [of_predictions, of_test] {
        let corpus = read_with(text, &options).unwrap();
        assert_eq!(corpus.numbers, StanceNumbers::Sides);
        assert_eq!(stances(&corpus)[..2], ["favour", "neutral"]);
    }
    let unsigned = CorpusOptions { numbers: Some(StanceNumbers::Words), ..CorpusOptions::default() };
    assert_eq!(stances(&read_with("text,target,stance\na,T,1\nb,T,-1\n c,T,1\nd,T,-1\n", &unsigned).unwrap())[0], "1");
}

#[test]
fn a_fixed_target_and_a_map() {
    let options =
        CorpusOptions { target: Some("T".into()), stance_map: vec![("yes".into(), "favour".into())], ..CorpusOptions::default() };
    let corpus = read_with("text,stance\na,Yes\nb,none\nc,yes\nd,none\ne,hm\nf,hm\n", &options).unwrap();
    assert_eq!(stances(&corpus), ["favour", "neutral", "favour", "neutral", "hm", "hm"]);
    assert_eq!(corpus.articles[0].target.as_deref(), Some("T"));
    assert!(noted(&corpus, "kept as they are: 'hm'"));
}

#[test]
fn conflicts_are_kept_and_warned_about() {
    let text = "text,topic\na,x\nb,y\na,y\nc,x\n";
    let corpus = read(text);
    assert!(corpus.len() == 4 && noted(&corpus, "1 texts occur with different labels (rows 1, 3)"));
    let strict = CorpusOptions { strict: true, ..CorpusOptions::default() };
    assert!(fails(text, &strict, ErrorKind::Labels).contains("rows 1, 3"));
}

#[test]
fn rare_labels_are_left_out() {
    let corpus = read("text,topic\na,x\nb,y\nc,x\nd,y\ne,z\n");
    assert_eq!(topics(&corpus)[4], None);
    assert!(corpus.single_topic && noted(&corpus, "left out: 'z'"));
}

#[test]
fn a_rare_target_is_left_out_and_its_stance_kept() {
    let corpus = read("text,target,stance\na,T,pro\nb,T,con\nc,U,pro\nd,none,\ne,T,con\n");
    assert_eq!(corpus.labels.iter().map(|l| l.target.clone()).collect::<Vec<_>>()[2..4], [None, Some(None)]);
    assert!(stances(&corpus)[2] == "favour" && noted(&corpus, "Targets in fewer than 2 rows were left out: 'U'"));
}

#[test]
fn bad_rows_stop_or_are_counted() {
    let text = "text,topic\na,x\nb\nc,y\nd,x\ne,y\n";
    assert!(fails(text, &CorpusOptions::default(), ErrorKind::Input).contains("row 2, line 3"));
    let skip = CorpusOptions { skip_bad_rows: true, ..CorpusOptions::default() };
    let corpus = read_with(text, &skip).unwrap();
    assert!(corpus.len() == 4 && noted(&corpus, "1 bad rows were left out (rows 2)"));
}

#[test]
fn nothing_to_learn_stops() {
    let options = CorpusOptions::default();
    assert!(fails("text,topic\na,x\nb,x\n", &options, ErrorKind::Labels).contains("every topic is the same"));
    assert!(fails("text,topic\na,\nb,none\n", &options, ErrorKind::Labels).contains("no row has a topic"));
    assert!(fails("text,title\na,x\n", &options, ErrorKind::Column).contains("'text', 'title'"));
    assert!(fails("text,topic\n", &options, ErrorKind::Input).contains("header only: "));
    assert!(fails("text,topic\n,x\n", &options, ErrorKind::Input).contains("no row with text"));
}
