"""Names taken apart into words: rules match whole words, never substrings."""

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")
_IRREGULAR = {
    "people": "person", "children": "child", "men": "man", "women": "woman", "data": "datum", "media": "medium",
    "indices": "index", "indexes": "index", "statuses": "status", "status": "status", "addresses": "address",
    "address": "address", "news": "news", "series": "series", "species": "species", "analyses": "analysis",
    "bases": "base", "cases": "case", "databases": "database", "purchases": "purchase", "releases": "release",
    "licenses": "license", "responses": "response", "expenses": "expense", "courses": "course", "houses": "house",
    "warehouses": "warehouse", "phrases": "phrase", "images": "image", "movies": "movie", "cookies": "cookie",
    "bonus": "bonus", "campus": "campus", "virus": "virus", "corpus": "corpus", "process": "process",
    "access": "access", "class": "class", "business": "business", "gas": "gas", "bus": "bus", "lens": "lens",
    "radius": "radius", "canvas": "canvas", "basis": "basis", "analysis": "analysis", "axis": "axis",
    "diagnoses": "diagnosis", "hypotheses": "hypothesis", "theses": "thesis", "crises": "crisis", "axes": "axis",
    "taxa": "taxon", "criteria": "criterion", "phenomena": "phenomenon", "bacteria": "bacterium", "strata": "stratum",
    "phyla": "phylum", "genera": "genus", "curricula": "curriculum", "memoranda": "memorandum", "schemata": "schema",
    "vertices": "vertex", "matrices": "matrix", "appendices": "appendix", "loci": "locus", "foci": "focus",
    "nuclei": "nucleus", "radii": "radius", "alumni": "alumnus", "feet": "foot", "teeth": "tooth", "mice": "mouse",
    "shelves": "shelf", "halves": "half", "knives": "knife", "wolves": "wolf",
    "heroes": "hero", "potatoes": "potato", "tomatoes": "tomato", "echoes": "echo", "calories": "calorie",
    "aliases": "alias", "bonuses": "bonus", "campuses": "campus", "viruses": "virus", "lenses": "lens",
    "canvases": "canvas", "corpora": "corpus", "buses": "bus", "caches": "cache", "niches": "niche",
    "quizzes": "quiz", "waltzes": "waltz", "alias": "alias", "atlas": "atlas", "atlases": "atlas",
}  # fmt: skip


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The lower-case words of a name: `customerID2` and `customer_id_2` are both (customer, id, 2). One of signs alone,
    such as `_`, is a word of its own: only no name at all has none."""
    return tuple(word.lower() for word in _WORD.findall(name)) or ((name,) if name else ())


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """An English noun's singular, by rules that leave doubtful words alone."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return word[:-1]
    return word


@lru_cache(maxsize=65536)
def stem(name: str) -> tuple[str, ...]:
    """The words of a table's name in the singular: `order_lines` is (order, line)."""
    *front, last = words(name) or ("",)
    return (*front, singular(last))
