"""All actions by name: ours, and those of the shop's own `actions.py`."""

import importlib
import importlib.util
import inspect
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import Any

from bot.actions.base import ShopAction
from bot.actions.reads import Reads
from bot.actions.sdk import Action
from bot.errors import SettingsWrong

FOLDERS = ("finding", "showing", "buying", "people")
OWN_FILE = "actions.py"
OWN_MODULE = "shop_actions"  # what the shop's own file is called inside


def list_actions(reads: Reads | None, own_folder: Path | None = None) -> dict[str, Action]:
    """Every action by its name; the shop's own win. Without `reads` they are good for their names only.

    Raises SettingsWrong when the shop's file cannot be loaded.
    """
    ours = {action.name(): action for module in _our_modules() for action in _actions_of(module, reads)}
    path = own_folder / OWN_FILE if own_folder else None
    if path is None or not path.is_file():
        return ours
    return ours | {action.name(): action for action in _own_actions(path, reads)}


def _our_modules() -> list[ModuleType]:
    """Every module of the folders, in the order of their names: a new file of actions is found by being there."""
    packages = [importlib.import_module(f"{__package__}.{folder}") for folder in FOLDERS]
    return [
        importlib.import_module(f"{package.__name__}.{found.name}")
        for package in packages
        for found in pkgutil.iter_modules(package.__path__)
    ]


def _own_actions(path: Path, reads: Reads | None) -> list[Action]:
    module = _load(path)
    try:
        return _actions_of(module, reads)
    except Exception as error:
        raise SettingsWrong(f"{path}: {type(error).__name__}: {error}") from error


def _actions_of(module: ModuleType, reads: Reads | None) -> list[Action]:
    """The concrete actions that the module itself defines, made with `reads` where they take it."""
    kinds = [
        kind
        for kind in vars(module).values()
        if inspect.isclass(kind) and issubclass(kind, Action) and not inspect.isabstract(kind)
    ]
    return [_make(kind, reads) for kind in kinds if kind.__module__ == module.__name__]


def _make(kind: type[Any], reads: Reads | None) -> Action:
    action = kind(reads) if issubclass(kind, ShopAction) else kind()
    if not isinstance(action.name(), str):
        raise TypeError(f"{kind.__name__}.name() must answer a text")
    return action


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(OWN_MODULE, path)
    if spec is None or spec.loader is None:
        raise SettingsWrong(f"{path}: cannot be read as Python")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise SettingsWrong(f"{path}: {type(error).__name__}: {error}") from error
    return module
