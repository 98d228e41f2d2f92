"""The HTTP clients of what stands between callers and functions: each request is sent once."""

import aiohttp

# The functions' server closes an idle connection after 2 s; we let go first, so that no request is
# sent into a connection that is being closed.
IDLE_CONNECTION_S = 1.0


def client_session() -> aiohttp.ClientSession:
    """Make the client of gateway, relay and probes: it changes no answer and keeps no cookie."""
    return sending_once(
        aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_CONNECTION_S),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        )
    )


def sending_once(session: aiohttp.ClientSession) -> aiohttp.ClientSession:
    """Keep a client from sending a GET, PUT or DELETE again when the server broke off: it may have acted."""
    session._retry_connection = False  # noqa: SLF001 - there is no public way
    return session
