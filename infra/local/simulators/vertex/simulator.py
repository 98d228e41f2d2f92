"""The two routes of Veo: submit and fetch."""

import asyncio
import base64
import binascii
import uuid
from typing import Any

from aiohttp import web

from infra.local.simulators.damage import damaged
from infra.local.simulators.directives import Directives, parse_directives
from infra.local.simulators.film.render import Film
from infra.local.simulators.film.still import ImageError
from infra.local.simulators.jobs import Job, JobError
from infra.local.simulators.record import ACCEPTED
from infra.local.simulators.refusal import Refusal, obey, obey_on_poll
from infra.local.simulators.simulator import Simulator
from infra.local.simulators.vertex.bucket import Bucket, BucketError
from infra.local.simulators.vertex.errors import error_body, policy_sentence, refuse_broke_or_busy
from infra.local.simulators.vertex.operation import filtered, polled, result_uri
from infra.local.simulators.vertex.order import IMAGES, MODELS, Order, parse_order
from infra.local.simulators.wire import drop, html, json_object

MODEL_PATH = (
    "/{version:v1|v1beta1}/projects/{project}/locations/{location}/publishers/google/models/{model:[^/:]+}"
)


class Vertex(Simulator):
    """Veo on Vertex AI."""

    def routes(self) -> list[web.RouteDef]:
        """Return the routes, under both versions."""
        return [
            web.post(MODEL_PATH + ":predictLongRunning", self.submit),
            web.post(MODEL_PATH + ":fetchPredictOperation", self.fetch),
        ]

    def refuse(self, refusal: Refusal) -> web.Response:
        """Return `refusal` with Google's error body."""
        return error_body(refusal)

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """Begin an operation, unless model, body or a directive forbid it."""
        model = request.match_info["model"]
        if model not in MODELS:
            raise Refusal(404, f"Publisher Model `{_path(request)}` was not found.")
        order = parse_order(await json_object(request))
        prompt = order.instance["prompt"]
        directives = parse_directives(prompt)
        key = (request.match_info["project"], model, prompt)
        refuse_broke_or_busy(directives, self.tally, *key)
        obey(directives, self.tally, *key, policy=policy_sentence(prompt))
        try:
            images = await self._images(order)
            self._check_storage(order)
        except (ImageError, BucketError) as error:
            raise Refusal(400, f"Unable to use an input: {error}") from error
        job = self._accept(request, order, directives, images)
        if "lost" in directives:
            return drop(request)
        if "html:submit" in directives:
            return html()
        return web.json_response({"name": job.inputs["operation"]})

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        """Show an operation; `[gone]` and `[pollfail:N]` keep it back."""
        body = await json_object(request)
        name = body.get("operationName")
        if set(body) != {"operationName"} or not isinstance(name, str):
            raise Refusal(400, "the body must hold 'operationName', a text, and nothing else")
        if not name.startswith(f"{_path(request)}/operations/"):
            raise Refusal(400, "the operation does not belong to this model")
        job = self.jobs.by_id.get(name.rpartition("/")[2])
        if job is None or job.inputs["operation"] != name or "gone" in job.directives:
            raise Refusal(404, f"Operation {name} was not found.")
        obey_on_poll(job.directives, self.tally, job.id)
        return web.json_response(polled(job))

    async def announce(self, job: Job) -> None:
        """Do nothing: Veo calls nobody back."""

    async def deliver(self, job: Job) -> None:
        """Write the samples to the customer's bucket, as whole as the directives allow."""
        for sample in range(len(job.files) - filtered(job)):
            uri = result_uri(job, sample)
            if uri is None:
                return
            body = damaged(job.files[sample], job.directives)
            content = body.content if body else job.files[sample].read_bytes()
            try:
                await self._bucket().write(uri, content, body.content_type if body else "video/mp4")
            except BucketError as error:
                raise JobError("internal", str(error)) from error

    def _accept(
        self,
        request: web.Request,
        order: Order,
        directives: Directives,
        images: dict[str, bytes],
    ) -> Job:
        model, number = request.match_info["model"], str(uuid.uuid4())
        inputs: dict[str, Any] = {
            "operation": f"{_path(request)}/operations/{number}",
            "storage_uri": order.parameters.get("storageUri"),
        }
        job = Job(
            id=number,
            model=model,
            prompt=order.instance["prompt"],
            directives=directives,
            inputs=inputs,
            seed=order.parameters.get("seed"),
            duration_s=order.duration_s,
            takes_s=self.jobs.takes_s(order.duration_s, directives),
        )
        if "fail:policy" in directives:
            job.fault, job.error = "policy", policy_sentence(job.prompt)

        async def films() -> list[Film]:
            if order.video_uri is None:
                return order.clips(model, directives.words, images)
            try:
                video = await self._bucket().read(order.video_uri)
            except BucketError as error:
                raise ImageError(str(error)) from error
            return await asyncio.to_thread(order.continued, model, directives.words, video)

        self.jobs.start(job, films)
        request[ACCEPTED] = job.id
        return job

    async def _images(self, order: Order) -> dict[str, bytes]:
        """Return the images of the order's instance.

        Raises:
            ImageError: it is not base64.
            BucketError: it could not be read from Cloud Storage.
        """
        images = {}
        for name in IMAGES:
            image = order.instance.get(name)
            if image is None:
                continue
            if "gcsUri" in image:
                images[name] = await self._bucket().read(image["gcsUri"])
                continue
            try:
                images[name] = base64.b64decode(image["bytesBase64Encoded"], validate=True)
            except (binascii.Error, ValueError) as error:
                raise ImageError("the image is not valid base64") from error
        return images

    def _check_storage(self, order: Order) -> None:
        uri = order.parameters.get("storageUri")
        if uri is not None:
            self._bucket().check(uri)

    def _bucket(self) -> Bucket:
        url = self.options.storage_url
        if url is None:
            raise BucketError("this simulator was started without --storage")
        return Bucket(self.session, url.rstrip("/"), self.options.bucket)


def _path(request: web.Request) -> str:
    """Return the full name of the model that the request's path means."""
    info = request.match_info
    return f"projects/{info['project']}/locations/{info['location']}/publishers/google/models/{info['model']}"
