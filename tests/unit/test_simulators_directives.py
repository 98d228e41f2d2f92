import pytest

from infra.local.simulators.directives import COUNTED, FLAGS, Tally, parse_directives


def test_a_prompt_without_directives_keeps_its_words() -> None:
    parsed = parse_directives("a  red fox\nin the snow")

    assert parsed.words == "a red fox in the snow"
    assert not parsed.flags
    assert not parsed.counts
    assert parsed.slow_s is None


@pytest.mark.parametrize("name", sorted(FLAGS))
def test_every_flag_is_taken_out_of_the_words(name: str) -> None:
    parsed = parse_directives(f"a fox [{name.upper()}] runs")

    assert parsed.words == "a fox runs"
    assert name in parsed


@pytest.mark.parametrize("name", sorted(COUNTED - FLAGS))
def test_a_counted_directive_happens_once_unless_told_otherwise(name: str) -> None:
    assert parse_directives(f"[{name}]").counts == {name: 1}
    assert parse_directives(f"[{name}:3]").counts == {name: 3}


def test_several_directives_work_together() -> None:
    parsed = parse_directives("[429:2][slow:1.5] a fox [lost]")

    assert (parsed.words, parsed.counts, parsed.slow_s) == ("a fox", {"429": 2}, 1.5)
    assert "lost" in parsed


def test_empty_means_all_outputs_and_with_a_number_that_many() -> None:
    assert "empty" in parse_directives("[empty]")
    assert parse_directives("[empty:1]").counts == {"empty": 1}


@pytest.mark.parametrize("text", ["[cinematic]", "[429:x]", "[slow]", "[slow:9999]", "[ lost ]"])
def test_brackets_that_are_no_directive_stay_words(text: str) -> None:
    assert parse_directives(text).words == text


def test_a_tally_counts_each_key_for_itself() -> None:
    tally = Tally()

    assert [tally.spend(2, "429", "a") for _ in range(3)] == [0, 1, None]
    assert tally.spend(2, "429", "b") == 0
    assert [tally.turn("broke"), tally.turn("broke")] == [0, 1]
    tally.clear()
    assert tally.spend(2, "429", "a") == 0


def test_half_a_character_does_not_reach_the_picture() -> None:
    assert parse_directives("a \ud800 fox").words == "a ? fox"
