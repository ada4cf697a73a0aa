"""A history says in words of the reader's language what was done; the log's own words it never shows."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_babel import force_locale

from registration.web.staff.words import action_word

# Functions of audit that write an action, and the place of that action among their arguments.
WRITERS = {"note": 1, "note_on": 2, "log_person_view": 2}


@dataclass(frozen=True)
class Writing:
    """A call that writes to the log, or that hands on an action to such a call."""

    action: ast.expr
    call: ast.Call
    within: ast.FunctionDef
    before: str = ""


def noted_actions() -> set[str]:
    """Each action that may stand in the history of a training or a person."""
    found: set[str] = set()
    for path in Path("registration").rglob("*.py"):
        tree = ast.parse(path.read_text())
        found |= {action for one in writings(tree) for action in actions_in(tree, one)}
    return found


def writings(tree: ast.Module) -> Iterator[Writing]:
    for function in [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]:
        for call in [one for one in ast.walk(function) if isinstance(one, ast.Call)]:
            name = called(call)
            if name in WRITERS and (name != "note" or is_about_somebody(call)):
                before = "saw " if name == "log_person_view" else ""
                yield Writing(call.args[WRITERS[name]], call, function, before)


def called(call: ast.Call) -> str:
    """The name of a function of audit; empty for any other's."""
    name = call.func
    is_ours = isinstance(name, ast.Attribute) and ast.unparse(name.value) == "audit"
    return name.attr if is_ours and isinstance(name, ast.Attribute) else ""


def is_about_somebody(call: ast.Call) -> bool:
    names = [word.arg for word in call.keywords if not isinstance(word.value, ast.Dict)]
    return bool({"training_id", "registration_id", None} & set(names))


def actions_in(tree: ast.Module, one: Writing) -> Iterator[str]:
    if isinstance(one.action, ast.Name):
        yield from handed_on(tree, one.within, one.action.id)
        return
    strings = [node.value for node in ast.walk(one.action) if isinstance(node, ast.Constant)]
    assert strings, f"no action in {ast.unparse(one.call)}"
    yield from (one.before + str(text) for text in strings)


def handed_on(tree: ast.Module, function: ast.FunctionDef, name: str) -> Iterator[str]:
    """What the callers of a function give it as its argument."""
    place = [argument.arg for argument in function.args.args].index(name)
    callers = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
    for caller in callers:
        for call in [one for one in ast.walk(caller) if isinstance(one, ast.Call)]:
            if isinstance(call.func, ast.Name) and call.func.id == function.name:
                yield from actions_in(tree, Writing(call.args[place], call, caller))


def test_the_actions_of_every_shape_of_call_are_found() -> None:
    assert noted_actions() >= {
        "signed up",
        "confirmed a new address",
        "accepted",
        "address wrong",
        "address right",
        "completed the list",
        "reopened the list",
        "removed a walk-in",
        "marked attendance",
        "did not print a letter",
        "saw a registration",
    }


def test_every_action_of_a_history_has_a_word(app: Flask) -> None:
    with app.test_request_context(), force_locale("de"):
        assert [one for one in sorted(noted_actions()) if action_word(one) == one] == []
