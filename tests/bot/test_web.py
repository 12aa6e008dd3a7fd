"""Bodies are read as far as they may reach, and no byte further."""

import pytest

from bot.web import Request, read_at_most


class Sender:
    """Whoever sends a body in pieces; `asked` counts those that were taken."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces, self.asked = pieces, 0

    async def __call__(self) -> dict[str, object]:
        self.asked += 1
        return {
            "type": "http.request",
            "body": self.pieces[self.asked - 1],
            "more_body": self.asked < len(self.pieces),
        }


def asked_with(sender: Sender, length: str = "") -> Request:
    headers = [(b"content-length", length.encode())] if length else []
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, sender)


@pytest.mark.parametrize("length", ["", "8", "not a number"])
async def test_a_body_of_just_that_size_is_read(length: str) -> None:
    assert await read_at_most(asked_with(Sender(b"1234", b"5678"), length), 8) == b"12345678"


@pytest.mark.parametrize("length", ["", "8"])
async def test_reading_ends_with_the_first_byte_too_many(length: str) -> None:
    """Whatever its header says."""
    sender = Sender(b"1234", b"56789", b"more", b"and more")
    assert await read_at_most(asked_with(sender, length), 8) is None
    assert sender.asked == 2


@pytest.mark.parametrize("length", ["9", "9" * 5_000])
async def test_what_says_that_it_is_too_large_is_not_read_at_all(length: str) -> None:
    sender = Sender(b"123456789")
    assert await read_at_most(asked_with(sender, length), 8) is None
    assert sender.asked == 0
