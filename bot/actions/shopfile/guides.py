"""What the shop says of its guides: which categories they are for, and size tables that its source does not bring."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

Cell = str | int | float | None


class SizeTable(BaseModel):
    """One `[[guides.tables]]`. The first column is named like the option that it chooses (`size`, `length`, `shade`);
    pairs `<measure>_min`, `<measure>_max` are ranges in cm, kg or EU sizes (`chest_cm_min`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    categories: tuple[str, ...] = Field(min_length=1)  # paths; all below them, too; "" for everything
    columns: tuple[str, ...] = Field(min_length=2)
    rows: tuple[tuple[Cell, ...], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_even(self) -> "SizeTable":
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row must have as many cells as there are columns")
        for column in self.columns:
            other = f"{column[:-4]}_max" if column.endswith("_min") else f"{column[:-4]}_min"
            if column.endswith(("_min", "_max")) and other not in self.columns:
                raise ValueError(f"{column} needs {other} beside it")
        return self

    def is_for(self, path: str) -> int:
        """How many letters of the path it names; -1 when it is not for that category."""
        fitting = (c for c in self.categories if not c or path == c or path.startswith(c + "/"))
        return max(map(len, fitting), default=-1)


class Guides(BaseModel):
    """`[guides]` of the shop's file. Whatever is left out is found from the catalog itself: by the measures in its
    size tables and by the words of its categories."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    snowboard: tuple[str, ...] = ()
    bicycle: tuple[str, ...] = ()
    clothes: tuple[str, ...] = ()
    foundation: tuple[str, ...] = ()
    concealer: tuple[str, ...] = ()
    lip: tuple[str, ...] = ()
    tables: tuple[SizeTable, ...] = ()

    def named(self, path: str) -> str:
        """The guide whose categories hold this path; of several the one that names most of it. Empty for none."""
        places = ((len(each), name, each) for name, paths in self._paths().items() for each in paths)
        return max((place for place in places if _is_below(path, place[2])), default=(0, "", ""))[1]

    def table_for(self, paths: tuple[str, ...]) -> Mapping[str, Any]:
        """The table for a product of these category paths; empty when there is none."""
        best = max(self.tables, key=lambda table: max(map(table.is_for, paths), default=-1), default=None)
        if best is None or max(map(best.is_for, paths), default=-1) < 0:
            return {}
        return {"columns": list(best.columns), "rows": [list(row) for row in best.rows]}

    def _paths(self) -> dict[str, tuple[str, ...]]:
        names = ("snowboard", "bicycle", "clothes", "foundation", "concealer", "lip")
        return {name: getattr(self, name) for name in names}


def _is_below(path: str, above: str) -> bool:
    return path == above or path.startswith(above + "/")
