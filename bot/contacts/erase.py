"""Erasing a contact: everything personal goes; a row without a name stays for what points to it."""

from collections.abc import Awaitable, Callable, Sequence

from bot.contacts.interests import forget_names
from bot.contacts.merges import everybody_of, forget_merges
from bot.contacts.suppression import hash_of, release, suppress
from bot.storage.transactions import Tx

#: What a room does to forget a contact: transaction, contact id, moment in µs. Twice is once.
Eraser = Callable[[Tx, int, int], Awaitable[None]]

READ = "select opted_out_at, erased_at from contact where id = $1"
HANDLES = "select value from handle where contact_id = $1"
CLEAR_CONTACT = (
    "update contact set name = '', given_name = '', language = '', country = '', language_pinned = 0, "
    "opted_out_at = coalesce(opted_out_at, $2), erased_at = coalesce(erased_at, $2) where id = $1"
)
#: The windows stay: our own number and a moment, by which the last word that we owe may still be sent.
#: Without `touched_at` it is in no list and no count of conversations.
CLEAR_CONVERSATION = (
    "update conversation set state = '{}', sender = '', address = '', owner = 'bot', hold_until = null, "
    "touched_at = null, flow = '', version = version + 1, epoch = epoch + 1 where contact_id = $1"
)
PROOFS = "select id, address from consent where contact_id = $1 and length(address) between 1 and 63"
#: Of a consent stays what proves that it was given or withdrawn, for an address that only its hash names.
CLEAR_PROOF = (
    "update consent set words = '', profile_name = '', country = '', message_id = '', address = $2 where id = $1"
)
CLEAR_WORDS = "update consent set words = '', profile_name = '', country = '', message_id = '' where contact_id = $1"
CLEARED = ("handle", "lead", "profile_answer", "search_intent")
#: Whoever was merged into them is the same person.
CLEAR_NAMES = (
    "update contact set name = '', given_name = '', language = '', country = '' where id = any($1::bigint[])"
)


async def erase(tx: Tx, contact_id: int, now: int, *, salt: str, erasers: Sequence[Eraser]) -> bool:
    """Forget a contact (`now` in µs): here and in every room of `erasers`. False when there is no such contact.

    Turns under way are out of date by the new version and epoch; whoever writes again is somebody new.
    """
    row = await tx.row(READ, contact_id)
    if row is None:
        return False
    addresses = [str(handle[0]) for handle in await tx.rows(HANDLES, contact_id)]
    if row[1] is None:
        if row[0] is None:
            await release(tx, addresses, salt)
        else:
            await suppress(tx, contact_id, addresses, salt, row[0])
    for proof_id, address in await tx.rows(PROOFS, contact_id):
        await tx.run(CLEAR_PROOF, proof_id, hash_of(address, salt))
    await tx.run(CLEAR_WORDS, contact_id)
    await forget_names(tx, addresses)
    person = await everybody_of(tx, contact_id)
    await tx.run(CLEAR_NAMES, person)
    for table in CLEARED:
        await tx.run(f"delete from {table} where contact_id = any($1::bigint[])", person)  # noqa: S608 - our own names
    await forget_merges(tx, person)
    for eraser in erasers:
        await eraser(tx, contact_id, now)
    await tx.run(CLEAR_CONVERSATION, contact_id)
    await tx.run(CLEAR_CONTACT, contact_id, now)
    return True
