"""Look at a deployment from outside: `python -m infra.smoke all URL`. It signs nothing, spends nothing."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx

TIMEOUT_S = 30
"""A new revision's first answer waits for its start."""
TRIES = 3
PAUSE_S = 5
A_JOB = "a" * 26
STRANGER = "https://stranger.example"


@dataclass(frozen=True)
class Look:
    """One question, and what its answer must be."""

    path: str
    status: int = 200
    says: Callable[[httpx.Response], bool] = lambda _answer: True

    def wrong(self, client: httpx.Client) -> str:
        """Ask; return what is wrong with the answer, or nothing."""
        try:
            answer = client.get(self.path, headers={"Origin": STRANGER})
            if answer.status_code != self.status:
                return f"answered {answer.status_code}, not {self.status}"
            if "Access-Control-Allow-Origin" in answer.headers:
                return "lets pages of strangers read it"
            return "" if self.says(answer) else "does not say what it should"
        except (httpx.HTTPError, ValueError, LookupError) as error:
            return f"{type(error).__name__}: {error}"


def _is_problem(answer: httpx.Response) -> bool:
    typed = answer.headers["Content-Type"].startswith("application/problem+json")
    return typed and bool(answer.json()["code"])


def _is_studio(answer: httpx.Response) -> bool:
    policy, transport = answer.headers["Content-Security-Policy"], answer.headers["Strict-Transport-Security"]
    return "default-src 'self'" in policy and "max-age=" in transport and "<script" in answer.text


def _no_one(path: str) -> Look:
    return Look(path, 401, _is_problem)


LOOKS: dict[str, tuple[Look, ...]] = {
    "jobs": (_no_one("/api/jobs"), _no_one(f"/api/jobs/{A_JOB}")),
    "drafts": (_no_one("/api/drafts"), Look("/api/feed", says=lambda answer: "items" in answer.json())),
    "credits": (
        Look("/api/models", says=lambda answer: bool(answer.json()["models"])),
        Look("/api/openapi.json", says=lambda answer: answer.json()["openapi"].startswith("3.1")),
        _no_one("/api/credits"),
    ),
    "videos": (_no_one(f"/api/videos/{A_JOB}-1"), _no_one("/api/uploads")),
    "callbacks": (Look(f"/api/callbacks/wavespeed/{A_JOB}", 405, _is_problem),),
}
STUDIO = (Look("/", says=_is_studio), Look("/api/nothing", 404))


def look(url: str, looks: Sequence[Look], *, pause_s: float = PAUSE_S) -> list[str]:
    """Ask all there is to ask, again where something is wrong; return what stays wrong."""
    with httpx.Client(base_url=url, timeout=TIMEOUT_S) as client:
        wrong: list[str] = []
        for one in looks:
            for again in range(TRIES):
                time.sleep(pause_s if again else 0)
                found = one.wrong(client)
                if not found:
                    break
            if found:
                wrong.append(f"{one.path} {found}")
    return wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=[*LOOKS, "all"])
    parser.add_argument("url")
    options = parser.parse_args(arguments)
    everything = [one for looks in LOOKS.values() for one in looks]
    looks = [*everything, *STUDIO] if options.what == "all" else LOOKS[options.what]
    wrong = look(options.url, looks)
    for words in wrong:
        sys.stderr.write(f"{options.url}{words}\n")
    sys.stdout.write(
        f"{len(looks) - len(wrong)} of {len(looks)} answers of {options.url} are as they should be\n"
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
