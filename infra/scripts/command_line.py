"""What every script that goes through all jobs is told."""

import argparse


def read_command_line(description: str) -> argparse.Namespace:
    """Read `project`, `write` (False: a dry run) and `after`, the job to go on behind."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--project", required=True)
    parser.add_argument("--write", action="store_true", help="without it nothing is changed")
    parser.add_argument("--after", metavar="ID", help="go on behind this job")
    return parser.parse_args()
