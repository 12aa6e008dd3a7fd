"""Bringing a database to the newest schema, and telling whether it is there."""

from pathlib import Path
from typing import Any

from bot.storage.database import Database

HERE = Path(__file__).parent


def newest_revision() -> str:
    """The revision that this code needs: files are named by date, so the last name wins."""
    return max(path.stem for path in (HERE / "versions").glob("2*.py"))


async def is_newest(database: Database) -> bool:
    """Whether the database has the schema that this code needs."""
    if database.is_sqlite:
        has = "select 1 from sqlite_master where name = 'alembic_version'"
    else:
        has = "select 1 from information_schema.tables where table_name = 'alembic_version'"
    async with database.read() as tx:
        if not await tx.row(has):
            return False
        row = await tx.row("select version_num from alembic_version")
    return row is not None and row[0] == newest_revision()


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
