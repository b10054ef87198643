"""The Python peers of the benchmark: peers.py scapy|dpkt CAPTURE, or peers.py pandas|polars|duckdb COLUMNS.csv."""
import hashlib
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


def digest(lines):
    """What an answer is compared by: how many lines it has, and their checksum in the order of the alphabet."""
    lines = sorted(lines)
    return "%d lines, %s" % (len(lines), hashlib.md5("\n".join(lines).encode()).hexdigest()[:16])


def pairs(rows):
    """The lines of keys and whole numbers; rows without a key are in no group."""
    return digest("%s %d" % (key, value) for key, value in rows if key is not None and key == key)


def summary(values):
    """The line of count, mean, std, min, quartiles and max."""
    return digest([" ".join("%.6f" % v for v in values)])


def measure(verbs):
    """Prints the median seconds of each verb, and its answer."""
    result = {}
    for name, (verb, answer) in verbs.items():
        verb()
        seconds = []
        for _ in range(REPEATS):
            begin = time.perf_counter()
            verb()
            seconds.append(time.perf_counter() - begin)
        result[name] = {"seconds": statistics.median(seconds), "answer": answer(verb())}
    print(json.dumps(result))


def pandas(path):
    import pandas

    t = pandas.read_csv(path, dtype={"protocol": "object"})
    t["datetime"] = pandas.to_datetime(t["datetime"])
    lengths = t.set_index("datetime")["length"]

    def kept(rows):
        return pairs([(len(rows), rows["length"].sum())])

    def at(series):
        return pairs((k.value // 10**9, v) for k, v in series.items())

    measure({
        "group by address, sum": (lambda: t.groupby("ip_src")["length"].sum(), lambda s: pairs(s.items())),
        "value counts": (lambda: t["ip_dst"].value_counts(), lambda s: pairs(s.items())),
        "filter by number": (lambda: t[t["length"] > 1000], kept),
        "filter by text": (lambda: t[t["protocol"] == "TCP"], kept),
        "describe": (lambda: t["length"].describe(), lambda s: summary(s)),
        "group by hour, sum": (lambda: t.groupby(t["datetime"].dt.floor("h"))["length"].sum(), at),
        "resample to seconds": (lambda: lengths.resample("s").sum(), at),
    })


def polars(path):
    import polars

    t = polars.read_csv(path, infer_schema_length=None).with_columns(polars.col("datetime").str.to_datetime(time_unit="ns", time_zone="UTC"))

    def kept(rows):
        return pairs([(len(rows), rows["length"].sum())])

    def at(rows):
        return pairs(zip(rows["datetime"].dt.epoch("s"), rows["length"].fill_null(0)))

    measure({
        "group by address, sum": (lambda: t.group_by("ip_src").agg(polars.col("length").sum()), lambda r: pairs(r.iter_rows())),
        "value counts": (lambda: t["ip_dst"].value_counts(sort=True), lambda r: pairs(r.iter_rows())),
        "filter by number": (lambda: t.filter(polars.col("length") > 1000), kept),
        "filter by text": (lambda: t.filter(polars.col("protocol") == "TCP"), kept),
        "describe": (lambda: t["length"].describe(interpolation="linear"), lambda r: summary(v for name, v in r.iter_rows() if name != "null_count")),
        "group by hour, sum": (lambda: t.group_by(polars.col("datetime").dt.truncate("1h")).agg(polars.col("length").sum()), at),
        "resample to seconds": (lambda: t.group_by(polars.col("datetime").dt.truncate("1s")).agg(polars.col("length").sum())
                                .sort("datetime").upsample("datetime", every="1s"), at),
    })


def duckdb(path):
    import duckdb

    db = duckdb.connect()
    db.execute("set threads = 2")
    db.execute("set timezone = 'UTC'")
    db.execute("create table t as select * from read_csv(?)", [path])

    def keep(query):
        return lambda: db.execute("create or replace temp table kept as " + query)

    def fetch(query):
        return lambda: db.execute(query).fetchall()

    def kept(_):
        return pairs(db.execute("select count(*), sum(length) from kept").fetchall())

    def at(rows):
        return pairs((int(k.timestamp()), v) for k, v in rows)

    measure({
        "group by address, sum": (fetch("select ip_src, sum(length) from t group by ip_src"), pairs),
        "value counts": (fetch("select ip_dst, count(*) n from t group by ip_dst order by n desc"), pairs),
        "filter by number": (keep("select * from t where length > 1000"), kept),
        "filter by text": (keep("select * from t where protocol = 'TCP'"), kept),
        "describe": (fetch("select count(length), avg(length), stddev(length), min(length), quantile_cont(length, [0.25, 0.5, 0.75]), "
                           "max(length) from t"), lambda r: summary([*r[0][:4], *r[0][4], r[0][5]])),
        "group by hour, sum": (fetch("select time_bucket(interval '1 hour', datetime) h, sum(length) from t group by h"), at),
        "resample to seconds": (keep("with s as (select time_bucket(interval '1 second', datetime) as s0, sum(length) n from t group by s0) "
                                     "select s0, coalesce(n, 0) n from (select unnest(generate_series(min(s0), max(s0), "
                                     "interval '1 second')) as s0 from s) left join s using (s0)"),
                                lambda _: at(db.execute("select s0, n from kept").fetchall())),
    })


if __name__ == "__main__":
    {"scapy": scapy, "dpkt": dpkt, "pandas": pandas, "polars": polars, "duckdb": duckdb}[sys.argv[1]](sys.argv[2])
