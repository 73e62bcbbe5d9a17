"""Runs one program and measures it, from a process that is itself small.

On Linux a program's peak memory counts what its parent held when it was started, so the parts, which hold data, start
programs through this one. usage: child.py REPORT.json yes|no COMMAND...; `yes` also looks at the anonymous memory.
"""

import json
import os
import subprocess
import sys
import threading
import time


class AnonymousMemory:
    """Looks at a program's RssAnon until it ends."""

    INTERVAL = 0.002  # seconds

    def __init__(self, pid):
        self.status = f"/proc/{pid}/status"
        self.peak_kb = 0
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self):
        while (kb := self.read_kb()) is not None:
            self.peak_kb = max(self.peak_kb, kb)
            time.sleep(self.INTERVAL)

    def read_kb(self):
        """None once the program has ended: a zombie has no memory, and then there is no such file."""
        try:
            with open(self.status) as file:
                lines = file.read().splitlines()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return next((int(line.split()[1]) for line in lines if line.startswith("RssAnon:")), None)

    def peak_mb(self):
        self.thread.join()
        return self.peak_kb / 1024


def main(report, watch, *command):
    started, begin = time.time(), time.perf_counter()
    process = subprocess.Popen(command)
    watcher = AnonymousMemory(process.pid) if watch == "yes" else None
    _, status, usage = os.wait4(process.pid, 0)  # this program's own peak; getrusage has only the largest of all
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    result = {"exit_code": process.returncode, "started": started, "seconds": seconds,
              "peak_memory_mb": usage.ru_maxrss / 1024}
    if watcher:
        result["anonymous_memory_mb"] = watcher.peak_mb()
    with open(report, "w") as file:
        json.dump(result, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
