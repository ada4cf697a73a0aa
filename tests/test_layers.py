"""The arrows of docs/architecture.md: who may import whom, with a place for each module."""

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_every_import_follows_the_arrows() -> None:
    # What breaks an arrow is printed.
    assert lint_imports(no_cache=True, no_logo=True) == EXIT_STATUS_SUCCESS
