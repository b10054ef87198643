"""The driver of netlab's questions to Apache Spark: a server on a Unix socket, which keeps one session for the cells of a notebook.

spark.py SOCKET MASTER. A request is a line of JSON; the answer is lines: "row INDEX BASE64", "done TASKS OF", "error TEXT",
"end". What is computed, the program that comes with a request computes, a process for each task: files in, answers out.
"""

import base64
import glob
import hashlib
import json
import os
import shlex
import socket
import sys
import threading

IDLE = float(os.environ.get("NETLAB_SPARK_IDLE", "900"))  # seconds without a question before the session ends


def find_pyspark():
    """Takes the PySpark of SPARK_HOME where this Python has none."""
    home = os.environ.get("SPARK_HOME")
    if home:
        sys.path[:0] = [os.path.join(home, "python")] + glob.glob(os.path.join(home, "python", "lib", "py4j-*-src.zip"))


def short(e):
    """Says what an error is, without the stack of Java's calls."""
    lines = [line.strip() for line in str(e).splitlines() if line.strip() and not line.lstrip().startswith(("at ", "..."))]
    return "%s: %s" % (type(e).__name__, " ".join(lines[:3]))


def session(master):
    find_pyspark()
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("netlab")
    if master.startswith("sc://"):
        return builder.remote(master).getOrCreate()
    for key, value in (("spark.ui.enabled", "false"), ("spark.ui.showConsoleProgress", "false"), ("spark.driver.maxResultSize", "0")):
        builder = builder.config(key, value)
    return builder.master(master).getOrCreate()


class Driver:
    def __init__(self, master):
        self.spark = session(master)
        self.connect = master.startswith("sc://")
        self.shipped = set()

    def ship(self, path):
        """Sends a program to the workers, once, and returns its name there."""
        with open(path, "rb") as f:
            data = f.read()
        name = "netlab-" + hashlib.sha256(data).hexdigest()[:32]
        if name in self.shipped:
            return name
        place = os.path.join(os.path.dirname(SOCKET), name)  # the cell's own goes with the cell
        with open(place + ".part", "wb") as f:
            f.write(data)
        os.chmod(place + ".part", 0o700)
        os.rename(place + ".part", place)
        if self.connect:
            self.spark.addArtifact(place, file=True)
        else:
            self.spark.sparkContext.addFile(place)
        self.shipped.add(name)
        return name

    def ask(self, request, say):
        name = self.ship(request["program"])
        command = 'p=$(find . -maxdepth 2 -name %s -print -quit); chmod u+x "$p"; exec "$p" %s' % (name, " ".join(map(shlex.quote, request["args"] or ())))
        rows = [(i, base64.b64encode(path.encode()).decode()) for i, path in enumerate(request["files"])]
        parts = min(len(rows), request.get("tasks") or 4 * self.cores())
        files = self.spark.createDataFrame(rows, "i int, path string").repartition(parts)
        files.createOrReplaceTempView("netlab_files")
        query = self.spark.sql(
            "SELECT TRANSFORM (i, path) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' USING '%s' AS (i STRING, part STRING) "
            "ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' FROM netlab_files" % ("sh -c " + shlex.quote(command)).replace("\\", "\\\\").replace("'", "\\'"))
        for row in self.collect(query, len(rows), say):
            say("row %s %s" % (row[0], row[1]))

    def cores(self):
        return 8 if self.connect else max(1, self.spark.sparkContext.defaultParallelism)

    def collect(self, query, files, say):
        if self.connect:
            return query.collect()
        stop = threading.Event()
        watcher = threading.Thread(target=self.watch, args=(stop, say), daemon=True)
        watcher.start()
        try:
            return query.collect()
        finally:
            stop.set()
            watcher.join()

    def watch(self, stop, say):
        """Says how many tasks are done, until told to stop, and ends them when nobody listens any more."""
        tracker = self.spark.sparkContext.statusTracker()
        while not stop.wait(0.3):
            done = of = 0
            for stage in map(tracker.getStageInfo, tracker.getActiveStageIds()):
                if stage:
                    done, of = done + stage.numCompletedTasks, of + stage.numTasks
            try:
                say("done %d %d" % (done, of))
            except OSError:
                self.spark.sparkContext.cancelAllJobs()
                return


def serve(driver, server):
    while True:
        try:
            peer, _ = server.accept()
        except socket.timeout:
            return
        with peer, peer.makefile("rwb") as stream:
            lock = threading.Lock()

            def say(line):
                with lock:
                    stream.write(line.replace("\n", " ").encode() + b"\n")
                    stream.flush()

            try:
                for line in stream:
                    try:
                        driver.ask(json.loads(line), say)
                        say("end")
                    except OSError:
                        raise
                    except Exception as e:
                        say("error " + short(e))
            except OSError:
                pass  # the cell was interrupted


def main():
    global SOCKET
    SOCKET, master = sys.argv[1:]
    os.umask(0o077)
    try:
        driver = Driver(master)
    except Exception as e:
        sys.exit(short(e))
    server = socket.socket(socket.AF_UNIX)
    server.bind(SOCKET + ".new")
    server.listen()
    server.settimeout(IDLE)
    os.rename(SOCKET + ".new", SOCKET)
    try:
        serve(driver, server)
    finally:
        os.unlink(SOCKET)
        driver.spark.stop()


main()
