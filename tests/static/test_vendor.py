"""Vendored files are what they say they are."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

VENDOR: Path = settings.BASE_DIR / "static" / "vendor"
PACKAGES: list[dict[str, Any]] = json.loads((VENDOR / "MANIFEST.json").read_text())["packages"]


def test_every_vendored_folder_is_in_the_manifest() -> None:
    assert {path.name for path in VENDOR.iterdir() if path.is_dir()} == {package["folder"] for package in PACKAGES}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["folder"])
def test_vendored_files_have_their_checksums_and_a_licence(package: dict[str, Any]) -> None:
    folder = VENDOR / package["folder"]
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("[!.]*")
    }  # fontconfig leaves .uuid
    assert found == package["sha256"]
    assert "LICENSE" in found
    assert package["folder"].endswith(package["version"])


def test_htmx_says_the_version_that_its_folder_names() -> None:
    folder = next(package for package in PACKAGES if package["name"] == "htmx.org")
    assert f'version="{folder["version"]}"' in (VENDOR / folder["folder"] / "htmx.min.js").read_text()
