"""Every transcript is played from its first to its last line."""

import os
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.storage.database import Database
from tests.databases import make_stocked
from tests.transcripts.conversation import begin
from tests.transcripts.runner import play, read_transcript, write_transcript

FOLDER = Path(__file__).parent
TRANSCRIPTS = sorted(FOLDER.glob("*.yaml"))


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
