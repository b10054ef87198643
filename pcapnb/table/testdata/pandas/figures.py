#!/usr/bin/env python3
"""Writes rows.csv, made-up rows from a fixed seed, and figures.json, what pandas makes of them.

    pip install pandas && python3 figures.py

The tests of package pcapnb read both and need no Python.
"""
import json
import os
import random

import pandas as pd

random.seed(20200714)
here = os.path.dirname(os.path.abspath(__file__))
N = 200
START = 1594747052_058611000

hosts = [f"192.168.1.{i}" for i in (1, 13, 23, 200)] + ["128.135.164.125", "2001:db8::1", "fe80::1"]
rows, at = [], START
for i in range(N):
    gap = random.choice([0, 1, 1000, 250_000, 40_000_000, 900_000_000, 3_700_000_000] if i % 50 else [17_000_000_000])
    at += gap + random.randrange(1000)
    rows.append({
        "time": at,
        "src": random.choice(hosts) if random.random() > 0.1 else None,
        "dst": random.choice(hosts[:5]),
        "port": random.choice([53, 80, 443, 8801, 55851]) if random.random() > 0.2 else None,
        "length": random.choice([54, 60, 66, 78, 571, 1230, 1514, random.randrange(60, 1500)]),
        "ratio": round(random.lognormvariate(0, 6), 9) if random.random() > 0.3 else None,
    })
df = pd.DataFrame(rows)
df["port"] = df["port"].astype("Int64")
df.to_csv(os.path.join(here, "rows.csv"), index=False)
df["port"] = df["port"].astype("float64")
df["datetime"] = pd.to_datetime(df["time"], unit="ns")


def number(v):
    return None if pd.isna(v) else float(v)


def key(k):
    if isinstance(k, tuple):
        return [key(p) for p in k]
    if isinstance(k, pd.Timestamp):
        return str(k.value)
    if isinstance(k, float) and k.is_integer():
        return str(int(k))
    return None if not isinstance(k, str) and pd.isna(k) else str(k)


def series(s):
    return [[key(k), number(v)] for k, v in s.items()]


def reducers(g):
    return {
        "sum": series(g.sum()), "mean": series(g.mean()), "median": series(g.median()), "std": series(g.std()),
        "min": series(g.min()), "max": series(g.max()), "first": series(g.first()), "last": series(g.last()),
        "nunique": series(g.nunique()), "q10": series(g.quantile(0.1)), "q99": series(g.quantile(0.99)),
    }


def text(d):
    return {k: str(v) for k, v in d.items()}


figures = {"pandas": pd.__version__}
figures["rows"] = {m: {
    "sum": number(df[m].sum()), "mean": number(df[m].mean()), "median": number(df[m].median()), "std": number(df[m].std()),
    "min": number(df[m].min()), "max": number(df[m].max()), "q1": number(df[m].quantile(0.01)), "q90": number(df[m].quantile(0.9)),
    "nunique": number(df[m].nunique()),
} for m in ("length", "ratio", "port")}
figures["groups"] = {by: {m: reducers(df.groupby(by)[m]) for m in ("length", "ratio")} for by in ("src", "port")}
figures["pairs"] = {m: reducers(df.groupby(["src", "port"])[m]) for m in ("length", "ratio")}
figures["size"] = {by: series(df.groupby(by).size()) for by in ("src", "port")}
figures["missing"] = series(df.groupby("port", dropna=False)["length"].sum())
figures["value_counts"] = {by: series(df[by].value_counts()) for by in ("src", "port", "length")}
figures["unique"] = {by: [key(v) for v in df[by].dropna().unique()] for by in ("src", "port", "length")}
figures["describe"] = {m: series(df[m].describe()) for m in ("length", "ratio", "port")}
figures["describe_text"] = text(df["src"].describe())
figures["describe_time"] = {k: (int(v) if k == "count" else str(v.value)) for k, v in df["datetime"].describe().items() if k != "std"}
timed = df.set_index("datetime")
figures["resample"] = {every: {m: {
    "sum": series(timed[m].resample(every).sum()), "count": series(timed[m].resample(every).size()),
    "mean": series(timed[m].resample(every).mean()), "max": series(timed[m].resample(every).max()),
    "median": series(timed[m].resample(every).median()),
} for m in ("length", "ratio")} for every in ("1s", "7s", "90s", "10min")}
figures["rolling"] = {str(n): {m: {
    f: series(getattr(timed[m].rolling(n), f)()) for f in ("sum", "mean", "median", "min", "max", "std")
} for m in ("length",)} for n in (1, 3, 20)}
figures["rolling_time"] = {d: {
    f: series(getattr(timed["length"].rolling(d), f)()) for f in ("sum", "mean", "median", "min", "max", "std", "count")
} for d in ("1s", "30s")}
figures["pivot"] = {a: {str(b): number(v) for b, v in r.items()} for a, r in
                    df.pivot_table(index="src", columns="dst", values="length", aggfunc="mean").T.to_dict().items()}
figures["sort"] = {
    "ratio": [int(i) for i in df.sort_values("ratio", kind="stable").index],
    "ratio_desc": [int(i) for i in df.sort_values("ratio", ascending=False, kind="stable").index],
    "src,port": [int(i) for i in df.sort_values(["src", "port"], kind="stable").index],
    "dst,length_desc": [int(i) for i in df.sort_values(["dst", "length"], ascending=False, kind="stable").index],
}
figures["diff"] = series(timed["length"].diff())
figures["cumsum"] = series(timed["ratio"].cumsum())
figures["gaps"] = [number(v) for v in df["datetime"].diff().dt.total_seconds()]
figures["gaps_src"] = [number(v) for v in df[df["src"].notna()].groupby("src")["datetime"].diff().dt.total_seconds()]
labels = pd.DataFrame({"dst": ["192.168.1.1", "192.168.1.13", "192.168.1.13"], "name": ["router", "laptop", "notebook"]})
joined = df.merge(labels, on="dst", how="left")
figures["join"] = [[int(r["time"]), None if pd.isna(r["name"]) else r["name"]] for _, r in joined.iterrows()]

with open(os.path.join(here, "figures.json"), "w") as f:
    f.write("{\n")
    f.write(",\n".join(f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in figures.items()))
    f.write("\n}\n")
