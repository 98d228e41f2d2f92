"""Who is told when something is wrong, and what a month may cost: said once, kept in the record."""

from typing import Annotated

from pydantic import Field

from infra.local.function import Row

EMAIL = r"^([^@\s,=]+@[^@\s,=]+)?$"
ACCOUNT = r"^([0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6})?$"
AMOUNT = r"^([1-9][0-9]{0,8}([A-Z]{3})?)?$"
"""Whole units: of 100.75 gcloud makes 100 and 75 billionths (`ParseMoney` of its hooks for budgets)."""


class Watch(Row):
    """Whom alerts tell, and a budget; what is not said is empty."""

    alerts_to: Annotated[str, Field(pattern=EMAIL)] = ""
    billing_account: Annotated[str, Field(pattern=ACCOUNT)] = ""
    budget: Annotated[str, Field(pattern=AMOUNT)] = ""

    def over(self, other: "Watch") -> "Watch":
        """Return what is said here, and for the rest what `other` says."""
        return Watch(**(other.model_dump() | {name: said for name, said in self if said}))

    @property
    def half(self) -> bool:
        """Whether one half of a budget is missing."""
        return bool(self.billing_account) != bool(self.budget)
