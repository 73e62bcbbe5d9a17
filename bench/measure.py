"""What every part shares: running a program with its time and memory, tools turn about, and the file of results.

A part is one script of this folder. It measures, and writes bench/results/PART.json, which holds

    part, quick, provenance,
    sections: [{name, title, note, metric, columns, measurements: [{case, tool, repeats: [{metric: value}]}]}]

with every repeat as it was measured. Medians, spreads, ratios and verdicts are made of it by report.py alone.
"""

import argparse
import dataclasses
import importlib.metadata
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

BENCH = pathlib.Path(__file__).resolve().parent
REPOSITORY = BENCH.parent
PEERS = BENCH / "peers"
MNIST = REPOSITORY / "data/mnist"
TRAIN_IMAGES = MNIST / "train-images-idx3-ubyte.gz"
ARTICLE_JOB = REPOSITORY / "configs/mnist.json"
CODEGRID = "codegrid"  # the tool that all others are compared with
PACKAGES = ("tensorflow", "keras", "torch", "torchvision", "numpy", "scikit-learn", "faiss-cpu", "opencv-python-headless",
            "hdbscan", "igraph", "leidenalg", "umap-learn")
# They choose OpenBLAS's kernels by hand; a peer shall run as it would anywhere else.
NOT_FOR_PEERS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


class ProgramFailed(Exception):
    """A program that did not end well; says its exit code and the end of its error output."""


@dataclasses.dataclass
class Run:
    """What one run of a program gave."""

    output: str
    seconds: float
    started: float  # as time.time() has it
    peak_memory_mb: float  # resident, its own: pages of mapped files count too
    anonymous_memory_mb: float | None = None  # the largest RssAnon seen: without those pages; None: not looked at

    def json(self):
        """The object in the last line of the output."""
        return json.loads(self.output.splitlines()[-1])


class Setting:
    """How a part is to be measured: where the programs are, how many threads, whether in short form."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.programs = arguments.programs.resolve()
        self.threads = arguments.threads
        self.quick = arguments.quick
        self.repeats = arguments.repeats
        self.out = arguments.out

    def choose(self, full, quick):
        return quick if self.quick else full

    def repeats_or(self, full):
        """--repeats where it was given; else once in short form, and `full` times otherwise."""
        return self.repeats or self.choose(full, 1)

    def environment(self):
        return dict(os.environ, OMP_NUM_THREADS=str(self.threads), CUDA_VISIBLE_DEVICES="")

    def run_codegrid(self, program, *arguments, watch_memory=False, within=()):
        """`within`: what a MemoryLimit puts in front of a command."""
        return run([*within, self.programs / program, *arguments], self.environment(), watch_memory)

    def run_peer(self, script, *arguments, watch_memory=False):
        """A script of peers/, given the threads to use."""
        return self.run_python(PEERS / script, "--threads", self.threads, *arguments, watch_memory=watch_memory)

    def run_python(self, *arguments, watch_memory=False):
        environment = {name: value for name, value in self.environment().items() if name not in NOT_FOR_PEERS}
        return run([sys.executable, *arguments], environment, watch_memory)

    def train(self, runs, *assignments, job=ARTICLE_JOB, **options):
        """codegrid-train on the CPU with these KEY=VALUE; the run's folder is runs/NAME/latest."""
        return self.run_codegrid("codegrid-train", job, "--runs", runs, *sets("device=cpu", *assignments), **options)

    def cluster(self, *arguments, **options):
        return self.run_codegrid("codegrid-cluster", *arguments, **options)


class MemoryLimit:
    """A control group (of version 1 or 2) whose programs have so much memory, pages of files included. Throws OSError
    where none can be made, as without root."""

    def __init__(self, size):
        hierarchy = pathlib.Path("/sys/fs/cgroup")
        first = (hierarchy / "memory").is_dir()
        self.group = (hierarchy / "memory" if first else hierarchy) / f"codegrid-bench-{os.getpid()}"
        self.group.mkdir()
        (self.group / ("memory.limit_in_bytes" if first else "memory.max")).write_text(str(size))

    def __enter__(self):
        return ["/bin/sh", "-c", 'echo $$ >"$0" && exec "$@"', self.group / "cgroup.procs"]

    def __exit__(self, *_):
        self.group.rmdir()  # empty of programs


def forget(path):
    """Lets the system drop the file's pages from memory."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def sets(*assignments):
    return [word for assignment in assignments for word in ("--set", assignment)]


def add_place(parser):
    """The options that say where the programs are, and on how many threads they run."""
    parser.add_argument("--programs", type=pathlib.Path, default=REPOSITORY / "build/release/bin")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))


def start_study(description, add_options):
    """The setting of a script that is no part, and so has neither repeats nor a short form; its own options are what
    `add_options` gives the parser. description: the script's, of which the first line is shown."""
    parser = argparse.ArgumentParser(description=description.split("\n", 1)[0])
    add_options(parser)
    add_place(parser)
    parser.set_defaults(quick=False, repeats=None)
    return Setting(parser.parse_args())


def start(part, repeats_help="of each tool", add_options=None):
    """The Setting that the command line asks for. `add_options` adds the part's own to the parser."""
    parser = argparse.ArgumentParser(description=f"The part `{part}` of the benchmark; see bench/run.sh.")
    add_place(parser)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="the JSON file to write")
    parser.add_argument("--repeats", type=int, help=f"{repeats_help}; the part's own number by default")
    parser.add_argument("--quick", action="store_true", help="short form: shows that it works, measures nothing well")
    if add_options:
        add_options(parser)
    return Setting(parser.parse_args())


def run(command, environment, watch_memory=False):
    """Runs one program to its end. Throws ProgramFailed."""
    command = [str(part) for part in command]
    with tempfile.TemporaryDirectory() as folder:
        report, output, errors = (pathlib.Path(folder) / name for name in ("report.json", "output", "errors"))
        launch = [sys.executable, "-I", "-S", BENCH / "child.py", report, "yes" if watch_memory else "no", *command]
        with output.open("w") as stdout, errors.open("w") as stderr:
            subprocess.run(launch, check=True, stdout=stdout, stderr=stderr, env=environment)
        result = json.loads(report.read_text())
        code = result.pop("exit_code")
        if code != 0:
            raise ProgramFailed(f"{' '.join(command)}\nended with {code}: {errors.read_text()[-2000:]}")
        return Run(output=output.read_text(), **result)


def turn_about(case, tools, repeats, fewer=None):
    """Measurements of `tools`, by name a function that runs one once and returns {metric: value}: each once, and again.

    Each round begins with the next tool, so that none always comes after the same one. `fewer` names tools whose single
    run takes minutes, and how often they run.
    """
    names = list(tools)
    results = {name: [] for name in names}
    for repeat in range(repeats):
        first = repeat % len(names)
        for name in names[first:] + names[:first]:
            if repeat >= (fewer or {}).get(name, repeats):
                continue
            results[name].append(tools[name]())
            show({"case": case, "tool": name, "repeats": results[name]})
    return [{"case": case, "tool": name, "repeats": results[name]} for name in names]


def show(measurement):
    """Its newest repeat, on stderr."""
    repeats = measurement["repeats"]
    values = ", ".join(f"{metric} {value:.5g}" for metric, value in repeats[-1].items())
    print(f"{measurement['case']} | {measurement['tool']} | {len(repeats)}: {values}", file=sys.stderr, flush=True)


def section(name, title, note, metric, measurements, columns=()):
    """One table: tools are compared by `metric`, the less the better; `columns` are further metrics to show."""
    return {"name": name, "title": title, "note": note, "metric": metric, "columns": list(columns),
            "measurements": measurements}


def read_epochs(run_folder):
    """The rows of metrics.jsonl."""
    return [json.loads(line) for line in (pathlib.Path(run_folder) / "metrics.jsonl").read_text().splitlines()]


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def has_bfloat16():
    """Whether the processor multiplies bfloat16; codegrid refuses it elsewhere."""
    return " avx512_bf16" in pathlib.Path("/proc/cpuinfo").read_text()


def git(*arguments):
    answer = subprocess.run(["git", "-C", REPOSITORY, *arguments], check=True, capture_output=True, text=True)
    return answer.stdout.strip()


def revision():
    changes = git("status", "--porcelain", "--untracked-files=no", "--", ":!bench/results")
    return git("rev-parse", "--short=12", "HEAD") + (" with changes" if changes else "")


def provenance(setting):
    """What the figures depend on besides the code that is measured."""
    versions = {
        "codegrid": setting.run_codegrid("codegrid-train", "--version").output.strip().removeprefix("codegrid "),
        "LibTorch": setting.run_codegrid("bench-products", "--version").output.strip(),
        "Python": platform.python_version(),
    }
    versions.update((package, importlib.metadata.version(package)) for package in PACKAGES)
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "revision": revision(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "threads": setting.threads,
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "load_average": round(os.getloadavg()[0], 2),
        "system": platform.platform(),
        "versions": versions,
    }


def measure_part(part, setting, sections):
    """Writes the part's file; `sections` makes them, so that the load is read before."""
    facts = provenance(setting)
    result = {"part": part, "quick": setting.quick, "provenance": facts, "sections": sections(setting)}
    setting.out.parent.mkdir(parents=True, exist_ok=True)
    new = setting.out.with_suffix(".json.new")
    new.write_text(json.dumps(result, indent=1) + "\n")
    new.rename(setting.out)
