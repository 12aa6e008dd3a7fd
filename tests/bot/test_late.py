"""What is imported late is there when it is used, and is not there before. Each in a process of its own."""

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOADED = """
import asyncio, json, sys
import bot.cli, bot.serving, bot.storage.sqlite
{more}
from bot.settings import Settings
from bot.whatsapp.client import open_client

async def find_messages():
    return open_client(Settings()).messages

asyncio.run(find_messages())
print(json.dumps([name for name in {unwanted!r} if name in sys.modules]))
"""


def told_by(code: str) -> Any:
    """What this code prints as JSON, run in a process that has loaded nothing else."""
    command = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_shop_that_runs_has_not_loaded_what_it_never_uses() -> None:
    """A guard of the idle memory: these alone are 19 MB."""
    unwanted = [
        "sanic",
        "opentelemetry.sdk",
        "ruamel.yaml",
        "grpc",
        "requests",
        "rich",
        "alembic",
        "httpx",
        "redis",
        "jsonschema",
    ]
    unwanted += ["twilio.rest.api.v2010.account.call", "bot.whatsapp.emulator.app", "bot.phone.routes"]
    unwanted += ["sqlalchemy", "sqlmodel", "fastapi.openapi.models", "uvicorn.supervisors", "greenlet", "jinja2"]
    unwanted += ["bot.console", "bot.staff.passwords", "pwdlib", "argon2", "pyotp", "segno", "authlib"]
    unwanted += ["catalog.demo.load", "catalog.search.server.api", "bot.jobs.searchfeed"]
    assert told_by(LOADED.format(more="", unwanted=unwanted)) == []


def test_the_demo_adds_only_its_own_pages() -> None:
    more = "import bot.whatsapp.emulator.app, bot.phone.demohost, bot.phone.routes"
    unwanted = ["sanic", "requests", "rich", "alembic", "httpx", "jsonschema", "sqlalchemy"]
    assert told_by(LOADED.format(more=more, unwanted=unwanted)) == []


def test_fastapi_still_tells_of_its_routes() -> None:
    """A shop's own pages may have OpenAPI: the models come when it is asked for."""
    code = """
        import json, sys
        from bot.web import APIRouter, FastAPI
        from fastapi.security import HTTPBearer, OAuth2PasswordBearer
        app, router, bearer = FastAPI(), APIRouter(), HTTPBearer
        @router.get("/orders/{number}")
        async def order(number: str) -> str: return number
        app.include_router(router)
        before = "fastapi.openapi.models" in sys.modules
        from fastapi import Depends
        @app.get("/mine")
        async def mine(token: str = Depends(OAuth2PasswordBearer(tokenUrl="token"))) -> str: return token
        told = app.openapi()
        print(json.dumps([before, sorted(told["paths"]), sorted(told["components"]["securitySchemes"])]))
    """
    assert told_by(code) == [False, ["/mine", "/orders/{number}"], ["OAuth2PasswordBearer"]]


def test_rasas_plugins_are_there_for_whoever_asks() -> None:
    """The stock action server asks for them; `sanic` comes along only then."""
    code = """
        import json, sys
        import bot.actions.sdk, rasa_sdk
        before = "sanic" in sys.modules
        manager = rasa_sdk.plugin.plugin_manager()
        from rasa_sdk.plugin import plugin_manager
        print(json.dumps([before, type(manager).__name__, manager is plugin_manager(), "sanic" in sys.modules]))
    """
    assert told_by(code) == [False, "PluginManager", True, True]


def test_the_stock_action_server_works_after_our_actions_were_imported() -> None:
    code = """
        import json
        import bot.actions.registry
        from rasa_sdk.endpoint import create_app
        from rasa_sdk.executor import ActionExecutor
        executor = ActionExecutor()
        executor.register_package("bot.actions")
        app = create_app(executor)
        print(json.dumps([type(app).__module__.split(".")[0], len(executor.actions) >= 10]))
    """
    assert told_by(code) == ["sanic", True]


def test_twilios_synchronous_client_still_works() -> None:
    """A shop's own action may use it: `requests` comes when it does."""
    code = """
        import json, sys, threading
        from http.server import BaseHTTPRequestHandler, HTTPServer
        from bot.whatsapp.sdk import Client

        class Provider(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                body = b'{"sid": "CA1", "status": "queued"}'
                self.send_response(201)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *args): pass

        provider = HTTPServer(("127.0.0.1", 0), Provider)
        threading.Thread(target=provider.serve_forever, daemon=True).start()
        before = "requests" in sys.modules
        client = Client("AC1", "token")
        client.get_hostname = lambda uri: f"http://127.0.0.1:{provider.server_port}/calls"
        call = client.calls.create(to="+1", from_="+2", url="http://127.0.0.1/")
        import requests
        print(json.dumps([before, call.sid, isinstance(client.http_client.session, requests.Session)]))
    """
    assert told_by(code) == [False, "CA1", True]


def test_structlog_still_draws_tracebacks_with_rich() -> None:
    """Our own logs do not ask for it."""
    code = """
        import json, sys, io
        from bot.log import get_log, set_up_logging
        import structlog
        written = io.StringIO()
        sys.stderr, own = written, sys.stderr
        set_up_logging("info", "text")
        try:
            1 / 0
        except ZeroDivisionError:
            get_log("here").error("it.failed", exc_info=True)
            before = "rich" in sys.modules
            structlog.dev.rich_traceback(written, sys.exc_info())
        sys.stderr = own
        print(json.dumps([before, "rich" in sys.modules, written.getvalue().count("ZeroDivisionError")]))
    """
    before, after, times = told_by(code)
    assert (before, after) == (False, True)
    assert times >= 2


def test_every_use_of_a_late_name_is_the_real_thing() -> None:
    """Called, asked, tested, derived from, joined to a type; and an import in the block that needs it now gets it."""
    code = """
        import json, sys
        from bot.late import Later, late
        with late("fractions"):
            from fractions import Fraction
            import fractions as stand
        assert isinstance(Fraction, Later) and "fractions" not in sys.modules
        half = Fraction(1, 2)
        import fractions
        class Own(Fraction): pass
        uses = [isinstance(half, Fraction), issubclass(Own, Fraction), Fraction.from_float(0.5) == half]
        uses += [Own.__mro__[1] is fractions.Fraction, stand.Fraction is fractions.Fraction]
        uses += [(Fraction | None) == (fractions.Fraction | None), (None | Fraction) == (None | fractions.Fraction)]
        with late("wave"):
            from wave import Error
            class Mine(Error): pass
            import wave
        uses += [Mine.__mro__[1] is wave.Error, sys.modules["wave"] is wave, hasattr(wave, "open")]
        print(json.dumps(uses))
    """
    assert told_by(code) == [True] * 10


def test_a_package_that_is_loaded_already_stays_what_it_is() -> None:
    code = """
        import json, fractions
        from bot.late import late
        with late("fractions"):
            from fractions import Fraction
        print(json.dumps(Fraction is fractions.Fraction))
    """
    assert told_by(code) is True


def test_a_name_that_is_nowhere_is_an_error_when_it_is_used() -> None:
    code = """
        import json
        from bot.late import late
        with late("fractions"):
            from fractions import Fiction
        try:
            Fiction(1)
        except ImportError as error:
            print(json.dumps(str(error)))
    """
    assert "Fiction" in str(told_by(code))
