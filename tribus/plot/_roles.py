"""Names of roles and tribes in the language of the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._display.language import translate
from tribus.tribes.labels import find_name

if TYPE_CHECKING:
    from collections.abc import Sequence


def translate_role(role: str) -> str:
    """Return a role of `tribus.tribes.roles.assign.ROLES` in the current language."""
    roles = {
        "core": translate("core"),
        "member": translate("member"),
        "newcomer": translate("newcomer"),
        "heard": translate("heard"),
        "audience": translate("audience"),
        "none": translate("none"),
    }
    return roles[role]


def translate_tribe(number: int, names: Sequence[str]) -> str:
    """Return `tribe 3`, or `tribe 3 (bakers)` if it has a name, in the current language."""
    name = find_name(number, names)
    if name:
        return translate("tribe {number} ({name})", number=number, name=name)
    return translate("tribe {number}", number=number)
