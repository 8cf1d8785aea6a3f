use proptest::prelude::*;

use super::*;

/// Words that depend on nothing but their place and the seed.
fn words(seed: u64, count: usize) -> Vec<String> {
    (0..count as u64).map(|at| format!("w{}", mixed(seed.wrapping_mul(PRIME) ^ at) % 5000)).collect()
}

fn article(words: &[String]) -> Article {
    Article::from_text("", words.join(" "))
}

fn near(a: &Article, b: &Article) -> bool {
    NearDuplicates::find(&[a.clone(), b.clone()]).groups() == 1
}

#[test]
fn copies_as_outlets_make_them_are_found() {
    let story = words(1, 300);
    let whole = article(&story);
    let lead: Vec<String> = words(2, 25).into_iter().chain(story.iter().cloned()).collect();
    let mut edited = story.clone();
    (0..300).step_by(40).for_each(|at| edited[at] = "edited".into());
    for (name, copy) in [
        ("cut to six tenths", article(&story[..180])),
        ("a new first paragraph", article(&lead)),
        ("a word of every forty edited", article(&edited)),
        ("another headline", Article::from_text("Something else is said above it", story.join(" "))),
        ("other case and marks", Article::from_text("", story.join(", ").to_uppercase())),
    ] {
        assert!(near(&whole, &copy), "{name}");
    }
}

#[test]
fn texts_that_share_less_are_not() {
    let story = words(1, 300);
    let whole = article(&story);
    let half: Vec<String> = story[..150].iter().cloned().chain(words(3, 150)).collect();
    let mut reworded = story.clone();
    (0..300).step_by(8).for_each(|at| reworded[at] = "other".into());
    for (name, other) in [
        ("half of the story", article(&half)),
        ("a quotation of a fifth", article(&story[..60])),
        ("a word of every eight replaced", article(&reworded)),
        ("nothing", Article::default()),
    ] {
        assert!(!near(&whole, &other), "{name}");
    }
    // Nothing has nothing in common.
    assert!(!near(&Article::from_text("", "!!"), &Article::from_text("", "??")));
}

#[test]
fn short_texts_are_copies_where_all_words_are_the_same() {
    let of = |text: &str| Article::from_text("", text);
    assert!(near(&of("Rain again today"), &of("rain AGAIN, today!")));
    assert!(!near(&of("Rain again today"), &of("Rain again tomorrow")));
    assert!(near(&of("美国政府周二表示将清除中国应用"), &of("美国政府周二表示将清除中国应用。")));
    assert!(!near(&of("美国政府周二表示将清除中国应用"), &of("美国政府周二表示将提高钢铁关税")));
}

#[test]
fn groups_join_over_a_row_between_them_and_are_counted() {
    let story = words(1, 300);
    let articles: Vec<Article> = [&story[..], &story[..200], &story[..120], &words(5, 90)[..], &story[..]].map(article).into();
    let found = NearDuplicates::find(&articles);
    assert_eq!(found.group_of(), [0, 0, 0, 3, 0]);
    assert_eq!((found.groups(), found.rows()), (1, 4));
    assert_eq!(found.keys(&[7, 8, 9, 10, 11]), [7, 7, 7, 10, 7]);
}

/// The shingles by the definition, over strings.
fn by_definition(article: &Article) -> std::collections::BTreeSet<String> {
    let words: Vec<&str> = article.body.split(' ').collect();
    words.windows(WORDS).map(|five| five.join(" ")).collect()
}

proptest! {
    #[test]
    fn a_pair_is_near_where_the_definition_says_so(cut in 40usize..200, from in 0usize..60, edits in prop::collection::vec(0usize..200, 0..8)) {
        let story = words(9, 200);
        let mut copy = story[from.min(cut)..cut].to_vec();
        for edit in edits {
            let length = copy.len();
            if length > 0 {
                copy[edit % length] = "edited".into();
            }
        }
        let (a, b) = (article(&story), article(&copy));
        let (all, some) = (by_definition(&a), by_definition(&b));
        prop_assume!(!some.is_empty());
        let common = all.intersection(&some).count() as f64;
        let wanted = common >= CONTAINED * some.len() as f64 && all.len() <= LONGER * some.len();
        // What is far over the edge is found; what is under it never is.
        let resemblance = common / (all.len() + some.len()) as f64 / (1.0 - common / (all.len() + some.len()) as f64);
        if !wanted || resemblance > 0.45 {
            prop_assert_eq!(near(&a, &b), wanted);
        }
    }
}
