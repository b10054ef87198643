"""Works out features of TCP streams with tshark and pandas, for talk's tests: python3 talk/testdata/features.py"""

import math
import pathlib
import subprocess

import pandas as pd

here = pathlib.Path(__file__).parent
captures = here / "../../../testdata"
fields = ["tcp.stream", "frame.time_epoch", "ip.src", "ipv6.src", "tcp.srcport", "tcp.len", "tcp.hdr_len", "tcp.flags", "tcp.window_size_value", "tcp.payload"]
letters = {"FIN": 1, "SYN": 2, "RST": 4, "PSH": 8, "ACK": 16, "URG": 32, "ECE": 64, "CWR": 128}


def entropy(payloads):
    data = pd.Series(list(bytes.fromhex("".join(payloads.dropna()))))
    share = data.value_counts(normalize=True)
    return -(share * share.map(math.log2)).sum() if len(data) else math.nan


def spread(row, name, values):
    row[name + " Max"], row[name + " Min"], row[name + " Mean"], row[name + " Std"] = values.max(), values.min(), values.mean(), values.std()


def features(capture, stream, g):
    row = {"capture": capture, "stream": stream}
    times = pd.Series(g["frame.time_epoch"].values)
    syn = g[(g["bits"] & 0x12) == 2]
    opener = (syn if len(syn) else g).iloc[0]["end"]
    fwd = (g["end"] == opener).values
    size = pd.Series(g["tcp.len"].astype(float).values)
    row["Flow Duration"] = (times.max() - times.min()) / 1e3
    for way, own, count, length in [("Fwd", fwd, "Total Fwd Packet", "Total Length of Fwd Packet"), ("Bwd", ~fwd, "Total Bwd packets", "Total Length of Bwd Packet")]:
        row[count], row[length] = own.sum(), size[own].sum()
        spread(row, way + " Packet Length", size[own])
        gaps = times[own].diff().dropna() / 1e3
        row[way + " IAT Total"] = gaps.sum()
        spread(row, way + " IAT", gaps)
        row[way + " Header Length"] = g["tcp.hdr_len"][own].sum()
        row[way + " PSH Flags"] = ((g["bits"][own] & 8) != 0).sum()
        row[way + " Payload Entropy"] = entropy(g["tcp.payload"][own])
    spread(row, "Packet Length", size)
    row["Packet Length Variance"] = size.var()
    spread(row, "Flow IAT", times.diff().dropna() / 1e3)
    row["Flow Bytes/s"] = size.sum() / (row["Flow Duration"] / 1e6)
    row["Flow Packets/s"] = len(g) / (row["Flow Duration"] / 1e6)
    for name, bit in letters.items():
        row[name + " Flag Count"] = ((g["bits"] & bit) != 0).sum()
    row["Down/Up Ratio"] = (~fwd).sum() / fwd.sum()
    row["Average Packet Size"] = size.mean()
    row["FWD Init Win Bytes"] = g["tcp.window_size_value"][fwd].iloc[0]
    row["Bwd Init Win Bytes"] = g["tcp.window_size_value"][~fwd].iloc[0] if (~fwd).any() else math.nan
    row["Fwd Act Data Pkts"] = (size[fwd] > 0).sum()
    for i in range(4):
        row[f"Size {i + 1}"] = (size[i] if fwd[i] else -size[i]) if i < len(size) else math.nan
        if i > 0:
            row[f"Gap {i + 1}"] = (times[i] - times[i - 1]) / 1e3 if i < len(size) else math.nan
    return row


rows = []
for capture in ["ten", "bulk", "http", "unreachable"]:
    command = ["tshark", "-n", "-r", str(captures / (capture + ".pcap")), "-Y", "tcp && !icmp && !icmpv6", "-T", "fields"]
    for f in fields:
        command += ["-e", f]
    lines = [line.split("\t") for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()]
    p = pd.DataFrame(lines, columns=fields).replace("", None)
    p["frame.time_epoch"] = p["frame.time_epoch"].map(lambda t: int(t.replace(".", "")))
    p["bits"] = p["tcp.flags"].map(lambda f: int(f, 16))
    p["end"] = p["ip.src"].fillna(p["ipv6.src"]) + " " + p["tcp.srcport"]
    for name in ["tcp.stream", "tcp.len", "tcp.hdr_len", "tcp.window_size_value"]:
        p[name] = p[name].astype(int)
    rows += [features(capture, stream, g) for stream, g in p.groupby("tcp.stream")]
pd.DataFrame(rows).to_csv(here / "features.csv", index=False, float_format="%.12g")
