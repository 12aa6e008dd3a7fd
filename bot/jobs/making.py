"""What WhatsApp can show of a picture: JPEG and PNG of up to 5 MB as they are, others as a JPEG that we make.

The bytes say what it is, not the server. A picture that would unpack to more pixels than a screen could show is not
unpacked.
"""

import warnings
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

LARGEST = 5_000_000  # bytes, what WhatsApp takes
LARGEST_FETCHED = 25_000_000
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 1600  # of a copy
SHOWABLE = {"JPEG": ("image/jpeg", "image/jpg"), "PNG": ("image/png",)}
READABLE = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "BMP", "TIFF")
PATH = "/media/pictures"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`good`, `made` (then `shown` is our path) or `refused` (then `why` says so to the merchant)."""

    status: str
    shown: str = ""
    why: str = ""
    etag: str = ""

    def columns(self) -> dict[str, str]:
        return asdict(self)


def judge(file: Path, content_type: str, folder: Path, etag: str = "") -> Verdict:
    """Look at a fetched file, and make a copy in `folder` where one is needed. The work of a thread."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=READABLE) as image:
                if image.width * image.height > MOST_PIXELS:
                    return Verdict("refused", why=f"{image.width} × {image.height} pixels are too many")
                if _can_be_shown(image, file, content_type):
                    image.verify()
                    return Verdict("good", etag=etag)
                return Verdict("made", _copy(image, folder), etag=etag)
    except UnidentifiedImageError:
        return Verdict("refused", why=f"it is no picture ({content_type or 'of no type'})")
    except Image.DecompressionBombError:
        return Verdict("refused", why="it has too many pixels")
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        return Verdict("refused", why=f"it is broken: {error}"[:300])


def _can_be_shown(image: Any, file: Path, content_type: str) -> bool:
    """What a server calls by a wrong name is refused by WhatsApp, so it needs a copy, too."""
    fits = (
        image.format in SHOWABLE and image.mode in ("RGB", "RGBA", "L", "LA", "P") and file.stat().st_size <= LARGEST
    )
    return fits and content_type in SHOWABLE[image.format]


def _copy(image: Any, folder: Path) -> str:
    """A JPEG on white, named by its content; the first frame of what moves."""
    from PIL import Image

    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    whole = image.convert("RGBA")
    plain = Image.new("RGB", whole.size, "white")
    plain.paste(whole, mask=whole.getchannel("A"))
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{sha256(plain.tobytes()).hexdigest()}.part"
    plain.save(part, "JPEG", quality=85, optimize=True)
    name = f"{sha256(part.read_bytes()).hexdigest()[:40]}.jpg"
    part.replace(folder / name)
    return f"{PATH}/{name}"
