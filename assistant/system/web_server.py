"""The chat in a browser: textual-serve, on this machine only.

A client of the server can do all that the reader can. So the server listens on the loopback interface and accepts requests
from its own pages only: a page of another site could open a connection to this machine too, or have a host name that resolves
to it (DNS rebinding). Other users of the machine can reach the loopback interface as well: they lack the token, which is part of the
address that is printed and then a cookie.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from textual_serve.server import Server

HOST = "127.0.0.1"
TOKEN = "key"
"""Name of the token in the address, and of the cookie."""
_SHUTDOWN_TIMEOUT = 0.5
"""Seconds that open pages have to close when the server stops."""
_POLICY = "default-src 'self' 'unsafe-inline' data:; connect-src 'self' ws://{here}; frame-ancestors 'none'"
"""Pages load nothing from other hosts, and no other page can frame them."""


class LocalServer(Server):
    """Starts `command` for each page that a browser opens."""

    def __init__(self, command: str, port: int, title: str, say: Callable[[str], None]) -> None:
        """`say` is called with the address when the server is ready."""
        super().__init__(command, HOST, port, title, templates_path=Path(__file__).parent / "web")
        self._say = say
        self._token = secrets.token_urlsafe(24)

    def serve(self, debug: bool = False) -> None:
        """Serve until Ctrl-C, without an access log."""

        def listening(*_: object) -> None:
            self._say(f"{self.public_url}/?{TOKEN}={self._token}")

        # Open pages keep their connections. aiohttp would wait a minute for them after Ctrl-C.
        web.run_app(
            self._make_app(), host=HOST, port=self.port, print=listening, access_log=None, shutdown_timeout=_SHUTDOWN_TIMEOUT
        )

    async def on_startup(self, app: web.Application) -> None:
        """Print nothing, where textual-serve prints a banner."""

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(_only_for(self.port, self._token))
        return app


def _only_for(port: int, token: str) -> Middleware:
    """Refuses requests that do not come from a page of the server at this port, or without the token."""
    here = f"{HOST}:{port}"
    policy, cookie = _POLICY.format(here=here), f"{TOKEN}-{port}"  # ports share their cookies

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.host == f"localhost:{port}":  # the same server, but another origin to the browser
            raise web.HTTPFound(f"http://{here}{request.path_qs}")
        if request.host != here or request.headers.get("Origin", f"http://{here}") != f"http://{here}":
            raise web.HTTPForbidden(text="Only pages of this server may use it.")
        if secrets.compare_digest(request.query.get(TOKEN, ""), token):
            page = web.HTTPFound(f"http://{here}{request.path}")
            page.set_cookie(cookie, token, httponly=True, samesite="Strict")
            raise page
        if not secrets.compare_digest(request.cookies.get(cookie, ""), token):
            raise web.HTTPForbidden(text="Open the address that the command has printed: it contains the key.")
        response = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = policy
        return response

    return check
