"""Leaving tests out is declared, said, and refused by the strict run."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOME_TESTS = """
import pytest

def test_always():
    pass

@pytest.mark.requires("absent")
def test_needs_what_is_absent():
    raise AssertionError("ran without it")

@pytest.mark.strict_only("slow")
def test_heavy():
    pass
"""
UNDECLARED = """
import pytest

def test_that_skips_itself():
    pytest.skip("not today")
"""


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeini("[pytest]\nmarkers =\n    requires(name)\n    strict_only(reason)\n")
    pytester.makeconftest(
        """
        pytest_plugins = ["tests.optional", "tests.workers"]
        from tests import optional
        optional.REQUIREMENTS["absent"] = optional.Requirement(lambda: None, "install it")
        """
    )
    pytester.makepyfile(SOME_TESTS)
    return pytester


def run(suite: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return suite.runpytest_inprocess("-p", "no:django", *arguments)


def test_default_run_leaves_out_and_says_why(suite: pytest.Pytester) -> None:
    result = run(suite)
    result.assert_outcomes(passed=1, skipped=2)
    result.stdout.fnmatch_lines(["1 test left out, absent is absent: install it", "1 test left out, heavy*slow"])


def test_strict_run_fails_where_something_is_absent_and_runs_the_heavy_ones(suite: pytest.Pytester) -> None:
    result = run(suite, "--require-all")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*absent is absent: install it*"])


def test_only_skipped_selects_what_the_default_run_leaves_out(suite: pytest.Pytester) -> None:
    run(suite, "--require-all", "--only-skipped").assert_outcomes(passed=1, errors=1, deselected=1)


def test_nothing_left_out_is_no_failure(suite: pytest.Pytester) -> None:
    assert run(suite, "--only-skipped", "-k", "always").ret == 0


def test_undeclared_skip_is_said_by_default_and_fails_in_the_strict_run(suite: pytest.Pytester) -> None:
    suite.makepyfile(test_undeclared=UNDECLARED)
    run(suite, "-k", "skips_itself").assert_outcomes(skipped=1, deselected=3)
    strict = run(suite, "--require-all", "-k", "skips_itself")
    strict.assert_outcomes(failed=1, deselected=3)


@pytest.mark.strict_only("it starts pytest with two workers three times")
def test_parallel_run_leaves_out_says_and_selects_the_same(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # most of what starting pytest costs

    def parallel(*arguments: str) -> pytest.RunResult:
        return suite.runpytest_subprocess("-p", "xdist.plugin", "-n", "2", "--dist", "loadfile", *arguments)

    result = parallel()
    result.assert_outcomes(passed=1, skipped=2)
    result.stdout.fnmatch_lines(["1 test left out, absent is absent: install it", "1 test left out, heavy*slow"])
    parallel("--require-all", "--only-skipped").assert_outcomes(passed=1, errors=1)
    assert parallel("--only-skipped", "-k", "always").ret == 0


def test_unknown_requirement_is_refused(suite: pytest.Pytester) -> None:
    suite.makepyfile("import pytest\n@pytest.mark.requires('unheard-of')\ndef test_it():\n    pass\n")
    result = run(suite)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*does not know*"])
