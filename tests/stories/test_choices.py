"""However many options there are: buttons, a list, pages; nothing cut off, nothing out of reach."""

from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.sources import check_all
from tests.stories.shop import Shop, open_shop

FRUITS = [
    *("Apple", "Banana", "Cherry", "Date", "Elderberry", "Fig", "Grape", "Honeydew melon", "Jackfruit", "Kiwi"),
    *("Lemon", "Mango", "Nectarine", "Orange", "Papaya", "Quince", "Raspberry", "Strawberry", "Tangerine"),
    *("Ugli fruit", "Vanilla pod", "Watermelon", "Yuzu"),
]
FLOW = """
flows:
  fruit_{count}:
    description: Asks for one of {count} fruits.
    nlu_trigger: [{{intent: fruit_{count}}}]
    steps:
      - {{id: ask, collect: fruit_{count}, ask_before_filling: true}}
      - {{id: told, action: utter_told_{count}}}
intents: [fruit_{count}]
slots:
  fruit_{count}: {{type: categorical, values: {values}}}
nlu:
  - intent: fruit_{count}
    examples: |
      - give me {count} fruits
responses:
  utter_ask_fruit_{count}:
    - text: "Which fruit?"
      buttons:
{buttons}
  utter_told_{count}: [{{text: "You chose {{fruit_{count}}}."}}]
"""


def write_flow(folder: Path, count: int) -> None:
    values = [fruit.lower().replace(" ", "_") for fruit in FRUITS[:count]]
    pairs = zip(FRUITS, values, strict=False)
    lines = [f'        - {{title: {title}, payload: "/SetSlots(fruit_{count}={value})"}}' for title, value in pairs]
    text = FLOW.format(count=count, values=values, buttons="\n".join(lines))
    (folder / f"fruit_{count}.yml").write_text(text)


@pytest.mark.parametrize("count", [2, 3, 4, 10, 11, 23])
async def test_every_option_can_be_reached(clock: ManualClock, tmp_path: Path, count: int) -> None:
    """P20: up to 3 are buttons, up to 10 a list, more are pages; each of them can be chosen."""
    write_flow(tmp_path, count)
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, flows_dir=str(tmp_path)) as shop:
        amina = shop.phone()
        seen: list[str] = []
        while set(seen) != set(FRUITS[:count]):
            page = await next_page(shop, count, seen)
            assert page, "no further page"
            seen += page
            assert amina.hears[-1]
        assert seen == FRUITS[:count], "each once, in order"
        for title in (FRUITS[0], FRUITS[count // 2], FRUITS[count - 1]):
            await shop.hears(amina, f"give me {count} fruits")
            assert (await shop.hears(amina, title))[-1] == f"You chose {title.lower().replace(' ', '_')}."
        await shop.hears(amina, f"give me {count} fruits")
        last = (await shop.taps(amina, FRUITS[count - 1]))[-1]
        assert last == f"You chose {FRUITS[count - 1].lower().replace(' ', '_')}.", "also by a row of an old page"


async def next_page(shop: Shop, count: int, seen: list[str]) -> list[str]:
    """The options on the first page, or on the one behind “More …”."""
    amina = shop.phone()
    await (shop.taps(amina, "More …") if seen else shop.hears(amina, f"give me {count} fruits"))
    shown = shop.bubbles(amina)[-1].shown
    assert len(shown.buttons) <= 3
    assert len((shown.list or {}).get("rows", ())) <= 10
    return [title for title in shop.offered(amina) if title != "More …"]


async def test_more_can_be_typed_and_numbers_count_over_pages(shop: Shop) -> None:
    """P20: whoever types gets as far as whoever taps."""
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care")
    first = shop.offered(amina)
    assert len(first) == 10
    await shop.hears(amina, "more")
    second = shop.offered(amina)
    assert not set(first[:-1]) & set(second)
    await shop.taps(amina, second[0])
    assert (await shop.slots(amina))["skin_kind"] == "lip"


async def test_without_content_resources_options_are_numbered(shop: Shop) -> None:
    """P20: when Twilio makes no list for us, the options are in the text and can be typed by number."""
    shop.emulator.faults.refuse_contents(status=400, times=50)
    amina = shop.phone()
    answers = await shop.walks(amina, "find a product", "skin care", "serum")
    assert "1. Oily" in answers[-1]
    assert "6. I'm not sure" in answers[-1]
    assert "change most" in (await shop.hears(amina, "2"))[-1]
    assert (await shop.slots(amina))["skin_type"] == "dry"


LONG = """
flows:
  long_one:
    description: Says a lot.
    nlu_trigger: [{{intent: long_one}}]
    steps: [{{id: say, action: utter_long}}]
intents: [long_one]
nlu:
  - intent: long_one
    examples: |
      - tell me everything
responses:
  utter_long:
    - text: "{words}"
      buttons:
        - {{title: "{title}", payload: /menu}}
"""


async def test_long_texts_arrive_whole(clock: ManualClock, tmp_path: Path) -> None:
    """P20: 3,000 characters become several bubbles with the buttons below the last; nothing is cut."""
    words = " ".join(f"word{n}" for n in range(400))
    (tmp_path / "long.yml").write_text(LONG.format(words=words, title="Menu"))
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, flows_dir=str(tmp_path)) as shop:
        amina = shop.phone()
        answers = await shop.hears(amina, "tell me everything")
        assert " ".join(answers).split()[-400:] == words.split()
        assert not await shop.rows("select reason from outbox where status = 'failed'")
        assert shop.offered(amina) == ["Menu"]


def test_a_label_that_would_be_cut_is_a_fault(tmp_path: Path) -> None:
    """P20: WhatsApp would cut it in the middle of a word; the merchant learns it before any shopper does."""
    (tmp_path / "long.yml").write_text(LONG.format(words="Hi", title="A title too long for a button"))
    [fault] = [str(fault) for fault in check_all(tmp_path) if fault.severity == "error"]
    assert "long.yml:16" in fault
    assert "20 are allowed" in fault
