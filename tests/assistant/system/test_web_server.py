"""The chat in a browser: served on this machine, to its own pages only."""

from __future__ import annotations

import asyncio
import builtins
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import aiohttp
import pytest
from click.testing import CliRunner, Result

from assistant.cli.main import archive
from assistant.cli.shared.web import serve
from assistant.system import paths
from assistant.system.web_server import LocalServer
from assistant.text.i18n import use

COMMAND = [sys.executable, "-m", "assistant.cli.main", "chat", "--web"]


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def address(home: object, port: int) -> Iterator[str]:
    """The address that `archive chat --web` prints once it serves."""
    with subprocess.Popen([*COMMAND, "--port", str(port)], stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        yield printed_address(process.stderr.readline().decode(), port)
        process.terminate()
        process.wait(10)


def printed_address(line: str, port: int) -> str:
    said = re.fullmatch(
        rf"The chat is at (http://127\.0\.0\.1:{port}/\?key=[\w-]{{32}}), for this machine only\. Ctrl\+C ends it\.\n", line
    )
    assert said, line
    return said[1]


def browser(port: int) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(f"http://127.0.0.1:{port}", cookie_jar=aiohttp.CookieJar(unsafe=True))


@pytest.fixture
async def client(address: str, port: int) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser that has opened the address."""
    async with browser(port) as session:
        async with session.get(address) as response:
            assert (response.status, str(response.url)) == (200, f"http://127.0.0.1:{port}/")
        yield session


@pytest.mark.parametrize("path", ["/", "/ws", "/static/js/textual.js", "/?key=", "/?key=guess"])
async def test_without_the_key_of_the_address_nothing_is_served(address: str, port: int, path: str) -> None:
    """Other users of the machine can reach the port."""
    async with browser(port) as stranger, stranger.get(path) as response:
        assert response.status == 403
        assert "address that the command has printed" in await response.text()


async def test_the_page_loads_nothing_from_other_hosts(client: aiohttp.ClientSession, port: int) -> None:
    async with client.get("/") as response:
        page = await response.text()
        assert response.status == 200
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
    assert paths.identify(None).title in page
    assert page.count("http://") == page.count(f"http://127.0.0.1:{port}/")
    assert "https://" not in page
    async with client.get(f"http://localhost:{port}/?fontsize=20") as response:
        assert str(response.url) == f"http://127.0.0.1:{port}/?fontsize=20"
    for name in ("js/textual.js", "css/xterm.css", "fonts/RobotoMono-VariableFont_wght.ttf"):
        async with client.get(f"/static/{name}") as response:
            assert response.status == 200, name


async def test_the_page_shows_the_chat(client: aiohttp.ClientSession) -> None:
    seen = b""
    async with client.ws_connect("/ws?width=100&height=30") as socket_:
        async for message in socket_:
            if message.type is aiohttp.WSMsgType.BINARY:
                seen += message.data
                if b"Ask in English or Chinese" in seen and b"sample" in seen.lower():
                    break
    assert b"sample" in seen.lower()


async def test_the_chat_has_the_language_of_the_command() -> None:
    """Shown without a server: what would be started for each page."""
    started: list[str] = []
    use("zh")
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(LocalServer, "serve", lambda self: started.append(self.command))
            serve(["--theme=light"], 8642, paths.identify(None))
    finally:
        use("en")
    assert started[0].endswith("--lang zh chat --theme=light")


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}])
async def test_other_sites_are_refused(client: aiohttp.ClientSession, headers: dict[str, str]) -> None:
    async with client.get("/", headers=headers) as response:
        assert response.status == 403
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await client.ws_connect("/ws", headers=headers)
    assert refused.value.status == 403


async def test_the_server_listens_on_the_loopback_interface(address: str, port: int) -> None:
    for address in {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}:
        with socket.socket() as outside:
            outside.settimeout(2)
            assert outside.connect_ex((str(address), port)) != 0, address


def invoked(*arguments: str) -> Result:
    return CliRunner().invoke(archive, ["chat", "--web", *arguments])


def test_a_port_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = str(taken.getsockname()[1])
        result = subprocess.run([*COMMAND, "--port", number], capture_output=True, text=True, timeout=60)
    assert result.returncode == 2
    assert f"port {number} of 127.0.0.1 cannot be used" in result.stderr
    assert "--port" in result.stderr


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = builtins.__import__

    def missing(name: str, *rest: Any) -> Any:
        if name.startswith("textual_serve") or name == "assistant.system.web_server":
            raise ImportError("no", name="textual_serve")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    result = invoked()
    assert result.exit_code == 2
    assert "pip install 'archive-assistant[web]'" in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
async def test_ctrl_c_stops_the_server_while_a_page_is_open(home: object) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    with subprocess.Popen([*COMMAND, "--port", str(number)], stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        address = printed_address(process.stderr.readline().decode(), number)
        async with browser(number) as session, session.get(address), session.ws_connect("/ws") as page:
            await page.receive()
            process.send_signal(signal.SIGINT)
            assert await asyncio.to_thread(process.wait, 20) == 0
