"""An agent as the rooms that work for agents see one, and a team."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Agent:
    """A person at the console. `role`: viewer, agent, lead or admin; `language`: of the console. Nobody has id 0."""

    id: int
    name: str
    role: str = "agent"
    team_id: int | None = None
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    language: str = "en"
    email: str = ""
    settings: dict[str, Any] = field(default_factory=dict, compare=False)  # theme, sound, notifications, quiet
    totp_on: bool = False
    token: str = field(default="", compare=False)  # the name of the API token that acts for them

    @property
    def owns_as(self) -> str:
        """What `conversation.owner` says while this agent has it."""
        return f"agent:{self.id}"


@dataclass(frozen=True, slots=True)
class Team:
    """Agents whom a chat may be given to together."""

    id: int
    name: str


NOBODY = Agent(0, "", "")
