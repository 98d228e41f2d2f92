"""The composition root: every service, built on first use, once, from the adapters of this place."""

import os
import secrets
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from shared.clock import utc_now
from shared.config import refuse_emulators_in_production
from shared.wiring.adapters import catalog, objects, queue, settings, store
from shared.wiring.background import media_worker, segment_worker, sweep, toolbox, worker
from shared.wiring.operators import mending, recovery

if TYPE_CHECKING:
    from shared.services.callbacks import Callbacks
    from shared.services.credits import Credits
    from shared.services.downloads import Downloads
    from shared.services.drafts import Drafts
    from shared.services.job_reader import JobReader
    from shared.services.jobs import Jobs
    from shared.services.orders import Orders
    from shared.services.pictures import Pictures
    from shared.services.reconcile import Reconcile
    from shared.services.uploads import Uploads
    from shared.services.videos import Videos

__all__ = [
    "callbacks",
    "catalog",
    "check_settings",
    "credits",
    "downloads",
    "drafts",
    "jobs",
    "media_worker",
    "mending",
    "orders",
    "pictures",
    "reader",
    "reconcile",
    "recovery",
    "segment_worker",
    "settings",
    "sweep",
    "toolbox",
    "uploads",
    "videos",
    "worker",
]


def check_settings(environment: Mapping[str, str] = os.environ) -> None:
    """Refuse to start with settings that could not serve a customer.

    The core is read always, a vendor's group when any of its variables is set: so a bad setting stops the
    new revision before it gets traffic, and not somebody's job afterwards.

    Raises:
        EmulatorInProduction: emulator variables are set in the cloud.
        pydantic.ValidationError: a variable is missing or wrong.
        ValueError: the catalogue's data is wrong.
    """
    from shared.providers import PROVIDERS
    from shared.providers import check_settings as check_provider

    refuse_emulators_in_production(environment)
    settings()
    catalog()
    for name in PROVIDERS:
        if any(variable.startswith(f"{name.upper()}_") for variable in environment):
            check_provider(name)


@cache
def jobs() -> "Jobs":
    """Return what an owner does with jobs."""
    from shared.model.rate import Rate
    from shared.services.jobs import Jobs, Limits

    chosen = settings()
    limits = Limits(
        active_jobs_max=chosen.active_jobs_max,
        signup_credits=chosen.signup_credits,
        deadline_s=chosen.job_deadline_s,
        orders=Rate.per_minute(chosen.orders_per_minute),
    )
    return Jobs(store(), queue(), limits=limits, now=utc_now)


def new_id() -> str:
    """Return an id that nobody can guess: 128 bits."""
    return secrets.token_hex(16)


@cache
def reader() -> "JobReader":
    """Return what reads jobs for their owner."""
    from shared.services.job_reader import JobReader

    return JobReader(store())


@cache
def uploads() -> "Uploads":
    """Return the images people send."""
    from shared.media.image import clean_image
    from shared.services.uploads import Uploads

    return Uploads(store(), objects(), now=utc_now, new_id=new_id, clean=clean_image)


@cache
def pictures() -> "Pictures":
    """Return the pictures that can be used, and links to them."""
    from shared.services.pictures import Pictures

    return Pictures(store(), objects(), now=utc_now)


@cache
def orders() -> "Orders":
    """Return what prices requests."""
    from shared.services.orders import Orders

    def today() -> date:
        return utc_now().date()

    chosen = settings()
    return Orders(
        store(),
        catalog(),
        uploads(),
        today=today,
        pace=chosen.pace,
        segments_at_once=chosen.segments_at_once,
    )


@cache
def drafts() -> "Drafts":
    """Return publishing and the feed."""
    from shared.services.drafts import Drafts

    return Drafts(store(), now=utc_now)


@cache
def credits() -> "Credits":  # noqa: A001 - the product's own word
    """Return balances and ledgers."""
    from shared.services.credits import Credits

    return Credits(store(), now=utc_now, signup_credits=settings().signup_credits)


@cache
def videos() -> "Videos":
    """Return finished videos and their links."""
    from shared.services.videos import Videos

    return Videos(store(), objects(), now=utc_now)


@cache
def downloads() -> "Downloads":
    """Return finished videos in one ZIP."""
    from shared.services.downloads import Downloads

    return Downloads(store(), objects(), now=utc_now, new_ticket=new_id)


@cache
def reconcile() -> "Reconcile":
    """Return the nightly proof."""
    from shared.services.reconcile import Reconcile

    return Reconcile(store(), credits())


@cache
def callbacks() -> "Callbacks":
    """Return what listens to providers."""
    from shared.services.callbacks import Callbacks
    from shared.wiring.studio import verify_wavespeed

    return Callbacks(store(), queue(), {"wavespeed": verify_wavespeed}, now=utc_now)
