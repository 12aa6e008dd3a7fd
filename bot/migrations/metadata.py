"""All tables of all rooms, found by their file name `tables.py`."""

import importlib
import pkgutil

from sqlalchemy import MetaData
from sqlmodel import SQLModel

import bot
import catalog


def all_tables() -> MetaData:
    """The metadata with every table registered."""
    for package in (bot, catalog):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith(".tables"):
                importlib.import_module(module.name)
    return SQLModel.metadata
