"""Find the messages in the code.

They are the constant arguments of `translate` and `translate_count`, the nouns of `plural`, the rows of
`format_rest`, and the constant titles and headers of cards.
"""

import ast
from functools import cache
from pathlib import Path

import tribus
from tribus._display.language import message_of_rest, pair_of_noun

PACKAGE = Path(tribus.__file__).parent
FIRST_TEXT = {
    "translate": 0,
    "translate_count": 0,
    "plural": 1,
    "format_rest": 1,
    "pair_of_noun": 0,
}  # position
OWN_MODULES = {PACKAGE / "_display" / "language.py"}


@cache
def collect_messages():
    """Return each message, or pair of messages for one and many, with the places where it is used."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            place = f"{path.relative_to(PACKAGE.parent)}:{getattr(node, 'lineno', 0)}"
            for message in _list_messages(node, path, place):
                found.setdefault(message, []).append(place)
    return found


def _list_messages(node, path, place):
    """Return the messages of a call, or of the header of a card that has a name."""
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "").lower() == "header":
        return _list_constants(node.value) if isinstance(node.value, ast.Tuple) else []
    name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
    if name == "Card":
        options = {option.arg: option.value for option in node.keywords}
        titles = [part.value for part in [options.get("title")] if isinstance(part, ast.Constant)]
        return titles + (_list_constants(options["header"]) if "header" in options else [])
    if name not in FIRST_TEXT or path in OWN_MODULES:
        return []
    first = FIRST_TEXT[name]
    texts = [getattr(part, "value", None) for part in node.args[first:]][
        : 1 + (name == "translate_count")
    ]
    assert all(isinstance(text, str) for text in texts), f"{place}: a message must be a constant"
    assert texts, f"{place}: a message must be a constant"
    make = {"plural": pair_of_noun, "pair_of_noun": pair_of_noun, "format_rest": message_of_rest}.get(
        name
    )
    return [make(texts[0]) if make else texts[0] if len(texts) == 1 else tuple(texts)]


def _list_constants(node):
    constants = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
    return [text for text in constants if isinstance(text, str) and text]


if __name__ == "__main__":
    import sys

    from tribus._display.language import read_catalogue

    known = {
        message.id if isinstance(message.id, str) else tuple(message.id)
        for message in read_catalogue(sys.argv[1])
        if message.string
    }
    for message in collect_messages():
        if message not in known:
            one, many = (message, None) if isinstance(message, str) else message
            print(f'msgid "{one}"'.replace("\n", "\\n"))  # noqa: T201
            print(f'msgid_plural "{many}"\nmsgstr[0] ""\nmsgstr[1] ""\n' if many else 'msgstr ""\n')  # noqa: T201
