"""Bodies of functions and DO blocks between dollars."""


def quoted_body(body: str, tag: str) -> str:
    """The body between two marks that stand nowhere in it, whatever the names of a design hold."""
    while f"${tag}$" in body:
        tag += "_"
    return f"${tag}${body}${tag}$"
