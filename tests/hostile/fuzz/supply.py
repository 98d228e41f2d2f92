"""What exists by now: ids, cursors and orders that mean something, learned from the API's own answers."""

import random
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEPT_MAX = 60


class Supply:
    """Fills parts of a request with what exists. `chance` decides everything, so that a seed replays."""

    def __init__(self, chance: random.Random, *, words: str = "") -> None:
        self._chance = chance
        self._words = words
        """What every prompt begins with."""
        nouns = ("job_id", "video_id", "upload_id", "source_job_id")
        self._ids: dict[str, list[str]] = {noun: [] for noun in nouns}
        self._cursors: dict[str, list[str]] = {}
        self._models: list[dict[str, Any]] = []

    def know(self, parameter: str, found: str) -> None:
        known = self._ids[parameter]
        if found not in known:
            known.append(found)
        del known[:-KEPT_MAX]

    def learn(self, path: str, answer: Any) -> None:
        """Take what an answer to an address tells: jobs, films, pictures, models, and where lists go on."""
        if not isinstance(answer, dict):
            return
        self._models = answer.get("models", self._models)
        if answer.get("next"):
            query = parse_qs(urlsplit(answer["next"]).query)
            self._cursors.setdefault(path, []).extend(query["cursor"])
        for one in (answer, *answer.get("jobs", ()), *answer.get("drafts", ())):
            if "job_type" in one:
                self.know("job_id", one["id"])
            if one.get("video"):
                self.know("video_id", one["video"]["id"])
                self.know("source_job_id", one["id"])
            if "content_type" in one:
                self.know("upload_id", one["id"])

    def known(self, parameter: str) -> list[str]:
        """Ids that exist, for a parameter of this name."""
        return self._ids.get(parameter, [])

    def id(self, parameter: str) -> str | None:
        known = self.known(parameter)
        return self._chance.choice(known) if known else None

    def cursors(self, path: str) -> list[str]:
        """Where the list at an address was said to go on."""
        return self._cursors.get(path, [])[-KEPT_MAX:]

    def cursor(self, path: str) -> str | None:
        known = self.cursors(path)
        return self._chance.choice(known) if known else None

    def derived(self, prompt: object = None) -> tuple[str, dict[str, Any]] | None:
        """What can be made of some finished job: the job type, and its input."""
        source = self.id("source_job_id")
        if source is None:
            return None
        if self._chance.random() < 0.5:
            return "upscale", {"source_job_id": source, "target_resolution": "1080p"}
        resolution = self._chance.choice(("480p", "720p"))
        wanted = {"source_job_id": source, "prompt": self._said(prompt), "resolution": resolution}
        return "extend", wanted

    def _said(self, prompt: object) -> str:
        seen = isinstance(prompt, str) and any(map(str.isalnum, prompt)) and "\0" not in prompt
        return f"{self._words}{prompt if seen else 'a quiet harbour'}"[:2000]

    def input(self, prompt: object = None) -> dict[str, Any] | None:
        """What some model takes, as it is offered; with words of the caller's own, where they can be seen."""
        offered = [model for model in self._models if "text" in model["takes"]]
        if not offered:
            return None
        model = self._chance.choice(offered)
        kind = self._chance.choice(model["combinations"])
        made = {name: kind[name] for name in ("duration_s", "resolution", "aspect_ratio")}
        return {"model": model["id"], "prompt": self._said(prompt), **made}
