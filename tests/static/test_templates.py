"""What the content security policy and htmx's nonce gate ask of every template, checked in their text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines

ROOT: Path = settings.BASE_DIR / "templates"
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.html"))
COMMENT = re.compile(r"{% comment.*?endcomment %}|{#.*?#}", re.S)
TAG = re.compile(r"<[a-zA-Z][^<>]*?>", re.S)
# Template tags inside a tag may hold > or quotes; they are no attributes.
LOGIC = re.compile(r"{%.*?%}|{{.*?}}", re.S)
REQUESTS = re.compile(r"\shx-(?:get|post|put|patch|delete|query|action|boost|sse|on)\b")


def markup(name: str) -> str:
    return COMMENT.sub("", (ROOT / name).read_text())


def tags(text: str) -> list[str]:
    return TAG.findall(LOGIC.sub("", text))


def breaches(text: str) -> list[str]:
    """Tags that the policy would refuse: inline style, event handlers, script addresses, evaluated htmx values."""
    patterns = (r"\sstyle\s*=", r"\son[a-z]+\s*=", r"javascript:", r"\shx-on[:-]", r"=['\"]js:", r"^<style\b")
    return [tag for tag in tags(text) if any(re.search(pattern, tag, re.I) for pattern in patterns)]


@pytest.mark.parametrize(
    "planted",
    [
        '<p style="color: red">',
        '<a onclick="x()">',
        '<a href="javascript:x()">',
        '<i hx-on:click="x()">',
        "<style>",
        '<b hx-vals="js:{a: 1}">',
    ],
)
def test_a_planted_breach_is_seen(planted: str) -> None:
    assert breaches(f"<main>{planted}</main>") == [planted]


def test_there_are_templates_to_check() -> None:
    assert {"base.html", "workbench_base.html", "components/finding.html"} <= set(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_parses(name: str) -> None:
    engines["django"].get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_has_nothing_that_the_policy_refuses(name: str) -> None:
    assert breaches(markup(name)) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_elements_that_send_requests_carry_the_nonce(name: str) -> None:
    sending = [tag for tag in tags(markup(name)) if REQUESTS.search(tag)]
    assert [tag for tag in sending if "hx-nonce=" not in tag] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_scripts_of_a_page_carry_the_nonce(name: str) -> None:
    scripts = re.findall(r"<script\b.*?>", markup(name), re.S)
    assert [script for script in scripts if 'nonce="{{ request.csp_nonce }}"' not in script] == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_static_files_named_by_a_template_exist(name: str) -> None:
    named = re.findall(r"{% static ['\"]([^'\"]+)['\"] %}", markup(name))
    assert [path for path in named if finders.find(path) is None] == []
