//! In: the words of a line. Out: which kinds of boundary they speak of: sharing, tags, related stories,
//! comments, newsletters, copyright and their like, in the languages of the pages we learned from.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Kinds of words, one bit each in the order of [`PHRASES`].
pub(super) const KINDS: usize = 12;
pub(super) const SHARE_AT: usize = 0;
pub(super) const RELATED_AT: usize = 2;
pub(super) const COMMENT_AT: usize = 3;
pub(super) const SHARE: u16 = 1 << SHARE_AT;
pub(super) const RELATED: u16 = 1 << RELATED_AT;
pub(super) const COMMENT: u16 = 1 << COMMENT_AT;
pub(super) const NEWS: u16 = 1 << 4;
pub(super) const COPYRIGHT: u16 = 1 << 5;
pub(super) const AD: u16 = 1 << 6;
pub(super) const NAV: u16 = 1 << 8;
/// Words no title has.
pub(super) const NO_TITLE: u16 = SHARE | RELATED | COMMENT | NEWS | COPYRIGHT | AD | NAV;

const PHRASES: [&str; KINDS] = [
    "share|tweet|facebook|twitter|whatsapp|linkedin|pinterest|reddit|telegram|email this|print|copy link|flipboard|tumblr|google|messenger|pin it|compartilhe|compartilhar|compartir|condividi|teilen|partager|поделиться|シェア|ツイート",
    "tags|tagged|topics|filed under|categories|category|keywords|in this article|more on|etiquetas|schlagworte|tag|marcadores|метки|タグ",
    "related|read more|read next|read also|also read|you may|you might|recommended|more from|more stories|more news|more in|up next|next article|previous article|see also|don't miss|trending|most popular|most read|most viewed|top stories|latest|popular|must read|previous post|next post|what to read|editor's pick|editors pick|suggested|promoted|around the web|from the web|sponsored|taboola|outbrain|leia também|leia mais|veja também|relacionadas|relacionados|ver más|leggi anche|leggi|correlati|lesen sie auch|mehr zum thema|weitere|lire aussi|à lire|articles similaires|похожие|читайте также|関連|人気|artigos|anterior|próximo|siguiente|ähnliche|mais lidas|pode gostar|podem gostar|te puede interesar|puede interesarte|potrebbe interessar|potrebbero interessar|das könnte|auch interessieren|pourrait vous|aussi aimer|may also|more like this|explore further|from our partners|in other news|on this story|other stories",
    "comment|comments|reply|leave a|be the first|join the conversation|your email address|logged in|report abuse|disqus|discussion|says|commenting|conversation|comentário|comentários|comentarios|commenti|kommentare|kommentar|commentaires|комментарии|コメント|deixe|responder|deja|resposta",
    "subscribe|subscription|newsletter|sign up|signup|sign in|log in|login|register|inbox|alerts|free trial|your account|get the best|daily briefing|email address|notifications|support us|donate|unlimited|podcast|download our|membership|become a member|assine|suscríbete|iscriviti|abonnieren|s'abonner|подписаться|cadastre|entrar|anmelden|registrieren",
    "copyright|all rights reserved|rights reserved|terms of|privacy|cookie|cookies|gdpr|do not sell|accessibility|about us|contact us|advertise|sitemap|site map|powered by|disclaimer|faq|careers|feedback|help|todos os direitos|reservados|alle rechte|tutti i diritti|tous droits|impressum|datenschutz|política|privacidade|contato|contacto|chi siamo|kontakt",
    "advertisement|advert|sponsored|story continues|article continues|continues below|scroll|ads by|promo|shop now|buy now|affiliate|commission|deal|iframe|ins|click here|tap here|swipe",
    "photo|image|picture|getty|reuters|ap photo|afp|credit|caption|gallery|photograph|slideshow|video|watch|play|close|enlarge|courtesy|file photo|pictured|shutterstock|jpg|png|gif|shot by|via ap|handout|view image|hide caption|toggle caption|instagram|foto|fotos|imagem|imagen|bild|crédito|immagine",
    "menu|skip to|search|home|navigation|toggle|jump to|back to top|button|sections|go to|view all|see all|show more|load more|expand|click to|javascript|browser|edition|weather|início|inicio|suche|buscar|pesquisar|cerca|recherche",
    "written by|reporter|correspondent|editor|staff writer|author|contributed|contributor|reporting by|edited by|editing by|follow|is a|contact|reach|associated press|about the author|journalist|bio|reached at|additional reporting|por|redação|redacción|redazione|autor|von|di|sobre|über",
    "correction|this article|this story|originally|updated|published|posted|first appeared|this report|editor's note|note|source|sources|more information|for more|read the|learn more|find out",
    "min read|minute read|views|followers|following|likes|votes|points|stars|price|quote|stock|nasdaq|nyse|score|schedule|standings",
];

/// Common words of thirteen languages: prose is full of them, menus are not.
const STOP: &str = "the a an of to in on and or for with that this it is was were are be been as at by from has have had he she they his her their its but not we i you who which will would said after when about more than there if what all can could do into up out one no so our some him them my your over just also been because how other de la el los las que y en del por con para una un es se al lo como más su pero sus o da do dos das os em na nos nas um uma não mais com foi são ao pelo pela il gli le di che è per non dei della nel sono les des et est dans pour qui sur pas au aux avec ce cette ne der die und ist von zu den dem mit im für auf ein eine nicht auch sich wir sie een het van dat op te zijn met voor и в не на с что из за от для как это к но у w z na że się på av som til är att och ett";

/// A phrase's further words, and its kind's bit.
type Rest = (Vec<&'static str>, u16);

/// A word that says something: a common one, or the first of some phrases.
#[derive(Default)]
pub(super) struct Word {
    pub stop: bool,
    rests: Vec<Rest>,
}

static WORDS: LazyLock<FxHashMap<&'static str, Word>> = LazyLock::new(|| {
    let mut words: FxHashMap<&str, Word> = FxHashMap::default();
    for (kind, phrases) in PHRASES.iter().enumerate() {
        for phrase in phrases.split('|') {
            let mut parts = phrase.split(' ');
            let first = parts.next().unwrap_or("");
            words.entry(first).or_default().rests.push((parts.collect(), 1 << kind));
        }
    }
    STOP.split(' ').for_each(|word| words.entry(word).or_default().stop = true);
    words
});

/// The words that say anything.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    WORDS.keys().copied()
}

/// What a lower-case word says, where it says anything.
pub(super) fn word(word: &str) -> Option<&'static Word> {
    WORDS.get(word)
}

impl Word {
    /// Whether a phrase begins with it.
    pub fn starts(&self) -> bool {
        !self.rests.is_empty()
    }

    /// The kinds of the phrases that begin with this word, as bits, where `next` are the words after it.
    pub fn kinds<'w>(&self, next: impl Iterator<Item = &'w str> + Clone) -> u16 {
        let said = |rest: &[&str]| {
            let mut next = next.clone();
            rest.iter().all(|word| next.next() == Some(word))
        };
        self.rests.iter().filter(|(rest, _)| said(rest)).fold(0, |bits, (_, bit)| bits | bit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_match_whole_words_in_order() {
        let kinds = |words: &[&str]| {
            (0..words.len())
                .filter_map(|i| Some(word(words[i])?.kinds(words[i + 1..].iter().copied())))
                .fold(0, |bits, kinds| bits | kinds)
        };
        assert_eq!(kinds(&["read", "more"]), RELATED);
        assert_eq!(kinds(&["more", "read"]), 0);
        assert_eq!(kinds(&["subscribe", "and", "share"]), NEWS | SHARE);
        assert_eq!(kinds(&["shared"]), 0);
        let stop = |text: &str| word(text).is_some_and(|word| word.stop);
        assert!(stop("the") && stop("não") && !stop("harbour"));
    }
}
