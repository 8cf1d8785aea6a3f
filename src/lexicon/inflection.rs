//! A verb or a noun -> its forms: `rob`, `robs`, `robbed`, `robbing`; `hero`, `heroes`.
//!
//! By the rules of English spelling, and a list of the verbs that are not regular. Nothing is looked up in a text here.

/// Forms of verbs that are not regular: the verb, then its forms.
const IRREGULAR: &str = "arise arose arisen;beat beaten;become became;befall befell befallen;begin began begun;bend bent;\
    bind bound;bite bit bitten;bleed bled;blow blew blown;break broke broken;breed bred;bring brought;build built;burn burnt;\
    buy bought;catch caught;choose chose chosen;cling clung;come came;creep crept;deal dealt;dig dug;do did done does;\
    draw drew drawn;drink drank drunk;drive drove driven;eat ate eaten;fall fell fallen;feed fed;feel felt;fight fought;\
    find found;flee fled;fling flung;fly flew flown;forbid forbade forbidden;forget forgot forgotten;\
    forgive forgave forgiven;forsake forsook forsaken;freeze froze frozen;get got gotten;give gave given;go went gone goes;\
    grind ground;grow grew grown;hang hung;have has had;hear heard;hide hid hidden;hold held;keep kept;kneel knelt;\
    know knew known;lay laid;lead led;leap leapt;leave left;lend lent;lie lied lying;light lit;lose lost;make made;mean meant;\
    meet met;mislead misled;mistake mistook mistaken;overcome overcame;overthrow overthrew overthrown;outdo outdid outdone;\
    pay paid;plead pled;ride rode ridden;ring rang rung;rise rose risen;run ran;say said;see saw seen;seek sought;sell sold;\
    send sent;shake shook shaken;shine shone;shoot shot;show shown;shrink shrank shrunk;sing sang sung;sink sank sunk;sit sat;\
    slay slew slain;sleep slept;slide slid;speak spoke spoken;spend spent;spin spun;spit spat;spring sprang sprung;stand stood;\
    steal stole stolen;stick stuck;sting stung;stink stank stunk;strike struck stricken;strive strove striven;swear swore sworn;\
    sweep swept;swing swung;take took taken;teach taught;tear tore torn;tell told;think thought;thrive throve;\
    throw threw thrown;tread trod trodden;undergo underwent undergone;understand understood;undo undid undone;uphold upheld;\
    wake woke woken;wear wore worn;weep wept;win won;withdraw withdrew withdrawn;withstand withstood;wring wrung;\
    write wrote written";

/// What an irregular verb may have before it: `withhold`, `outrun`.
const PREFIXES: [&str; 6] = ["with", "mis", "re", "under", "over", "out"];

/// A verb, with `s`, `ed` and `ing`, and its irregular forms.
pub(super) fn verb_forms(verb: &str) -> Vec<String> {
    let mut endings = if let Some(stem) = verb.strip_suffix('e') {
        vec![format!("{verb}s"), format!("{verb}d"), format!("{stem}ing")]
    } else if let Some(stem) = ends_in_y(verb) {
        vec![format!("{stem}ies"), format!("{stem}ied"), format!("{verb}ing")]
    } else {
        let s = if verb.ends_with(['s', 'x', 'z', 'o']) || verb.ends_with("ch") || verb.ends_with("sh") { "es" } else { "s" };
        vec![format!("{verb}{s}"), format!("{verb}ed"), format!("{verb}ing")]
    };
    // A single syllable doubles (`robbed`: `robed` is of another verb), others may (`abetted`, `targeted`).
    if let [.., a, b, c] = verb.as_bytes()
        && (!is_vowel(*a) || verb.ends_with("quit") || verb.ends_with("quip"))
        && is_vowel(*b)
        && b"bdgklmnprtvz".contains(c)
    {
        if syllables(verb) == 1 {
            endings.truncate(1);
        }
        let last = char::from(*c);
        endings.extend([format!("{verb}{last}ed"), format!("{verb}{last}ing")]);
    }
    let irregular = irregular(verb);
    if !irregular.is_empty() {
        endings.retain(|form| !form.ends_with("ed"));
        endings.extend(irregular);
    }
    endings.push(verb.to_owned());
    endings
}

/// The irregular forms of a verb, with what it has before it.
fn irregular(verb: &str) -> Vec<String> {
    let of = |verb: &str| IRREGULAR.split(';').find_map(|forms| forms.strip_prefix(verb)?.strip_prefix(' '));
    let found = std::iter::once(&"").chain(&PREFIXES).find_map(|prefix| Some((prefix, of(verb.strip_prefix(prefix)?)?)));
    found.map(|(prefix, forms)| forms.split(' ').map(|form| format!("{prefix}{form}")).collect()).unwrap_or_default()
}

/// The groups of vowels of a word.
fn syllables(word: &str) -> usize {
    let vowel = |&letter: &u8| is_vowel(letter) || letter == b'y';
    let bytes = word.strip_prefix("qu").unwrap_or(word).as_bytes();
    bytes.split(|letter| !vowel(letter)).filter(|group| !group.is_empty()).count()
}

/// A noun and its plural.
pub(super) fn noun_forms(noun: &str) -> Vec<String> {
    let plural = if let Some(stem) = ends_in_y(noun) {
        format!("{stem}ies")
    } else if let Some(stem) = noun.strip_suffix("man") {
        format!("{stem}men")
    } else if noun.ends_with(['s', 'x', 'z']) || noun.ends_with("ch") || noun.ends_with("sh") {
        format!("{noun}es")
    } else {
        format!("{noun}s")
    };
    // Heroes, and fiascos.
    let other = noun.ends_with('o').then(|| format!("{noun}es"));
    [noun.to_owned(), plural].into_iter().chain(other).collect()
}

/// What stands before a `y` that no vowel precedes.
fn ends_in_y(word: &str) -> Option<&str> {
    word.strip_suffix('y').filter(|stem| stem.bytes().last().is_some_and(|last| !is_vowel(last)))
}

fn is_vowel(letter: u8) -> bool {
    b"aeiou".contains(&letter)
}
