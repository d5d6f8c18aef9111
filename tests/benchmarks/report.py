"""Tables of results, as Markdown: printed, and written between markers into the documentation."""

import os
import platform
import re
import statistics
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
CORE = ("tribus-graph", "numpy", "scipy", "numba", "duckdb", "polars", "pandas")


@dataclass(frozen=True)
class Table:
    """A title, heads, and rows of text; a row of another length is a name and a remark."""

    title: str
    heads: tuple
    rows: list

    def markdown(self):
        """Return a Markdown table under its title, with remarks below."""
        rows = [row for row in self.rows if len(row) == len(self.heads)]
        remarks = [f"- {row[0]}: {row[-1]}" for row in self.rows if len(row) != len(self.heads)]
        widths = [
            max(len(row[place]) for row in [self.heads, *rows]) for place in range(len(self.heads))
        ]
        body = [_line(self.heads, widths), _line(["-" * width for width in widths], widths)]
        body += [_line(row, widths) for row in rows]
        return "\n".join([f"**{self.title}**", "", *body, *(["", *remarks] if remarks else [])])


def _line(cells, widths):
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def median(values):
    """Return the median."""
    return statistics.median(values)


def number(value):
    """Return seconds with about three digits."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def spread(values):
    """Return the median, and the range over the rounds."""
    text = number(median(values))
    return text if len(values) == 1 else f"{text} ({number(min(values))}–{number(max(values))})"


def ratios(costs, base):
    """Return the median ratio of CPU seconds to tribus in the same round."""
    pairs = [one["cpu"] / other["cpu"] for one, other in zip(costs, base, strict=False) if other]
    return f"{median(pairs):.2f}" if pairs else ""


def render(tables):
    """Return all tables of one part, with date and machine."""
    return "\n\n".join([describe_machine(), *(table.markdown() for table in tables)])


def describe_machine():
    """Return date, machine and versions."""
    versions = ", ".join(f"{name} {version(name)}" for name in CORE)
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores of {_processor()} with "
        f"{_memory_gb():.0f} GB, {platform.system()}, Python {platform.python_version()}, {versions}."
    )


def _processor():
    information = Path("/proc/cpuinfo")
    text = information.read_text() if information.exists() else ""
    found = re.search(r"model name\s*: (.*)", text)
    return found[1] if found else platform.processor() or platform.machine()


def _memory_gb():
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9


def write_part(part, text, page=PAGE):
    """Write the text between the markers of a part; the rest of the page is unchanged."""
    before, begin, _, end, after = split_page(part, page)
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")


def split_page(part, page=PAGE):
    """Return the page before the results of a part, the two markers, the results, and the rest."""
    begin, end = f"<!-- results: {part} -->", f"<!-- end: {part} -->"
    before, found, rest = page.read_text().partition(begin)
    between, found_too, after = rest.partition(end)
    if not (found and found_too):
        raise ValueError(f"{page} lacks {begin} or {end}; put them where the results belong")
    return before, begin, between, end, after
