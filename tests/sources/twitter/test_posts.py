import pytest

from tribus.sources.rows import ReadOptions, Rows
from tribus.sources.twitter.posts import MAX_RANK, Mention, Post, PostReference, add_post, rank_of


def read_rows(text, *starts, answers=None):
    """Whom a post of this text mentions, of people called by the places where they are named."""
    acts = []
    rows = Rows(
        ReadOptions(), lambda what, table: acts.extend(table.to_pylist()) if what == "acts" else None
    )
    mentions = [Mention(start, str(start)) for start in starts]
    post = Post(id="1", author="ana", time=None, text=text, mentions=mentions, answers=answers)
    add_post(post, rows)
    rows.flush(min_rows=1)
    return [act["target"] for act in acts if act["kind"] == "mention"]


class TestNamesCarriedOver:
    @pytest.mark.parametrize(
        ("text", "starts", "own"),
        [
            ("@ben @eve hello", (0, 5), []),
            ("@ben  @eve\n@ivo hello", (0, 6, 11), []),
            ("@ben hello @eve", (0, 11), ["11"]),
            ("@ben\nhello @eve", (0, 11), ["11"]),
            ("@ben @gone @eve hello", (0, 11), []),  # who was suspended is not among the mentions
            (".@ben hello", (1,), ["1"]),
            ("hello @ben @eve", (6, 11), ["6", "11"]),
            ("@ben @eve", (0, 5), []),
            ("", (0,), ["0"]),
        ],
    )
    def test_carried_names_are_the_names_before_the_first_word(self, text, starts, own):
        assert read_rows(text, *starts, answers=PostReference("zoe")) == own

    def test_only_replies_have_carried_names(self):
        assert read_rows("@ben @eve hello", 0, 5) == ["0", "5"]

    def test_carried_names_have_a_maximal_length(self):
        assert read_rows("@b " * 2_000_000, 0, 990, 5_000, answers=PostReference("zoe")) == ["5000"]


@pytest.mark.parametrize(
    ("post", "rank"),
    [
        ("20", 20),
        ("1390000000000000001", 1_390_000_000_000_000_001),
        ("9" * 19, MAX_RANK),
        ("9" * 5_000, 0),
        ("-1", 0),
        ("²", 0),
        ("x", 0),
        ("", 0),
        (None, 0),
    ],
)
def test_a_later_post_ranks_higher_whatever_its_id(post, rank):
    assert rank_of(post) == rank
