"""The Python peers of the benchmark: peers.py scapy|dpkt CAPTURE, or peers.py pandas|polars|duckdb COLUMNS.csv."""
import json
import statistics
import sys
import time

REPEATS = 7


def scapy(path):
    """Lab A's loop: one row a packet, then a DataFrame."""
    import pandas
    from scapy.all import IP, TCP, UDP, PcapReader

    rows = []
    for packet in PcapReader(path):
        row = {"time": float(packet.time), "length": len(packet)}
        if IP in packet:
            row.update(ip_src=packet[IP].src, ip_dst=packet[IP].dst, protocol=packet[IP].proto)
        for layer in (TCP, UDP):
            if layer in packet:
                row.update(port_src=packet[layer].sport, port_dst=packet[layer].dport)
        rows.append(row)
    print(len(pandas.DataFrame(rows)))


def dpkt(path):
    """Every packet's Ethernet decoded, as dpkt's tutorial does."""
    import dpkt

    count = 0
    with open(path, "rb") as f:
        for _, data in dpkt.pcap.Reader(f):
            try:
                dpkt.ethernet.Ethernet(data)
            except dpkt.UnpackError:
                pass
            count += 1
    print(count)


def measure(verbs):
    """Prints the median seconds of each verb."""
    result = {}
    for name, verb in verbs.items():
        verb()
        seconds = []
        for _ in range(REPEATS):
            begin = time.perf_counter()
            verb()
            seconds.append(time.perf_counter() - begin)
        result[name] = statistics.median(seconds)
    print(json.dumps(result))


def pandas(path):
    import pandas

    t = pandas.read_csv(path, dtype={"protocol": "object"})
    t["datetime"] = pandas.to_datetime(t["datetime"])
    lengths = t.set_index("datetime")["length"]
    measure({
        "group by address, sum": lambda: t.groupby("ip_src")["length"].sum(),
        "value counts": lambda: t["ip_dst"].value_counts(),
        "filter by number": lambda: t[t["length"] > 1000],
        "filter by text": lambda: t[t["protocol"] == "TCP"],
        "describe": lambda: t["length"].describe(),
        "group by hour, sum": lambda: t.groupby(t["datetime"].dt.floor("h"))["length"].sum(),
        "resample to seconds": lambda: lengths.resample("s").sum(),
    })


def polars(path):
    import polars

    t = polars.read_csv(path, infer_schema_length=None).with_columns(polars.col("datetime").str.to_datetime(time_unit="ns", time_zone="UTC"))
    measure({
        "group by address, sum": lambda: t.group_by("ip_src").agg(polars.col("length").sum()),
        "value counts": lambda: t["ip_dst"].value_counts(sort=True),
        "filter by number": lambda: t.filter(polars.col("length") > 1000),
        "filter by text": lambda: t.filter(polars.col("protocol") == "TCP"),
        "describe": lambda: t["length"].describe(),
        "group by hour, sum": lambda: t.group_by(polars.col("datetime").dt.truncate("1h")).agg(polars.col("length").sum()),
        "resample to seconds": lambda: t.group_by(polars.col("datetime").dt.truncate("1s")).agg(polars.col("length").sum())
        .sort("datetime").upsample("datetime", every="1s"),
    })


def duckdb(path):
    import duckdb

    db = duckdb.connect()
    db.execute("set threads = 2")
    db.execute("create table t as select * from read_csv(?)", [path])

    def keep(query):
        return lambda: db.execute("create or replace temp table kept as " + query)

    def fetch(query):
        return lambda: db.execute(query).fetchall()

    measure({
        "group by address, sum": fetch("select ip_src, sum(length) from t group by ip_src"),
        "value counts": fetch("select ip_dst, count(*) n from t group by ip_dst order by n desc"),
        "filter by number": keep("select * from t where length > 1000"),
        "filter by text": keep("select * from t where protocol = 'TCP'"),
        "describe": fetch("select count(length), avg(length), stddev(length), min(length), max(length), "
                          "quantile_cont(length, [0.25, 0.5, 0.75]) from t"),
        "group by hour, sum": fetch("select time_bucket(interval '1 hour', datetime) h, sum(length) from t group by h"),
        "resample to seconds": keep("with s as (select time_bucket(interval '1 second', datetime) as s0, sum(length) n from t group by s0) "
                                    "select s0, coalesce(n, 0) from (select unnest(generate_series(min(s0), max(s0), "
                                    "interval '1 second')) as s0 from s) left join s using (s0)"),
    })


if __name__ == "__main__":
    {"scapy": scapy, "dpkt": dpkt, "pandas": pandas, "polars": polars, "duckdb": duckdb}[sys.argv[1]](sys.argv[2])
