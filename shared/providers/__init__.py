"""Companies that generate videos: one adapter per file, one line per company.

A module in `PROVIDERS` has `SETTINGS`, its group of variables, and `build(site)`, which reads them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from shared.model.offer import Take, VendorModel
from shared.providers.base import VideoProvider

PROVIDERS: Mapping[str, str] = {
    "wavespeed": "shared.providers.wavespeed",
    "vertex": "shared.providers.vertex",
}


@dataclass(frozen=True)
class Site:
    """What an adapter is lent: what its company calls our models, and our bucket."""

    models: Mapping[str, Mapping[Take, VendorModel]]
    bucket: str
    list_objects: Callable[[str], list[str]]
    """Return the names of the objects in our bucket that begin with a prefix; a few are enough."""


def build_provider(name: str, site: Site) -> VideoProvider:
    """Build one adapter; its module, and what that imports, is loaded only now.

    Raises:
        KeyError: there is no such provider.
        pydantic.ValidationError: a variable of its group is missing or wrong.
    """
    provider: VideoProvider = import_module(PROVIDERS[name]).build(site)
    return provider


def check_settings(name: str) -> None:
    """Read a provider's group of variables and build nothing.

    Raises:
        KeyError: there is no such provider.
        pydantic.ValidationError: a variable of its group is missing or wrong.
    """
    import_module(PROVIDERS[name]).SETTINGS()
