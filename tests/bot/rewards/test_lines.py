"""Lists of codes come as shops export them; what is wrong is named with its line, the rest goes in."""

import pytest

from bot.rewards.lines import LONGEST, read_lines


def good(text: str) -> list[str]:
    return [line.code for line in read_lines(text) if not line.wrong]


def wrong(text: str) -> list[tuple[int, str]]:
    return [(line.number, line.wrong) for line in read_lines(text) if line.wrong]


@pytest.mark.parametrize(
    "text",
    [
        "SUN-1\nSUN-2\n",
        "\ufeffSUN-1\r\n\r\nSUN-2",
        "Code\nSUN-1\nSUN-2",
        "id,CODE,note\n1,SUN-1,first\n2,SUN-2,",
        'code;until\n"SUN-1";2027\nSUN-2;2027',
        "note\tcode\n\tSUN-1\nx\t SUN-2 ",
    ],
)
def test_a_list_in_any_usual_shape_is_read(text: str) -> None:
    assert good(text) == ["SUN-1", "SUN-2"]
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "number", "told"),
    [
        ("SUN-1\n\nsun-1", 3, "stands in line 1 already"),
        ("SUN-1\nS U N", 2, "letters, digits"),
        ("SUN-1,SUN-2", 1, "letters, digits"),
        ("SUN-1\n*BOLD*", 2, "letters, digits"),
        ("SUN-1\n" + "X" * (LONGEST + 1), 2, "longer than"),
        ("SUN-1\nA1", 2, "shorter than"),
        ("code,note\nSUN-1,x\n,empty", 3, "has no code"),
        ("note,code\nx,SUN-1\nalone", 3, "has no code"),
    ],
)
def test_a_wrong_line_is_named_and_the_good_one_taken(text: str, number: int, told: str) -> None:
    [(found, reason)] = wrong(text)
    assert found == number
    assert told in reason
    assert len(good(text)) == (0 if number == 1 else 1)


def test_nothing_is_nothing() -> None:
    assert read_lines("") == []
    assert read_lines("\n \n") == []
