"""Checks of saved tribes, whose parts may come from a stranger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus._storage import require

if TYPE_CHECKING:
    from tribus.tribes.result import Tribes


def require_whole(tribes: Tribes) -> None:
    """Raise `DamageError` if the parts of tribes are not of the same users and tribes."""
    n_users = tribes.network.n_users
    require(len(tribes.labels) == n_users, "there is not one label for each user")
    tribes.assignment.require_fit(tribes.labels)
    if tribes.facets is not None:
        require(tribes.facets.network is tribes.network, "the facets are of another network")
    n_names = len(tribes.given_names)
    require(n_names in {0, len(tribes)}, "there is not one name for each tribe")
    is_known = tribes.knowledge is None or tribes.knowledge.n_users == n_users
    require(is_known, "the questions are of other users")
