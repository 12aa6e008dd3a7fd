"""The fast YAML reader and the patient one agree, on the shipped files and on what trips readers up."""

from typing import Any

import pytest
import yaml

from flows.engine.faults import FaultList
from flows.engine.yamltext import Items, Map, _compose_patiently, _Nodes, _value
from flows.shipped import list_shipped_sources

TRICKY = [
    "a: no\nb: yes\nc: on\nd: off",
    "open: 21:00\ndate: 2026-11-22\noctal: 0o17\nzero: 017\nhex: 0x1f",
    "price: 1_000\nfloat: 1e3\ninf: .inf\nnothing: ~\nempty:",
    "buttons: [{title: Yes, payload: /SetSlots(a=b)}, {title: 'No', payload: \"/x{}\"}]",
    "text: |\n  one\n  two\nfolded: >\n  one\n  two\n",
    "emoji: 🎁\nkorean: 안녕하세요\narabic: مرحبا",
    "a: &x {k: 1}\nb: *x",
    "if: slots.a = 'x' or slots.b > 3\nthen: END",
    "quoted: \"\\u00e9\\n\"\nsingle: 'it''s'",
    "# only a comment",
    "told: !!str 5\nint: !!int '5'\nnull: !!null ''",
    "set: {[1, 2]: pair}\n? - a\n: b",
]


def tree(value: Any) -> Any:
    if isinstance(value, Map):
        return {key: (value.lines[key], tree(each)) for key, each in value.items()}
    if isinstance(value, Items):
        return [(line, tree(each)) for line, each in zip(value.lines, value, strict=True)]
    return type(value).__name__, value


@pytest.mark.parametrize("text", [*(source.text for source in list_shipped_sources()), *TRICKY])
def test_both_readers_see_the_same(text: str) -> None:
    fast = yaml.compose(text, Loader=_Nodes)
    patient = _compose_patiently(text)
    assert (fast is None) == (patient is None)
    if fast is not None:
        assert tree(_value(fast, "x", FaultList())) == tree(_value(patient, "x", FaultList()))
