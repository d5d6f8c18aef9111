"""Find the messages in the code: constant arguments of `translate` and `translate_count`."""

import ast
from functools import cache
from pathlib import Path

import tribus

PACKAGE = Path(tribus.__file__).parent


@cache
def collect_messages():
    """Return each message, or pair of messages for one and many, with the places where it is used."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if name not in {"translate", "translate_count"} or path.name == "language.py":
                continue
            n_texts = 2 if name == "translate_count" else 1
            texts = [getattr(part, "value", None) for part in node.args[:n_texts]]
            place = f"{path.relative_to(PACKAGE.parent)}:{node.lineno}"
            assert all(isinstance(text, str) for text in texts), f"{place}: a message must be a constant"
            found.setdefault(tuple(texts) if n_texts > 1 else texts[0], []).append(place)
    return found


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
