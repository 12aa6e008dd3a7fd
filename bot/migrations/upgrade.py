"""Bringing a database to the newest schema, and telling whether it is there."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from bot.errors import SettingsWrong
from bot.storage.database import Database

HERE = Path(__file__).parent

_BEFORE = re.compile(r"^down_revision = ['\"](\w+)['\"]", re.MULTILINE)


def newest_revision() -> str:
    """The revision that this code needs: the one that no other follows."""
    return next(iter(_revisions().keys() - _revisions().values()))


@cache
def _revisions() -> dict[str, str]:
    """Every revision, which is its file's name, and the one before it. Alembic itself would cost half a start."""
    files = {path.stem: path.read_text(encoding="utf-8") for path in (HERE / "versions").glob("2*.py")}
    before = {name: _BEFORE.search(text) for name, text in files.items()}
    return {name: match[1] if match else "" for name, match in before.items()}


async def is_newest(database: Database) -> bool:
    """Whether the database has the schema that this code needs, or a newer one, which must serve this release too."""
    if database.is_sqlite:
        has = "select 1 from sqlite_master where name = 'alembic_version'"
    else:
        has = "select 1 from information_schema.tables where table_name = 'alembic_version'"
    async with database.read() as tx:
        if not await tx.row(has):
            return False
        row = await tx.row("select version_num from alembic_version")
    return row is not None and (row[0] == newest_revision() or row[0] not in _revisions())


async def has_newest(database_url: str) -> bool:
    """As `is_newest`. Raises SettingsWrong when the database cannot be opened."""
    try:
        database = Database(database_url)
        try:
            return await is_newest(database)
        finally:
            await database.close()
    except Exception as error:  # each driver has its own, and the system too
        why = f"{type(error).__name__}: {error}"
        raise SettingsWrong(f"SHOPCLERK_DATABASE_URL: the database cannot be opened ({why})") from error


async def refuse_old(database_url: str) -> None:
    """Raises SettingsWrong when the database cannot be used before `shopclerk migrate`."""
    if not await has_newest(database_url):
        raise SettingsWrong(
            "SHOPCLERK_DATABASE_URL: the database is empty or of an older release: `shopclerk migrate`"
        )


def upgrade(database_url: str, to: str = "head") -> None:
    """Run the migrations (outside of any event loop)."""
    from alembic import command

    command.upgrade(alembic_config(database_url), to)


def downgrade(database_url: str, to: str = "base") -> None:
    """Undo the migrations (outside of any event loop)."""
    from alembic import command

    command.downgrade(alembic_config(database_url), to)


def alembic_config(database_url: str) -> Any:
    """Alembic's configuration for this database."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["database_url"] = database_url
    return config
