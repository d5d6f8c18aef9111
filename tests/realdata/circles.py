"""Real friends of some people with the circles that these drew: one network a person, without them."""

import pandas as pd

import tribus as tb


def read_ego_facebook(folder):
    """Friendships, which hold both ways."""
    for path in sorted(folder.glob("*.edges")):
        links = _read_links(path)
        back = links.rename(columns={"source": "target", "target": "source"})
        yield _make_network(path, pd.concat([links, back]))


def read_ego_twitter(folder):
    """Who follows whom; people without circles are left out."""
    for path in sorted(folder.glob("*.edges")):
        if path.with_suffix(".circles").read_text().strip():
            yield _make_network(path, _read_links(path))


def _read_links(path):
    return pd.read_csv(path, sep=" ", names=["source", "target"])


def _make_network(path, links):
    """Name, events, and circles of those who know anybody or are in a circle."""
    lines = path.with_suffix(".circles").read_text().splitlines()
    circles = [{int(user) for user in line.split("\t")[1:] if user} for line in lines]
    return path.stem, tb.Events.from_frame(links, kind="follow"), [c for c in circles if c]


CIRCLES = {"ego-facebook": read_ego_facebook, "ego-twitter-100": read_ego_twitter}
