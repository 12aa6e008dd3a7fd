"""Every part that works in the background does so in a running service."""

import inspect
from pathlib import Path

from bot.joining import join_parts
from bot.settings import read_settings
from tests.databases import make_tables

ROLES = ("web", "turns", "sends", "timers")
ROOT = Path(__file__).parents[2]


async def test_whatever_has_work_to_do_is_running(tmp_path: Path) -> None:
    """A clerk that nobody starts would never be missed by the tests of its own room."""
    url = f"sqlite:///{tmp_path}/shop.db"
    await make_tables(url)
    shop = tmp_path / "shop.toml"
    shop.write_text((ROOT / "shop.toml").read_text("utf-8") + "\n[privacy]\nkeep_messages_days = 400\n", "utf-8")
    settings = read_settings(
        _env_file=None,
        database_url=url,
        media_dir=str(tmp_path / "media"),
        shop_file=str(shop),
        shopify_secrets=["a secret of tests"],
    )
    wiring = await join_parts(settings)
    async with wiring.working(ROLES):
        parts = {*map(type, vars(wiring).values()), type(wiring.doors.restock)}
        able = {part.__name__ for part in parts if inspect.iscoroutinefunction(getattr(part, "run", None))}
        assert able == set(wiring.loops)
