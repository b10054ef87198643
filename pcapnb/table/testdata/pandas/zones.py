#!/usr/bin/env python3
"""Writes zones.json: what pandas makes of times in zones whose clocks change, resampled.

    pip install pandas && python3 zones.py

The tests of package table read it and need no Python.
"""
import json
import os

import pandas as pd

here = os.path.dirname(os.path.abspath(__file__))
every = {"D": 86400, "2D": 2 * 86400, "6h": 6 * 3600, "h": 3600, "30min": 1800}
cases = []
for zone, first in [
    ("Europe/Berlin", "2026-03-27 21:17"), ("Europe/Berlin", "2026-10-23 03:05"), ("America/New_York", "2026-03-06 12:00"),
    ("Australia/Lord_Howe", "2026-04-03 00:00"), ("Asia/Kolkata", "2026-06-01 20:00"), ("America/Sao_Paulo", "2018-11-02 00:00"),
    ("America/Havana", "2026-10-30 09:00"),
]:
    times = [pd.Timestamp(first, tz="UTC") + pd.Timedelta(minutes=37 * i + (600 if i > 90 else 0)) for i in range(150)]
    s = pd.Series(range(1, 151), index=pd.DatetimeIndex(times).tz_convert(zone))
    for freq, seconds in every.items():
        sums = s.resample(freq).sum()
        cases.append({"zone": zone, "first": times[0].value // 10**9, "every": seconds,
                      "sums": [[k.value // 10**9, int(v)] for k, v in sums.items()]})
with open(os.path.join(here, "zones.json"), "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
