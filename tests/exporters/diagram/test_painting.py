"""PNG and PDF: legible without any installed font, whole, and within limits."""

import struct
import zlib
from pathlib import Path

import pytest

from designer.exporters.diagram import draw, fonts, picture
from designer.exporters.diagram.painting import LARGEST, LONGEST, fitting
from designer.exporters.diagram.pool import Pool
from designer.exporters.diagram.shapes import Scene
from designer.schema.build import entity, schema_of
from tests.exporters.drawn_designs import hostile, shop

FRAME = 'digraph { graph [dpi=72]; n [shape=box, style=invis, label="", pos="200,20", width=6, height=0.6]; }'


def _ink(png: bytes) -> int:
    """How many samples of a PNG differ from its first pixel."""
    width, height, _, kind = struct.unpack(">IIBB", png[16:26])
    channels = {2: 3, 6: 4}[kind]
    data, position = b"", 8
    while position < len(png):
        (length,) = struct.unpack(">I", png[position : position + 4])
        if png[position + 4 : position + 8] == b"IDAT":
            data += png[position + 8 : position + 8 + length]
        position += length + 12
    raw, stride, ink = zlib.decompress(data), width * channels, 0
    before = bytearray(stride)
    ground = None
    for row in range(height):
        method = raw[row * (stride + 1)]
        line = bytearray(raw[row * (stride + 1) + 1 : (row + 1) * (stride + 1)])
        for index in range(stride):
            left = line[index - channels] if index >= channels else 0
            above, corner = before[index], before[index - channels] if index >= channels else 0
            guess = (0, left, above, (left + above) // 2, _paeth(left, above, corner))[method]
            line[index] = (line[index] + guess) & 255
        ground = ground or bytes(line[:channels])
        ink += sum(one != other for one, other in zip(line, ground * width, strict=True))
        before = line
    return ink


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))


def _text(pool: Pool, text: str) -> bytes:
    return pool.draw("nop2", "png", FRAME, f"F 24 9 -Helvetica c 7 -#000000 T 20 10 -1 100 {len(text)} -{text}")


def _only(tmp_path: Path, folder: Path | None) -> Path:
    file = tmp_path / "fonts.conf"
    places = f"<dir>{folder}</dir>" if folder else ""
    file.write_text(f'<?xml version="1.0"?><fontconfig>{places}<cachedir>{tmp_path}/cache</cachedir></fontconfig>')
    return file


def test_letters_are_letters_with_the_vendored_face_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _only(tmp_path, fonts.vendored())
    monkeypatch.setattr(fonts, "configuration", lambda: file)
    pool = Pool()
    thin, broad, dots = (_ink(_text(pool, text)) for text in ("llllll", "MMMMMM", "......"))
    pool.close()
    # Boxes would hold about the same ink for every letter.
    assert broad > 1.5 * thin > 2 * dots > 0


def test_without_any_face_letters_are_no_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _only(tmp_path, None)
    monkeypatch.setattr(fonts, "configuration", lambda: file)
    pool = Pool()
    thin, broad = (_ink(_text(pool, text)) for text in ("llllll", "MMMMMM"))
    pool.close()
    assert abs(broad - thin) < 0.2 * max(broad, thin, 1)


def test_vendored_face_is_there_and_named_in_the_configuration() -> None:
    folder = fonts.vendored()
    assert folder is not None
    assert str(folder) in fonts.configuration().read_text()


def test_png_is_twice_the_size_of_the_drawing_and_not_blank() -> None:
    drawing = draw(schema_of(entity("t", "id bigint", "name text", pk="id")))
    png = picture(drawing, "png")
    width, height = struct.unpack(">II", png[16:24])
    assert (width, height) == pytest.approx((drawing.scene.width * 2, drawing.scene.height * 2), abs=2)
    assert _ink(png) > 2000


def test_themes_give_different_pictures() -> None:
    drawing = draw(shop())
    assert picture(drawing, "png", "light") != picture(drawing, "png", "dark")


def test_pdf_holds_one_page_with_its_fonts() -> None:
    pdf = picture(draw(shop()), "pdf")
    assert pdf.startswith(b"%PDF")
    assert pdf.rstrip().endswith(b"%%EOF")
    assert b"Liberation" in pdf


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_hostile_names_are_drawn(form: str) -> None:
    assert len(picture(draw(hostile()), form, scale=0.5)) > 5000


def test_huge_drawing_gets_the_largest_scale_within_the_limits() -> None:
    scene = Scene(0, 0, 40_000, 9_000, (), "")
    scale = fitting(scene, 2.0)
    assert scale < 2.0
    assert scene.width * scale <= LONGEST
    assert scene.width * scene.height * scale**2 <= LARGEST * 1.0001


def test_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="svgz"):
        picture(draw(shop()), "svgz")
