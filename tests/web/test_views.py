"""A module with views is imported by nobody but the package that puts the pages together."""

import ast
import importlib
from pathlib import Path

import grimp
import pytest
from flask import Blueprint

from registration import web

ROOT = Path(web.__file__).parents[2]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): path
    for path in Path(web.__file__).parent.rglob("*.py")
    if path.name != "__init__.py"
}
GRAPH = grimp.build_graph("registration")


def uses_a_blueprint(name: str) -> bool:
    """Whether a function of the module is decorated with a method of a blueprint."""
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    decorators = (d for node in ast.walk(tree) for d in getattr(node, "decorator_list", ()))
    calls = (d.func if isinstance(d, ast.Call) else d for d in decorators)
    owners = {c.value.id for c in calls if isinstance(c, ast.Attribute) and hasattr(c.value, "id")}
    # gunicorn's settings, which have none, can't be imported without an environment.
    module = importlib.import_module(name) if owners else None
    return any(isinstance(getattr(module, owner, None), Blueprint) for owner in owners)


VIEWS = [name for name in MODULES if uses_a_blueprint(name)]


def test_the_views_are_found() -> None:
    assert {"registration.web.feeds", "registration.web.participants.my"} <= set(VIEWS)
    assert "registration.web.staff.every_page" in VIEWS
    assert "registration.web.shared.marking" not in VIEWS


@pytest.mark.parametrize("view", VIEWS)
def test_what_has_views_is_imported_by_its_package_alone(view: str) -> None:
    importers = GRAPH.find_modules_that_directly_import(view)
    packages = {"registration.web", "registration.web.staff", view.rpartition(".")[0]}
    assert importers <= packages
