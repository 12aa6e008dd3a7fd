"""What shall go wrong, and how often: set by tests and by the phone page's panel."""

from dataclasses import dataclass, fields
from typing import Any

from bot.whatsapp.emulator.errors import ApiError, invalid

STATUS_MODES = {"normal", "reversed", "doubled", "none"}
MOST_TIMES = 1_000_000
MOST_SECONDS = 600.0
_REFUSALS = {429: 20429, 500: 20500, 503: 20503}


@dataclass(slots=True)
class Fault:
    """One way of failing, for the next `times` occasions."""

    times: int = 0
    status: int = 429  # refuse, refuse_content, refuse_media
    retry_after: float | None = None  # refuse, refuse_media; seconds
    code: int = 63024  # fail
    seconds: float = 0.0  # slow, slow_list, slow_media

    def strikes(self) -> bool:
        """Whether it is to happen now; counts down."""
        if self.times <= 0:
            return False
        self.times -= 1
        return True


class Faults:
    """Everything is well until something is set; `clear` makes it so again."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._refuse, self._refuse_content = Fault(), Fault(status=400)
        self._fail, self._slow, self._swallow, self._drop = Fault(), Fault(), Fault(), Fault()
        self._slow_list = Fault()
        self._refuse_media, self._slow_media, self._cut_media = Fault(status=503), Fault(), Fault()
        self.media_elsewhere = ""  # where files are redirected to; only tests set it
        self.statuses = "normal"
        self.lose_inbound = 0

    def refuse_next(self, status: int = 429, times: int = 1, retry_after: float | None = None) -> None:
        """Answer the next sends with an error: nothing is sent."""
        self._refuse = Fault(times, status=status, retry_after=retry_after)

    def refuse_contents(self, status: int = 400, times: int = 1) -> None:
        """Create no Content resource."""
        self._refuse_content = Fault(times, status=status)

    def fail_next(self, code: int = 63024, times: int = 1) -> None:
        """Accept the next sends, then report them failed."""
        self._fail = Fault(times, code=code)

    def slow_next(self, seconds: float, times: int = 1) -> None:
        """Send at once, answer late."""
        self._slow = Fault(times, seconds=seconds)

    def swallow_next(self, times: int = 1) -> None:
        """Send, but cut the connection without an answer."""
        self._swallow = Fault(times)

    def drop_next(self, times: int = 1) -> None:
        """Neither send nor answer."""
        self._drop = Fault(times)

    def slow_list(self, seconds: float, times: int = 1) -> None:
        """List messages late, as they were when asked."""
        self._slow_list = Fault(times, seconds=seconds)

    def refuse_media(self, status: int = 503, times: int = 1, retry_after: float | None = None) -> None:
        """Hand out no files, nor their list."""
        self._refuse_media = Fault(times, status=status, retry_after=retry_after)

    def slow_media(self, seconds: float, times: int = 1) -> None:
        """Hand out files late."""
        self._slow_media = Fault(times, seconds=seconds)

    def cut_media(self, times: int = 1) -> None:
        """Break off in the middle of a file."""
        self._cut_media = Fault(times)

    def loses_inbound(self) -> bool:
        """Whether this webhook is not delivered; counts down."""
        lost = self.lose_inbound > 0
        self.lose_inbound -= lost
        return lost

    def refusal(self) -> ApiError | None:
        """The error that this send is answered with."""
        return _error(self._refuse) if self._refuse.strikes() else None

    def content_refusal(self) -> ApiError | None:
        """The error that this Content is answered with."""
        return _error(self._refuse_content) if self._refuse_content.strikes() else None

    def list_lateness(self) -> float:
        """How many seconds a list waits."""
        return self._slow_list.seconds if self._slow_list.strikes() else 0.0

    def media_refusal(self) -> ApiError | None:
        """The error that is answered instead of a file."""
        return _error(self._refuse_media) if self._refuse_media.strikes() else None

    def media_lateness(self) -> float:
        """How many seconds a file waits."""
        return self._slow_media.seconds if self._slow_media.strikes() else 0.0

    def cuts_media(self) -> bool:
        """Whether this file breaks off."""
        return self._cut_media.strikes()

    def failure(self) -> int | None:
        """The code with which this send will fail."""
        return self._fail.code if self._fail.strikes() else None

    def lateness(self) -> float:
        """How many seconds the answer waits."""
        return self._slow.seconds if self._slow.strikes() else 0.0

    def drops(self) -> bool:
        """Whether this send vanishes."""
        return self._drop.strikes()

    def swallows(self) -> bool:
        """Whether the answer to this send vanishes."""
        return self._swallow.strikes()

    def set(self, wanted: dict[str, Any]) -> None:
        """From JSON; only what is named changes. Raises ApiError when it is not understood."""
        unknown = wanted.keys() - {*_KINDS, "statuses", "lose_inbound"}
        if unknown:
            raise invalid(f"unknown faults: {', '.join(sorted(unknown))}")
        if (mode := wanted.get("statuses", self.statuses)) not in STATUS_MODES:
            raise invalid(f"statuses must be one of {', '.join(sorted(STATUS_MODES))}")
        made = {name: _fault(name, wanted[name]) for name in _KINDS & wanted.keys()}
        lost = _number("lose_inbound", wanted.get("lose_inbound", self.lose_inbound), int, MOST_TIMES)
        for name, fault in made.items():
            setattr(self, f"_{name}", fault)
        self.statuses, self.lose_inbound = mode, lost

    def to_json(self) -> dict[str, Any]:
        """What is still to go wrong."""
        pending = {name: getattr(self, f"_{name}").times for name in sorted(_KINDS)}
        return {**pending, "statuses": self.statuses, "lose_inbound": self.lose_inbound}


_KINDS = {
    *("refuse", "refuse_content", "refuse_media", "fail", "slow", "slow_list", "slow_media", "swallow", "drop"),
    "cut_media",
}
_LIMITS: dict[str, tuple[Any, float]] = {
    "times": (int, MOST_TIMES),
    "status": (int, 599),
    "code": (int, 99_999),
    "retry_after": (float, MOST_SECONDS),
    "seconds": (float, MOST_SECONDS),
}


def _fault(name: str, given: Any) -> Fault:
    """`null` takes a fault back; without `times` it strikes once."""
    if given is None:
        return Fault()
    known = {each.name for each in fields(Fault)}
    if not isinstance(given, dict) or given.keys() - known:
        raise invalid(f"{name} takes an object of {', '.join(sorted(known))}")
    read = {key: _number(key, value, *_LIMITS[key]) for key, value in given.items() if value is not None}
    if not 400 <= read.get("status", 429) <= 599:
        raise invalid(f"{name}.status must be from 400 to 599")
    return Fault(**{"times": 1, **read})


def _number(name: str, value: Any, kind: Any, most: float) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise invalid(f"{name} must be a number from 0 to {most:g}")
    return kind(value)


def _error(fault: Fault) -> ApiError:
    headers = {} if fault.retry_after is None else {"Retry-After": f"{fault.retry_after:g}"}
    default = 20500 if fault.status >= 500 else 20422
    return ApiError(fault.status, _REFUSALS.get(fault.status, default), headers=headers)
