"""Whatever passes the limits can be shown, and nothing else escapes them."""

import json
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.whatsapp.emulator.errors import ApiError
from bot.whatsapp.emulator.limits import check_content, check_in_session
from bot.whatsapp.emulator.records import ContentResource
from bot.whatsapp.emulator.rendering import RICHEST_FIRST, filled, shown_of

NAMES = [
    "body",
    "actions",
    "items",
    "button",
    "media",
    "title",
    "id",
    "item",
    "type",
    "latitude",
    "longitude",
    "cards",
]
TEXTS = (
    st.sampled_from(["", "x", "{{1}}", "{{ a }}", "https://x.y/a.png", "QUICK_REPLY", "URL", "x" * 30]) | st.text()
)
SCALARS = TEXTS | st.integers() | st.floats() | st.none() | st.booleans()
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)
ACTIONS = st.lists(
    st.fixed_dictionaries({"title": TEXTS}, optional={"id": TEXTS, "type": TEXTS, "url": TEXTS}), max_size=4
)
ITEMS = st.lists(st.fixed_dictionaries({"id": TEXTS, "item": TEXTS}, optional={"description": TEXTS}), max_size=4)
LIKELY = st.fixed_dictionaries(
    {},
    optional={
        "body": TEXTS,
        "button": TEXTS,
        "title": TEXTS,
        "media": st.lists(TEXTS, max_size=1),
        "actions": ACTIONS,
        "items": ITEMS,
        "latitude": st.floats(),
        "longitude": st.floats(),
    },
)
TYPES = st.dictionaries(st.sampled_from(RICHEST_FIRST), LIKELY | ANYTHING, max_size=2)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TYPES, st.dictionaries(st.sampled_from(["1", "a"]), st.text(max_size=40)))
def test_a_content_is_refused_or_can_be_shown(types, variables):
    """No request makes the emulator fail in any way but Twilio's."""
    try:
        check_content({"language": "en", "types": types})
    except ApiError:
        return
    now = datetime(2026, 11, 22, tzinfo=UTC)
    content = ContentResource("HX", "", "en", {"1": "sample"}, types, now, now)
    ready = filled(content, variables)
    assert check_in_session(ready) in {None, 63005}
    shown = shown_of(ready)
    json.dumps([shown.text, shown.media, shown.buttons, shown.list, shown.location], allow_nan=False)
