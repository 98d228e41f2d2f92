"""Models and prices: data in *.toml, and the one reader of it."""

from shared.catalog.catalog import Catalog
from shared.catalog.reader import load_catalog

__all__ = ["Catalog", "load_catalog"]
