"""What belongs to a contact goes along when two turn out to be one person, or is named as staying (A9)."""

from bot.migrations.metadata import all_tables
from bot.orders.vocabulary import EVENTS, FACTS
from bot.stores.movers import MOVERS, STAY
from bot.stores.topics import RECORDS, TOPICS


def test_every_table_of_contacts_is_moved_or_stays() -> None:
    """A room with a new table decides what becomes of it."""
    owned = {table.name for table in all_tables().sorted_tables if "contact_id" in table.columns}
    assert owned == {mover.table for mover in MOVERS} | STAY
    assert not {mover.table for mover in MOVERS} & STAY


def test_rows_are_moved_by_what_names_them() -> None:
    """What a contact has once only is moved only where the other has none of it."""
    tables = {table.name: table for table in all_tables().sorted_tables}
    for mover in MOVERS:
        table = tables[mover.table]
        unique = [{column.name for column in table.primary_key.columns}]
        unique += [{column.name for column in each.columns} for each in table.constraints if hasattr(each, "columns")]
        unique += [{column.name for column in index.columns} for index in table.indexes if index.unique]
        of_contact = [names - {"contact_id"} for names in unique if "contact_id" in names]
        free = [names for names in of_contact if not set(mover.once) & names and mover.table != "cart"]
        assert not [names for names in free if names], mover.table
        assert set(mover.keys) in unique or {*mover.keys, "contact_id"} in unique, mover.table


def test_every_reader_and_every_name_is_there() -> None:
    """A topic's reader is found when its first delivery comes; facts and events have names of their own."""
    from importlib import import_module

    for topics in (TOPICS, RECORDS):
        for by_topic in topics.values():
            for place in by_topic.values():
                module, _, name = place.partition(":")
                assert callable(getattr(import_module(module), name))
    assert {fact.model_fields["kind"].default for fact in FACTS.values()} == set(FACTS)
    assert all(name.count(".") == 1 for name in EVENTS)
