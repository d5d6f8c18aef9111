import pandas as pd
import polars as pl
import pytest

import tribus as tb
from tribus.errors import ColumnError, OptionError, TribusWarning, UserError


def people_of(network, **columns):
    return pd.DataFrame({"id": network.users, **columns})


@pytest.fixture(scope="module")
def small(make_network):
    return make_network(
        [("ana", "ben", "reply", 2), ("ben", "ana", "reply", 1), ("Cé", "ana", "like", 1)]
    )


def test_attributes_follow_the_order_of_the_users(small):
    people = pd.DataFrame({"who": ["Cé", "ana"], "city": ["Lugo", "Vigo"], "age": [30, 40]})
    attributes = small.with_attributes(people).attributes
    frame = attributes.to_frame().assign(user=small.users).set_index("user")
    assert frame.loc["ana"].tolist() == ["Vigo", 40]
    assert frame.loc["Cé"].tolist() == ["Lugo", 30]
    assert frame.loc["ben"].isna().all()
    assert attributes.values("city").tolist() == frame["city"].tolist()
    assert repr(attributes) == "<Attributes: 2 columns for 2 of 3 users>"


def test_the_column_with_most_users_holds_the_users(small):
    people = pd.DataFrame({"number": [1, 2], "friend": ["ana", "x"], "handle": ["@BEN", "ana"]})
    assert small.with_attributes(people).attributes.key == "handle"


def test_of_two_columns_with_the_same_users_the_usual_name_decides(small):
    people = pd.DataFrame({"copy": ["ana", "ben"], "user": ["ana", "ben"]})
    assert small.with_attributes(people).attributes.key == "user"
    assert small.with_attributes(people, user="copy").attributes.columns == ["user"]


def test_ids_that_pandas_made_floats_are_found():
    frame = pd.DataFrame({"source": [25074868, 7], "target": [7, 25074868]})
    network = tb.build_network(tb.Events.from_frame(frame, kind="reply"))
    people = pd.DataFrame({"id": [25074868.0, None, 7.0], "party": ["A", "B", "C"]})
    known = network.with_attributes(people).attributes
    assert (known.n_known, known.n_unknown) == (2, 1)
    assert set(known.values("party")) == {"A", "C"}


def test_ids_in_the_index_of_pandas_and_frames_of_others_are_read(small):
    people = pd.DataFrame({"handle": ["ana", "ben"], "city": ["Lugo", "Vigo"]})
    by_index = small.with_attributes(people.set_index("handle")).attributes
    by_polars = small.with_attributes(pl.DataFrame(people)).attributes
    assert by_index == by_polars == small.with_attributes(people).attributes


def test_labels_replace_ids_and_shared_labels_keep_them(small):
    network = small.with_attributes(
        people_of(small, name=[{"ana": "Ana\u202e", "ben": "Sam", "Cé": "Sam"}[u] for u in small.users])
    )
    assert network.name_of("ana") == "Ana\N{REPLACEMENT CHARACTER}"
    assert network.name_of("ben") == "Sam (ben)"
    assert network.explain("ana", "ben").text.startswith("Ana\N{REPLACEMENT CHARACTER} and Sam (ben):")
    with pytest.raises(UserError, match="no user 'Sam' in this network"):
        network.name_of("Sam")


def test_users_without_a_label_keep_their_id(small):
    network = small.with_attributes(people_of(small, label=[None, " ", "Cris"]))
    users = small.users
    assert network.names_of_rows([0, 1, 2]) == [users[0], users[1], "Cris"]


def test_another_column_can_be_the_label(small):
    people = people_of(small, name=list("xyz"), nick=["one", "two", "three"])
    assert small.with_attributes(people, label="nick").names_of_rows([0]) == ["one"]
    assert small.with_attributes(people, label="id").names_of_rows([0]) == small.users[:1]


def test_repeated_users_are_counted_and_the_first_row_counts(small):
    people = pd.DataFrame(
        {"id": ["ana", "ana", "zoe", "ben"], "city": ["Lugo", "Vigo", "Ourense", "Noia"]}
    )
    with pytest.warns(TribusWarning, match="1 row of the attributes repeat a user, such as 'ana'"):
        attributes = small.with_attributes(people).attributes
    assert set(attributes.values("city").dropna()) == {"Lugo", "Noia"}
    assert (attributes.n_known, attributes.n_unknown, attributes.n_repeated) == (2, 1, 1)
    facts = "1 column for 2 of 3 users, 1 row of unknown users, 1 row of repeated users"
    assert repr(attributes) == f"<Attributes: {facts}>"


def test_the_order_of_the_rows_changes_nothing(small):
    people = pd.DataFrame({"id": ["ana", "ben", "zoe"], "city": ["Lugo", "Vigo", "Noia"]})
    turned = small.with_attributes(people[::-1].reset_index(drop=True))
    assert turned.attributes == small.with_attributes(people).attributes


def test_build_network_takes_attributes(dealings):
    events = tb.Events.from_frame(dealings)
    network = tb.build_network(events, attributes=pd.DataFrame({"id": ["ana"], "name": ["Ana"]}))
    assert network.name_of("ana") == "Ana"
    assert network == tb.build_network(events)


def test_columns_in_use_get_a_prefix(small):
    people = people_of(small, user_name=["a", "b", "c"], ties=[1.5, 2.5, 3.5])
    frame = small.with_attributes(people).users_to_frame()
    assert frame.columns[-2:].tolist() == ["user_name", "attribute_ties"]


@pytest.mark.parametrize(
    ("people", "options", "error", "message"),
    [
        ([1], {}, OptionError, "frame must be a dataframe"),
        (
            {"city": ["Lugo"]},
            {},
            ColumnError,
            "no column of the attributes holds users .*'city': 'Lugo'",
        ),
        ({"id": ["ana"]}, {"user": "idd"}, OptionError, "user must be one of 'id'; got 'idd' - did you"),
        ({"id": ["ana"]}, {"label": "nam"}, OptionError, "label must be one of 'id'; got 'nam'"),
        (
            {"id": ["x"], "b": ["ana"]},
            {"user": "id"},
            ColumnError,
            "the column 'id' does not hold users",
        ),
        (
            {"id": ["ana"], "age": [3]},
            {"label": "age"},
            ColumnError,
            "label='age' must be .* text, got 3",
        ),
        (
            {"id": ["ana"], "tags": [["x"]]},
            {},
            ColumnError,
            r"the column 'tags' holds \['x'\], which is not",
        ),
    ],
)
def test_a_table_that_cannot_be_used_is_an_error_with_the_remedy(small, people, options, error, message):
    frame = pd.DataFrame(people) if isinstance(people, dict) else people
    with pytest.raises(error, match=message):
        small.with_attributes(frame, **options)


def test_an_unknown_attribute_is_an_error(small):
    attributes = small.with_attributes(people_of(small, city=list("abc"))).attributes
    with pytest.raises(
        OptionError, match="column must be one of 'city'; got 'cty' - did you mean 'city'"
    ):
        attributes.values("cty")


def test_attributes_are_saved(small, tmp_path):
    people = people_of(
        small,
        name=["x", None, "z"],
        age=[1, 2, 3],
        height=[1.5, float("nan"), 2.0],
        at=pd.to_datetime(["2024-01-01", None, "2024-01-03"]),
        paid=[True, False, True],
    )
    network = small.with_attributes(people)
    network.save(tmp_path / "n.tribus")
    loaded = tb.load(tmp_path / "n.tribus")
    assert loaded.attributes == network.attributes
    assert loaded.names_of_rows([0, 1, 2]) == network.names_of_rows([0, 1, 2])


def test_exports_hold_labels_and_attributes(small, tmp_path):
    people = people_of(small, name=["<A>", None, "C"], **{'a "b"': ["x", None, "z"]})
    network = small.with_attributes(people)
    network.to_gexf(tmp_path / "n.gexf")
    network.to_graphml(tmp_path / "n.graphml")
    for name in ("n.gexf", "n.graphml"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "&lt;A&gt;" in text
        assert "a &quot;b&quot;" in text
        assert "None" not in text
        assert tb.read_events(tmp_path / name, kind="reply", progress=False).n_users == 3
