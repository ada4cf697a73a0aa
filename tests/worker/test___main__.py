"""The worker's command line."""

import pytest

from worker.__main__ import main


def test_a_word_that_the_worker_does_not_know_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["--clokc"])
    assert refused.value.code == 2
    assert "--clokc" in capsys.readouterr().err
