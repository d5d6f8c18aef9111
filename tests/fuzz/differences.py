"""Files that tribus and an independent reader must read alike: how they are made, and the comparison."""

from __future__ import annotations

import traceback
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.fuzz.check import Failure, place_of
from tests.fuzz.containers import check_archive, check_parquet, make_parquet, make_tar, make_zip
from tests.fuzz.structured import check_csv, check_json, make_csv, make_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random


class Comparison(NamedTuple):
    """A way to make files, and to compare what tribus reads in them."""

    make: Callable[[Random], Any]
    check: Callable[[Any, Path], str | None]


COMPARISONS = {
    "csv": Comparison(partial(make_csv, damaged=False), check_csv),
    "csv, damaged": Comparison(partial(make_csv, damaged=True), check_csv),
    "json": Comparison(partial(make_json, damaged=False), check_json),
    "json, damaged": Comparison(partial(make_json, damaged=True), check_json),
    "zip": Comparison(make_zip, check_archive),
    "tar": Comparison(make_tar, check_archive),
    "parquet": Comparison(make_parquet, check_parquet),
}


def compare(name: str, random: Random, folder: Path) -> tuple[Failure | None, bytes]:
    """Make one file; return how its reading differs, or the foreign exception, and the file."""
    comparison = COMPARISONS[name]
    file = comparison.make(random)
    try:
        difference = comparison.check(file, folder)
    except BaseException as error:  # the fuzzer looks for all of them
        if isinstance(error, KeyboardInterrupt):
            raise
        return Failure(f"{name}: {place_of(error)}", traceback.format_exc()), file.content
    if difference is None:
        return None, file.content
    return Failure(f"{name}: {difference.partition(':')[0]}", difference), file.content
