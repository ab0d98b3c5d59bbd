"""Values of an object that are computed when first needed, then kept."""

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class lazily(Generic[T]):  # noqa: N801 - a decorator
    """``functools.cached_property`` without the lock that it has before Python 3.12.

    All objects of a class share that lock. A tree asks its children for values of the same kinds, so two threads with
    different trees may take the locks of two classes in opposite order: a deadlock. Here two threads may compute the
    same value, but all get the one that was kept first.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> Self | T:
        if instance is None:
            return self
        kept: T = instance.__dict__.setdefault(self._name, self._compute(instance))
        return kept
