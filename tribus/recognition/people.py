"""Find columns of people: candidates by name, scored by the overlap of sources and targets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from tribus._core.checks import show
from tribus.errors import ColumnError
from tribus.recognition.cells import keys_of, separator_of, split_cells
from tribus.recognition.context import shown_values
from tribus.recognition.fits import may_be_source, may_be_target, shape_of_values
from tribus.recognition.plan import Act
from tribus.recognition.posts import PostColumns
from tribus.recognition.profile import MIN_SAME, MIN_VALUES, overlap
from tribus.recognition.words import (
    NAME_PAIRS,
    USUAL_NAMES,
    is_actor_name,
    is_bare_kind,
    is_count_name,
    is_display_name,
    is_flag_name,
    is_person_name,
    is_plural_name,
    is_post_name,
    is_target_name,
    kind_in_name,
    normalise_name,
    space_of_name,
    split_name,
    stem_of_series,
    twin_columns,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tribus.recognition.context import TableContext
    from tribus.recognition.profile import Profile

MIN_PEOPLE_OVERLAP = 0.3  # minimum share of shared people for a column of names
N_CERTAIN_PAIRS = 3  # first pairs of names; their ids may have any form
MIN_HANDLES = 0.9  # minimum share of `@name` in a column of handles with an unusual name
MAX_STRANGERS = 0.02  # maximum share of shared people that counts as none
MIN_DISTINCT = 5  # minimum number of people in each column before disjoint columns are refused
MIN_ROWS = 20  # minimum number of rows before a constant source counts against a column
MAX_TIE = 0.05  # maximum difference between scores that are equally good
UNUSUAL_RANK = 70
_TARGET_WORDS = frozenset(("to", "target", "recipient", "mentioned", "mentions", "parent", "thread"))


@dataclass(frozen=True)
class PersonColumn:
    """A column that may name the person acted on in events of one kind.

    Attributes
    ----------
    column, kind, key, separator
        As in `Act`.
    values
        The people in the column, in normalised form.
    """

    column: str
    kind: str
    key: str = ""
    separator: str = ""
    values: frozenset[str] = frozenset()


class PeopleColumns:
    """The columns of a table that may hold people or posts."""

    def __init__(self, table: TableContext) -> None:
        self.table = table
        self.profiles = table.profiles
        self.posts = PostColumns(table)

    @cached_property
    def ends(self) -> tuple[str, str] | None:
        """Return the columns with the names of both ends; their ids may have any form, also of texts.

        The names alone do not decide, because `source` may be an app, and `to` a place: the columns
        must hold the same people, or values of one shape.
        """
        by_name = {normalise_name(name): name for name in reversed(self.table.columns)}
        for pair in NAME_PAIRS[:N_CERTAIN_PAIRS]:
            names = [by_name[name] for name in pair if name in by_name]
            profiles = [self.profiles[name] for name in names]
            if len(names) < len(pair) or any(one.is_boolean or one.is_app for one in profiles):
                continue
            source, target = profiles
            shares_people = overlap(source.distinct, target.distinct) > MIN_PEOPLE_OVERLAP
            if (
                shares_people
                or source.shape == target.shape
                or min(map(len, (source.filled, target.filled))) < MIN_VALUES
            ):
                return names[0], names[1]
        return None

    @cached_property
    def twins(self) -> tuple[str, str] | None:
        """Return two columns of the same people whose names differ by a letter or number only."""
        may_be = [
            name
            for name in self.table.columns
            if kind_in_name(name) is None and may_be_source(self.profiles[name])
        ]
        found = twin_columns(may_be)
        if found is None:
            return None
        one, other = (self.profiles[name].distinct for name in found)
        return found if overlap(one, other) > MIN_PEOPLE_OVERLAP else None

    @cached_property
    def _sources(self) -> list[str]:
        table = self.table
        if "source" in table.named:
            return [table.named["source"]]
        usual = table.usual("source")
        others = [name for name in table.columns if name not in usual and self._acts(name)]
        taken = {name for name in table.named.values() if isinstance(name, str)}
        first = self.ends[:1] if self.ends else ()
        found = [
            name
            for name in (*usual, *others)
            if name not in taken and (may_be_source(self.profiles[name]) or name in first)
        ]
        if self.twins and not set(usual) & set(found):
            return [self.twins[0], *(name for name in found if name not in self.twins)]
        return found

    def sources(self) -> list[str]:
        """Return columns that may hold the people who act, usual names first."""
        return list(self._sources)

    def _acts(self, name: str) -> bool:
        """Return whether an unusual name, or the handles in a column, mean people who act."""
        if _is_source_name(name):
            return True
        values = self.profiles[name].filled
        handles = sum(str(value).startswith("@") for value in values)
        is_word = self.profiles[name].shape == "word" and kind_in_name(name) is None
        return is_word and handles > MIN_HANDLES * len(values) and not is_target_name(name)

    def neutral_targets(self) -> list[str]:
        """Return columns that usually hold the person acted on, for any kind of event."""
        last = self.ends[1:] if self.ends else ()
        usual = [
            name
            for name in dict.fromkeys((*self.table.usual("target"), *last))  # `a` only beside `de`
            if kind_in_name(name) in (None, "follow")
            and name not in self.table.taken
            and (may_be_target(self.profiles[name]) or name in last)
        ]
        others = [
            name
            for name in self.table.columns
            if is_target_name(name)
            and kind_in_name(name) is None
            and name not in {*self.table.taken, *self.posts.names}
            and self.profiles[name].n_filled
            and may_be_source(self.profiles[name])
        ]
        twin = self.twins[1:] if self.twins and self.twins[0] in self.sources()[:1] else ()
        return usual or others or list(twin)

    def targets_by_kind(self) -> list[PersonColumn]:
        """Return columns that name the person for one kind of event, for example `retweeted_user_id`."""
        found = []
        for name in self.table.columns:
            kind = kind_in_name(name)
            if kind is not None and name not in self.table.taken and self._names_people(name):
                found.extend(self.read_column(name, kind))
        return [one for one in found if one.values] or found

    def _names_people(self, name: str) -> bool:
        """Return whether a column with a kind in its name holds people, not posts, counts or texts."""
        profile = self.profiles[name]
        usual = normalise_name(name) in USUAL_NAMES["target"]
        is_number = is_bare_kind(name) and profile.is_small
        if profile.is_boolean or is_flag_name(name) or is_count_name(name) or (is_number and not usual):
            return False
        is_own_id = name in self.posts.names and normalise_name(name) in USUAL_NAMES["post"]
        is_of_posts = is_own_id or (is_post_name(name) and profile.shape != "profile")
        if is_of_posts or self.posts.is_parent(name):
            return False
        if not may_be_target(profile):
            return is_plural_name(name) and self._lists_sources(profile)
        if profile.n_filled == 0:
            return usual or is_person_name(name)
        return not (is_number or profile.shape == "phrase") or self._meets_source(profile)

    def _lists_sources(self, profile: Profile) -> bool:
        """Return whether cells that look like decimal numbers are lists of two ids, as `7,12`."""
        people = split_cells(profile, "[,;|]")
        sources = (self.profiles[name].distinct for name in self.sources())
        return any(overlap(people, ids) > MIN_PEOPLE_OVERLAP for ids in sources)

    def _meets_source(self, profile: Profile) -> bool:
        sources = (self.profiles[name].distinct for name in self.sources())
        return any(overlap(profile.distinct, people) > MIN_PEOPLE_OVERLAP for people in sources)

    def read_column(self, name: str, kind: str) -> list[PersonColumn]:
        """Return the ways to read people from a column: one, or one for each key of its dicts."""
        profile = self.profiles[name]
        keys = keys_of(profile)
        if keys:
            return [
                PersonColumn(name, kind, key=key, separator="dict", values=values)
                for key, values in keys.items()
            ]
        is_list = kind == "mention" or is_plural_name(name)
        separator = separator_of(profile, is_plural=is_list)
        if separator and not is_list:
            alone = frozenset(value for value in profile.distinct if not set(value) & set(",;|"))
            sources = frozenset().union(*(self.profiles[one].distinct for one in self.sources()))
            are_ids = overlap(profile.distinct - alone, sources) > MIN_SAME  # whole cells act too
            if are_ids or overlap(split_cells(profile, separator), alone | sources) <= MIN_SAME:
                separator = ""
        values = split_cells(profile, separator) if separator else profile.distinct
        return [PersonColumn(name, kind, separator=separator, values=values)]

    def choose(self, wanted: Sequence[PersonColumn]) -> tuple[tuple[Act, ...], str]:
        """Choose the source that shares most people with the targets, then one column for each kind."""
        columns = {one.column for one in wanted}
        source = self.choose_source([name for name in self.sources() if name not in columns], wanted)
        chosen = []
        for kind in dict.fromkeys(one.kind for one in wanted):
            options = [one for one in wanted if one.kind == kind]
            best = max(options, key=lambda one: self._match(source, one))
            chosen.extend([best, *_rest_of_series(best, options)])
        self._check_same_people(source, chosen)
        acts = (Act(one.column, one.kind, key=one.key, separator=one.separator) for one in chosen)
        return tuple(acts), source

    def choose_source(self, sources: Sequence[str], wanted: Sequence[PersonColumn]) -> str:
        """Return the best source column for some targets.

        Raises
        ------
        ColumnError
            If there is none, or if several columns with different people are equally good.
        """
        if not sources:
            raise self.table.no_column("source")
        scored = [(self._score(name, wanted), -place, name) for place, name in enumerate(sources)]
        scored.sort(reverse=True)
        if len(scored) > 1:
            (best, _, one), (second, _, other) = scored[:2]
            these, those = self.profiles[one], self.profiles[other]
            is_tie = best - second <= MAX_TIE and normalise_name(one) not in USUAL_NAMES["source"]
            differ = overlap(these.distinct, those.distinct) <= MIN_SAME
            if is_tie and differ and these.n_filled >= MIN_VALUES:
                raise ColumnError(
                    f"several columns may be the source of an event: {self.table.shown([one, other])}. "
                    "Name the right one with source="
                )
        return scored[0][2]

    def _score(self, source: str, wanted: Iterable[PersonColumn]) -> float:
        """Return the score of a source column for some targets. Shared people count most."""
        profile = self.profiles[source]
        usual = normalise_name(source)
        names = USUAL_NAMES["source"]
        score = -(names.index(usual) if usual in names else UNUSUAL_RANK) / 10
        best: dict[str, float] = {}
        for one in wanted:
            best[one.kind] = max(best.get(one.kind, -9.0), self._match(source, one))
            score += 4 * ((usual, normalise_name(one.column)) in NAME_PAIRS)
        score += 10 * sum(best.values()) / max(1, len(best))
        score -= 6 * (is_display_name(source) or usual == "name")
        score -= 2 * (profile.shape == "phrase")
        return score - 3 * (profile.n_filled >= MIN_ROWS and len(profile.distinct) == 1)

    def _match(self, source: str, target: PersonColumn) -> float:
        """Return the likelihood that two columns hold the same group of people, about 0 to 2.

        Of a display name (`Ana`) and an account (`@ana`) the one is better that the targets are
        written like.
        """
        people = self.profiles[source].distinct
        score = overlap(target.values, people)
        if target.column and not (target.key or target.separator):
            score += 0.3 * overlap(self.profiles[target.column].written, self.profiles[source].written)
        if target.values:
            score += 0.1 + 0.5 * (shape_of_values(target.values) == shape_of_values(people))
        one, other = space_of_name(source), space_of_name(target.key or target.column)
        if one is not None and other is not None:
            score += 0.3 if one == other else -0.3
        return score

    def _check_same_people(self, source: str, chosen: Sequence[PersonColumn]) -> None:
        """Raise `ColumnError` if one column has ids of people and the other has names."""
        if "source" in self.table.named or any(one.kind == "follow" for one in chosen):
            return
        people = self.profiles[source].distinct
        for one in chosen:
            are_many = min(len(people), len(one.values)) >= MIN_DISTINCT
            if not are_many or shape_of_values(one.values) == shape_of_values(people):
                continue
            if overlap(one.values, people) < MAX_STRANGERS:
                raise ColumnError(
                    f"column {show(source)} ({shown_values(self.profiles[source])}) and column "
                    f"{show(one.column)} ({shown_values(self.profiles[one.column])}) write people in "
                    "different ways, so that nobody would occur in both. Name columns of one kind with "
                    "source= and target="
                )

    def find_name_of(self, source: str, sources: Sequence[str]) -> str:
        """Return the column of names for a column of person ids, if there is one."""
        ids = self.profiles[source]
        if ids.shape != "integer":
            return source
        for name in sources:
            names = self.profiles[name]
            if (
                space_of_name(name) == "name"
                and not is_display_name(name)
                and names.shape == "word"
                and names.n_filled == ids.n_filled
                and len(names.distinct) == len(ids.distinct)
            ):
                return name
        return source

    def find_lookup(self, source: str, target: Act) -> tuple[str, str] | None:
        """Return the columns that map names of people to ids, if the named columns need them."""
        mine, theirs = self.profiles[source].distinct, self.profiles[target.column].distinct
        if "source" not in self.table.named or target.separator or not theirs:
            return None
        if overlap(theirs, mine) >= MAX_STRANGERS:
            return None
        for name in self.table.columns:
            usual = is_person_name(name) or normalise_name(name) in USUAL_NAMES["source"]
            if name in (source, target.column) or not usual or kind_in_name(name) is not None:
                continue
            if overlap(theirs, self.profiles[name].distinct) > MIN_PEOPLE_OVERLAP:
                return name, source
        return None


def _rest_of_series(best: PersonColumn, options: Iterable[PersonColumn]) -> list[PersonColumn]:
    """Return the other columns of a numbered series, as `mention_2` and `mention_3`."""
    stem = stem_of_series(best.column)
    if stem is None:
        return []
    rest = {one.column: one for one in options if stem_of_series(one.column) == stem}
    rest.pop(best.column, None)
    return list(rest.values())


def with_kind(columns: Iterable[PersonColumn], kind: str) -> list[PersonColumn]:
    """Return columns with another kind."""
    return [replace(one, kind=kind) for one in columns]


def _is_source_name(name: str) -> bool:
    """Return whether a column name has words for a person who acts."""
    return (
        (is_person_name(name) or is_actor_name(name))
        and not is_target_name(name)
        and kind_in_name(name) is None
        and not _TARGET_WORDS & set(split_name(name))
        and normalise_name(name) not in USUAL_NAMES["target"]
        and not (is_count_name(name) or is_flag_name(name) or is_post_name(name))
    )
