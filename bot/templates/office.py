"""What templates need of a provider: to create a wording, to ask for its approval, to hear what became of it."""

from dataclasses import dataclass
from typing import Protocol

from bot.templates.variants import mark_of
from flows.engine.templates import TemplateContract, Wording


@dataclass(frozen=True, slots=True)
class Draft:
    """One wording on its way to the provider."""

    contract: TemplateContract
    wording: Wording

    @property
    def mark(self) -> str:
        return mark_of(self.contract, self.wording)

    @property
    def title(self) -> str:
        """The name under which it is found again at the provider."""
        return f"shopclerk {self.contract.name} {self.wording.language} {self.mark}"

    @property
    def approval_name(self) -> str:
        """WhatsApp keeps a name for one text for ever, so that the name carries the text's mark."""
        return f"{self.contract.name}_{self.mark}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the provider says of a wording now. `billed_as` is the category; `status` one of VariantStatus's."""

    status: str
    billed_as: str = ""
    reason: str = ""
    quality: str = ""


class TemplateOffice(Protocol):
    """The provider. Every method raises TryAgain, Unsettled or GiveUp (refused, with the reason in words)."""

    @property
    def account(self) -> str:
        """The account and the API that wordings are created at."""

    async def list_titles(self) -> dict[str, str]:
        """Title → id of everything that we ever created there."""

    async def create(self, draft: Draft) -> str:
        """The id of a new wording."""

    async def ask(self, sid: str, draft: Draft) -> None:
        """Ask for approval."""

    async def look(self, sid: str) -> Verdict:
        """What became of it."""
