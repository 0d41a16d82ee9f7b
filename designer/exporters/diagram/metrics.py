"""How wide text is in Arial's metrics, which Helvetica, Arimo and Liberation Sans share.

The widths are facts of the face, written down so that a drawing does not depend on the fonts of the
machine that makes it. What the tables lack is taken as wide as its script usually is.
"""

import unicodedata
from functools import lru_cache

# fmt: off
_REGULAR = {  # thousandths of the font size
    191: "'",
    222: "ijlįĵĺļłſίι‘’",
    260: "|¦",
    278: " !,./:;I[\\]ftÌÍÎÏìíîïĨĩĪīĬĭĮİıţŧΙΪ",
    292: "ľ",
    333: "()-`r¡¨²³´·¸¹ŕŗř“”",
    334: "{}ŀ",
    350: "•",
    355: '"',
    365: "ºг",
    370: "ª",
    375: "ť",
    389: "*",
    395: "τ",
    400: "°",
    438: "к",
    441: "ζ",
    444: "ĳ",
    446: "έε",
    448: "ξ",
    458: "зт",
    469: "^",
    482: "ς",
    500: "JcksvxyzçýÿćĉċčĴķĸśŝşšŷźżžγκλνсух",
    510: "э",
    521: "чь",
    525: "χ",
    531: "в",
    537: "¶",
    542: "Гпя",
    547: "ΰυ",
    549: "±÷",
    551: "Γ",
    552: "¯н",
    556: "#$0123456789?L_abdeghnopqu¢£¤¥§«»àáâãäåèéêëðñòóôõöùúûüþāăąđēĕėęěĝğġģĥħ"
    "ĹĻĽĿŁńņňŋōŏőũūŭůűųήηθοаеор–€",
    557: "δ",
    559: "ий",
    569: "ρ",
    573: "бц",
    575: "β",
    576: "µμ",
    578: "άα",
    583: "Кдл",
    584: "+<=>~¬×",
    604: "ŉЗ",
    611: "FTZ¿ßøŢŤŦŹŻŽΖΤТ",
    615: "ď",
    617: "σ",
    618: "Σ",
    625: "ъ",
    635: "У",
    648: "φ",
    650: "Ξ",
    656: "БЛЬ",
    667: "&ABEKPSVXYÀÁÂÃÄÅÈÉÊËÝÞĀĂĄĒĔĖĘĚĶŚŜŞŠŶŸΑΒΕΚΡΥΧΫАВЕРХЧ",
    668: "ΔΛ",
    669: "ж",
    677: "Д",
    688: "м",
    690: "π",
    713: "ψ",
    719: "ИЙПЭы",
    722: "CDHNRUwÇÐÑÙÚÛÜĆĈĊČĎĐĤĦŃŅŇŔŖŘŨŪŬŮŰŲŵΗΝΠНСЯ",
    723: "Ŋ",
    735: "Ĳ",
    737: "©®",
    740: "Ц",
    748: "Ω",
    750: "ю",
    760: "Ф",
    778: "GOQÒÓÔÕÖØĜĞĠĢŌŎŐΘΟО",
    781: "ω",
    792: "Ъ",
    798: "Φ",
    802: "ш",
    823: "фщ",
    833: "MmΜМ",
    834: "¼½¾",
    835: "Ψ",
    885: "Ы",
    889: "%æ",
    917: "Ш",
    923: "Ж",
    938: "Щ",
    944: "WœŴ",
    1000: "ÆŒ—…→←",
    1010: "Ю",
    1015: "@",
}
_BOLD = {
    238: "'",
    278: " ,./I\\ijlÌÍÎÏìíîïĨĩĪīĬĭĮįİıĵĺļłſΙΪίι‘’",
    280: "|¦",
    333: "!()-:;[]`ft¡¨²³´·¸¹ţŧ",
    350: "•",
    365: "º",
    370: "ª",
    385: "ľ",
    389: "*r{}ŕŗř",
    400: "°",
    417: "г",
    445: "ξ",
    446: "τ",
    451: "έ",
    460: "ζ",
    474: '"',
    475: "ε",
    479: "ŀť",
    490: "т",
    497: "з",
    500: "zźżžк“”",
    520: "ς",
    541: "θ",
    549: "±÷",
    552: "¯э",
    556: "#$0123456789J_aceksvxy¢£¤¥§«¶»àáâãäåçèéêëýÿāăąćĉċčēĕėęěĳĴķĸśŝşšŷγλνаес"
    "ух–€",
    558: "κ",
    567: "Г",
    576: "µχ",
    581: "ч",
    582: "ΰυ",
    583: "я",
    584: "+<=>^~¬×",
    600: "Σ",
    601: "Γ",
    604: "нп",
    606: "δ",
    610: "βК",
    611: "?FLTZbdghnopqu¿ßðñòóôõöøùúûüþđĝğġģĥħĹĻĽĿŁńņňŋōŏőŢŤŦũūŭůűųŹŻŽΖΤήηοТор",
    612: "μ",
    615: "άαвийць",
    618: "б",
    619: "ρ",
    622: "У",
    626: "З",
    635: "дл",
    644: "Ξ",
    667: "EPSVXYÈÉÊËÝÞĒĔĖĘĚŚŜŞŠŶŸΕΛΡΥΧΫЕРХ",
    684: "σ",
    702: "Л",
    703: "Ч",
    708: "ŉ",
    709: "ж",
    711: "Э",
    712: "Д",
    715: "φ",
    719: "ďΔБИЙПЬЯ",
    722: "&ABCDHKNRUÀÁÂÃÄÅÇÐÑÙÚÛÜĀĂĄĆĈĊČĎĐĤĦĶŃŅŇŔŖŘŨŪŬŮŰŲΑΒΗΚΝΠАВНС",
    723: "Ŋ",
    729: "ъ",
    730: "Ц",
    737: "©®",
    740: "м",
    753: "ψ",
    766: "π",
    778: "GOQwÒÓÔÕÖØĜĞĠĢŌŎŐŵΘΟО",
    785: "Ĳ",
    802: "Ω",
    809: "Ψ",
    821: "Φ",
    833: "MΜМш",
    834: "¼½¾",
    844: "щ",
    845: "ω",
    854: "Фыю",
    870: "Ъ",
    875: "ф",
    889: "%mæ",
    904: "Ж",
    944: "WœŴ",
    975: "@",
    979: "Ы",
    1000: "ÆŒ—…→←",
    1005: "Ш",
    1019: "Щ",
    1031: "Ю",
}
# fmt: on

_WIDTHS = {
    bold: {character: width for width, characters in table.items() for character in characters}
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}
ELLIPSIS = "…"


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of a line of text in points at a font size in points."""
    return _thousandths(text, bold) * size / 1000


def all_known(text: str) -> bool:
    """Whether every width in `text` is one of the face's own, not a guess."""
    return all(character in _WIDTHS[False] for character in text)


def shorten(text: str, size: float, room: float, bold: bool = False) -> str:
    """`text`, or as much of it as fits into `room` points, ending in an ellipsis."""
    if width(text, size, bold) <= room:
        return text
    room -= width(ELLIPSIS, size, bold)
    taken = 0.0
    for position, character in enumerate(text):
        taken += _advance(character, bold) * size / 1000
        if taken > room:
            return text[:position].rstrip() + ELLIPSIS
    return text


@lru_cache(maxsize=65536)
def _thousandths(text: str, bold: bool) -> int:
    return sum(_advance(character, bold) for character in text)


def _advance(character: str, bold: bool) -> int:
    known = _WIDTHS[bold].get(character)
    if known is not None:
        return known
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return 1000
    return 680
