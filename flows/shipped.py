"""The shipped library and its languages, as sources that can be compiled."""

from importlib.resources import files

from flows.engine.reading.gather import Source

_FOLDERS = ("library", "languages")


def list_shipped_sources() -> tuple[Source, ...]:
    """Every YAML file of the library and of the languages, by name. Read anew: nobody needs them once compiled."""
    found = (
        Source(f"flows/{folder}/{file.name}", file.read_text("utf-8"))
        for folder in _FOLDERS
        for file in (files("flows") / folder).iterdir()
        if file.name.endswith(".yml")
    )
    return tuple(sorted(found, key=lambda source: source.path))
