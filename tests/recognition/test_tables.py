"""Tables in the shapes of the tools that analysts use, a few rows each."""

from __future__ import annotations

import pandas as pd
import pytest

from tribus import Events
from tribus.errors import ColumnError, EventsError, OptionError, TribusWarning

POSTS = [
    # id, author, answers, reposts, quotes, mentions, text
    ("1", "ana", "", "", "", "", "pan"),
    ("2", "ben", "ana", "", "", "ana", "@ana hola"),
    ("3", "eve", "", "ana", "", "ana", "RT @ana: pan"),
    ("4", "dan", "", "", "ben", "", "mirad"),
    ("5", "ana", "", "", "", "ben eve", "con @ben y @eve"),
]
EVENTS = [
    ("ana", "ben", "mention"),
    ("ana", "eve", "mention"),
    ("ben", "ana", "reply"),
    ("dan", "ben", "quote"),
    ("eve", "ana", "repost"),
]
NUMBERS = {"ana": "132190267", "ben": "132190268", "eve": "132190269", "dan": "132190270", "": ""}


def make_posts(mentions, **extra):
    rows = [
        {
            "id": f"199000000000000000{key}", "author_id": NUMBERS[who], "author_username": who,
            "in_reply_to_username": reply, "retweeted_username": repost, "quoted_username": quote,
            "mentions": mentions(names.split()), "source": "Twitter Web App", "full_text": text, **extra,
        }
        for key, who, reply, repost, quote, names, text in POSTS
    ]  # fmt: skip
    return pd.DataFrame(rows).to_csv(index=False)


LISTS = {
    "commas": ",".join,
    "semicolons": ";".join,
    "python": str,
    "json": lambda names: str(names).replace("'", '"'),
    "dicts": lambda names: str([{"screen_name": name, "id": NUMBERS[name]} for name in names]),
    "R": lambda names: f"c({', '.join(names)})" if len(names) > 1 else "".join(names),
}


@pytest.mark.parametrize("mentions", LISTS.values(), ids=LISTS)
def test_one_post_gives_an_event_for_each_person_it_is_meant_for(read, pairs, mentions):
    events = read(make_posts(mentions))
    assert pairs(events) == EVENTS
    assert dict(events.reading[0].skipped) == {"posts to nobody": 1}
    assert events.n_users == 4


def test_the_order_of_columns_does_not_matter(read, pairs, tmp_path):
    text = make_posts(",".join)
    (tmp_path / "a.csv").write_text(text)
    frame = pd.read_csv(tmp_path / "a.csv", dtype=str)
    for seed in range(5):
        shuffled = frame.sample(frac=1, axis=1, random_state=seed)
        assert pairs(read(shuffled.to_csv(index=False))) == EVENTS


def test_the_app_of_a_post_is_not_its_author(read):
    said = read(make_posts(",".join)).reading[0].columns
    assert said.startswith("source from 'author_username', reply from 'in_reply_to_username'")


def test_target_takes_a_column_for_each_kind(read, pairs):
    events = read(make_posts(",".join), target={"reply": "in_reply_to_username", "mention": "mentions"})
    assert ("ben", "ana", "reply") in pairs(events)
    assert "repost" not in events.counts
    with pytest.raises(OptionError, match=r"target has 'retweet', which is not a kind"):
        read(make_posts(",".join), target={"retweet": "mentions"})
    with pytest.raises(ColumnError, match=r"no column 'mention' for target - did you mean 'mentions'"):
        read(make_posts(",".join), target={"mention": "mention"})


def test_a_source_by_id_is_joined_to_targets_by_name(read, pairs):
    events = read(make_posts(",".join), source="author_id", target="in_reply_to_username", kind="reply")
    assert pairs(events) == [(NUMBERS["ben"], NUMBERS["ana"], "reply")]


def test_people_by_id_and_people_by_name_are_refused_if_nothing_joins_them(read):
    lines = "".join(f"{10_000 + i},user{i}\n" for i in range(20))
    with pytest.raises(ColumnError, match=r"'user_id' \('10000'.*write people in different ways"):
        read("user_id,reply_to_name\n" + lines)


def test_a_count_for_each_kind_is_read(read):
    events = read("source,target,replies,mentions,likes\nana,ben,3,0,2\nben,ana,1,1,0\n")
    assert events.counts == {"reply": 4.0, "mention": 1.0, "like": 2.0}


def test_metrics_of_a_post_are_not_events(read):
    text = "tweet_id,from,to,reply_count,like_count\n1,ana,ben,30,20\n2,ben,ana,1,1\n"
    assert read(text, kind="reply").counts == {"reply": 2.0}


@pytest.mark.parametrize("yes", ["TRUE", "yes", "sí"])
def test_a_column_of_yes_and_no_filters(read, yes):
    text = f"source,target,following\nana,ben,{yes}\nben,ana,no\neve,ana,{yes}\n"
    events = read(text)
    assert events.counts == {"follow": 2.0}
    assert dict(events.reading[0].skipped) == {"rows that count no event": 1}


def test_yes_and_no_in_place_of_people_or_kinds_are_errors_that_ask(read):
    text = "source,target,is_bot\nana,ben,TRUE\nben,ana,FALSE\neve,ana,TRUE\n"
    with pytest.raises(ColumnError, match=r"'is_bot' for kind holds yes and no .*kind="):
        read(text, kind="is_bot")
    with pytest.raises(ColumnError, match="'is_bot' for target holds yes and no"):
        read(text, target="is_bot", kind="reply")


COMMENTS = (
    "id,author,parent_id,created_utc\nc1,ana,t3_s,1\nc2,ben,t1_c1,2\nc3,eve,t1_c2,3\nc4,ana,t1_c9,4\n"
)


def test_a_parent_post_stands_for_its_author(read, pairs):
    events = read(COMMENTS)
    assert pairs(events) == [("ben", "ana", "reply"), ("eve", "ben", "reply")]
    assert dict(events.reading[0].skipped) == {"replies to posts that are not in the table": 2}


def test_post_and_parent_may_be_named(read, pairs):
    text = COMMENTS.replace("id,author,parent_id", "key,author,above")
    assert len(pairs(read(text, post="key", parent="above"))) == 2
    with pytest.raises(ColumnError, match=r"no column holds the id of each row's own post.*post="):
        read(text, parent="above")


def test_the_number_of_a_message_is_not_a_person(read, pairs):
    text = "id,author,author_username,is_reply,reply_to\n"
    text += "chat-10,77,ana,no,\nchat-11,78,ben,yes,10\nchat-12,77,ana,yes,11\nchat-13,78,ben,yes,12\n"
    assert pairs(read(text)) == [
        ("ana", "ben", "reply"),
        ("ben", "ana", "reply"),
        ("ben", "ana", "reply"),
    ]


TEXTS = (
    "username,tweet\nana,@ben @eve hola\nben,con @eve y ana@x.org\neve,RT @ana: @ben hola\ndan,nada\n"
    "eve,.@dan mira\n"
)
IN_TEXTS = [
    ("ana", "ben", "reply"),
    ("ben", "eve", "mention"),
    ("eve", "ana", "repost"),
    ("eve", "dan", "mention"),
]


def test_people_in_texts_are_read_when_asked(read, pairs):
    assert pairs(read(TEXTS, mentions_from_text=True)) == IN_TEXTS


def test_people_in_texts_are_read_with_a_warning_where_no_column_names_anybody(read, pairs):
    with pytest.warns(TribusWarning, match=r"@names in the texts of 'tweet' .*mentions_from_text=True"):
        assert pairs(read(TEXTS)) == IN_TEXTS
    with pytest.raises(ColumnError, match="mentions_from_text=True reads those"):
        read(TEXTS, mentions_from_text=False)


KINDS = {
    "es": ("origen,destino,tipo", ["respuesta", "mención", "retuit", "cita", "me gusta", "sigue"]),
    "pt": ("de,para,tipo", ["resposta", "menção", "rt", "citação", "curtida", "segue"]),
    "fr": ("auteur,destinataire,genre", ["réponse", "mention", "partage", "citation", "j'aime", "suit"]),
    "de": ("Von,An,Art", ["Antwort", "Erwähnung", "geteilt", "Zitat", "gefällt mir", "folgt"]),
    "en": ("from,to,type", ["comment", "mentioned", "Retweet", "quoted", "favourite", "friend"]),
}


@pytest.mark.parametrize("language", KINDS)
def test_names_of_columns_and_kinds_are_known_in_five_languages(read, language):
    header, kinds = KINDS[language]
    events = read(f"{header}\n" + "".join(f"ana,ben,{kind}\n" for kind in kinds))
    assert events.counts == dict.fromkeys(("follow", "reply", "mention", "repost", "quote", "like"), 1.0)


def test_rows_of_a_kind_may_be_left_out_and_are_counted(read):
    text = "from,to,type\nana,ben,reply\nana,ben,x\nben,ana,X\n"
    events = read(text, kinds={"x": None})
    assert events.counts == {"reply": 1.0}
    assert sum(events.reading[0].skipped.values()) == 2
    assert events.reading[0].kept == 1


def test_a_word_in_the_name_of_a_file_must_be_whole(read):
    with pytest.raises(ColumnError, match="says what kind of events it holds"):
        read("from,to\nana,ben\n", "followup_survey.csv")
    assert read("from,to\nana,ben\n", "our-replies-2026.csv").counts == {"reply": 1.0}


@pytest.mark.parametrize(
    ("times", "month"),
    [
        (["13/05/2026 10:00", "01/05/2026 9:00"], 5),
        (["05/13/2026", "05/01/2026"], 5),
        (["1.5.26", "2.5.26"], 5),
    ],
)
def test_the_order_of_day_and_month_is_found_where_one_is_possible(read, times, month):
    text = "from,to,kind,date\n" + "".join(f"ana,ben,reply,{time}\n" for time in times)
    found = read(text, time_zone="UTC").to_frame()["time"]
    assert set(found.dt.month) == {month}
    assert set(found.dt.year) == {2026}


AMBIGUOUS = "from,to,kind,date\nana,ben,reply,04/05/2026 09:27\n"


def test_day_and_month_that_cannot_be_told_apart_are_asked_for(read):
    with pytest.raises(EventsError, match=r"day and month cannot be told apart. Say day_first=True"):
        read(AMBIGUOUS, time="date", time_zone="UTC")
    with pytest.warns(TribusWarning, match="times of column 'date' are left out"):
        assert read(AMBIGUOUS).span is None
    assert read(AMBIGUOUS, time=False).span is None
    for day_first, month in ((True, 5), (False, 4)):
        assert read(AMBIGUOUS, day_first=day_first, time_zone="UTC").span[0].month == month
    assert read(AMBIGUOUS, time_format="%d/%m/%Y %H:%M", time_zone="UTC").span[0].month == 5
    with pytest.raises(EventsError, match="no time in column 'date' has the format '%Y'"):
        read(AMBIGUOUS, time_format="%Y")


def test_decimal_commas_are_read_as_points(read):
    events = read("from;to;kind;weight\nana;ben;reply;1,5\nben;ana;reply;2\n")
    assert events.counts == {"reply": 3.5}


def test_a_row_that_is_a_friendship_goes_both_ways(read, pairs):
    events = read("from,to\nana,ben\n", "friends.csv", directed=False)
    assert pairs(events) == [("ana", "ben", "follow"), ("ben", "ana", "follow")]
    assert events.reading[0].read == 1


def test_a_column_with_one_value_in_all_rows_holds_no_ids_of_posts(read):
    # The answered post would be any row, and three authors of twelve would seem to be answered.
    rows = "".join(f"u{number % 4},same,same\n" for number in range(12))
    with pytest.raises(ColumnError, match="no column looks like the target"):
        read("author,cid,parent_cid\n" + rows, kind="reply")


@pytest.mark.parametrize("extra", [None, "author", "user", "username", "to", "from", "name"])
@pytest.mark.parametrize("ends", [("source", "target"), ("from", "to")])
def test_named_ends_with_the_same_people_are_taken_whatever_their_ids_look_like(pairs, extra, ends):
    people = [f"<b>user {number} {'x' * 150}</b>" for number in range(12)]
    rows = [(people[n % 12], people[(n * 5 + 1 + n // 12) % 12], "reply") for n in range(60)]
    table = pd.DataFrame(rows, columns=[*ends, "kind"])
    if extra is not None and extra not in ends:
        table.insert(0, extra, [f"word{n % 7}" for n in range(60)])
    events = Events.from_frame(table, progress=False)
    expected = {(one, other) for one, other, _ in rows if one != other}
    assert {(one, other) for one, other, _ in pairs(events)} == expected
    assert events.n_users == 12


def test_an_app_called_source_is_no_end_though_there_is_a_target(read, pairs):
    text = "author,source,target\nana,Twitter Web App,ben\nben,Twitter for iPhone,ana\n"
    assert pairs(read(text, kind="reply")) == [("ana", "ben", "reply"), ("ben", "ana", "reply")]


WORDS_FOR_ENDS = [
    "Usuario origen;Usuario destino", "ID origem;ID destino", "user_from;user_to", "user_a;user_b",
    "quién;a quién",
    "Person 1;Person 2", "node1;node2", "sender email;recipient email", "Source handle;Target handle",
]  # fmt: skip


@pytest.mark.parametrize("header", WORDS_FOR_ENDS)
def test_words_in_names_of_columns_tell_the_ends_of_an_event(read, pairs, header):
    text = f"{header};Fecha y hora\n" + "".join(
        f"{one};{other};2026-05-01T10:00:00Z\n" for one, other in [("ana", "ben"), ("ben", "eve")] * 2
    )
    events = read(text, kind="reply")
    assert set(pairs(events)) == {("ana", "ben", "reply"), ("ben", "eve", "reply")}
    assert "time from 'Fecha y hora'" in events.reading[0].columns


@pytest.mark.parametrize("word", ["nan", "None", "NULL", "n/a", "-"])
def test_a_word_for_an_empty_cell_is_nobody(read, pairs, word):
    text = "username,reply_to,retweeted_user\n" + f"ana,ben,{word}\nben,{word},eve\neve,ana,{word}\n" * 3
    events = read(text)
    assert set(pairs(events)) == {
        ("ana", "ben", "reply"),
        ("ben", "eve", "repost"),
        ("eve", "ana", "reply"),
    }
    assert "read as nobody" in events.reading[0].columns
    plain = read(f"from,to\nana,ben\nben,{word}\nben,{word}\nben,{word}\n", kind="reply")
    assert plain.ids.to_pylist() == ["ana", "ben"]
    assert plain.cleaning.empty_ids == 3


def test_deleted_accounts_are_not_one_user(read):
    text = COMMENTS.replace("c3,eve,", "c3,[deleted],")
    assert "[deleted]" not in read(text).ids.to_pylist()


def test_people_called_null_at_both_ends_are_people(read):
    text = "source,target,kind\n" + "null,NA,reply\nNA,null,reply\nnan,None,reply\nNone,nan,reply\n" * 3
    assert read(text).n_users == 4


def test_a_numbered_series_of_columns_names_several_people(read, pairs):
    text = "author,mention_1,mention_2,mention_3\nana,ben,eve,ben\nben,ana,,\n"
    assert pairs(read(text)) == [
        ("ana", "ben", "mention"),
        ("ana", "eve", "mention"),
        ("ben", "ana", "mention"),
    ]


def test_the_type_of_all_records_is_not_a_kind(read, pairs):
    text = "_type,username,in_reply_to_username\nmodule.Tweet,ana,ben\nmodule.Tweet,ben,ana\n"
    assert pairs(read(text)) == [("ana", "ben", "reply"), ("ben", "ana", "reply")]
    with pytest.raises(EventsError, match=r"unknown kind 'module\.Tweet'"):
        read("type,from,to\nmodule.Tweet,ana,ben\n")


def test_a_time_with_a_zone_is_taken_before_an_unclear_one(read):
    text = "from,to,time,created_at\nana,ben,06/05/2026 10:00:00,Wed May 06 10:00:00 +0000 2026\n"
    events = read(text, kind="reply")
    assert "time from 'created_at'" in events.reading[0].columns
    assert events.span[0].month == 5


def test_texts_are_found_by_their_names_of_people(read, pairs):
    text = "author,Hit Sentence\nana,hola @ben y todo lo demás\nben,RT @ana: hola a todo el mundo\n"
    assert pairs(read(text, mentions_from_text=True)) == [
        ("ana", "ben", "mention"),
        ("ben", "ana", "repost"),
    ]


STRANGERS = (
    "author,tweet\nana-pan.bsky.social,hola @ben_horno a todos\nben-horno.bsky.social,@ana_pan hola\n"
)


def test_names_in_texts_that_no_author_has_are_offered_and_not_taken(read, pairs):
    with pytest.raises(ColumnError, match="The texts hold @names: mentions_from_text=True reads those"):
        read(STRANGERS)
    assert len(pairs(read(STRANGERS, mentions_from_text=True))) == 2


def test_handles_in_a_column_with_an_unusual_name_may_act(read, pairs):
    text = "Influencer,Hit Sentence\n@ana,hola @ben y todo lo demás\n@ben,@ana hola a todo el mundo\n"
    assert pairs(read(text, mentions_from_text=True)) == [
        ("ana", "ben", "mention"),
        ("ben", "ana", "reply"),
    ]


def test_an_error_of_a_table_of_posts_names_its_own_row_and_column(read):
    text = make_posts(",".join, Published="2026-05-01T10:00:00Z")
    place = text.rindex("2026-05-01T10:00:00Z")
    text = text[:place] + "2026-05-01 10:00:00" + text[place + len("2026-05-01T10:00:00Z") :]
    with pytest.raises(
        EventsError, match=r"data row 5, column 'Published': '2026-05-01 10:00:00' is a time"
    ):
        read(text)
    assert read(text, time_zone="UTC").span is not None


def test_a_format_of_times_that_nobody_knows_may_be_given_or_left_out(read):
    text = "from,to,Date\nana,ben,01-May-2026 10:00AM\n"
    with pytest.raises(
        EventsError, match=r"'Date' starts with '01-May-2026 10:00AM'.*time_format=.*time=False"
    ):
        read(text, kind="reply", time="Date")
    assert read(text, kind="reply", time=False).span is None
    found = read(text, kind="reply", time="Date", time_format="%d-%b-%Y %I:%M%p", time_zone="UTC")
    assert found.span[0].hour == 10
