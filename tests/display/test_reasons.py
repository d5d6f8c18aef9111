import ast
from pathlib import Path

import tribus
from tribus._display.language import in_language
from tribus._display.reasons import list_reasons, translate_reason
from tribus.reading.references import DROP_REASONS, PLURALS


def collect_reasons():
    """Return the constant reasons with which readers skip records."""
    found = {f"{kind} {reason}" for kind in PLURALS.values() for reason in DROP_REASONS}
    for path in (Path(tribus.__file__).parent / "sources").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"skip", "skip_bad"}:
                at = 0 if node.func.attr == "skip" else 2
                chosen = node.args[at] if len(node.args) > at else None
                found |= {part for part in constants(chosen) if part}
    return found


def constants(node):
    if isinstance(node, ast.IfExp):
        return constants(node.body) | constants(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) else set()


def test_every_reason_has_a_translation():
    assert not collect_reasons() - set(list_reasons("en"))
    assert len(collect_reasons()) > 60


def test_reasons_follow_the_language():
    assert translate_reason("posts to nobody") == "posts to nobody"
    with in_language("es"):
        assert translate_reason("posts to nobody") == "publicaciones a nadie"
        assert translate_reason("kind 'PM' left out") == "tipo 'PM' dejado fuera"
        assert translate_reason("likes to unknown users") == "me gusta a usuarios desconocidos"
        assert translate_reason("longer than 67,108,864 bytes") == "de más de 67.108.864 bytes"
        assert translate_reason("of a reader to come") == "of a reader to come"
