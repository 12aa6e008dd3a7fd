"""All actions by name: ours, and those of the shop's own `actions.py`."""

import importlib.util
import inspect
from pathlib import Path
from types import ModuleType
from typing import Any

from bot.actions.advice import SizeAdvice
from bot.actions.base import ShopAction
from bot.actions.coupons import IssueCoupon, MyCoupon
from bot.actions.finder import Recommend
from bot.actions.gift import AskGiftBudget, AskGiftTaste, GiftIdeas
from bot.actions.guides import AskMeasure, BeginGuide, NextMeasure, ReadMeasure
from bot.actions.leads import SaveCouponLead, SaveFinderLead
from bot.actions.products import AskCardChoice, Cheaper, NextMatch, ProductDetails, TurnCard
from bot.actions.quiz import ASKING, AskBudget, PlanQuestion
from bot.actions.reads import Reads
from bot.actions.sdk import Action
from bot.actions.search import Search
from bot.actions.selling import SELLING
from bot.actions.shades import AskShadeKind, BeginShades, MatchShade, ToShades
from bot.actions.skin import SkinRoutine
from bot.actions.stores import FindStores, StoreHours
from bot.errors import SettingsWrong

OURS: tuple[type[ShopAction], ...] = (
    *ASKING,
    AskBudget,
    AskCardChoice,
    AskGiftBudget,
    AskGiftTaste,
    AskMeasure,
    AskShadeKind,
    BeginGuide,
    BeginShades,
    Cheaper,
    FindStores,
    GiftIdeas,
    IssueCoupon,
    MatchShade,
    MyCoupon,
    NextMatch,
    NextMeasure,
    PlanQuestion,
    ProductDetails,
    ReadMeasure,
    Recommend,
    SaveCouponLead,
    SaveFinderLead,
    Search,
    SizeAdvice,
    SkinRoutine,
    ToShades,
    TurnCard,
    *SELLING,
    StoreHours,
)
OWN_FILE = "actions.py"
OWN_MODULE = "shop_actions"  # what the shop's own file is called inside


def list_actions(reads: Reads | None, own_folder: Path | None = None) -> dict[str, Action]:
    """Every action by its name; the shop's own win. Without `reads` they are good for their names only.

    Raises SettingsWrong when the shop's file cannot be loaded.
    """
    ours: dict[str, Action] = {kind.called: kind(reads) for kind in OURS}
    path = own_folder / OWN_FILE if own_folder else None
    if path is None or not path.is_file():
        return ours
    return ours | {action.name(): action for action in _actions_of(_load(path), reads, path)}


def _actions_of(module: ModuleType, reads: Reads | None, path: Path) -> list[Action]:
    """The concrete actions that the file itself defines, made with `reads` where they take it."""
    kinds = [
        kind
        for kind in vars(module).values()
        if inspect.isclass(kind) and issubclass(kind, Action) and not inspect.isabstract(kind)
    ]
    try:
        return [_make(kind, reads) for kind in kinds if kind.__module__ == module.__name__]
    except Exception as error:
        raise SettingsWrong(f"{path}: {type(error).__name__}: {error}") from error


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
