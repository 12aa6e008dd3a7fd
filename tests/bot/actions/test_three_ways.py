"""The same action directly, through rasa-sdk's executor, and through its stock server: equal answers."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from rasa_sdk.executor import ActionExecutor

from bot.actions.registry import list_actions
from bot.actions.run import ActionRunner
from bot.clock import SystemClock
from bot.storage.database import Database
from catalog.shelf import Shelf
from tests.bot.actions import make

ROOT = Path(__file__).parents[3]
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("action_recommend", {"skin_kind": "serum", "skin_type": "dry", "budget": 30.0}),
    ("action_ask_card_choice", {"sku": "SKN-301-30", "matches": ["SKN-301-30", "SKN-305-30"], "card_view": "all"}),
    ("action_pick_variant", {"sku": "SKN-301-30", "seen_price": 3000.0, "language": "ko"}),
    ("action_add_to_cart", {"sku": "SKN-301-30"}),
    ("action_before_paying", {"language": "ko"}),
    ("action_my_coupon", {}),
]


def request_for(name: str, slots: dict[str, Any]) -> dict[str, Any]:
    """What a Rasa server would ask."""
    tracker = {"sender_id": "1", "slots": {"language": "en", **slots}, "latest_message": {"text": "x"}, "events": []}
    return {"next_action": name, "sender_id": "1", "tracker": tracker, "domain": {"slots": {}}, "version": "3.21"}


@pytest.fixture
async def server(shop_database: Database, tmp_path: Path) -> AsyncIterator[str]:
    """`python -m rasa_sdk --actions bot.actions` on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SANIC_HOST": "127.0.0.1",
        "SHOPCLERK_DATABASE_URL": shop_database.url,
        "SHOPCLERK_SECRET_KEY": make.SECRET.decode(),
        "SHOPCLERK_SHOP_FILE": str(tmp_path / "shop.toml"),
    }
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "bot.actions", "-p", str(port)]
    process = subprocess.Popen(command, env=env, cwd=tmp_path, start_new_session=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        await wait_for(f"http://127.0.0.1:{port}/health", process)
        yield f"http://127.0.0.1:{port}/webhook"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


async def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(300):
            assert process.poll() is None, "the action server has ended"
            try:
                if (await client.get(url)).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)
    raise AssertionError("the action server did not start")


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value))


@pytest.mark.servers
async def test_three_ways_give_equal_answers(shop_database: Database, shelf: Shelf, server: str) -> None:
    """A real Rasa server could call our actions as they are."""
    actions = list_actions(make.reads(shop_database, shelf, SystemClock()))
    runner, executor = ActionRunner(actions), ActionExecutor()
    for action in actions.values():
        executor.register_action(action)
    async with httpx.AsyncClient(timeout=20) as client:
        for name, slots in CALLS:
            direct = as_json(vars_of(await runner.run(name, make.state(**slots), "x", 1)))
            through = (await executor.run(request_for(name, slots))).model_dump()
            answer = await client.post(server, json=request_for(name, slots))
            assert answer.status_code == 200, answer.text
            assert direct["responses"] or direct["events"]
            assert as_json(through) == direct
            assert answer.json() == direct


def vars_of(done: Any) -> dict[str, Any]:
    return {"events": list(done.events), "responses": list(done.responses)}
