"""How long a person's standing is remembered."""

from shared.http import standing
from shared.http.standing import REMEMBER_S, Standing, Standings


class Asked:
    def __init__(self, answer: Standing) -> None:
        self.answer = answer
        self.times = 0

    def __call__(self, uid: str) -> Standing:
        self.times += 1
        return self.answer


def test_good_standing_is_remembered_for_a_minute_and_no_longer() -> None:
    now, asked = [0.0], Asked(Standing(enabled=True))
    standings = Standings(asked, monotonic_s=lambda: now[0])

    standings.of("alice")
    now[0] = REMEMBER_S - 0.1
    standings.of("alice")
    assert asked.times == 1
    now[0] = REMEMBER_S
    standings.of("alice")

    assert asked.times == 2
    assert REMEMBER_S <= 60


def test_bad_standing_is_asked_again_every_time() -> None:
    asked = Asked(Standing(enabled=False))
    standings = Standings(asked)

    for _ in range(3):
        assert not standings.of("alice").accepts(1e12)

    assert asked.times == 3


def test_only_so_many_people_are_remembered() -> None:
    standings = Standings(Asked(Standing(enabled=True)))

    for n in range(standing.PEOPLE_MAX + 5):
        standings.of(str(n))

    assert len(standings._known) == standing.PEOPLE_MAX
