"""Templates are compiled once, and again whenever something that they depend on has changed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from jinja2 import Environment

from dvspec import resources
from dvspec.targets import templates
from dvspec.targets.compiled_templates import CompiledTemplates


class Templates:
    """A folder with one template, and the count of its compilations."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.file = folder / "some" / "page.jinja"
        self.file.parent.mkdir()
        self.file.write_text("Hello {{ name }}!", encoding="utf-8")
        self.compiled = Path(cache_from_source(str(self.file)))
        self.compilations = 0
        compile_: Callable[..., object] = Environment.compile

        def counting(*arguments: object, **options: object) -> object:
            self.compilations += 1
            return compile_(*arguments, **options)

        monkeypatch.setattr(Environment, "compile", counting)

    def render(self) -> str:
        """Render the template as a new process would."""
        templates._environment.cache_clear()
        return templates.template("some", "page").render(name="you")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Templates:
    monkeypatch.setattr(templates, "templates", lambda: str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    return Templates(tmp_path, monkeypatch)


@pytest.fixture(autouse=True)
def _own_environment() -> object:
    yield
    templates._environment.cache_clear()


def test_template_is_compiled_once(folder: Templates) -> None:
    assert [folder.render(), folder.render()] == ["Hello you!"] * 2
    assert folder.compilations == 1


def test_edited_template_is_compiled_again(folder: Templates) -> None:
    folder.render()
    folder.file.write_text("Goodbye {{ name }}!", encoding="utf-8")
    assert [folder.render(), folder.render()] == ["Goodbye you!"] * 2
    assert folder.compilations == 2


def test_changed_options_compile_again(folder: Templates, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.file.write_text("Hello\n", encoding="utf-8")
    assert folder.render() == "Hello\n"
    monkeypatch.setitem(templates._OPTIONS, "keep_trailing_newline", False)
    assert folder.render() == "Hello"


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[:40], lambda data: data[:32] + b"\xff" * 9])
def test_damaged_compiled_template_is_replaced(folder: Templates, damage: Callable[[bytes], bytes]) -> None:
    folder.render()
    good = folder.compiled.read_bytes()
    folder.compiled.write_bytes(damage(good))
    assert folder.render() == "Hello you!"
    assert folder.compiled.read_bytes()[:32] == good[:32]
    assert folder.compilations == 2


def test_nothing_is_kept_where_python_keeps_nothing(folder: Templates, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert folder.render() == "Hello you!"
    assert not folder.compiled.parent.exists()


def test_templates_work_where_nothing_can_be_written(folder: Templates) -> None:
    folder.compiled.parent.write_text("a file in place of the folder", encoding="utf-8")
    assert [folder.render(), folder.render()] == ["Hello you!"] * 2
    assert folder.compilations == 2


def test_compiled_templates_are_kept_in_the_installation_only() -> None:
    source = Path(resources.templates(), "python", "table.py.jinja")
    compiled = CompiledTemplates({}).get_cache_key("python/table.py.jinja", str(source))
    assert Path(compiled).parent == source.parent / "__pycache__"
