"""Whatever a feed turns into, it ends in Told values or SourceFailed, in bounded time."""

import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.feeds.jsonlines import write_line
from catalog.feeds.kinds import Kind, detect
from catalog.feeds.reading import read_stream
from catalog.items import Gone, Item, Mark, Note, Refused, SourceFailed
from tests.catalog.feeds import test_google, test_naver, test_shopify_csv, test_woocommerce_csv
from tests.catalog.feeds.make import rss, table, terms
from tests.catalog.feeds.test_jsonlines import WHOLE

VALID: dict[Kind, bytes] = {
    Kind.GOOGLE_TABLE: table(*(test_google.shirt(colour, "S") for colour in ("Navy", "Größe", "남색"))).encode(),
    Kind.META_TABLE: table({**test_google.MUG, "visibility": "published"}, sign="\t").encode(),
    Kind.GOOGLE_XML: rss(
        *(f"<g:id>{n}</g:id><title>Vase &amp; {n}</title><g:price>{n} EUR</g:price>" for n in "123")
    ).encode(),
    Kind.META_XML: rss("<g:id>1</g:id><g:title><![CDATA[남색]]></g:title><g:inventory>3</g:inventory>").encode(),
    Kind.SHOPIFY_CSV: table(test_shopify_csv.SHIRT, test_shopify_csv.MUG).encode(),
    Kind.WOOCOMMERCE_CSV: table(
        test_woocommerce_csv.MUG,
        test_woocommerce_csv.SHIRT,
        test_woocommerce_csv.variation("21", "id:20", "", "Navy"),
    ).encode(),
    Kind.NAVER_TABLE: table(test_naver.ROW, sign="\t").encode("cp949"),
    Kind.JSON_LINES: (write_line(WHOLE) + "\n").encode() * 2,
    Kind.TABLE: table({"id": "A", "title": "Lamp", "price": "1.299,00", "stock": "3"}, sign=";").encode("cp1252"),
}
PIECES = (
    b"\x00",
    b'"',
    b"\n",
    b"\r",
    b",",
    b"-",
    b"{{",
    b"&a;",
    b"<!DOCTYPE x>",
    b"]]>",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xb3\xb2",
)
VALUES = (Item, Gone, Refused, Note, Mark)


@st.composite
def spoiled(draw: st.DrawFn, raw: bytes) -> bytes:
    """Cut, flipped, doubled, spliced, encoded once more."""
    for _ in range(draw(st.integers(1, 6))):
        first, last = sorted((draw(st.integers(0, len(raw))), draw(st.integers(0, len(raw)))))
        how = draw(st.sampled_from(["cut", "flip", "double", "drop", "splice", "widen", "mix"]))
        if how == "cut":
            raw = raw[:last]
        elif how == "flip":
            raw = (
                raw[:first]
                + bytes(byte ^ draw(st.integers(0, 255)) for byte in raw[first : first + 8])
                + raw[first + 8 :]
            )
        elif how == "double":
            raw = raw[:last] + raw[first:]
        elif how == "drop":
            raw = raw[:first] + raw[last:]
        elif how == "splice":
            raw = raw[:first] + draw(st.sampled_from(PIECES)) + raw[first:]
        elif how == "widen":
            raw = raw[:first] + raw[first:].decode("utf-8", "replace").encode("utf-16")
        else:
            raw = raw[:first] + draw(st.sampled_from(list(VALID.values())))[first:] + raw[last:]
    return raw


@pytest.mark.parametrize("kind", list(Kind))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_a_spoiled_feed_ends_in_values_or_a_clear_failure(kind: Kind, data: st.DataObject) -> None:
    raw = data.draw(spoiled(VALID[kind]))
    size = data.draw(st.sampled_from([1, 17, 100_000]))
    begun = time.process_time()
    with suppress(SourceFailed):
        for told in read_stream((raw[at : at + size] for at in range(0, len(raw), size)), terms(), kind):
            assert isinstance(told, VALUES)
            if isinstance(told, Item):
                assert told.external_id
                assert all(text.title for text in told.texts.values())
                assert len({each.external_id for each in told.variants}) == len(told.variants)
    assert time.process_time() - begun < 20


@given(st.binary(max_size=200) | st.sampled_from(list(VALID.values())).flatmap(spoiled))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_have_a_kind_or_a_clear_failure(raw: bytes) -> None:
    with suppress(SourceFailed):
        assert detect(raw, "feed") in Kind


@pytest.mark.parametrize("kind", list(Kind))
def test_the_valid_feeds_are_valid(kind: Kind) -> None:
    told = list(read_stream([VALID[kind]], terms(), kind))
    assert any(isinstance(each, Item) for each in told)
    assert not [each for each in told if isinstance(each, Refused)]
    assert detect(VALID[kind]) is kind or kind is Kind.META_XML
