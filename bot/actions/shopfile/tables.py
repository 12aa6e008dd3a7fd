"""How the merchant's own product tables are read, as the shop's file says it."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from catalog.feeds.terms import Columns

SourceName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,24}$")]


class OfSource(BaseModel):
    """`[catalog.sources.NAME]`: what holds for the source of that name alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: Columns = Columns()


class Tables(BaseModel):
    """`[catalog]`. `columns` holds for every table of which `sources` says nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: Columns = Columns()
    sources: Mapping[SourceName, OfSource] = Field(default_factory=dict)

    @property
    def by_source(self) -> dict[str, Columns]:
        """The columns of each source that has its own, and under the empty name those of all others."""
        return {"": self.columns, **{name: one.columns for name, one in self.sources.items()}}
