"""The plan of one environment, made once: its place, its table, and its steps as tests ask for them."""

from infra.deployment.place import Place
from infra.deployment.plan import ROOT, plan
from infra.deployment.step import Step
from infra.local.function_table import read_table

PLACE = Place("prod", "my-project", "123456789012")
TABLE = read_table(ROOT / "infra/functions.toml")
STEPS = plan(PLACE)


def named(group: str) -> list[Step]:
    return [step for step in STEPS if step.group == group]


def deployed(function_name: str) -> tuple[str, ...]:
    service = function_name.replace("_", "-")
    return next(s.create for s in STEPS if "deploy" in s.create and service in s.create)
