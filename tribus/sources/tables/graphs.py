"""Read GEXF and GraphML files in pieces, with one row for each edge."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from tribus._core.checks import show
from tribus.errors import ReadError
from tribus.sources.paths import format_path
from tribus.sources.tables.edges import Edges, TooManyAttributesError
from tribus.sources.tables.gexf import GEXF
from tribus.sources.tables.graphml import GRAPHML

if TYPE_CHECKING:
    from tribus.sources.tables.graph_reader import GraphFormat
    from tribus.sources.tables.table import Table
    from tribus.sources.tables.workshop import Workshop

GRAPHS: tuple[GraphFormat, ...] = (GEXF, GRAPHML)
MAX_PIECE_BYTES = 2**24  # maximum number of bytes in a tag, or between two tags


def open_graph(shop: Workshop, format_: GraphFormat, *, by_label: bool) -> Table:
    """Open a graph file as rows, with one row for each direction of an edge.

    Raises
    ------
    ReadError
        If the file is not XML, is truncated, or defines entities. Entities could expand without limit
        or read other files.
    """
    with Edges(shop.new_file(), shop.new_file()) as edges:
        reader = format_.reader(edges)
        parser = DefusedXMLParser(target=reader, forbid_dtd=True)
        seen, quiet = 0, 0
        try:
            for block in shop.blocks():
                parser.feed(block)
                quiet = quiet + len(block) if reader.n_tags == seen else 0
                seen = reader.n_tags
                if quiet > MAX_PIECE_BYTES:
                    raise ReadError(
                        f"{format_path(shop.file)} has over {MAX_PIECE_BYTES:,} bytes without a tag, as "
                        f"no {format_.title} has. Export it again"
                    )
            parser.close()
        except DefusedXmlException:
            raise ReadError(
                f"{format_path(shop.file)} begins with a document type (<!DOCTYPE ...>), which is not "
                "read because it may define entities. If you trust the file, delete those lines"
            ) from None
        except TooManyAttributesError as error:
            raise ReadError(
                f"{format_path(shop.file)} declares {error}. Keep those that matter, and export it again"
            ) from None
        except (ParseError, ValueError, LookupError) as error:
            said = show(str(error), at_most=200)[1:-1]
            raise ReadError(
                f"{format_path(shop.file)} is no whole {format_.title}: {said}; it is cut off or "
                "damaged. Export it again"
            ) from None
    return replace(edges.as_table(shop, format_.title, by_label=by_label), kinds=format_.kinds)
