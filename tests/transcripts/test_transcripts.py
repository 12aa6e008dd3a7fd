"""Every transcript is played from its first to its last line."""

import os
import re
from collections import defaultdict
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.storage.database import Database
from tests.databases import make_stocked
from tests.transcripts.conversation import begin
from tests.transcripts.runner import play, read_transcript, write_transcript

FOLDER = Path(__file__).parent
TRANSCRIPTS = sorted(FOLDER.glob("*.yaml"))
CHAT_ROWS = (
    *(f"A{number}" for number in range(1, 8)),
    *(f"B{number}" for number in range(1, 12)),
    *("C1", "C3", "D2", "D13", "E1", "E2", "E3", "E7", "F1", "F9", "G5", "G10"),
)


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=[path.stem for path in TRANSCRIPTS])
async def test_conversation_goes_as_written(path: Path, tmp_path: Path, clock: ManualClock) -> None:
    transcript = read_transcript(path)
    url = f"sqlite:///{tmp_path}/shop.db"
    await make_stocked(url)
    database = Database(url)
    try:
        played = await play(transcript, await begin(transcript["given"], database, clock))
    finally:
        await database.close()
    if os.environ.get("UPDATE_TRANSCRIPTS"):
        write_transcript(path, transcript, played)
        return
    for number, (written, turn) in enumerate(zip(transcript["turns"], played, strict=True), 1):
        expected = {name: written.get(name, []) for name in turn}
        assert turn == expected, f"{path.name}, turn {number}: {written.get('in')}"


def test_every_row_of_the_chat_is_written_down_in_two_languages() -> None:
    """The first comment of a transcript names the rows that it is about."""
    spoken: defaultdict[str, set[str]] = defaultdict(set)
    for path in TRANSCRIPTS:
        given = read_transcript(path)["given"]
        rows = re.match(r"# ((?:[A-G]\d+(?:, )?)+)", path.read_text("utf-8"))
        for row in rows[1].split(", ") if rows else ():
            spoken[row].add(given["language"] or given["country"])
    assert {row: spoken[row] for row in CHAT_ROWS if len(spoken[row]) < 2} == {}
