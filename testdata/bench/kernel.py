"""Runs cells in a Jupyter kernel: kernel.py KERNEL. The first line out tells when the kernel began to start and was
ready; then a cell comes in as a line of JSON and a line with its times goes out."""
import json
import sys
import time

from jupyter_client.manager import start_new_kernel

TIMEOUT = 600


def say(**line):
    print(json.dumps(line), flush=True)


def execute(client, cell):
    """Runs a cell until the kernel is idle again, as a front end does."""
    begun = time.time()
    request = client.execute(cell)
    said, media = [], []
    while True:
        message = client.get_iopub_msg(timeout=TIMEOUT)
        if message["parent_header"].get("msg_id") != request:
            continue
        content = message["content"]
        said += content.get("traceback", []) + [content.get("text", "")]
        media += content.get("data", {})
        if content.get("execution_state") == "idle":
            break
    ended = time.time()
    failed = client.get_shell_msg(timeout=TIMEOUT)["content"]["status"] != "ok"
    say(begun=begun, ended=ended, media=media, error="\n".join(said) if failed else "")


def main(name):
    begun = time.time()
    manager, client = start_new_kernel(kernel_name=name, startup_timeout=TIMEOUT)
    say(begun=begun, ended=time.time())
    try:
        for line in sys.stdin:
            execute(client, json.loads(line))
    finally:
        client.stop_channels()
        manager.shutdown_kernel()


main(sys.argv[1])
