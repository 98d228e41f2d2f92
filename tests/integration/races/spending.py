"""Two hundred orders at once: for twenty credits, and with one key."""

from tests.integration.races.moves import Answer
from tests.integration.races.round import Round

ORDERS = 200
CREDITS = 20
PRICES = (1, 3, 3, 4, 4, 7, 7, 20)


def spend(play: Round) -> str:
    """F8, F9: exactly as many orders are taken as can be paid; all others learn that they cannot."""
    price = play.random.choice(PRICES)
    if play.random.random() < 0.5:
        play.house().credits.account("alice")  # else whoever comes first opens the account, once
    orders = [play.an_order(f"k{n}", price=price) for n in range(ORDERS)]

    answers = play.play([play.move("create", order) for order in orders])

    winners = _taken(answers)
    books = play.books()
    assert len(winners) == CREDITS // price
    assert all(answer.error == "InsufficientCredits" for answer in answers if answer.error)
    assert {answer.value.id for answer in winners} == set(books.jobs)
    assert all(answer.value.id == answer.move.given[0].job_id for answer in winners)
    assert (books.account.available, books.account.held) == (CREDITS % price, CREDITS - CREDITS % price)
    again = [answer.asked for answer in answers if answer.asked > 1]
    return f"{len(winners)} of {ORDERS} paid" + (", some asked again" if again else "")


def one_key(play: Round) -> str:
    """F4, F5: one key makes one job and costs once; whoever sends another body under it is refused."""
    bodies = play.random.choice((1, 2, 2))
    price = play.random.choice((7, CREDITS))  # the job of one's twin may have taken all there was
    orders = [play.an_order(price=price, request_hash=f"body-{n % bodies}") for n in range(ORDERS)]

    answers = play.play([play.move("create", order) for order in orders])

    winners, books = _taken(answers), play.books()
    (job,) = books.jobs.values()
    assert {answer.value.id for answer in winners} == {job.id}
    assert {answer.move.given[0].request_hash for answer in winners} == {job.request_hash}
    assert len(winners) == ORDERS // bodies
    assert all(answer.error == "IdempotencyKeyReused" for answer in answers if answer.error)
    assert (books.account.available, books.account.held) == (CREDITS - price, price)
    return f"{bodies} {'bodies' if bodies > 1 else 'body'}, one job"


def grants(play: Round) -> str:
    """F113: an operator's grant and a new account's welcome are each posted once, whoever looks meanwhile."""
    moves = [play.move("grant", 5, "gift") for _ in range(20)] + [play.move("look") for _ in range(20)]
    moves += [play.move("create", play.an_order(f"k{n}", price=20)) for n in range(10)]

    answers = play.play(moves)

    books = play.books(granted=CREDITS + 5)
    assert {answer.value.id for answer in answers if answer.move.name == "grant"} == {"grant:gift"}
    assert len(_taken([answer for answer in answers if answer.move.name == "create"])) == 1
    assert (books.account.available, books.account.held) == (5, 20)
    return "one gift, one welcome"


def _taken(answers: list[Answer]) -> list[Answer]:
    return [answer for answer in answers if answer.error is None]
