"""What the papers behind rules are called: an address of numbers says nothing to whoever reads it."""

from collections.abc import Mapping
from types import MappingProxyType

_CACM, _TODS = "Communications of the ACM", "ACM Transactions on Database Systems"
CITATIONS: Mapping[str, str] = MappingProxyType(
    {
        "https://doi.org/10.1145/362384.362685": (
            f"E. F. Codd: A relational model of data for large shared data banks. {_CACM} 13 (6), 1970"
        ),
        "https://doi.org/10.1145/320493.320489": (
            "P. A. Bernstein: Synthesizing third normal form relations from functional dependencies. "
            f"{_TODS} 1 (4), 1976"
        ),
        "https://doi.org/10.1145/320557.320571": (
            f"R. Fagin: Multivalued dependencies and a new normal form for relational databases. {_TODS} 2 (3), 1977"
        ),
        "https://doi.org/10.1145/320064.320066": (
            "C. Beeri, P. A. Bernstein: Computational problems related to the design of normal form relational "
            f"schemas. {_TODS} 4 (1), 1979"
        ),
        "https://doi.org/10.1145/358024.358054": (
            f"W. Kent: A simple guide to five normal forms in relational database theory. {_CACM} 26 (2), 1983"
        ),
        "https://doi.org/10.1016/j.ijmedinf.2006.09.023": (
            "V. Dinu, P. Nadkarni: Guidelines for the effective use of entity-attribute-value modeling for biomedical "
            "databases. International Journal of Medical Informatics 76 (11-12), 2007"
        ),
        "https://doi.org/10.1145/42201.42205": (
            "S. Finkelstein, M. Schkolnick, P. Tiberio: Physical database design for relational databases. "
            f"{_TODS} 13 (1), 1988"
        ),
        "https://doi.org/10.1007/s11219-006-9219-1": (
            "F. Deissenboeck, M. Pizka: Concise and consistent naming. Software Quality Journal 14 (3), 2006"
        ),
        "https://doi.org/10.1109/ICPC.2006.51": (
            "D. Lawrie, C. Morrell, H. Feild, D. Binkley: What's in a name? A study of identifiers. "
            "14th IEEE International Conference on Program Comprehension, 2006"
        ),
        "https://doi.org/10.1145/1629175.1629210": (
            f"V. Khatri, C. V. Brown: Designing data governance. {_CACM} 53 (1), 2010"
        ),
    }
)
"""By the address that a rule names: authors, title, where and when."""
