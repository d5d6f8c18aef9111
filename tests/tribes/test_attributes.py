import numpy as np
import pandas as pd
import pytest

from tribus import find_tribes, plot
from tribus.errors import OptionError
from tribus.metrics import adjusted_mutual_information


@pytest.fixture
def known(network):
    """Three planted tribes with the trade of each user; one baker sells, one cook is not described."""
    tribes = find_tribes(network, resolution=1.0, significance=None)
    trades = {user: user.rstrip("0123456789") for user in network.users if user != "cook0"}
    trades["baker0"] = "sells"
    people = pd.DataFrame({"id": list(trades), "trade": list(trades.values())})
    return tribes.with_attributes(people)


def test_agreement_is_the_mutual_information_of_tribes_and_values(known):
    agreement = known.agreement_with("trade")
    values = known.network.attributes.values("trade")
    labels = known.labels.astype(np.int64)
    labels[labels < 0] = 100 + np.arange((labels < 0).sum())
    expected = adjusted_mutual_information(labels[values.notna()], pd.factorize(values.dropna())[0])
    assert agreement.agreement == pytest.approx(expected)
    assert 0.7 < agreement.agreement < 1


def test_the_values_of_a_tribe_are_counted(known):
    frame = known.agreement_with("trade").to_frame()
    bakers = frame[frame["tribe"] == 0]
    assert bakers["value"].tolist() == ["baker", "sells"]
    assert bakers["users"].tolist() == [5, 1]
    assert bakers["share"].tolist() == pytest.approx([5 / 6, 1 / 6])
    assert bakers["share_of_value"].tolist() == [1, 1]
    assert frame["tribe"].tolist()[-1] == -1  # users without a tribe come last


def test_users_who_do_not_fit_are_marked(known):
    frame = known.agreement_with("trade").users_to_frame().set_index("user")
    assert "cook0" not in frame.index
    assert frame.loc["baker0"].tolist() == [0, "sells", "baker", False]
    assert frame.loc["baker1"].tolist() == [0, "baker", "baker", True]
    assert not frame[frame["tribe"] == -1]["fits"].any()


def test_values_that_nobody_has_give_no_agreement(known):
    people = pd.DataFrame({"id": known.network.users[:1], "city": ["Lugo"]})
    agreement = known.with_attributes(people).agreement_with("city")
    assert np.isnan(agreement.agreement)
    assert "1 value of 1 user" in repr(agreement)


def test_the_map_shows_the_values(known):
    ax = known.agreement_with("trade").plot()
    assert ax.get_title().endswith("coloured by trade")
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names[0] == "baker"
    assert names[-1] == "not known"


@pytest.mark.parametrize("ask", ["agreement_with", "distinctive_attributes"])
def test_tribes_without_attributes_say_how_to_add_them(network, ask):
    tribes = find_tribes(network, resolution=1.0, significance=None)
    options = ["trade"] if ask == "agreement_with" else []
    with pytest.raises(OptionError, match=r"have no attributes; add them with tribes\.with_attributes"):
        getattr(tribes, ask)(*options)


def test_an_unknown_attribute_is_an_error(known):
    with pytest.raises(OptionError, match="column must be one of 'trade'; got 'trad' - did you mean"):
        known.agreement_with("trad")
    with pytest.raises(OptionError, match="columns must be one of 'trade'; got 'x'"):
        known.distinctive_attributes(["x"])
    with pytest.raises(OptionError, match="significance must be a number from 0 to 1, got 2"):
        known.distinctive_attributes(significance=2)
    with pytest.raises(OptionError, match="only=0 and colour_by='trade' exclude each other"):
        plot.draw_tribes(known, only=0, colour_by="trade")
