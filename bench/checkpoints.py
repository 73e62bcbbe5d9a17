"""What checkpoints cost: in pairs of runs of the article's job, a short one and a long one, the time of the long one's further epochs
that is not the epochs' own. An epoch's `seconds` hold no checkpoint, so the rest is checkpoints and the lines of the logs.

Writes a page of Markdown to standard output. Measure on an idle machine.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

CONFIG = pathlib.Path(__file__).resolve().parent.parent / "configs/mnist.json"
SHORT, LONG = 2, 62


def run(program, epochs):
    """(seconds of the whole program, seconds of each epoch) of one training."""
    with tempfile.TemporaryDirectory() as runs:
        command = [program, CONFIG, "--runs", runs, "--set", f"training.epochs={epochs}", "--set", "device=cpu"]
        begin = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        seconds = time.perf_counter() - begin
        rows = (pathlib.Path(runs) / "mnist/latest/metrics.jsonl").read_text().splitlines()
    return seconds, [json.loads(row)["seconds"] for row in rows]


def pair(program):
    """(seconds of an epoch, seconds that a checkpoint adds to it)."""
    (short, short_epochs), (long, long_epochs) = run(program, SHORT), run(program, LONG)
    further = long - short
    own = sum(long_epochs) - sum(short_epochs)
    return own / (LONG - SHORT), (further - own) / (LONG - SHORT)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=pathlib.Path, required=True, help="codegrid-train")
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    pairs = [pair(arguments.program) for _ in range(arguments.repeats)]
    shares = [100 * cost / (epoch + cost) for epoch, cost in pairs]
    version = subprocess.run([arguments.program, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    print(f"""# What a checkpoint costs

MNIST, 784-36-784, a checkpoint after every epoch; {arguments.repeats} pairs of runs of {SHORT} and {LONG} epochs. Made by `bench/run.sh` on {time.strftime('%Y-%m-%d')}.

| | median | each pair |
|---|---|---|
| an epoch, ms | {1000 * statistics.median(epoch for epoch, _ in pairs):.0f} | {', '.join(f'{1000 * epoch:.0f}' for epoch, _ in pairs)} |
| a checkpoint and the epoch's log lines, ms | {1000 * statistics.median(cost for _, cost in pairs):.1f} | {', '.join(f'{1000 * cost:.1f}' for _, cost in pairs)} |
| share of the time, % | {statistics.median(shares):.2f} | {', '.join(f'{share:.2f}' for share in shares)} |

codegrid: {version}.""")


main()
