"""An adapter and the running simulator of its provider, for the suite that every provider passes."""

import base64
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from shared.model.prediction import GenerationRequest, Prediction
from shared.providers.base import VideoProvider
from tests.cloud_storage_process import BUCKET, RunningServer, running_server
from tests.generation import a_generation, a_veo, a_vertex, a_wavespeed
from tests.integration.simulator_process import KEY, an_image, started

SECRET = "whsec_testsecret0123456789"
SPEED = 120
TIMEOUT_S = 60


@dataclass(frozen=True)
class Stand:
    """One provider: its adapter, its simulator, and where its files are."""

    name: str
    url: str
    adapter: VideoProvider
    adapter_of: Callable[..., VideoProvider]
    """Build another adapter, with other settings; it is closed with the stand."""
    image: dict[str, str]
    """The fields of a request that name an image this provider can fetch."""
    bytes_of: Callable[[str], bytes]

    def a_request(self, prompt: str, **changes: Any) -> GenerationRequest:
        """Return a small, quick generation that no other test has asked for."""
        unique = {"output_prefix": f"jobs/{uuid.uuid4().hex}/provider", "seed": uuid.uuid4().int % 2**31}
        if self.name == "vertex":
            return a_veo(**{"prompt": prompt, "duration_s": 4, **unique, **changes})
        return a_generation(
            **{"prompt": prompt, "model": "wan-2.2", "resolution": "480p", **unique, **changes}
        )

    def submits_of(self, request: GenerationRequest) -> list[dict[str, Any]]:
        """Return every submit that reached the simulator with this request's seed."""
        records = httpx.get(f"{self.url}/_requests", timeout=10).json()
        return [r for r in records if r["method"] == "POST" and r["seed"] == request.seed]

    def until(self, look: Callable[[], Prediction | None], state: str) -> Prediction:
        """Look until a prediction is in `state`; the simulator is another process and tells no event."""
        give_up_at = time.monotonic() + TIMEOUT_S
        while (seen := look()) is None or seen.state != state:
            assert time.monotonic() < give_up_at, f"still {seen}"
            assert seen is None or seen.state == "running", f"ended as {seen}"
            time.sleep(0.05)
        return seen


@contextmanager
def a_stand(name: str, folder: Path) -> Iterator[Stand]:
    """Run a provider's simulator, and what it needs, until the block ends."""
    with ExitStack() as stack:
        if name == "wavespeed":
            options = ("--webhook-secret", SECRET, "--speed", str(SPEED))
            url, _ = stack.enter_context(started(name, folder / "sim", *options))
            yield _wavespeed(url, stack)
        else:
            storage = stack.enter_context(running_server(folder / "storage"))
            options = ("--storage", storage.url, "--bucket", BUCKET, "--speed", str(SPEED))
            url, _ = stack.enter_context(started(name, folder / "sim", *options))
            yield _vertex(url, storage, stack)


def _wavespeed(url: str, stack: ExitStack) -> Stand:
    def adapter_of(**settings: Any) -> VideoProvider:
        given = {"base_url": url, "api_key": SecretStr(KEY), "result_hosts": url}
        return stack.enter_context(closing(a_wavespeed(**{**given, **settings})))

    def bytes_of(file: str) -> bytes:
        return httpx.get(file, timeout=10).raise_for_status().content

    return Stand("wavespeed", url, adapter_of(), adapter_of, {"image_url": _data_url(an_image())}, bytes_of)


def _vertex(url: str, storage: RunningServer, stack: ExitStack) -> Stand:
    bucket = stack.enter_context(closing(storage.client())).bucket(BUCKET)
    bucket.blob("uploads/u1.png").upload_from_string(an_image(), content_type="image/png")

    def list_objects(prefix: str) -> list[str]:
        return [blob.name for blob in bucket.list_blobs(prefix=prefix, max_results=20)]

    def adapter_of(**settings: Any) -> VideoProvider:
        token = SecretStr(settings.pop("api_key", SecretStr(KEY)).get_secret_value())
        given = {"base_url": url, "access_token": token, "bucket": BUCKET, "list_objects": list_objects}
        return stack.enter_context(closing(a_vertex(**{**given, **settings})))

    def bytes_of(file: str) -> bytes:
        return bucket.blob(file.removeprefix(f"gs://{BUCKET}/")).download_as_bytes()

    image = {"image_object": "uploads/u1.png", "image_type": "image/png"}
    return Stand("vertex", url, adapter_of(), adapter_of, image, bytes_of)


def _data_url(content: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"
