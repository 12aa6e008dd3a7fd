"""An agent as the rooms that work for agents see one, and a team."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agent:
    """A person at the console. `role`: viewer, agent, lead or admin; `language`: of the console."""

    id: int
    name: str
    role: str = "agent"
    team_id: int | None = None
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    language: str = "en"

    @property
    def owns_as(self) -> str:
        """What `conversation.owner` says while this agent has it."""
        return f"agent:{self.id}"


@dataclass(frozen=True, slots=True)
class Team:
    """Agents whom a chat may be given to together."""

    id: int
    name: str
