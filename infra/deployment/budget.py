"""What a month may cost: a budget of this project alone, in the billing account that pays for it."""

from collections.abc import Iterator

from infra.deployment.monitoring import TITLE, TOLD
from infra.deployment.place import Place
from infra.deployment.step import BUDGET, CHANNEL, Step

API = "billingbudgets.googleapis.com"
SHARES = ("0.5", "0.9", "1.0")
"""Of the amount, at which somebody is told."""
_BUDGETS = ("gcloud", "billing", "budgets")


def budget(place: Place) -> Iterator[Step]:
    """Make the budget, if one is asked for; only who may manage the costs of the billing account can."""
    account, amount = place.watch.billing_account, place.watch.budget
    if not amount:
        return
    yield Step("budget", "budgets have an API of their own", ("gcloud", "services", "enable", API))
    # A billing account pays for many projects, so the project is part of the title.
    title = f"{TITLE} {place.project}"
    named = f"{BUDGET}{account}:{title}"
    said = (
        *(f"--display-name={title}", f"--budget-amount={amount}", "--calendar-period=month"),
        f"--filter-projects=projects/{place.project}",
        *("--notifications-rule-monitoring-notification-channels", f"{CHANNEL}{TOLD}"),
    )
    shares = tuple(f"--threshold-rule=percent={share}" for share in SHARES)
    anew = ("--clear-threshold-rules", *(share.replace("--", "--add-", 1) for share in shares))
    yield Step(
        "budget",
        f"who hears alerts hears when half, nine tenths and all of {amount} a month are spent",
        (*_BUDGETS, "create", f"--billing-account={account}", *said, *shares),
        exists=(*_BUDGETS, "describe", named),
        update=(*_BUDGETS, "update", named, *said, *anew),
        undo=((*_BUDGETS, "delete", named),),
    )
