"""Addresses of the web as they may be shown and written down."""

from urllib.parse import urlsplit


def plain_address(url: str) -> str:
    """Without what may be a key: name and password before the host, and what comes behind the path."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host, query="", fragment="").geturl()
