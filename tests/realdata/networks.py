"""Real networks with known groups, each as events and a table of who is in which group."""

import pandas as pd

import tribus as tb

KNOWN = {
    # least agreement (AMI) with the known groups that the defaults must reach: .02 below what the
    # better of two scripts with python-louvain gives, on follows only and on everything added up
    "politics-uk": 0.90,
    "us-senators": 0.92,
    "lastfm": 0.60,
    "ontario-mpps": 0.89,
    "email-eu-core": 0.53,
}
MEAN = 0.81  # over all of them


def read_politics_uk(folder):
    names = {"follow": "follows", "mention": "mentions", "repost": "retweets"}
    tables = [
        # not MatrixMarket in spite of the ending: raw ids below a line of sizes
        pd.read_csv(
            folder / f"politicsuk-{name}.mtx", sep=" ", skiprows=1, names=["source", "target", "count"]
        ).assign(kind=kind)
        for kind, name in names.items()
    ]
    events = tb.Events.from_frame(pd.concat(tables), count="count")
    lines = (folder / "politicsuk.communities").read_text().splitlines()
    groups = {
        int(user): party
        for party, users in (line.split(": ") for line in lines)
        for user in users.split(",")
    }
    return events, groups


def read_us_senators(folder):
    table = pd.read_csv(folder / "senators_follow.csv").rename(
        columns={"source": "one", "target": "other"}
    )
    there = table[table["following"]].rename(columns={"one": "source", "other": "target"})
    back = table[table["followed_by"]].rename(columns={"other": "source", "one": "target"})
    events = tb.Events.from_frame(pd.concat([there, back]), kind="follow", fold_case=True)
    known = pd.read_csv(folder / "senators_twitter.csv")
    return events, dict(
        zip(known["Official Twitter"].str.lower(), known["Party affiliation"], strict=True)
    )


def read_lastfm(folder):
    one_way = pd.read_csv(folder / "edges.csv").set_axis(["source", "target"], axis=1)
    back = one_way.rename(columns={"source": "target", "target": "source"})
    events = tb.Events.from_frame(pd.concat([one_way, back]), kind="follow")
    known = pd.read_csv(folder / "target.csv")
    return events, dict(zip(known["id"], known["target"], strict=True))


def read_ontario_mpps(folder):
    events = tb.read_events(folder / "ontariopol_edgelist.csv", kind="mention", ids="integer")
    known = pd.read_csv(folder / "ontariopol_vertices.csv")
    return events, dict(zip(known["id"], known["party"], strict=True))


def read_email_eu_core(folder):
    columns = {"sep": " ", "header": None}
    table = pd.read_csv(folder / "email-Eu-core.txt", **columns).set_axis(["source", "target"], axis=1)
    known = pd.read_csv(folder / "email-Eu-core-department-labels.txt", **columns)
    return tb.Events.from_frame(table, kind="reply"), dict(zip(known[0], known[1], strict=True))


def read_thiers_2012(folder):
    """Contacts face to face, one every 20 seconds that they last; whoever meets somebody is met."""
    names = ["time", "source", "target", "class", "other_class"]
    table = pd.read_csv(folder / "thiers_2012.csv.gz", sep=r"\s+", names=names)
    back = table.rename(
        columns={"source": "target", "target": "source", "class": "other_class", "other_class": "class"}
    )
    both = pd.concat([table, back])
    both["time"] = pd.to_datetime(both["time"], unit="s", utc=True)
    events = tb.Events.from_frame(both[["source", "target", "time"]], kind="reply", time="time")
    return events, dict(zip(both["source"], both["class"], strict=True))


def read_olympics(folder):
    names = {"follow": "follows", "mention": "mentions", "repost": "retweets"}
    tables = [
        pd.read_csv(
            folder / f"pp_olympics-{name}.mtx", sep="\t", names=["source", "target", "count"]
        ).assign(kind=kind)
        for kind, name in names.items()
    ]
    events = tb.Events.from_frame(pd.concat(tables), count="count")
    sports = (folder / "pp_olympics.classes").read_text().split()
    return events, dict(enumerate(map(int, sports), 1))


def read_polblogs(folder):
    """Links between blogs, which are mentions."""
    events = tb.Events.from_frame(pd.read_csv(folder / "links.csv"), kind="mention")
    known = pd.read_csv(folder / "nodes.csv")
    return events, dict(zip(known["id"], known["leaning"], strict=True))


READERS = {
    "politics-uk": read_politics_uk,
    "us-senators": read_us_senators,
    "lastfm": read_lastfm,
    "ontario-mpps": read_ontario_mpps,
    "email-eu-core": read_email_eu_core,
    "thiers-2012": read_thiers_2012,
    "olympics": read_olympics,
    "polblogs": read_polblogs,
}
