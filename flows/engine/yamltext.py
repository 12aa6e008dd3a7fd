"""YAML 1.2 to plain values that remember their lines; duplicate keys and bad syntax are faults.

libyaml composes the nodes, a dozen times as fast; ruamel.yaml reads what libyaml refuses (or is not there for) and
words the faults. What a plain scalar means is decided here, by YAML 1.2's rules, whoever composed it.
"""

import re
from typing import Any

import yaml

from flows.engine.faults import FaultList, Place


class Map(dict[str, Any]):
    """A mapping that knows where it and each of its keys were written."""

    def __init__(self, path: str, line: int) -> None:
        super().__init__()
        self.place = Place(path, line)
        self.lines: dict[str, int] = {}

    def at(self, key: str) -> Place:
        """Where a key was written; where the mapping begins when it is absent."""
        return Place(self.place.path, self.lines.get(key, self.place.line))


class Items(list[Any]):
    """A list that knows where each of its items was written."""

    def __init__(self, path: str, line: int) -> None:
        super().__init__()
        self.place = Place(path, line)
        self.lines: list[int] = []

    def at(self, index: int) -> Place:
        """Where an item was written."""
        return Place(self.place.path, self.lines[index])


def read_yaml(path: str, text: str, faults: FaultList) -> Map:
    """The file's mapping; empty, with a fault, when it cannot be read."""
    try:
        node = _compose(text)
        value = _value(node, path, faults) if node is not None else Map(path, 1)
    except _NotYaml as error:
        faults.error(Place(path, error.line), f"not YAML: {error}")
        return Map(path, 1)
    except (ValueError, RecursionError) as error:
        faults.error(Place(path, 1), f"not YAML: {str(error).splitlines()[0]}")
        return Map(path, 1)
    if isinstance(value, Map):
        return value
    faults.error(Place(path, 1), "a file holds a mapping with keys such as `flows:` or `responses:`")
    return Map(path, 1)


if hasattr(yaml, "CSafeLoader"):

    class _Nodes(yaml.CSafeLoader):  # type: ignore[misc] # libyaml has no types
        """Nodes alone: half of PyYAML's time goes into what scalars mean by YAML 1.1, which nobody here asks."""

        def resolve(self, kind: Any, value: Any, implicit: Any) -> str:  # noqa: ARG002
            return "tag:yaml.org,2002:str"

        def descend_resolver(self, current_node: Any, current_index: Any) -> None:
            """Nothing depends on where a node is."""

        def ascend_resolver(self) -> None:
            """Nothing depends on where a node is."""

else:
    _Nodes = None  # type: ignore[misc,assignment]


class _NotYaml(ValueError):
    """What is wrong, in words, and on which line."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


def _compose(text: str) -> Any:
    """The root node, of either library: they look the same. None for an empty text. Raises _NotYaml."""
    if _Nodes is not None:
        try:
            return yaml.compose(text, Loader=_Nodes)
        except yaml.YAMLError:
            pass
    return _compose_patiently(text)


def _compose_patiently(text: str) -> Any:
    from ruamel.yaml import YAML  # a start whose files are all right does not need it
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = str(error.problem or error.context)
        told = "a tab: YAML is indented with spaces" if "'\\t'" in problem else problem
        raise _NotYaml(told, mark.line + 1 if mark else 1) from error
    except YAMLError as error:
        raise _NotYaml(str(error).splitlines()[0], 1) from error


def place_of(value: Any, otherwise: Place) -> Place:
    """Where a value begins, as far as it knows."""
    return value.place if isinstance(value, Map | Items) else otherwise


def _value(node: Any, path: str, faults: FaultList) -> Any:
    line = node.start_mark.line + 1
    if node.id == "mapping":
        return _mapping(node, Map(path, line), faults)
    if node.id == "sequence":
        items = Items(path, line)
        for child in node.value:
            items.append(_value(child, path, faults))
            items.lines.append(child.start_mark.line + 1)
        return items
    return _scalar(node)


def _mapping(node: Any, found: Map, faults: FaultList) -> Map:
    for key_node, value_node in node.value:
        place = Place(found.place.path, key_node.start_mark.line + 1)
        if key_node.id != "scalar":
            faults.error(place, "a key must be a plain word")
            continue
        key = str(key_node.value)
        if key in found:
            faults.error(place, f"`{key}` stands here twice (first on line {found.lines[key]})")
            continue
        found[key] = _value(value_node, found.place.path, faults)
        found.lines[key] = place.line
    return found


_PLAIN: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_PLAIN |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def _scalar(node: Any) -> Any:
    """YAML 1.2's core rules: `no` and `21:00` are text."""
    text = str(node.value)
    if node.style:
        return text
    if text in _PLAIN:
        return _PLAIN[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
