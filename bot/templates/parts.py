"""What choosing a wording is made with: handed in once, by the wiring."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bot.templates.rates import Rates, read_rates
from bot.templates.variants import Variant, mark_of
from flows.engine.templates import TemplateContract


@dataclass(frozen=True)
class TemplateParts:
    """`account` is the office's; `languages` are the shop's, its default first."""

    account: str = ""
    contracts: Mapping[str, TemplateContract] = field(default_factory=dict)
    languages: Sequence[str] = ()
    rates: Rates = field(default_factory=read_rates)

    @classmethod
    def of(
        cls, account: str, contracts: Mapping[str, TemplateContract], languages: Sequence[str], rates_file: str
    ) -> "TemplateParts":
        """With the shop's own rates, if there is a file of them. Raises SettingsWrong."""
        return cls(account, contracts, languages, read_rates(Path(rates_file) if rates_file else None))

    def newest_first(self, variants: Iterable[Variant]) -> list[Variant]:
        """What the files say now before what they said earlier, then the newest."""
        return sorted(variants, key=lambda v: ((v.name, v.language, v.mark) not in self._current, -v.id))

    @cached_property
    def _current(self) -> set[tuple[str, str, str]]:
        return {
            (contract.name, wording.language, mark_of(contract, wording))
            for contract in self.contracts.values()
            for wording in contract.wordings.values()
        }
