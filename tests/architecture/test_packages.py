"""Where things are, and what may not be in them."""

import re
import subprocess
from pathlib import Path

import bot
import catalog
import flows

ROOT = Path(__file__).parents[2]


def tracked_files() -> list[Path]:
    """Every text file under version control."""
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    kinds = {".py", ".md", ".yml", ".yaml", ".toml", ".txt", ".js", ".css", ".html", ".json", ".sh", ""}
    return [ROOT / name for name in names if name and Path(name).suffix in kinds and (ROOT / name).is_file()]


def test_the_three_packages_are_the_ones_of_this_repository() -> None:
    for package in (bot, flows, catalog):
        assert Path(str(package.__file__)).is_relative_to(ROOT)


def test_every_test_folder_is_a_package() -> None:
    """Without it `tests/bot` would shadow `bot`."""
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_no_room_is_called_after_nothing() -> None:
    banned = {"utils", "helpers", "common", "manager", "service", "misc"}
    assert [path for path in tracked_files() if path.stem in banned] == []


def test_no_file_names_this_machine_or_a_registry() -> None:
    traces = re.compile(r"(?<![\w.])/(work|root|home)/|files\.pythonhosted\.org|pypi\.org/simple|index-url")
    own = Path(__file__)
    found = [path for path in tracked_files() if path != own and traces.search(path.read_text("utf-8", "replace"))]
    assert found == []


def test_all_packages_of_the_card_are_used() -> None:
    """twilio, fastapi, uvicorn, rasa-sdk, redis, sqlmodel in the product; pytest and httpx where they belong."""
    code = "\n".join(path.read_text("utf-8") for path in tracked_files() if path.suffix == ".py")
    for module in ("twilio", "fastapi", "uvicorn", "rasa_sdk", "redis", "sqlmodel", "pytest", "httpx"):
        assert re.search(rf"^\s*(import|from) {module}\b", code, re.MULTILINE), module
