"""How fast feeds are read: `python -m benchmarks.feeds [products]` writes a Google TSV with three variants a product,
in no order, and reads it in a process of its own; then the same as XML. Processor seconds, and the most memory that
was used. Beside them stands what counting to ten million costs then, as machines and their loads differ."""

import random
import re
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

from catalog.feeds.kinds import Kind
from catalog.feeds.reading import read_file
from catalog.feeds.terms import Terms
from catalog.items import Item

FIELDS = (
    "id", "item_group_id", "title", "description", "link", "image_link", "additional_image_link", "availability",
    "price", "sale_price", "brand", "gtin", "color", "size", "product_type", "gender",
)  # fmt: skip
COLOURS = ("Navy", "Rust", "Sage")


def rows(products: int, variants: int = len(COLOURS)) -> list[list[str]]:
    """Variants of all products, shuffled."""
    chance = random.Random(7)
    colours = [*COLOURS, *(f"Colour{number}" for number in range(len(COLOURS), variants))][:variants]
    made = [_row(number, colour, chance) for number in range(products) for colour in colours]
    chance.shuffle(made)
    return made


def _row(number: int, colour: str, chance: random.Random) -> list[str]:
    url = f"https://shop.example/p/{number}"
    price = f"{chance.randint(500, 90000) / 100:.2f} EUR"
    text = f"<p>Shirt number {number} of washed linen &amp; cotton.</p><ul><li>Two pockets<li>Made to last</ul>"
    return [
        f"SKU-{number}-{colour}", f"G{number}", f"Linen Shirt {number} {colour}", text, url, f"{url}/{colour}.jpg",
        f"{url}/a.jpg,{url}/b.jpg", "in_stock", price, "", f"Brand {number % 300}", "4006381333931", colour, "M",
        "Clothes > Shirts > Linen", "female",
    ]  # fmt: skip


def write_tsv(path: Path, made: list[list[str]]) -> None:
    with path.open("w") as file:
        for row in (list(FIELDS), *made):
            file.write("\t".join(row) + "\n")


def write_xml(path: Path, made: list[list[str]]) -> None:
    with path.open("w") as file:
        file.write('<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>')
        for row in made:
            fields = (
                f"<g:{name}><![CDATA[{value}]]></g:{name}>" for name, value in zip(FIELDS, row, strict=True) if value
            )
            file.write(f"<item>{''.join(fields)}</item>\n")
        file.write("</channel></rss>")


def measure(path: Path, kind: Kind) -> None:
    begun = time.process_time()
    products = sum(1 for each in read_file(path, Terms("EUR"), kind) if isinstance(each, Item))
    seconds = time.process_time() - begun
    peak = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024
    counted = count()
    size = path.stat().st_size / 1e6
    told = f"{products:,} products, {size:.0f} MB, {seconds:.1f} s processor time, {peak:.0f} MB at most"
    print(f"{kind}: {told}; counting: {counted:.2f} s", flush=True)


def count() -> float:
    """What counting to ten million costs now."""
    begun, number = time.process_time(), 0
    for step in range(10_000_000):
        number += step
    return time.process_time() - begun


def main() -> None:
    products = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        table, xml = Path(folder, "feed.tsv"), Path(folder, "feed.xml")
        made = rows(products)
        write_tsv(table, made)
        write_xml(xml, made)
        del made
        for path, kind in ((table, Kind.GOOGLE_TABLE), (xml, Kind.GOOGLE_XML)):
            reader = get_context("spawn").Process(target=measure, args=(path, kind))
            reader.start()
            reader.join()


if __name__ == "__main__":
    main()
