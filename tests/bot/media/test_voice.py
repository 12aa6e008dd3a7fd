"""A voice note out of a browser: recorded by a real one, played by a real one after it was put into Ogg."""

import struct
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

import pytest

from bot.media.kinds import real_type
from bot.media.voice import to_ogg
from tests.bot.media.made import webm_of

if TYPE_CHECKING:
    from playwright.async_api import Browser

RECORD = """async () => {
  const context = new AudioContext(), tone = context.createOscillator();
  const target = context.createMediaStreamDestination();
  tone.connect(target); tone.start();
  const recorder = new MediaRecorder(target.stream, {mimeType: "audio/webm;codecs=opus"}), parts = [];
  recorder.ondataavailable = ({data}) => parts.push(data);
  const done = new Promise((ended) => (recorder.onstop = ended));
  recorder.start(200);
  await new Promise((later) => setTimeout(later, 1500));
  recorder.stop(); await done;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join(""));
}"""
PLAY = """async (told) => {
  const bytes = Uint8Array.from(atob(told), (each) => each.charCodeAt(0));
  const sound = await new OfflineAudioContext(1, 48000, 48000).decodeAudioData(bytes.buffer);
  const loud = sound.getChannelData(0).reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  return [sound.duration, loud];
}"""


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_what_a_browser_recorded_is_played_as_ogg(browser: "Browser") -> None:
    """30: as long as it was, and not silent."""
    page = await browser.new_page()
    try:
        webm = b64decode(await page.evaluate(RECORD))
        ogg = to_ogg(webm)
        assert ogg is not None
        assert (real_type(webm, "audio/webm"), real_type(ogg, "")) == ("audio/webm", "audio/ogg")
        length, loud = await page.evaluate(PLAY, b64encode(ogg).decode())
        before, _ = await page.evaluate(PLAY, b64encode(webm).decode())
    finally:
        await page.close()
    assert length == pytest.approx(before, abs=0.1)
    assert length > 0.5
    assert loud > 0.3


def test_pages_follow_each_other_and_prove_themselves() -> None:
    """First and last are marked, none holds too much, and the count of samples ends where the sound does."""
    ogg = to_ogg(webm_of([b"\xf8" + bytes(300)] * 400))
    assert ogg is not None
    pages = ogg.split(b"OggS")[1:]
    assert [page[1] for page in pages] == [2, 0, *[0] * (len(pages) - 3), 4]
    assert [struct.unpack_from("<I", page, 14)[0] for page in pages] == list(range(len(pages)))
    assert struct.unpack_from("<q", pages[-1], 2)[0] == 400 * 960
    assert max(page[22] for page in pages) <= 255


@pytest.mark.parametrize("torn", [b"", b"\x1a\x45\xdf\xa3", b"\x1a\x45\xdf\xa3\x00", bytes(50)])
def test_what_is_no_voice_note_is_left_alone(torn: bytes) -> None:
    """Films, other codecs, the beginning of a file."""
    assert to_ogg(torn) is None
    assert to_ogg(webm_of([b"\xf8abc"], codec=b"V_VP9")) is None
    assert to_ogg(webm_of([])) is None


def test_a_torn_end_costs_the_last_packet_alone() -> None:
    """The connection broke while it was recorded."""
    whole, torn = webm_of([b"\xf8abc"] * 3), webm_of([b"\xf8abc"] * 3)[:-2]
    assert to_ogg(whole) is not None
    ogg = to_ogg(torn)
    assert ogg is not None
    assert struct.unpack_from("<q", ogg.split(b"OggS")[-1], 2)[0] == 2 * 960
