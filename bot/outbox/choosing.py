"""The last word on an entry that names a template: its free-form twin, an approved wording, or not yet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.contacts.consents import OFFERS, may_receive
from bot.outbox.content import Content, Template
from bot.outbox.gate import Candidate, Refusal, check_window
from bot.outbox.queries import CHOSEN, HOLD, READ_FOR_TEMPLATES
from bot.outbox.split import split_content
from bot.storage.columns import from_micros
from bot.storage.transactions import Tx
from bot.templates.choose import Chosen, NotNow, Wanted, choose
from bot.templates.parts import TemplateParts
from bot.templates.places import Unfit
from bot.templates.queries import LIST_NAMED
from bot.templates.rates import SERVICE
from bot.templates.variants import Variant, filled_in

OUTSIDE_WINDOW = 63016  # the provider knew better than we did
LOOK_AGAIN = timedelta(minutes=15)  # an approval wakes it earlier; the window may open
PATIENCE = timedelta(days=14)  # for what has no expiry of its own

_MICROSECOND = timedelta(microseconds=1)


@dataclass(slots=True)
class Choices:
    """What became of a claim's entries: as they will go out, and those that will not."""

    taken: list[Candidate] = field(default_factory=list)
    refused: dict[int, Refusal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database knows beside the candidate: how its last attempt ended and where the contact is."""

    error_code: int | None = None
    billed_as: str = ""
    country: str = ""

    @property
    def twin_was_refused(self) -> bool:
        return self.error_code == OUTSIDE_WINDOW and self.billed_as == SERVICE


async def choose_wordings(tx: Tx, candidates: Sequence[Candidate], parts: TemplateParts, now: int) -> Choices:
    """Fill in what those say that name a template; the others are taken as they are. `now` in µs."""
    named = [c for c in candidates if _named(c)]
    if not named:
        return Choices(list(candidates))
    known = await _known(tx, named)
    variants = await _variants(tx, named, parts)
    choices, chosen = Choices(), []
    for candidate in candidates:
        template = _named(candidate)
        if template is None:
            choices.taken.append(candidate)
            continue
        offered = variants[template.name]
        wanted = _wanted(candidate, template, known[candidate.entry_id], now)
        if any(v.was_recategorised for v in offered):
            wanted = replace(wanted, takes_offers=await may_receive(tx, candidate.contact_id, OFFERS))
        tariff = parts.rates.on(from_micros(now).date())
        choice = choose(wanted, offered, tariff, parts.languages[:1])
        said = _said(candidate, template, choice) if isinstance(choice, Chosen) else choice
        if isinstance(choice, NotNow) or isinstance(said, NotNow):
            choices.refused[candidate.entry_id] = _refusal(candidate, said, now)
            continue
        choices.taken.append(said)
        variant_id = choice.variant.id if choice.variant else None
        chosen.append((candidate.entry_id, variant_id, choice.billed_as, choice.price, tariff.currency))
    if chosen:
        await tx.update(CHOSEN, chosen)
    if held := [entry_id for entry_id, refusal in choices.refused.items() if refusal.until is not None]:
        await tx.run(HOLD, held)
    return choices


def _named(candidate: Candidate) -> Template | None:
    """Its template, if a wording of it is still to be found."""
    template = candidate.content.template if candidate.content else None
    return template if template is not None and template.name and not template.sid else None


async def _known(tx: Tx, named: Sequence[Candidate]) -> dict[int, _Known]:
    rows = await tx.rows(READ_FOR_TEMPLATES, [candidate.entry_id for candidate in named])
    return {row[0]: _Known(row[1], row[2], row[3] or "") for row in rows}


async def _variants(tx: Tx, named: Sequence[Candidate], parts: TemplateParts) -> dict[str, list[Variant]]:
    names = sorted({template.name for candidate in named if (template := _named(candidate))})
    rows = await tx.rows(LIST_NAMED, parts.account, names)
    found: defaultdict[str, list[Variant]] = defaultdict(list)
    for variant in parts.newest_first(Variant.from_row(row) for row in rows):
        found[variant.name].append(variant)
    return found


def _wanted(candidate: Candidate, template: Template, known: _Known, now: int) -> Wanted:
    in_window = check_window(candidate, now) is None and not known.twin_was_refused
    return Wanted(
        template.name,
        template.language,
        frozenset(name for name, text in template.variables.items() if text.strip()),
        known.country,
        _bubbles(candidate) if in_window else 0,
        in_window,
    )


def _bubbles(candidate: Candidate) -> int:
    """The twin goes out from this one entry, so that it must be one bubble."""
    twin = _twin(candidate)
    return 1 if (twin.text or twin.media) and len(split_content(twin)) == 1 else 0


def _twin(candidate: Candidate) -> Content:
    assert candidate.content is not None  # noqa: S101 - it names a template
    return replace(candidate.content, template=None)


def _said(candidate: Candidate, template: Template, choice: Chosen) -> Candidate | NotNow:
    twin = _twin(candidate)
    if choice.variant is None:
        return replace(candidate, content=twin, template=template.name)
    payloads = [each.id for each in twin.choices]
    try:
        variables = filled_in(choice.variant, template.variables, payloads)
    except Unfit as unfit:
        return NotNow(f"the template {template.name} cannot be filled in: {unfit}", for_good=True)
    said = Template(template.name, choice.variant.language, variables, choice.variant.sid)
    return replace(candidate, content=Content(utter=twin.utter, template=said), template=template.name)


def _refusal(candidate: Candidate, why: Candidate | NotNow, now: int) -> Refusal:
    reason = why.reason if isinstance(why, NotNow) else ""
    for_good = isinstance(why, NotNow) and why.for_good
    if for_good or (candidate.expires_at is None and now >= candidate.created_at + PATIENCE // _MICROSECOND):
        return Refusal(reason)
    return Refusal(reason, until=now + LOOK_AGAIN // _MICROSECOND)
