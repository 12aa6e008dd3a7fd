"""The README stays true: its table of settings is the settings' own."""

import os
from pathlib import Path

from bot.settings import Settings

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- settings -->\n", "<!-- /settings -->"


def settings_table() -> str:
    """One row for each field of `Settings`."""
    rows = ["| variable | default | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        default = ",".join(default) if isinstance(default, tuple) else default
        shown = "" if default == "" or "token" in name else f"`{default}`"
        rows.append(f"| `SHOPCLERK_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(rows) + "\n"


def test_the_table_of_settings_is_up_to_date() -> None:
    """Run with UPDATE_README=1 to write it anew."""
    text = README.read_text("utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END, 1)[1]
    fresh = before + BEGIN + settings_table() + END + after
    if os.environ.get("UPDATE_README"):
        README.write_text(fresh, "utf-8")
    assert README.read_text("utf-8") == fresh
