"""The routes of a prediction's life: submit, result, history, delete."""

import asyncio
import secrets
import uuid
from typing import Any

from aiohttp import web

from infra.local.simulators.directives import Directives, parse_directives
from infra.local.simulators.film.render import Film
from infra.local.simulators.jobs import Job
from infra.local.simulators.options import Options
from infra.local.simulators.record import ACCEPTED
from infra.local.simulators.refusal import Refusal, obey, obey_on_poll
from infra.local.simulators.schema import problems
from infra.local.simulators.simulator import Simulator
from infra.local.simulators.wavespeed import catalogue, history
from infra.local.simulators.wavespeed.files import Files
from infra.local.simulators.wavespeed.models import MODELS, SERVICE, TAKES_VIDEO, UPSCALED_MIN_S, Model
from infra.local.simulators.wavespeed.order import clip_of
from infra.local.simulators.wavespeed.prediction import (
    BUSY,
    envelope,
    failed,
    polled,
    shown,
)
from infra.local.simulators.wavespeed.refusal import POLICY, error_body, refuse_broke
from infra.local.simulators.wavespeed.reworks import rework_of
from infra.local.simulators.wavespeed.webhook import Webhooks
from infra.local.simulators.wire import VIDEO_BYTES_MAX, bearer, drop, fetch, html, json_object

SYNC_GAVE_UP = 5004
WEB = ("http://", "https://")


class WaveSpeed(Simulator):
    """WaveSpeed's REST API, version 3."""

    guarded = "/api/"

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self.secret = options.webhook_secret or f"whsec_{secrets.token_hex(16)}"
        self.files = Files(self.jobs, options.folder)
        self._webhooks: Webhooks | None = None

    def routes(self) -> list[web.RouteDef]:
        """Return the routes; submit comes last, because it takes every other path."""
        return [
            web.get("/api/v3/predictions/{id}/result", self.result),
            web.get("/api/v3/predictions/{id}", self.result),
            *history.routes(self.jobs),
            *catalogue.routes(self.secret),
            *self.files.routes(),
            web.post("/api/v3/{model:.+}", self.submit),
        ]

    def refuse(self, refusal: Refusal) -> web.Response:
        """Return `refusal` with WaveSpeed's error body."""
        return error_body(refusal)

    def webhooks(self) -> list[dict[str, Any]]:
        """Return the webhooks sent so far."""
        return self._webhooks.shown() if self._webhooks else []

    async def reset(self) -> None:
        """Forget the webhooks, too."""
        await super().reset()
        self._webhooks = None

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """Create a prediction, unless model, body or a directive forbid it."""
        model = _model(request.match_info["model"])
        inputs = await json_object(request)
        webhook = request.query.get("webhook")
        found = problems(inputs, {**model.properties, **SERVICE}, model.required)
        if webhook is not None and not webhook.startswith(WEB):
            found.append("query parameter 'webhook' must be an http(s) URL")
        if found:
            raise Refusal(400, "; ".join(found))
        prompt = inputs.get("prompt", "")
        directives = parse_directives(prompt)
        key = (bearer(request) or "", model.id, prompt)
        refuse_broke(directives, self.tally, *key)
        obey(directives, self.tally, *key, policy=POLICY)
        job = self._accept(request, model, inputs, directives)
        job.webhook_url = webhook
        return self._accepted(request, job)

    async def result(self, request: web.Request) -> web.StreamResponse:
        """Show a prediction; `[gone]` and `[pollfail:N]` keep it back."""
        job = self.jobs.by_id.get(request.match_info["id"])
        if job is None or "gone" in job.directives:
            raise Refusal(404, "Prediction not found")
        obey_on_poll(job.directives, self.tally, job.id)
        return web.json_response(envelope(polled(job)))

    async def deliver(self, job: Job) -> None:
        """Do nothing: results stay here and are fetched by their address."""

    async def announce(self, job: Job) -> None:
        """Send the webhook; `[flap]` sends the failure that will turn out to be none first."""
        if job.webhook_url is None:
            return
        if self._webhooks is None:
            self._webhooks = Webhooks(self.secret, self.session)
        if "flap" in job.directives:
            lost = failed(job, "The worker was lost.")
            await self._webhooks.announce(job.webhook_url, lost, job.directives)
        await self._webhooks.announce(job.webhook_url, shown(job), job.directives)

    def _accept(
        self, request: web.Request, model: Model, inputs: dict[str, Any], directives: Directives
    ) -> Job:
        duration_s = int(model.filled(inputs).get("duration", UPSCALED_MIN_S))
        job = Job(
            id=uuid.uuid4().hex,
            model=model.id,
            prompt=inputs.get("prompt", ""),
            directives=directives,
            inputs=inputs,
            seed=inputs.get("seed"),
            duration_s=duration_s,
            takes_s=self.jobs.takes_s(duration_s, directives),
            base_url=f"{request.scheme}://{request.host}",
        )
        if "fail:policy" in directives:
            job.fault, job.error = "policy", POLICY
        key = (bearer(request) or "", model.id, job.prompt)
        if self.tally.spend(directives.counts.get("busy", 0), "busy", *key) is not None:
            job.fault, job.error = "busy", BUSY

        async def films() -> list[Film]:
            if "video" in inputs:
                video = await fetch(self.session, inputs["video"], bytes_max=VIDEO_BYTES_MAX)
                return [await asyncio.to_thread(rework_of, model, inputs, directives, video)]
            images = {
                name: await fetch(self.session, inputs[name])
                for name in ("image", "last_image")
                if name in inputs
            }
            return [clip_of(model, inputs, directives.words, **images)]

        self.jobs.start(job, films)
        request[ACCEPTED] = job.id
        return job

    def _accepted(self, request: web.Request, job: Job) -> web.StreamResponse:
        """Answer the submit of a job that runs by now, or lose the answer."""
        if "lost" in job.directives:
            return drop(request)
        if "html:submit" in job.directives:
            return html()
        if job.inputs.get("enable_sync_mode"):
            late = {"status": "processing", "code": SYNC_GAVE_UP, "error": "Sync mode timed out"}
            return web.json_response(envelope({**shown(job), **late}))
        return web.json_response(envelope(shown(job)))


def _model(name: str) -> Model:
    if name in TAKES_VIDEO:
        raise Refusal(400, f"Model {name} takes a video; the simulator does not make it yet.")
    if name not in MODELS:
        raise Refusal(404, f"Model {name} not found")
    return MODELS[name]
