"""Deploy: `python infra/deploy.py apply --env prod --project P --number N`, or another verb (`--help`)."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from infra.deployment import verbs
from infra.deployment.environments import SettingRefused
from infra.deployment.place import Place
from infra.deployment.run import StepFailed
from infra.deployment.watch import Watch

PROJECT = "my-project"
NUMBER = "000000000000"
"""Stand in a plan for those of no project."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.verb != "plan" and (options.project == PROJECT or options.number == NUMBER):
        parser.error(f"{options.verb} needs --project and --number")
    if options.verb == "destroy" and options.yes != options.env:
        parser.error(f"destroy takes {options.env} away: say so with --yes {options.env}")
    if options.verb == "prune" and options.yes not in {"", options.env}:
        parser.error(f"prune takes something of {options.env} away: say so with --yes {options.env}")
    try:
        watch = Watch(
            alerts_to=options.alerts_to, billing_account=options.billing_account, budget=options.budget
        )
    except ValidationError as error:
        parser.error(f"{error.errors()[0]['loc'][0]}: {error.errors()[0]['input']} is not understood")
    place = Place(options.env, options.project, options.number, options.region, watch=watch)
    try:
        return verbs.VERBS[options.verb](place, options)
    except (StepFailed, SettingRefused) as failure:
        sys.stderr.write(f"{failure}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=sorted(verbs.VERBS))
    parser.add_argument("--env", required=True, help="prod, staging, …: each in a project of its own")
    parser.add_argument("--project", default=PROJECT)
    parser.add_argument(
        "--number", default=NUMBER, help="gcloud projects describe P --format='value(projectNumber)'"
    )
    parser.add_argument(
        "--region", default="us-central1", choices=["us-central1"], help="as in firebase.json"
    )
    parser.add_argument(
        "--state", type=Path, help="a file in place of the record in the project, for trying things out"
    )
    parser.add_argument("--alerts-to", default="", metavar="ADDRESS", help="whom alerts and the budget tell")
    parser.add_argument("--billing-account", default="", help="gcloud billing accounts list")
    parser.add_argument(
        "--budget", default="", metavar="AMOUNT", help="what a month may cost: 100, or 100USD"
    )
    parser.add_argument("--left", action="store_true", help="plan: only what the project's record lacks")
    parser.add_argument("--take-over", action="store_true", help="go on where somebody else was killed")
    parser.add_argument(
        "--with-data", action="store_true", help="destroy, prune: films, books and secrets as well"
    )
    parser.add_argument(
        "--yes", default="", metavar="ENV", help="destroy, prune: the environment's name, typed"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
