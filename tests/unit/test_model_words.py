"""Words as they are looked for."""

from shared.model.words import LETTERS_MAX, WORDS_MAX, words_of


def test_case_accents_in_two_spellings_and_signs_do_not_matter() -> None:
    assert words_of("A Lighthouse, in the STORM: a lighthouse!") == ("a", "lighthouse", "in", "the", "storm")
    assert words_of("Cafe\u0301 \ufb01lm STRASSE") == words_of("caf\u00e9 film stra\u00dfe")
    assert words_of("[slow:20] 4k") == ("slow", "20", "4k")
    assert words_of("... !") == ()


def test_a_prompt_has_only_so_many_words_to_be_found_by() -> None:
    assert words_of(" ".join(f"w{n}" for n in range(500))) == tuple(f"w{n}" for n in range(WORDS_MAX))


def test_a_long_word_is_found_by_its_beginning() -> None:
    assert words_of("x" * 500) == ("x" * LETTERS_MAX,)
