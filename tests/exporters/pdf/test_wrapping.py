"""Lines of a width."""

from designer.exporters.pdf.faces import width
from designer.exporters.pdf.wrapping import wrapped


def test_no_line_is_wider_than_its_room_and_nothing_is_lost() -> None:
    text = "customer_shipping_address_with_a_very_long_name_indeed and (a, list, of) things; 客户表包含所有客户的信息。"
    lines = wrapped(text, 9, 80)
    assert all(width(line, 9) <= 80 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_long_name_is_cut_behind_its_signs() -> None:
    assert wrapped("customer_shipping_address", 9, 80)[0].endswith("_")


def test_line_ends_of_the_text_stay_and_empty_text_is_one_line() -> None:
    assert wrapped("a\n\nb", 9, 80) == ("a", "", "b")
    assert wrapped("", 9, 80) == ("",)


def test_a_room_narrower_than_a_letter_ends_all_the_same() -> None:
    assert wrapped("abc", 9, 1) == ("a", "b", "c")
