"""What is open until it is closed: the end of a `with` block closes it, whatever happened."""

from types import TracebackType
from typing import Self

__all__ = ["Closing"]


class Closing:
    """The base of a class with a method `close`, so that it can be used in a `with` block.

    Examples
    --------
    >>> class Door(Closing):
    ...     def close(self) -> None:
    ...         print("closed")
    >>> with Door():
    ...     print("open")
    open
    closed
    """

    def __enter__(self) -> Self:
        """Return the thing itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it, and let an error pass."""
        self.close()

    def close(self) -> None:
        """End what is open; a class of this kind says how."""
        raise NotImplementedError
