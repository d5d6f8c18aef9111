"""The report: a whole analysis as one page to hand over."""

from tribus.report.write import write_report

__all__ = ["write_report"]


def __dir__() -> list[str]:
    return sorted(__all__)
