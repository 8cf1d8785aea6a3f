//! `standpoint clean`: the article of a page as the classifier sees it.
#![allow(clippy::unwrap_used)]

mod workdir;

use workdir::{PAGE, Workdir};

/// A dump of a page with its menus.
const DUMP: &str = "Home\nNews\nSubscribe\nLog in\n\nMinister defends the ban\nBy Ana Reyes\n6 August 2020\n\n\
The ban on foreign networks keeps spies off the phones of citizens, the minister told parliament on Thursday afternoon.\n\n\
Critics called the ban foolish and said that it would make phones costly for every family in the country.\n\n\
Share this\nRead more\n";

#[test]
fn it_shows_title_date_writer_and_body_without_the_menus() {
    let dir = Workdir::new();
    dir.file("dump.txt", DUMP);
    let run = dir.run("clean dump.txt").done();
    insta::assert_snapshot!(run.stdout, @"
    Minister defends the ban
    date: 2020-08-06
    by: Ana Reyes

    The ban on foreign networks keeps spies off the phones of citizens, the minister told parliament on Thursday afternoon.

    Critics called the ban foolish and said that it would make phones costly for every family in the country.
    ");
    assert_eq!(run.stderr, "");
}

#[test]
fn json_lines_have_the_names_that_scripts_rely_on() {
    let dir = Workdir::new();
    dir.file("page.html", PAGE).file("dump.txt", DUMP).file("rows.csv", "title,text,date,source\nT,a b,2020-01-02,Post\n");
    let lines = dir.run("clean page.html dump.txt rows.csv --format jsonl").done().lines();
    for line in &lines {
        let names: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
        let mut wanted = ["path", "title", "date", "authors", "outlet", "language", "tags", "url", "body", "warnings"];
        wanted.sort();
        assert_eq!(names, wanted);
        assert!(line["authors"].is_array() && line["tags"].is_array() && line["warnings"].is_array());
    }
    assert_eq!((&lines[0]["path"], &lines[0]["title"]), (&"page.html".into(), &"Steel tariffs rise again".into()));
    assert_eq!(lines[0]["body"].as_str().unwrap().split("\n\n").count(), 2);
    assert_eq!((&lines[1]["date"], &lines[1]["authors"][0]), (&"2020-08-06".into(), &"Ana Reyes".into()));
    assert_eq!(
        (&lines[2]["body"], &lines[2]["date"], &lines[2]["outlet"]),
        (&"a b".into(), &"2020-01-02".into(), &"Post".into())
    );
}

#[test]
fn csv_is_one_table_that_can_be_classified() {
    let dir = Workdir::new();
    dir.file("page.html", PAGE).file("dump.txt", DUMP);
    let run = dir.run("clean page.html dump.txt --format csv --out cleaned.csv").done();
    assert_eq!(run.stdout, "");
    let cleaned = dir.read("cleaned.csv");
    assert!(cleaned.starts_with(b"path,title,date,authors,outlet,language,tags,url,body,warnings\n"));
    let of_table = dir.run("classify cleaned.csv --format jsonl").done().lines();
    let of_pages = dir.run("classify page.html dump.txt --format jsonl").done().lines();
    assert_eq!(of_table.len(), 2);
    for (a, b) in of_table.iter().zip(&of_pages) {
        assert_eq!((&a["content_sha256"], &a["topics"]), (&b["content_sha256"], &b["topics"]));
    }
}

#[test]
fn keep_all_leaves_nothing_out() {
    let dir = Workdir::new();
    dir.file("page.html", PAGE).file("dump.txt", DUMP).file("rows.csv", "text\nHome\n");
    let lines = dir.run("clean page.html dump.txt rows.csv --keep-all --format jsonl").done().lines();
    let body = lines[0]["body"].as_str().unwrap();
    assert_eq!(lines[0]["title"], "Steel tariffs rise again");
    assert!(body.contains("Home") && body.contains("Log in") && body.contains("every builder pays"), "{body}");
    assert_eq!((&lines[1]["title"], &lines[1]["body"]), (&"".into(), &DUMP.trim_end().into()));
    assert_eq!(lines[2]["body"], "Home");
    // What was cleaned so and is classified as a row is what classify makes of the page.
    dir.run("clean page.html dump.txt --keep-all --format csv --out kept.csv").done();
    let of_rows = dir.run("classify kept.csv --format jsonl").done().lines();
    let of_pages = dir.run("classify page.html dump.txt --keep-all --format jsonl").done().lines();
    for (a, b) in of_rows.iter().zip(&of_pages) {
        assert_eq!((&a["content_sha256"], &a["topics"]), (&b["content_sha256"], &b["topics"]));
    }
    assert_ne!(of_pages[1]["content_sha256"], dir.run("classify dump.txt --format jsonl").done().lines()[0]["content_sha256"]);
}

#[test]
fn explain_prints_every_line_with_its_verdict_and_score() {
    let dir = Workdir::new();
    dir.file("dump.txt", DUMP);
    let run = dir.run("clean dump.txt --explain").done();
    insta::assert_snapshot!(run.stdout, @"
    dump.txt
      before     -0.09  Home
      before     -2.49  News
      before     -2.39  Subscribe
      before     -0.88  Log in
      title      -0.18  Minister defends the ban
      byline     -0.32  By Ana Reyes
      date       -0.10  6 August 2020
      body       +0.12  The ban on foreign networks keeps spies off the phones of citizens, the minister told parliament on Thursday afternoon.
      body       +0.03  Critics called the ban foolish and said that it would make phones costly for every family in the country.
      after      -0.03  Share this
      after      -0.12  Read more
    ");
    let of_csv = dir.run("clean dump.txt --explain --format csv").done();
    assert!(of_csv.stdout.starts_with("path,line,verdict,score,text\ndump.txt,1,before,-"), "{}", of_csv.stdout);
    dir.run("clean dump.txt --explain --keep-all").failed(2, &["--keep-all"]);
}

#[test]
fn the_body_lines_that_explain_prints_are_the_body() {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/samples");
    let dir = Workdir::new();
    dir.file("page.html", PAGE).file("dump.txt", DUMP).file("rows.csv", "title,text\nT,a b\nU,\"c\n\nd\"\n");
    let args = format!("clean {samples} page.html dump.txt rows.csv --format jsonl");
    let articles = dir.run(&args).done().lines();
    let lines = dir.run(&format!("{args} --explain")).done().lines();
    assert!(articles.len() > 40 && lines.len() > 500);
    let mut rest = &lines[..];
    for article in articles {
        let path = article["path"].as_str().unwrap();
        let ends = |(i, line): (usize, &serde_json::Value)| {
            i > 0 && line["line"] == 1 || !line["path"].as_str().unwrap().starts_with(path)
        };
        let (page, after) = rest.split_at(rest.iter().enumerate().position(|(i, line)| ends((i, line))).unwrap_or(rest.len()));
        rest = after;
        let kept = page.iter().filter(|line| line["verdict"] == "body" || line["verdict"] == "heading");
        let body: Vec<&str> = kept.map(|line| line["text"].as_str().unwrap()).collect();
        assert_eq!(body.join("\n\n"), article["body"].as_str().unwrap(), "{path}");
        assert!(page.iter().enumerate().all(|(i, line)| line["line"] == i + 1), "{path}");
    }
    assert!(rest.is_empty());
}

#[test]
fn every_line_of_a_page_and_of_a_plain_text_has_a_verdict() {
    use standpoint::article::LineVerdict;
    use standpoint::clean::explain_page;
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/samples/clean-network.txt");
    let text = std::fs::read_to_string(sample).unwrap();
    let page = explain_page(text.as_bytes(), sample).page;
    let written = text.lines().map(str::trim).filter(|line| !line.is_empty());
    assert_eq!(page.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), written.collect::<Vec<_>>());
    assert!(page.iter().all(|line| line.score.is_some()));
    let plain =
        explain_page(b"It rained on the port all night long.\n\nThe ferries stayed where they were, the city said.", "a.txt");
    assert!(plain.page.iter().all(|line| line.verdict == LineVerdict::Body && line.score.is_none()));
    assert_eq!((plain.page.len(), plain.body.split("\n\n").count()), (2, 2));
}

#[test]
fn broken_characters_are_mended_in_pages_dumps_and_cells() {
    let dir = Workdir::new();
    let text = "The cafÃ©&rsquo;s ofﬁ&shy;cial said:&nbsp;&amp;quot;R&amp;D at AT&T isnâ€™t free&amp;quot;.";
    let page = PAGE.replace("The mills praise", &format!("{text} The mills praise"));
    dir.file("page.html", page).file("a.txt", text).file("a.csv", format!("text\n{text}\n"));
    let lines = dir.run("clean page.html a.txt a.csv --format jsonl").done().lines();
    for line in lines {
        let body = line["body"].as_str().unwrap();
        assert!(body.contains("The café’s official said: \"R&D at AT&T isn’t free\"."), "{body}");
    }
}

#[test]
fn a_page_comes_on_stdin() {
    let run = Workdir::new().run_with("clean - --format jsonl", PAGE).done();
    assert_eq!((&run.lines()[0]["path"], &run.lines()[0]["title"]), (&"-".into(), &"Steel tariffs rise again".into()));
}

#[test]
fn what_is_wrong_with_a_page_is_told_and_the_others_are_cleaned() {
    let dir = Workdir::new();
    dir.file("page.html", PAGE).file("bare.html", "<html><head><title>Only this</title></head><body></body></html>");
    let run = dir
        .run("clean missing.txt bare.html page.html --format jsonl")
        .failed(1, &["missing.txt", "check the path", "warning: bare.html: no article was found on this page"]);
    assert_eq!(run.lines().len(), 2);
    let quiet = dir.run("clean missing.txt page.html --quiet");
    assert_eq!((quiet.code, quiet.stderr.as_str()), (Some(1), ""));
}

#[test]
fn a_closed_pipe_ends_it_quietly_in_every_format() {
    let dir = Workdir::new();
    // Far more than a pipe holds, in one article and in many.
    dir.file("long.txt", format!("Title\n\n{}", "A long sentence about the tariff on steel, said twice. ".repeat(20_000)));
    for format in ["jsonl", "csv", "table"] {
        let mut child = dir.command(&format!("clean long.txt long.txt long.txt --format {format}")).spawn().unwrap();
        drop(child.stdout.take());
        let out = child.wait_with_output().unwrap();
        assert_eq!((out.status.code(), String::from_utf8_lossy(&out.stderr).as_ref()), (Some(0), ""), "{format}");
    }
}
