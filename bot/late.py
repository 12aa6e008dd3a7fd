"""Importing a library without what it brings along for uses that we do not have (docs/decisions/0005).

While a `late` block lasts, an import from the named packages only notes the names; whoever uses one later (calls
it, asks for an attribute, derives a class) imports the real package at that moment. Nothing is an instance of a
class that nobody has loaded: to ask that imports nothing.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


@contextmanager
def late(*packages: str, but: str = "") -> Iterator[None]:
    """Put off these packages and all below them, except `but` and what it lies in; loaded ones stay as they are.

    For the top of a module, before there are threads. Afterwards `import` finds the real packages, as ever.
    """
    postponed = _Postponed(packages, but)
    sys.meta_path.insert(0, postponed)
    try:
        yield
    finally:
        postponed.end()


class _Postponed(MetaPathFinder, Loader):
    """Stands in for the packages, until the block or the pretence ends."""

    def __init__(self, packages: tuple[str, ...], but: str) -> None:
        self._packages = packages
        self._but = but
        self._stands: list[_Stand] = []
        self.lasts = True

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        kept = _is_in(fullname, self._but) or _is_in(self._but, fullname)
        if kept or not any(_is_in(fullname, package) for package in self._packages):
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        self._stands.append(_Stand(spec.name, self))
        return self._stands[-1]

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing in a stand-in."""

    def end(self) -> None:
        """From now on everybody gets the real packages."""
        if not self.lasts:
            return
        self.lasts = False
        sys.meta_path.remove(self)
        for stand in self._stands:
            if sys.modules.get(stand.__name__) is stand:
                del sys.modules[stand.__name__]


class _Stand(ModuleType):
    """A module of which only the name is known."""

    def __init__(self, name: str, postponed: _Postponed) -> None:
        super().__init__(name)
        self._postponed = postponed

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Later(self, name) if self._postponed.lasts else self.find(name)

    @property
    def is_loaded(self) -> bool:
        """Whether anybody has imported the real one: before that, its classes have no instances."""
        return sys.modules.get(self.__name__, self) is not self

    def find(self, name: str) -> Any:
        """The real thing. Raises ImportError or AttributeError when it is not there."""
        self._postponed.end()
        module = import_module(self.__name__)
        try:
            return getattr(module, name)
        except AttributeError:
            return import_module(f"{self.__name__}.{name}")


class Later:
    """A function, class or object that is looked up when it is used."""

    def __init__(self, stand: _Stand, name: str) -> None:
        self._stand = stand
        self._name = name

    def now(self) -> Any:
        """The real one."""
        return self._stand.find(self._name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.now()(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.now(), name)

    def __instancecheck__(self, instance: object) -> bool:
        return self._stand.is_loaded and isinstance(instance, self.now())

    def __subclasscheck__(self, subclass: type) -> bool:
        return self._stand.is_loaded and issubclass(subclass, self.now())

    def __or__(self, other: Any) -> Any:
        return self.now() | other

    def __ror__(self, other: Any) -> Any:
        return other | self.now()

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        return (self.now(),)


def _is_in(name: str, package: str) -> bool:
    """Whether `package` is `name` or lies above it."""
    return bool(package) and (name == package or name.startswith(package + "."))
