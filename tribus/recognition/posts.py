"""Find columns of posts: the ids of the rows, and the ids of the posts that they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tribus.recognition.fits import may_be_post, post_keys
from tribus.recognition.profile import MIN_SAME, overlap
from tribus.recognition.words import (
    is_actor_name,
    is_parent_name,
    is_person_name,
    is_post_name,
    is_target_name,
    kind_in_name,
    normalise_name,
    split_name,
)

if TYPE_CHECKING:
    from tribus.recognition.context import TableContext

MIN_PARENTS = 0.2  # minimum share of values that are ids of posts, in a column of parents
MIN_DISTINCT_POSTS = 0.9  # minimum share of distinct values in a column of ids with an unusual name
_POST_ID_NAMES = ("id", "uri", "cid", "guid", "url", "link", "message_number")


class PostColumns:
    """The columns of a table that hold ids of posts.

    Attributes
    ----------
    names
        Columns with the ids of the rows, the most likely first.
    """

    def __init__(self, table: TableContext) -> None:
        self.table = table
        self.profiles = table.profiles
        self.names = self._find_posts()

    def _find_posts(self) -> list[str]:
        """Return the columns that hold the ids of the rows."""
        if "post" in self.table.named:
            return [self.table.named["post"]]
        others = [name for name in self.table.columns if normalise_name(name) in _POST_ID_NAMES]
        others.sort(key=lambda name: _POST_ID_NAMES.index(normalise_name(name)))
        ids = [
            name
            for name in self.table.columns
            if "id" in split_name(name)
            and not (is_person_name(name) or is_parent_name(name) or is_actor_name(name))
            and not is_target_name(name)
            and self.profiles[name].distinct_share > MIN_DISTINCT_POSTS
        ]
        found = dict.fromkeys([*self.table.usual("post"), *others, *ids])
        return [name for name in found if may_be_post(self.profiles[name])]

    def is_parent(self, name: str) -> bool:
        """Return whether a column holds ids of parent posts, judged by its name and values."""
        profile = self.profiles[name]
        is_of_post = is_post_name(name) and not is_person_name(name)
        if not (is_parent_name(name) or (kind_in_name(name) is not None and is_of_post)):
            return False
        if profile.n_filled == 0:
            return is_of_post
        posts = (post_keys(self.profiles[post]) for post in self.names)
        if not any(overlap(profile.distinct, ids) > MIN_PARENTS for ids in posts):
            return False
        named = self.table.named.get("source")
        usual = (
            [named] if named else [one for one in self.table.usual("source") if one not in self.names]
        )
        return not any(
            overlap(profile.distinct, self.profiles[one].distinct) > MIN_SAME for one in usual
        )

    def parents(self) -> dict[str, str]:
        """Return the column of the parent post for each kind of event."""
        found: dict[str, str] = {}
        for name in self.table.columns:
            if name not in self.table.taken and self.is_parent(name):
                found.setdefault(kind_in_name(name) or "reply", name)
        return found

    def own_ids(self, parents: str) -> str:
        """Return the column of post ids that contains the ids in a parent column."""
        wanted = self.profiles[parents].distinct
        return max(self.names, key=lambda name: overlap(wanted, post_keys(self.profiles[name])))
