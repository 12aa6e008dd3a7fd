"""A first start: all tables at once, without the history of how they came to be.

They are read from `newest/`, as SQLAlchemy would make them: it is not loaded for this, which would take a second.
"""

from pathlib import Path

from bot.migrations.upgrade import newest_revision
from bot.storage.database import Database

NEWEST = Path(__file__).parent / "newest"
END = ";\n\n"  # of a statement
ANY_TABLE = {
    "sqlite": "select 1 from sqlite_master where type = 'table' limit 1",
    "postgresql": "select 1 from information_schema.tables where table_schema = current_schema() limit 1",
}


async def make_newest(database_url: str) -> bool:
    """Give an empty database all tables at once, as the migrations would; False when it is not empty.

    Tests hold tables, migrations and the files equal; this spares a first start the history.
    """
    database = Database(database_url)
    kind = "sqlite" if database.is_sqlite else "postgresql"
    try:
        async with database.write() as tx:
            if await tx.row(ANY_TABLE[kind]):
                return False
            for statement in (NEWEST / f"{kind}.sql").read_text(encoding="utf-8").split(END):
                if statement.strip():
                    await tx.run(statement)
            await tx.run("create table alembic_version (version_num varchar(64) primary key)")
            await tx.run("insert into alembic_version values ($1)", newest_revision())
    finally:
        await database.close()
    return True
