"""Labels of tribes: the number, and the name if there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display.language import translate

if TYPE_CHECKING:
    from collections.abc import Sequence, Sized


def find_name(number: int, names: Sequence[str]) -> str:
    """Return the given name of a group; empty for one without, such as an audience or no tribe (-1)."""
    return names[number] if 0 <= number < len(names) else ""


def label_tribe(number: int, names: Sequence[str]) -> str:
    """Return `tribe 3`, or `tribe 3 (bakers)` if it has a name, in English: what results keep."""
    name = find_name(number, names)
    return f"tribe {number} ({name})" if name else f"tribe {number}"


def is_tribe(number: int, tribes: Sized) -> bool:
    """Return whether a number is that of a tribe; a crowd that nobody answers has a higher one."""
    return 0 <= number < len(tribes)


def translate_tribe(number: int, names: Sequence[str]) -> str:
    """Return `tribe 3`, or `tribe 3 (bakers)` if it has a name, in the current language."""
    name = find_name(number, names)
    if name:
        return translate("tribe {number} ({name})", number=number, name=name)
    return translate("tribe {number}", number=number)
