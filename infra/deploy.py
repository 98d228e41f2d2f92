"""Deploy: `python infra/deploy.py plan|apply --env prod --project P --number N [--state FILE]`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from infra.deployment.apply import StepFailed, apply, undone
from infra.deployment.place import Place
from infra.deployment.plan import files, plan, script

PROJECT = "my-project"
NUMBER = "000000000000"
"""Stand in a plan for those of no project."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.verb == "apply" and (options.project == PROJECT or options.number == NUMBER):
        parser.error("apply needs --project and --number")
    place = Place(options.env, options.project, options.number, options.region)
    if options.verb == "plan":
        sys.stdout.write(script(undone(plan(place), options.state)) + "\n")
        return 0
    state = options.state or Path(".local/deployment") / place.env / f"{place.project}.json"
    try:
        taken = apply(plan(place), state=state, files=files(place))
    except StepFailed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    sys.stdout.write(f"{taken} steps taken\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=["plan", "apply"])
    parser.add_argument("--env", required=True)
    parser.add_argument("--project", default=PROJECT)
    parser.add_argument(
        "--number", default=NUMBER, help="gcloud projects describe P --format='value(projectNumber)'"
    )
    parser.add_argument(
        "--region", default="us-central1", choices=["us-central1"], help="as in firebase.json"
    )
    parser.add_argument("--state", type=Path, help="what was done before; only the rest is printed or done")
    return parser


if __name__ == "__main__":
    sys.exit(main())
