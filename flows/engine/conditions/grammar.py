"""pypred's grammar, read into a small tree. As there, `and`/`or` bind alike and to the right."""

import re
from dataclasses import dataclass, field


class ConditionWrong(ValueError):
    """The condition cannot be parsed; the message says where."""


@dataclass(frozen=True, slots=True)
class Name:
    """`slots.x`, `context.y`, or a bare word (which is always undefined)."""

    path: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A quoted text, a number (always a float), true, false or null."""

    value: str | float | bool | None


@dataclass(frozen=True, slots=True)
class Special:
    """`undefined` or `empty`."""

    name: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """`{'a' 'b'}`."""

    items: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Compare:
    """`= != < <= > >= contains matches`."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Both:
    """`and` or `or`; `parenthesised` tells whether it stood in its own parentheses."""

    operator: str
    left: "Expression"
    right: "Expression"
    parenthesised: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """`not x`."""

    inner: "Expression"


Expression = Name | Literal | Special | OneOf | Compare | Both | Not

_TOKEN = re.compile(
    r"(?P<space>\s+|\#.*)|(?P<number>-?\d+(\.\d+)?)"
    r"|(?P<word>[\w.]*\.\{\{\s*context\.\w+\s*\}\}|[\w_\-.:;]+|\"[^\"]*\"|'[^']*')"
    r"|(?P<sign>>=|<=|==|!=|[<>=(){}])"
)
_RESERVED = {"is", "and", "or", "not", "contains", "matches", "true", "false", "undefined", "null", "empty"}
_CONSTANTS = {"true": True, "false": False, "null": None}
_OPERATORS = {"=": "=", "==": "=", "is": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_OPERATORS |= {"contains": "contains", "matches": "matches"}


def parse_condition(text: str) -> Expression:
    """The tree of a condition. Raises ConditionWrong."""
    return _Parser(_tokens(text)).whole()


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise ConditionWrong(f"cannot read {text[at : at + 12]!r}")
        at = token.end()
        kind, value = token.lastgroup or "", token[0]
        if kind == "word" and value.lower() in _RESERVED:
            kind, value = "reserved", value.lower()
        if kind != "space":
            found.append((kind, value))
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0

    def whole(self) -> Expression:
        expression = self.expression()
        if self.at < len(self.tokens):
            raise ConditionWrong(f"did not expect {self.tokens[self.at][1]!r}")
        return expression

    def expression(self) -> Expression:
        left = self.negated()
        if operator := self.accept("and", "or"):
            return Both(operator, left, self.expression())
        return left

    def negated(self) -> Expression:
        return Not(self.negated()) if self.accept("not") else self.term()

    def term(self) -> Expression:
        left = self.factor()
        word = self.accept(*_OPERATORS)
        if word is None:
            return left
        if word == "is" and self.accept("not"):
            return Compare("!=", left, self.factor())
        return Compare(_OPERATORS[word], left, self.factor())

    def factor(self) -> Expression:
        if self.accept("("):
            inner = self.expression()
            self.expect(")")
            return Both(inner.operator, inner.left, inner.right, True) if isinstance(inner, Both) else inner
        if self.accept("{"):
            return self.items()
        return self.leaf()

    def items(self) -> Expression:
        items: list[Expression] = []
        while not self.accept("}"):
            items.append(self.factor())
        return OneOf(tuple(items))

    def leaf(self) -> Expression:
        if self.at >= len(self.tokens):
            raise ConditionWrong("it ends too early")
        kind, value = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return Literal(float(value))
        if kind == "word":
            return Literal(value[1:-1]) if value[0] in "\"'" else Name(value)
        if value in _CONSTANTS:
            return Literal(_CONSTANTS[value])
        if value in ("undefined", "empty"):
            return Special(value)
        raise ConditionWrong(f"did not expect {value!r}")

    def accept(self, *values: str) -> str | None:
        if self.at < len(self.tokens):
            kind, value = self.tokens[self.at]
            if kind in ("reserved", "sign") and value in values:
                self.at += 1
                return value
        return None

    def expect(self, value: str) -> None:
        if self.accept(value) is None:
            raise ConditionWrong(f"{value!r} is missing")
