"""Where a setting stands in the shop's file, so that whoever wants it otherwise finds the line."""

import re
from pathlib import Path
from typing import Any


def place_of(path: Path, name: str) -> dict[str, Any]:
    """The file and the line of a table (`[handoff]`, `[[stores]]`) or of a key at the top; line 0: there is none."""
    return {"file": path.name, "line": find_line(read(path), name), "name": name}


def find_line(text: str, name: str) -> int:
    """From 1; 0 when there is none."""
    table = re.compile(rf"^\s*\[\[?{re.escape(name)}\]?\]|^\s*{re.escape(name)}\s*[.=]")
    return next((number for number, line in enumerate(text.splitlines(), 1) if table.match(line)), 0)


def read(path: Path) -> str:
    """Its text; empty where there is no file."""
    try:
        return path.read_text("utf-8")
    except OSError:
        return ""
