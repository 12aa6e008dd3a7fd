"""The actions of carts, orders and returns."""

from bot.actions.adding import AddToCart, AskPick, KeepShopping, PickVariant, TakePick, ValidatePick
from bot.actions.base import ShopAction
from bot.actions.cartview import (
    AskCartChoice,
    AskCartLine,
    AskCartQuantity,
    ChangeCartLine,
    EmptyCart,
    LookAtCart,
    ReadCartWish,
    TurnToOther,
    ValidateCartLine,
)
from bot.actions.catalogorder import TakeCatalogOrder
from bot.actions.checkout import AskCheckoutChoice, BeforePaying
from bot.actions.orders import OrderPlaced, OrderStatusTold, SendInvoice
from bot.actions.returns import AskReturnLine, CheckReturn, LookForReturns, RequestReturn, ValidateReturnLine

SELLING: tuple[type[ShopAction], ...] = (
    AddToCart,
    AskCartChoice,
    AskCartLine,
    AskCartQuantity,
    AskCheckoutChoice,
    AskPick,
    AskReturnLine,
    BeforePaying,
    ChangeCartLine,
    CheckReturn,
    EmptyCart,
    KeepShopping,
    LookAtCart,
    LookForReturns,
    OrderPlaced,
    OrderStatusTold,
    PickVariant,
    ReadCartWish,
    RequestReturn,
    SendInvoice,
    TakeCatalogOrder,
    TakePick,
    TurnToOther,
    ValidateCartLine,
    ValidatePick,
    ValidateReturnLine,
)
