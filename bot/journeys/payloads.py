"""What the buttons of journeys' messages stand for."""


def payload_of(flow: str, number: str) -> str:
    """A conversation about the order of this number."""
    return f'/{flow}{{"order_number": "{number}"}}'
