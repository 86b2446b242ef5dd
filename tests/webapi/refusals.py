"""What the Web API answers when it refuses: a status, a code and a message."""

from __future__ import annotations


class Refusal(Exception):
    """A request that is refused."""

    def __init__(self, message: str, *, status: int = 400, code: str = "0x80060888") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def not_found(message: str) -> Refusal:
    return Refusal(message, status=404, code="0x80040217")
