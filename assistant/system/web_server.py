"""The chat in a browser, for people who prefer one: textual-serve, on this machine only.

Whoever can talk to the server works with the archive as the reader does, so it listens on the loopback interface, and obeys
only pages that it served itself: a page of any other site may open a connection to this machine, too, and a name of its own
that leads here (DNS rebinding).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from textual_serve.server import Server

HOST = "127.0.0.1"
_PATIENCE = 0.5
"""Seconds that open pages are given when the server ends."""
_POLICY = "default-src 'self' 'unsafe-inline' data:; connect-src 'self' ws://{here}; frame-ancestors 'none'"
"""Nothing is fetched from anywhere else, and no other page shows this one in a frame."""


class LocalServer(Server):
    """Starts `command` for each page that is opened."""

    def __init__(self, command: str, port: int, title: str, say: Callable[[str], None]) -> None:
        """`say` hears the address once it can be opened."""
        super().__init__(command, HOST, port, title, templates_path=Path(__file__).parent / "web")
        self._say = say

    def serve(self, debug: bool = False) -> None:
        """Until Ctrl-C. Nothing is logged: the terminal that it was started in says where it is, and no more."""

        def listening(*_: object) -> None:
            self._say(self.public_url)

        # Pages that are open hold their connections; half a minute of waiting for them is no answer to Ctrl-C.
        web.run_app(self._make_app(), host=HOST, port=self.port, print=listening, access_log=None, shutdown_timeout=_PATIENCE)

    async def on_startup(self, app: web.Application) -> None:
        """Without textual-serve's greeting."""

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(_only_for(self.port))
        return app


def _only_for(port: int) -> Middleware:
    """Refuses what does not come from a page of the server at this port."""
    here = f"{HOST}:{port}"
    policy = _POLICY.format(here=here)

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.host == f"localhost:{port}":  # the same place, but to the browser another site
            raise web.HTTPFound(f"http://{here}{request.path_qs}")
        if request.host != here or request.headers.get("Origin", f"http://{here}") != f"http://{here}":
            raise web.HTTPForbidden(text="Only pages of this server may use it.")
        response = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = policy
        return response

    return check
