"""Languages of packages."""

from __future__ import annotations

from dvspec.verify.rules.languages import is_language


def test_languages_are_lcids() -> None:
    assert all(is_language(code) for code in ("1033", "1031", "1025", "3098", "10266", "9242", "2052"))
    assert not any(is_language(code) for code in ("", "33", "0", "-1033", "99999", "1033.0", "en-US", "10331033"))
