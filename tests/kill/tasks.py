"""The local cloud's Cloud Tasks server, with a point before and after it sends a task: K7, K8."""

import base64
import json
import sys
from collections.abc import Mapping
from typing import Any

from infra.local.cloud_tasks.__main__ import main
from infra.local.cloud_tasks.delivery import Answer, Delivery
from tests.kill.armory import Armory
from tests.kill.mortality import Mortal


def make_mortal(mortal: Mortal) -> None:
    """Let the server die where it publishes a step's message."""
    send = Delivery.send

    async def watched(
        self: Delivery, method: str, url: str, headers: Mapping[str, str], body: bytes, **options: Any
    ) -> Answer:
        job_id = _job_of(body)
        mortal.at("pre-publish", job_id)
        answer = await send(self, method, url, headers, body, **options)
        mortal.at("post-publish", job_id)
        return answer

    Delivery.send = watched  # type: ignore[method-assign]


def _job_of(body: bytes) -> str:
    return str(json.loads(base64.b64decode(json.loads(body)["messages"][0]["data"]))["job_id"])


if __name__ == "__main__":
    make_mortal(Mortal(Armory.given(), "task"))
    sys.exit(main())
