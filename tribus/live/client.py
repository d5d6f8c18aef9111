"""Requests to servers of Bluesky: one at a time, within a budget, as slowly as the servers ask for."""

from __future__ import annotations

import random
import ssl
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from tribus._core.checks import show
from tribus._version import __version__
from tribus.errors import CollectError
from tribus.live.extra import load_extra
from tribus.live.limits import RateLimit, read_retry_after
from tribus.sources.paths import format_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Answer = TypeVar("Answer")
MAX_ANSWER_BYTES = 2**25  # a page has at most a hundred records of some kilobytes
MAX_TIMEOUTS = 4  # that a whole answer may take, however slowly its bytes come
RETRIED_STATUSES = frozenset((408, 425, 429, 500, 502, 503, 504))
TOO_MANY_REQUESTS = 429
EXPIRED = ("ExpiredToken", "InvalidToken")


class RefusedError(CollectError):
    """A server answered that it does not answer; `code` is the name that it gives the reason."""

    def __init__(self, message: str, *, code: str = "", status: int = 0) -> None:
        super().__init__(message)
        self.code, self.status = code, status


class UnreachableError(CollectError):
    """A server did not answer, also not after several attempts."""


class BudgetSpentError(CollectError):
    """The next request would be one too many."""


class ServerMessage(msgspec.Struct):
    """The reason that a server gives for not answering."""

    error: str = ""
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How a client treats servers.

    Attributes
    ----------
    attempts
        Number of attempts for each request, 1 or more.
    first_wait, longest_wait
        Seconds before the second attempt, and at most before a later one; each attempt doubles it, and
        a random half of it is left out, so that clients do not return at the same time.
    longest_pause
        Seconds that a server may ask for. If it asks for more, the run ends.
    timeout
        Seconds without a byte after which a request has failed.
    """

    attempts: int = 6
    first_wait: float = 1.0
    longest_wait: float = 60.0
    longest_pause: float = 900.0
    timeout: float = 30.0


@dataclass
class Client:
    """A client for one run.

    Attributes
    ----------
    budget
        Number of requests that the run may make, with all repeated attempts.
    contact
        Address or page of whoever runs this, which servers are told.
    manners
        How servers are treated.
    on_request
        Called after each request.
    n_requests, seconds
        Requests so far, and seconds spent on them with all pauses.
    """

    budget: int
    contact: str | None = None
    manners: Manners = field(default_factory=Manners)
    on_request: Callable[[], None] = lambda: None
    pause: Callable[[float], None] = time.sleep
    n_requests: int = 0
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self._httpx = load_extra("httpx")
        about = f"; {self.contact}" if self.contact else ""
        self._http = self._httpx.Client(
            headers={"user-agent": f"tribus-graph/{__version__} (reads social networks{about})"},
            timeout=self.manners.timeout,
            follow_redirects=False,  # an answer must not lead to another host
        )
        self._limits: dict[str, RateLimit] = {}
        self._random = random.Random()  # noqa: S311  spreads attempts, and no result depends on it

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(
        self,
        url: str,
        answer: type[Answer],
        *,
        headers: Mapping[str, str] | None = None,
        **params: Any,
    ) -> Answer:
        """Return the answer to a request, decoded.

        Raises
        ------
        RefusedError
            If the server refuses; the error has its code.
        UnreachableError
            If all attempts failed.
        BudgetSpentError
            If the budget is spent.
        """
        return self._send("GET", url, answer, headers, params=_drop_none(params))

    def post(
        self, url: str, answer: type[Answer], *, headers: Mapping[str, str] | None = None, **body: Any
    ) -> Answer:
        """Return the answer to a request with a JSON body, decoded; the errors are those of `get`."""
        return self._send("POST", url, answer, headers, json=body or None)

    def _send(
        self,
        method: str,
        url: str,
        answer: type[Answer],
        headers: Mapping[str, str] | None,
        **parts: Any,
    ) -> Answer:
        host = self._httpx.URL(url).netloc.decode()
        limit = self._limits.setdefault(host, RateLimit())
        problem = ""
        for attempt in range(self.manners.attempts):
            if attempt:
                self._wait(self._find_wait(attempt, limit), host)
            self._wait(limit.wait_seconds(time.time()), host)
            try:
                status, found, content = self._try(method, url, headers, **parts)
            except (self._httpx.TimeoutException, self._httpx.TransportError) as error:
                problem = self._explain(error, host)
                continue
            except self._httpx.DecodingError as error:
                problem = f"its answer is damaged: {error}"
                continue
            limit.read(found, time.time())
            if status in RETRIED_STATUSES:
                problem = f"it answered with status {status}"
                if status == TOO_MANY_REQUESTS:
                    limit.retry_after = read_retry_after(found, time.time())
                continue
            if not 200 <= status < 300:  # noqa: PLR2004  the class of success
                raise _make_refusal(host, status, content)
            try:
                return msgspec.json.decode(content, type=answer)
            except (msgspec.MsgspecError, ValueError, RecursionError) as error:
                problem = f"its answer is damaged: {show(str(error))[1:-1]}"
        raise UnreachableError(
            f"{format_path(host)} gave no answer in {self.manners.attempts} attempts: {problem}"
        )

    def _try(
        self, method: str, url: str, headers: Mapping[str, str] | None, **parts: Any
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Make one attempt; return the status, the headers and the content of the answer."""
        if self.n_requests >= self.budget:
            raise BudgetSpentError(f"the budget of {self.budget:,} requests is spent")
        self.n_requests += 1
        with self._timed(), self._http.stream(method, url, headers=headers, **parts) as response:
            blocks, size = [], 0
            latest = time.monotonic() + MAX_TIMEOUTS * self.manners.timeout
            for block in response.iter_bytes():
                size += len(block)
                if time.monotonic() > latest:
                    raise self._httpx.ReadTimeout("too slow")
                if size > MAX_ANSWER_BYTES:
                    raise self._httpx.DecodingError(f"longer than {MAX_ANSWER_BYTES:,} bytes")
                blocks.append(block)
            return response.status_code, response.headers, b"".join(blocks)

    @contextmanager
    def _timed(self) -> Iterator[None]:
        start = time.monotonic()
        try:
            yield
        finally:
            self.seconds += time.monotonic() - start
            self.on_request()

    def _find_wait(self, attempt: int, limit: RateLimit) -> float:
        """Return the seconds before an attempt: what the server asks for, or else growing ones."""
        asked, limit.retry_after = limit.retry_after, None
        wait = min(self.manners.first_wait * 2.0 ** (attempt - 1), self.manners.longest_wait)
        jitter: float = wait * self._random.uniform(0.5, 1)
        return jitter if asked is None else asked + jitter / 2

    def _wait(self, seconds: float, host: str) -> None:
        if seconds <= 0:
            return
        if seconds > self.manners.longest_pause:
            raise UnreachableError(
                f"{format_path(host)} asks to wait {seconds / 60:.0f} minutes; run this again then"
            )
        self.seconds += seconds
        self.pause(seconds)

    def _explain(self, error: Exception, host: str) -> str:
        """Return what went wrong; raise an error at once if another attempt is of no use."""
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLError):
                raise UnreachableError(
                    f"the certificate of {format_path(host)} cannot be verified "
                    f"({show(str(cause))[1:-1]}); check the clock of this machine and its network"
                ) from None
            cause = cause.__cause__ or cause.__context__
        if isinstance(error, self._httpx.TimeoutException):
            return f"no answer in {self.manners.timeout:g} seconds"
        return show(str(error) or type(error).__name__, at_most=200)[1:-1]


def _make_refusal(host: str, status: int, content: bytes) -> RefusedError:
    try:
        found = msgspec.json.decode(content, type=ServerMessage)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        found = ServerMessage()
    words = ": ".join(show(part, at_most=200)[1:-1] for part in (found.error, found.message) if part)
    message = f"{format_path(host)} refuses with status {status}{words and f', {words}'}"
    return RefusedError(message, code=found.error, status=status)


def _drop_none(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if value is not None}
