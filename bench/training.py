"""Training side by side: codegrid-train and the article's program on Keras, turn about, with the same threads and epochs.

Writes a page of Markdown to standard output; every figure is a median over the repeats. Measure on an idle machine.
"""

import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

BENCH = pathlib.Path(__file__).resolve().parent
CONFIG = BENCH.parent / "configs/mnist.json"
# They choose OpenBLAS's kernels by hand; the peer shall run as it would anywhere else.
NOT_FOR_PEERS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


def run(command, environment):
    """(standard output, seconds, peak memory in MB) of one program; ends all with its error output if it fails."""
    begin = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen([str(part) for part in command], stdout=output, stderr=errors, env=environment)
        _, status, usage = os.wait4(process.pid, 0)  # this child's own peak; getrusage has only the largest of all
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begin
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            sys.exit(f"{command[0]} failed with exit code {process.returncode}:\n{errors.read()[-4000:]}")
        return output.read(), seconds, usage.ru_maxrss / 1024


def measure_keras(arguments, environment):
    peer = {name: value for name, value in environment.items() if name not in NOT_FOR_PEERS}
    command = [sys.executable, BENCH / "article.py", "--epochs", arguments.epochs, "--threads", arguments.threads]
    output, seconds, memory = run(command, peer)
    result = json.loads(output.splitlines()[-1])
    result.update(program_seconds=seconds, peak_memory_mb=memory)
    return result


def measure_codegrid(arguments, environment):
    with tempfile.TemporaryDirectory() as runs:
        command = [arguments.programs / "codegrid-train", CONFIG, "--runs", runs]
        command += ["--set", f"training.epochs={arguments.epochs}", "--set", "device=cpu"]
        _, seconds, memory = run(command, environment)
        latest = pathlib.Path(runs) / "mnist/latest"
        rows = [json.loads(line) for line in (latest / "metrics.jsonl").read_text().splitlines()]
        summary = json.loads((latest / "summary.json").read_text())
    return {
        "seconds_per_epoch": statistics.median(row["seconds"] for row in rows[1:]),
        "program_seconds": seconds,
        "epochs": summary["epochs"],
        "test_loss": summary["test_loss"],
        "peak_memory_mb": memory,
    }


def help_seconds(arguments, environment, times=5):
    """Median time of --help, per program."""
    programs = ("codegrid-train", "codegrid-cluster")
    run_once = lambda name: run([arguments.programs / name, "--help"], environment)[1]
    return {name: statistics.median(run_once(name) for _ in range(times)) for name in programs}


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def medians(results):
    keys = ("seconds_per_epoch", "program_seconds", "test_loss", "peak_memory_mb")
    return {key: statistics.median(result[key] for result in results) for key in keys}


def page(arguments, keras, codegrid, version, helps):
    peer, ours = medians(keras), medians(codegrid)
    pair_ratios = [a["seconds_per_epoch"] / b["seconds_per_epoch"] for a, b in zip(codegrid, keras)]
    versions = ", ".join(f"{name} {number}" for name, number in keras[0]["versions"].items())
    rows = (
        ("an epoch with validation, s", "seconds_per_epoch", ".3f"),
        ("the whole program, s", "program_seconds", ".1f"),
        ("peak memory, MB", "peak_memory_mb", ".0f"),
        (f"test cross-entropy after {arguments.epochs} epochs", "test_loss", ".4f"),
    )
    lines = [
        "# Training: codegrid beside the article's program",
        "",
        f"MNIST, 784-36-784, batch 2024, {arguments.epochs} epochs, {arguments.threads} threads each, turn about,"
        f" medians of {arguments.repeats} runs; an epoch is the median of all but the first."
        f" Made by `bench/run.sh` on {time.strftime('%Y-%m-%d')}.",
        "",
        "| | codegrid | Keras | ratio |",
        "|---|---|---|---|",
    ]
    for title, key, form in rows:
        lines.append(f"| {title} | {ours[key]:{form}} | {peer[key]:{form}} | {ours[key] / peer[key]:.2f} |")
    lines += [
        "",
        "Ratio of the epochs, pair by pair: " + ", ".join(f"{ratio:.2f}" for ratio in pair_ratios) + ".",
        "`--help` answers in " + ", ".join(f"{seconds:.2f} s ({name})" for name, seconds in helps.items()) + ".",
        "",
        f"Processor: {processor()}, {os.cpu_count()} cores. codegrid: {version}. Peer: {versions},"
        f" Python {platform.python_version()}.",
    ]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path, required=True, help="folder of codegrid-train and codegrid-cluster")
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    environment = dict(os.environ, OMP_NUM_THREADS=str(arguments.threads), CUDA_VISIBLE_DEVICES="")
    version = run([arguments.programs / "codegrid-train", "--version"], environment)[0].strip().splitlines()[0]
    helps = help_seconds(arguments, environment)
    keras, codegrid = [], []
    for repeat in range(arguments.repeats):
        codegrid.append(measure_codegrid(arguments, environment))
        keras.append(measure_keras(arguments, environment))
        epochs = codegrid[-1]["seconds_per_epoch"], keras[-1]["seconds_per_epoch"]
        print("repeat %d: codegrid %.3f s an epoch, Keras %.3f s" % (repeat + 1, *epochs), file=sys.stderr)
    print(page(arguments, keras, codegrid, version, helps))


if __name__ == "__main__":
    main()
