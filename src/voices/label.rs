//! pieces -> the speaker who stands alone before a colon and a quotation, as in an interview: `Ada Okafor: “It is late.”`

use super::beside::behind;
use super::memory::Memory;
use super::piece::Piece;
use super::speaker::Who;
use super::words::Group;

/// The speaker that a passage begins with, and the place of the quotation behind the colon. A single name must have been met
/// before, since `Update: “…”` looks the same; a role must be one that speaks.
pub(super) fn labelled(text: &str, pieces: &[Piece<'_>], memory: &Memory) -> Option<(Who, usize)> {
    let colon = pieces.iter().position(|piece| piece.is(":"))?;
    pieces.get(colon + 1).filter(|piece| piece.is_quote())?;
    let speaker = behind(text, pieces, 0).filter(|speaker| speaker.pieces.end == colon)?;
    let known = match &speaker.who {
        Who::Name { name, organisation } => memory.known(name, *organisation).is_some(),
        Who::Role { .. } => pieces[colon - 1].has(Group::Role),
        Who::Person | Who::Thing => false,
    };
    known.then_some((speaker.who, colon + 1))
}

#[cfg(test)]
mod tests {
    use crate::voices::voices;

    fn heard(text: &str) -> Vec<String> {
        voices(text).iter().map(|voice| format!("{}: {}", voice.speaker, voice.text(text))).collect()
    }

    #[test]
    fn a_name_before_a_colon_says_the_quotation_behind_it() {
        for (text, wanted) in [
            ("Ada Okafor: “The ban is wrong.”", "Ada Okafor: The ban is wrong."),
            ("Senator Mira Castellanos: \"It is late.\"", "Mira Castellanos: It is late."),
            ("The spokesman: “We go.”", "the spokesman: We go."),
        ] {
            assert_eq!(heard(text), [wanted], "{text}");
        }
        let known = "Ada Okafor said it was late.\n\nOkafor: “We go home.”";
        assert_eq!(heard(known), ["Ada Okafor: it was late", "Ada Okafor: We go home."]);
    }

    #[test]
    fn a_heading_before_a_colon_is_no_speaker() {
        for text in ["Update: “It is late”.", "The slogan: “Buy more.”", "Read this: “It is late.”", "Okafor: the long way home."]
        {
            assert!(heard(text).is_empty(), "{text}: {:?}", heard(text));
        }
    }
}
