"""Which wording goes out: the free-form twin or an approved template, and in which language."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.templates.rates import SERVICE, Tariff
from bot.templates.variants import Variant, VariantStatus


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one send asks for. `twin` is how many free-form bubbles would say the same; 0 when none may."""

    name: str
    language: str
    given: frozenset[str]  # the variables that it brings
    country: str
    twin: int
    in_window: bool
    takes_offers: bool = False  # whether the contact agreed to marketing


@dataclass(frozen=True, slots=True)
class Chosen:
    """What goes out: a wording, or the twin (`variant` is None). `price` is in millionths."""

    variant: Variant | None
    billed_as: str
    price: int


@dataclass(frozen=True, slots=True)
class NotNow:
    """Nothing may go out; an approval would help, unless it is `for_good`."""

    reason: str
    for_good: bool = False


def choose(wanted: Wanted, variants: Sequence[Variant], tariff: Tariff, defaults: Sequence[str]) -> Chosen | NotNow:
    """The cheaper of twin and template where both may be sent. `variants` are the newest first."""
    chain = chain_of(wanted.language, defaults)
    usable = [v for v in variants if v.is_usable and v.needs <= wanted.given and _may_reach(v, wanted)]
    variant = next((v for language in chain for v in usable if v.language == language), None)
    twin = _twin(wanted, tariff)
    if variant is None:
        return twin or NotNow(_why_not(wanted, variants, chain))
    price = tariff.price(variant.counts_as, wanted.country, in_window=wanted.in_window)
    if twin is not None and twin.price <= price:
        return twin
    if tariff.is_withheld(variant.counts_as, wanted.country):
        told = f"WhatsApp does not deliver {variant.counts_as} templates in {wanted.country}"
        return twin or NotNow(f"{told}: {wanted.name} is not sent", for_good=True)
    return Chosen(variant, variant.counts_as, price)


def chain_of(language: str, defaults: Sequence[str]) -> list[str]:
    """The contact's language, its base, then the shop's: `pt-BR`, `pt`, `ko`."""
    wished = [code for each in (language, *defaults) if each for code in (each, each.split("-")[0])]
    return list(dict.fromkeys(wished))


def _twin(wanted: Wanted, tariff: Tariff) -> Chosen | None:
    if not wanted.twin:
        return None
    return Chosen(None, SERVICE, wanted.twin * tariff.price(SERVICE, wanted.country, in_window=True))


def _may_reach(variant: Variant, wanted: Wanted) -> bool:
    """What WhatsApp has made marketing goes only to those who agreed to that."""
    return wanted.takes_offers or not variant.was_recategorised


def _why_not(wanted: Wanted, variants: Sequence[Variant], chain: Sequence[str]) -> str:
    """In words, naming template and languages."""
    told = f"the template {wanted.name} is not approved in {wanted.language or chain[0]}"
    if not variants:
        return f"{told}: it was never submitted (`shopclerk templates submit {wanted.name}`)"
    newest = {language: v for language in chain if (v := _newest(variants, language))}
    states = [f"{language} {_stand(v, wanted)}" for language, v in newest.items()]
    missing = [language for language in chain if language not in newest]
    return f"{told}: " + ", ".join([*states, *([f"nothing in {', '.join(missing)}"] if missing else [])])


def _newest(variants: Sequence[Variant], language: str) -> Variant | None:
    return next((v for v in variants if v.language == language), None)


def _stand(variant: Variant, wanted: Wanted) -> str:
    if variant.doubt is not None:
        return f"was refused at its last send ({variant.doubt})"
    if missing := sorted(variant.needs - wanted.given):
        return f"lacks a value for {', '.join(missing)}"
    if variant.status is VariantStatus.APPROVED:
        return "counts as marketing now, which the contact has not agreed to"
    told = f"is {variant.status.value}"
    return f"{told} ({variant.reason})" if variant.reason else told
