//! What is mended, what stays, and that both hold for any text made of them.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::text::clean_text;

/// Right sentences in many languages and manners of quoting, most of them dangerous.
const RIGHT: [&str; 59] = [
    "HYVÄ–HUONO, MANHÃ–TARDE, MAÇÃ—PERA, SKÅ–BRO, A IRMÃ’S, JÄ’S, MANHÃ–tarde, «IRMûMÃE»",
    "Il café è chiuso, «perché…» chiese l’uomo. «È lì», rispose. «Caffè»²",
    "“A IRMÔ, disse a MÃE. “AMANHÔ — e a “MAÇÅ ficou. A IRMÖdisse ela. A SÃ",
    "São Paulo, MAÇÃ, ROMÃ… LÃ» IRMÃ™ IRMî a lã² «lã», a manhã…” e a irmã”…",
    "À São Tomé, ÁGUA, AÇÃO, NAÇÕES, PÃO, CORAÇÃO — não é só a maçã: é a “fé”…",
    "«Está»—dijo. «¿Está?» «Está»… ¿Qué…? ¡Sí…! Él, «sé»… «¿Por qué…», «aquí»",
    "ESPAÑA, «EL NIÑO», niño, pingüino, «qué»… «café…» «café»… “café…”",
    "Le café « à la carte » coûte 10 €… « Â » et « Ã », dit-elle ; la lettre Â : voilà…",
    "« Déjà », dit-il… À Noël, où l’été ? « Ça… »",
    "L’HÔTEL, LE CAFÉ™, LE CAFÉ® ET LE CAFɅ « CAFÉ » – “CAFÉ” — ‘CAFÉ’",
    "Hâlâ… “Ama hâlâ…” dedi. «Hâlâ»… “hâlâ”… HÂLÂ… “HÂL”, kâğıt, rüzgâr",
    "Câți oameni, când și încă: “între”… România, ÎN, ÂN",
    "Der Buchstabe „Ä“, das „Ü“ und das „Ö“… „ÄÖÜ“ — Ä–Ö",
    "Österreichs Übermut täte gut: „Größe“… »Äpfel«, »é«",
    "Å, Ångström, på Åland; «Å»… “Ã…” ”Ä” – Ö… ‘Å’",
    "Việt Nam: Ông ấy nói: “Tôi không biết…” Hà Nội, Đà Nẵng, cầu, ã, Ã, mãi mãi, lâu, đâu, “đã”…",
    "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền.",
    "Þór sagði: „Það er ekki“… ð, Ð, „ÁÐ“ – ÆÐ",
    "Příliš žluťoučký kůň úpěl ďábelské ódy. «Příště»…",
    "Zażółć gęślą jaźń. „Ó…”, «są»… ĆMA – „Ł”",
    "Съешь же ещё этих мягких французских булок, да выпей чаю. «Всё»…",
    "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία. «Ναι»…",
    "人人生而自由，在尊严和权利上一律平等。“是的……”他说。",
    "すべての人間は、生まれながらにして自由であり。「はい…」",
    "모든 인간은 태어날 때부터 자유로우며. “네…”",
    "می‌خواهم بروم؛ «بله…»",
    "كل الناس أحرار… «نعم»",
    "סעיף א׳. כל בני האדם… “כן”",
    "सभी मनुष्यों को… “हाँ”",
    "มนุษย์ทั้งหลายเกิดมามีอิสระ…",
    "3×½, 2×€5, 10×… and “10×”… 5 × 3 = 15; x² ± ½ °C; £5, ¥10, §3, ¶4, 1º, 2ª",
    "Vitamin Å—not A. Size Ä—B. “Å”—“Ö”. Ø…Ø”, SMØR®, «Ø»",
    "naïve… naï»… Noël», “Noël”… Brontë’s, Brontë—she; Beyoncé’s “Déjà Vu”…",
    "BEYONCÉ’S, RENÉE’S, ANDRÉ’S; “ANDRÉ”—HE; ANDRɅAND",
    "façade’s… “façade”, garçon–fille, «garçon»",
    "l’Île… “île”, « île » ; où… « où » ; où»… ç»… æ»… å»… ä»…",
    "är… på”… så”…, så»… “så”… å…”, ä”…, ö”… é”… è”… ê”… ì”… í”…",
    "é—“é”, á—“á”, ã—“ã”, â—“â”; â’”, ã’”, ä’”, å’”, æ’”, ç’”, è’”, é’”, ê’”, ë’”, ì’”, í’”",
    "“É”, “È”, “Ê”, “À”, “Ô… É’, É”, È”, Ç”, Ë”, Ì”, Í”, Î”, Ï”, Ð”, Ñ”, Ò”, Ó”, Ù”, Ú”, Û”",
    "E’ così, perciò: “È…” «È…» COSÌ…” LUNEDÌ» CITTÀ… PERCHÉ” PIÙ’",
    "“ESPAÑ…” “Ñ” Ñ— Ñ… «Ñ»",
    "The Â in Âge and the Ã of São. The letter Â is. The letter Ã is.",
    "Müller–Straße, Größe–Ä, 5 °C – 10 °C, “Größe”–„Ä“",
    "é…¡Hola! “sé…¿no?” qué…¿sí? ¡Qué…¡ é…® é…™ «é»® «é»™ «é»¹ «é»³ «é»° é»º",
    "Kraków’s “Łódź”… Dvořák’s…",
    "Lão Tử, bão, “bão”… Đắk Lắk, xã… «xã»… giá… «giá»… “giá”…",
    "A maçã\u{a0}— a lã\u{a0}»; à\u{a0}«\u{a0}Paris\u{a0}»; la lettre Â\u{a0}: « Â\u{a0}»",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} 👍🏽 ✓ → ● ★ ½ ⅔ № ™ “x” ‘y’ „z“ ‚w‘ ‹v›",
    "Hâ’lâ”… “â”… ‘â’… «â»… â”—â’— â“â” â…… â…” â…“",
    "ÃO ÃE ÃES ÂN ÂNS ÊX ÉS Õ ÕES",
    "O’Neil’s AT&T and R&D; B&B, Q&A; P&L? “M&S”…",
    "“CITÉ”… “CITÉ…” ‘CITÉ’ «CITÉ» CITÉ—CITÉ–CITÉ",
    "10,000\u{a0}€ et 5\u{202f}% ; « oui\u{a0}» ; 20\u{a0}°C",
    "„Čeština“, „Żółw”, »Ägypten«, ›Österreich‹, ‚Übung‘",
    "ŠKODA, ŽILINA, Čović’s, “Milošević”…, Œuvre, œuf…",
    "El niño dijo: «¡Olé!»… ¿“Olé”…? olé…” olé”…",
    "“Ça va…” «Ça», ÇA VA… GARÇ”, ç…” «ç»…",
    "Füße – „Füße“… süß”… ß…” ß”… ß“… “ß”",
    "ãµ—, 5 åµ…",
];

/// Sentences that are mended wholly when UTF-8 is read as Windows-1252.
const WRITTEN: [&str; 17] = [
    "It’s “done” — don’t… she’d said: ‘yes’ – 5 € – ™ • → fine.",
    "L’été dernier, Noël à l’hôtel, déjà vu, où ça ? Côte d’Azur, naïf, œuvre, Élysée, Ça, Étienne, Île.",
    "Größe, Übermut, Österreich, Äpfel, „gut“, »so«, Müller, Straße, Grün.",
    "El señor López dijo: «¿Qué pasó en México, José?» ¡Año nuevo en España! Ángel, Ñandú, pingüino, 1º.",
    "A situação de São Paulo não é fácil: “amanhã”, avó, avô, ação, às três, órgão, você, lã.",
    "È così: perché, città, più, virtù, lunedì, caffè, là.",
    "Tất cả mọi người sinh ra đều được tự do và bình đẳng; Nguyễn nói: “chỗ ở của những đứa trẻ”.",
    "Zażółć gęślą jaźń, Łódź, Świdnica, Żyć, źle, śnieg.",
    "Příliš žluťoučký kůň úpěl ďábelské ódy, Škoda, Čech.",
    "Fiţi și după țară, București, Știri, înțeles.",
    "Prišao je Milošević, đak, Đorđe, Žarko, čovjek.",
    "İstanbul’da yağmur, şöyle, ığdır, güneş, çocuk.",
    "Smørrebrød på Ærø, Ålesund, Øst, blåbær, hjørne.",
    "Съешь же ещё этих мягких булок, в доме и на улице с ней. Россия, Эта.",
    "Ξεσκεπάζω την ψυχοφθόρα, και.",
    "人人生而自由在尊严和权利上一律平等",
    "모든인간은태어날때부터자유로우며 👍 😀",
];

/// UTF-8 read as Windows-1252.
fn misread(text: &str) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
}

#[test]
fn right_text_stays() {
    for text in RIGHT {
        assert_eq!(mend(text), text);
        assert!(matches!(mend(text), Cow::Borrowed(_)), "{text}");
    }
}

#[test]
fn what_was_misread_once_or_twice_is_mended() {
    for text in WRITTEN {
        let once = misread(text);
        assert_eq!(clean_text(&once), clean_text(text));
        assert_eq!(clean_text(&misread(&once)), clean_text(text));
        // As Latin-1, in which the marks are control characters.
        let latin: String = text.bytes().map(char::from).collect();
        assert_eq!(clean_text(&latin), clean_text(text));
    }
}

#[test]
fn faults_of_their_own_kind() {
    for (text, wanted) in [
        ("voilÃ  bas, lÃ -bas, Ã  Paris, qualitÃ .", "voilà bas, là-bas, à Paris, qualità."),
        ("saidÂ she. 1,000Â people.Â The 5Â£ and Â£5 at 10Â°C", "said she. 1,000 people. The 5£ and £5 at 10°C"),
        ("â€œyesâ€ he said â€œyesâ€\u{fffd}, â€œyesâ€", "“yes” he said “yes”, “yes”"),
        ("don\u{92}t \u{93}go\u{94} \u{96} \u{80}5", "don’t “go” – €5"),
        ("ï»¿Title ï¬\u{81}ne", "Title fine"),
        ("PERÃš, HÃ”TEL, QUALITÃ‰, Ã‰TAT, CAFÃ‰", "PERÚ, HÔTEL, QUALITÉ, ÉTAT, CAFÉ"),
        ("cafÃ&copy; &Atilde;&copy;t&eacute;", "café été"),
        ("dÃƒÆ’Ã‚Â©jÃƒÆ’Ã‚\u{a0}", "déjà"),
        ("eÌ\u{81}te A\u{303}©", "éte é"),
    ] {
        assert_eq!(clean_text(text), wanted);
    }
}

#[test]
fn whatever_a_byte_that_goes_on_was_read_as_is_suspect() {
    let read_as = |byte: u8| [char::from(byte), windows_1252(char::from(byte))];
    for lead in (0xc2..=0xf4).map(char::from) {
        for c in (0x80..=0xbf).flat_map(read_as) {
            assert!(suspect(&format!("a{lead}{c}b")), "{lead}{c}");
        }
    }
    assert!(!suspect("instala\u{e7}\u{e3}o \u{ea}\u{f4}"));
}

#[test]
fn any_nest_takes_linear_time() {
    assert_eq!(mend(&format!("Ã{}", "ƒ".repeat(200_000))).chars().count(), 1);
    mend(&"Ã".repeat(1_000_000));
    mend(&"Ã ".repeat(1_000_000));
    mend(&"é…".repeat(1_000_000));
}

/// Any text of right pieces, misread pieces and what lies between.
fn mixed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(&RIGHT[..]).prop_map(str::to_owned),
        prop::sample::select(&WRITTEN[..]).prop_map(misread),
        "[ÃÂâãäé€™…”»a-zA-Z \u{a0}\u{ad}\u{200b}\u{301}\u{80}-\u{9f}ﬁ\n]{0,6}",
        "&(amp;|#8217|rsquo|nbsp;|shy;|#195;|copy;|a){0,3};?",
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn a_second_cleaning_changes_nothing(text in mixed()) {
        let once = clean_text(&text);
        prop_assert_eq!(clean_text(&once), once);
    }

    #[test]
    fn right_words_of_any_script_stay(words in proptest::collection::vec(
        r"[“‘«„(]?([\p{Lu}&&[^Â-Þ]]?[\p{Ll}&&[^œšžƒ]]{1,8}|[\p{Lu}&&[^Â-Þ]]{1,8}|\p{Lo}{1,8}|[0-9]{1,4})[.,;:!?…]?[”’»“)]?[.,…—]?", 1..12
    )) {
        let text: String = words.join(" ");
        prop_assert_eq!(mend(&text), text.as_str());
    }

    #[test]
    fn right_words_of_the_latin_script_stay(words in proptest::collection::vec(
        "[“‘«„(]?([A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿ]{1,8}|([A-Z]{1,3}[À-ÖØ-Þ]?){1,4})[.,;:!?…]?[”’»“)]?[.,…—]?", 1..12
    )) {
        let text: String = words.join(" ");
        prop_assert_eq!(mend(&text), text.as_str());
    }
}
