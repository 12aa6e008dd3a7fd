"""The second factor: six digits from an app (TOTP), each good once. `pyotp` and `segno` are loaded when needed."""

import hmac

from bot.staff.queries import USE_CODE
from bot.storage.transactions import Tx

STEP = 30_000_000  # µs that a code lasts
AROUND = (0, -1, 1)  # steps that clocks may differ


def new_secret() -> str:
    """A secret for an app, in Base32."""
    import pyotp

    return pyotp.random_base32()


def picture_of(secret: str, email: str, shop: str) -> tuple[str, str]:
    """What the app scans: the address, and its QR code as SVG in a `data:` address."""
    import pyotp
    import segno

    uri = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=shop)
    return uri, segno.make(uri, error="m").svg_data_uri(scale=4, border=2, dark="#000", light="#fff")


async def use_code(tx: Tx, agent_id: int, secret: str, code: str, now: int) -> bool:
    """Whether this is a code of now that was not used before; then it is used."""
    step = _step_of(secret, "".join(code.split()), now)
    if step is None:
        return False
    return await tx.row(USE_CODE, f"code:{agent_id}:{step}", now) is not None


def _step_of(secret: str, code: str, now: int) -> int | None:
    import pyotp

    totp = pyotp.TOTP(secret)
    for step in (now // STEP + around for around in AROUND):
        if hmac.compare_digest(totp.at(step * STEP // 1_000_000).encode(), code.encode()):
            return step
    return None
