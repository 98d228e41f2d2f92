"""The studio's files, or a page that says there are none yet."""

from html import escape
from pathlib import Path

from aiohttp import web

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Dailies</title>
<body style="font: 16px/1.5 system-ui; margin: 4rem auto; max-width: 40rem">
<h1>Dailies is running</h1>
<p>The studio is not built yet; the API is at <a href="/api/openapi.json">/api/openapi.json</a>.</p>
<table>{rows}</table></body></html>"""


def studio_response(folder: Path, path: str, addresses: dict[str, str]) -> web.StreamResponse:
    """Answer with a file of the studio; a page of its own routing gets `index.html`."""
    if not (folder / "index.html").is_file():
        return _not_built(addresses)
    wanted = (folder / path.lstrip("/")).resolve()
    if not wanted.is_relative_to(folder.resolve()):
        return web.Response(status=404, text="not found")
    if wanted.is_file():
        return web.FileResponse(wanted)
    if wanted.suffix:
        return web.Response(status=404, text="not found")
    return web.FileResponse(folder / "index.html")


def _not_built(addresses: dict[str, str]) -> web.Response:
    rows = "".join(
        f"<tr><td>{escape(name)}<td><code>{escape(where)}</code>" for name, where in addresses.items()
    )
    return web.Response(text=PAGE.format(rows=rows), content_type="text/html")
