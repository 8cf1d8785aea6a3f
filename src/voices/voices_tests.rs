use super::*;

/// Speaker, kind, denial and words of each voice.
fn heard(text: &str) -> Vec<String> {
    let denial = |voice: &Voice| if voice.denial { " denies" } else { "" };
    voices(text).iter().map(|v| format!("{} {}{}: {}", v.speaker, v.kind.name(), denial(v), v.text(text))).collect()
}

#[test]
fn a_speaker_stands_before_the_words_after_them_or_amid_them() {
    let cases = [
        ("Ada Okafor said: “The ban is wrong.”", "Ada Okafor quotation: The ban is wrong."),
        ("“The ban is wrong,” said Ada Okafor, a lawyer in Lund.", "Ada Okafor quotation: The ban is wrong"),
        ("“We will appeal,” the company said in a statement, “and win.”", "the company quotation: We will appeal and win."),
        ("The rule is illegal, argued Senator Mira Castellanos.", "Mira Castellanos reported: The rule is illegal"),
        ("The rule is a gift to thieves, Okafor said on Monday.", "Okafor reported: The rule is a gift to thieves"),
        ("Ruiz, who runs a bakery, said on Monday that the tax would hurt.", "Ruiz reported: the tax would hurt"),
        ("Ruiz told reporters in Lund that it was late.", "Ruiz reported: it was late"),
        ("'It rains,' Bo Lindqvist wrote.", "Bo Lindqvist quotation: It rains"),
        ("As one minister put it, the law is “a shield with holes”.", "one minister reported: the law is “a shield with holes”"),
        ("“Is it safe?” Okafor asked.", "Okafor quotation: Is it safe?"),
    ];
    for (text, wanted) in cases {
        assert_eq!(heard(text), [wanted], "{text}");
    }
}

#[test]
fn nobody_says_a_dateline() {
    for dateline in ["LUND, May 3 (AP) — ", "LUND -- ", "Lund, Sweden (Reuters) - ", "LUND/MALMO, 3 May – ", "NEW YORK (AP) —"]
    {
        let text = format!("{dateline}“The ban is wrong,” Ada Okafor said.");
        assert_eq!(heard(&text), ["Ada Okafor quotation: The ban is wrong"], "{text}");
        let text = format!("{dateline}The rule is a gift to thieves, Okafor said on Monday.");
        assert_eq!(heard(&text), ["Okafor reported: The rule is a gift to thieves"], "{text}");
    }
    // Words before a dash that are no dateline are said.
    let text = "It is a gift to thieves - and late, Okafor said on Monday.";
    assert_eq!(heard(text), ["Okafor reported: It is a gift to thieves - and late"]);
}

#[test]
fn according_to_names_a_speaker_before_or_after() {
    assert_eq!(heard("According to Harrow Cable, the rules are a gift."), ["Harrow Cable reported: the rules are a gift"]);
    assert_eq!(heard("The rules are a burden, according to two officials."), ["two officials reported: The rules are a burden"]);
    assert!(heard("All went according to plan, and the harvest was in by May.").is_empty());
}

#[test]
fn titles_are_no_part_of_a_name_and_a_short_name_is_the_full_one() {
    let text = "Commerce Secretary Ada Okafor spoke in Lund. Okafor said the duties work. \
                Harrow's chief executive, Jonas Whitlock, says that they fail.";
    assert_eq!(heard(text), ["Ada Okafor reported: the duties work", "Jonas Whitlock reported: they fail"]);
    assert_eq!(voices("Secretary of State Ada Okafor said it is late.")[0].speaker, "Ada Okafor");
    assert_eq!(voices("Valdorian foreign minister Wu Lan said it is late.")[0].speaker, "Wu Lan");
}

#[test]
fn an_organisation_speaks_by_its_name_its_role_its_statement_or_its_spokesman() {
    let of = |text: &str| voices(text).first().map(|voice| voice.speaker.clone()).unwrap_or_default();
    assert_eq!(of("The trade ministry said the duties would end."), "the trade ministry");
    assert_eq!(of("A commerce department statement said the duties would end."), "the commerce department");
    assert_eq!(of("A letter from Harrow Cable said the duties would end."), "Harrow Cable");
    assert_eq!(of("A spokesman for Harrow Cable said the duties would end."), "a spokesman for Harrow Cable");
    assert_eq!(of("Critics say the duties fail."), "Critics");
    assert_eq!(of("Valdoria's foreign ministry said: “No more of it.”"), "Valdoria's foreign ministry");
}

#[test]
fn a_pronoun_stands_for_the_last_named_speaker_that_it_fits() {
    let text = "Ada Okafor said the law works. The ministry said it does not. She said the ministry was wrong. \
                It added that talks go on.";
    let speakers: Vec<String> = voices(text).into_iter().map(|voice| voice.speaker).collect();
    assert_eq!(speakers, ["Ada Okafor", "the ministry", "Ada Okafor", "the ministry"]);
    assert!(heard("He said it was late.").is_empty());
}

#[test]
fn two_speakers_of_one_sentence_are_told_apart() {
    let text = "Harrow Cable says it is safe, but the ministry says it is not.";
    assert_eq!(heard(text), ["Harrow Cable reported: it is safe", "the ministry reported: it is not"]);
    let text = "Harrow Cable denies it spies and says the ministry wants its market.";
    assert_eq!(heard(text), ["Harrow Cable reported denies: it spies", "Harrow Cable reported: the ministry wants its market"]);
    // What Ruiz says that another said is all hers.
    assert_eq!(heard("Ruiz said that Okafor said the law works."), ["Ruiz reported: Okafor said the law works"]);
}

#[test]
fn a_quotation_goes_on_in_sentences_and_paragraphs_of_its_own() {
    let text = "“It is wrong,” said Ada Okafor. “It hurts.”\n\nThe ministry said: “We oppose it.\n\n“We always will.”";
    let voices = heard(text);
    assert_eq!(voices[1], "Ada Okafor quotation: It hurts.");
    assert_eq!(voices[2..], ["the ministry quotation: We oppose it.", "the ministry quotation: We always will."]);
    assert_eq!(heard("“He told me ‘no’ and left,” she sang. Ruiz said: “Bo wrote ‘never’ to me.”").len(), 1);
}

#[test]
fn what_nobody_says_is_no_voice() {
    for text in [
        "The so-called “fair” tariff was never fair.",
        "Did Ruiz say the law was dead?",
        "Harrow Cable and Norvik declined to comment. Norvik did not immediately respond to requests.",
        "The court denied the motion of the farmers.",
        "The firm has not said what it wants. Whitlock was told to leave the room.",
        "The plan that it calls “Clean Sky” costs ten million.",
        "The mill added 300 jobs and announced a new line.",
        "“Clean countries”\n\nThe rain fell.",
        "If Okafor says the law is dead, it is.",
    ] {
        assert!(heard(text).is_empty(), "{text}: {:?}", heard(text));
    }
}

#[test]
fn a_denial_is_marked() {
    let voices = voices("Whitlock rejected claims that the firm spies. Norvik has repeatedly denied any wrongdoing.");
    assert_eq!(voices.iter().map(|v| (v.speaker.as_str(), v.denial)).collect::<Vec<_>>(), [("Whitlock", true), ("Norvik", true)]);
}

#[test]
fn the_words_and_the_sentence_are_places_of_the_text() {
    let text = "Rain fell. “No,” said Ada Okafor, “never again.” It stopped.";
    let voice = &voices(text)[0];
    assert_eq!(&text[voice.sentence.clone()], "“No,” said Ada Okafor, “never again.”");
    assert_eq!(voice.words.iter().map(|range| &text[range.clone()]).collect::<Vec<_>>(), ["No", "never again."]);
}

#[test]
fn a_long_text_of_nothing_but_signs_of_speech_is_read_to_its_end() {
    for (unit, times) in
        [(", ", 3000), ("who, ", 3000), ("“", 20_000), ("said ", 5000), ("Ada, said ", 3000), ("according to Ada ", 2000)]
    {
        let text = format!("{}said Ada Okafor.", unit.repeat(times));
        assert!(voices(&text).iter().all(|voice| voice.sentence.end <= text.len()), "{unit}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(3000))]
    #[test]
    fn any_text_has_voices_that_lie_in_it(text in text_of_speech()) {
        for voice in voices(&text) {
            proptest::prop_assert!(text.get(voice.sentence.clone()).is_some() && !voice.speaker.is_empty());
            for range in voice.words {
                proptest::prop_assert!(range.start <= range.end && text.get(range.clone()).is_some(), "{range:?}");
            }
        }
    }
}

/// Texts of words and marks that the rules look for, in any order, with anything between.
fn text_of_speech() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    let word = prop::sample::select(vec![
        "said",
        "Ada",
        "Okafor",
        "the",
        "ministry",
        "told",
        "that",
        "according",
        "to",
        "“",
        "”",
        "\"",
        "'",
        "‘",
        "’",
        ",",
        ".",
        "?",
        "\n\n",
        "and",
        "who",
        "denied",
        "put",
        "it",
        "statement",
        "of",
        "for",
        "from",
        "she",
        "U.S.",
        "has",
        "not",
        "called",
        ":",
        "-",
        "é",
        "中",
        "a",
        "Mr.",
        "Report",
        "Letter",
        "condemned",
        "as",
        "which",
        "officials",
        "in",
        "Harrow's",
        "on",
        "Monday",
        "…",
        "(",
    ]);
    let space = prop::sample::select(vec![" ", " ", " ", ""]);
    prop::collection::vec((word.prop_map(str::to_owned).boxed().prop_union("\\PC{0,3}".boxed()), space), 0..60)
        .prop_map(|parts| parts.into_iter().map(|(word, space)| format!("{word}{space}")).collect())
}
