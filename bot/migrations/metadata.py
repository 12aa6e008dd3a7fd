"""All tables of all rooms, found by their file name `tables.py`."""

import importlib
import pkgutil

from sqlalchemy import MetaData
from sqlalchemy.dialects import registry
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement
from sqlmodel import SQLModel

import bot
import catalog
from bot.migrations.empty import END


def all_tables() -> MetaData:
    """The metadata with every table registered."""
    for package in (bot, catalog):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith(".tables"):
                importlib.import_module(module.name)
    return SQLModel.metadata


def statements_of(kind: str) -> str:
    """What makes all tables and indexes in an empty database (`sqlite`, `postgresql`)."""
    dialect = registry.load({"sqlite": "sqlite", "postgresql": "postgresql.asyncpg"}[kind])()
    made: list[ExecutableDDLElement] = []
    for table in all_tables().sorted_tables:
        made.append(CreateTable(table))
        made += [CreateIndex(index) for index in sorted(table.indexes, key=lambda index: str(index.name))]
    return "".join(f"{_tidy(str(each.compile(dialect=dialect)))}{END}" for each in made)


def _tidy(statement: str) -> str:
    return "\n".join(line.rstrip() for line in statement.strip().splitlines() if line.strip())
