"""Real conversations over time: tables of `source`, `target`, `kind` and `time` in their order."""

import pandas as pd


def read_collegemsg(folder):
    table = pd.read_csv(folder / "CollegeMsg.txt.gz", sep=" ", names=["source", "target", "time"])
    return _in_order(table.assign(kind="reply"))


def read_higgs(folder):
    """Replies and mentions; each reply also stands there as a mention, which is no second act."""
    names = ["source", "target", "time", "kind"]
    table = pd.read_csv(folder / "higgs-activity_time.txt.gz", sep=" ", names=names)
    table["kind"] = table["kind"].map({"RE": "reply", "MT": "mention"})
    table = table.dropna().sort_values("kind", ascending=False, kind="stable")  # replies first
    return _in_order(table.drop_duplicates(["source", "target", "time"]))


def read_digg_reply(folder):
    names = ["source", "target", "count", "time"]
    table = pd.read_csv(folder / "digg-reply.txt.gz", sep=r"\s+", skiprows=1, names=names)
    return _in_order(table.drop(columns="count").assign(kind="reply"))


def _in_order(table):
    table = table[table["source"] != table["target"]].sort_values("time", kind="stable")
    return table.assign(time=pd.to_datetime(table["time"], unit="s", utc=True)).reset_index(drop=True)


CONVERSATIONS = {
    "collegemsg": read_collegemsg,
    "higgs": read_higgs,
    "digg-reply": read_digg_reply,
}
