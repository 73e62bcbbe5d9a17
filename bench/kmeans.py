"""codegrid's k-means beside scikit-learn's, on the same codes, in one run.

Both run alternately, seed by seed, so that what else the machine does falls on both. Prints a Markdown table; ends with 1
if the mean inertia is more than 0.1 % above scikit-learn's, or if the median time is longer.

python bench/kmeans.py --program build/release/bin/bench-kmeans --codes runs/mnist/latest/clusters/codes.npy
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

MOST_EXCESS = 0.001


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--program", required=True, help="bench-kmeans, built with CODEGRID_BENCH=ON")
    parser.add_argument("--codes", required=True, help="[N, D] float32, as codegrid-cluster writes it")
    parser.add_argument("--k", type=int, default=10)
    parser.add_argument("--n-init", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=10, help="how many")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    return parser.parse_args()


def run_codegrid(arguments, seed):
    command = [arguments.program, "--codes", arguments.codes, "--k", arguments.k, "--n-init", arguments.n_init,
               "--threads", arguments.threads, "--seeds", seed]
    answer = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(answer.stdout)


def run_scikit_learn(codes, arguments, seed):
    from sklearn.cluster import KMeans

    peer = KMeans(arguments.k, n_init=arguments.n_init, algorithm="lloyd", random_state=seed)
    begin = time.perf_counter()
    peer.fit(codes)
    return {"seconds": time.perf_counter() - begin, "inertia": exact_inertia(codes, peer)}


def exact_inertia(codes, peer):
    """In double, as ours is: scikit-learn's own is summed in the codes' float32."""
    centroids = peer.cluster_centers_.astype("float64")
    return float(((codes.astype("float64") - centroids[peer.labels_]) ** 2).sum())


def report(ours, theirs, arguments, shape, version):
    """The table on stdout. Returns whether ours holds."""
    seconds = [statistics.median(run["seconds"] for run in runs) for runs in (ours, theirs)]
    inertia = [statistics.mean(run["inertia"] for run in runs) for runs in (ours, theirs)]
    excess = [(a["inertia"] / b["inertia"] - 1) * 100 for a, b in zip(ours, theirs)]
    mean_excess = (inertia[0] / inertia[1] - 1) * 100
    print(f"k-means, {shape[0]:,} x {shape[1]}, k = {arguments.k}, n_init = {arguments.n_init}, "
          f"{arguments.threads} threads, {arguments.seeds} seeds\n")
    print("| | median seconds | ratio | mean inertia | mean excess % | worst seed's excess % |")
    print("|---|---|---|---|---|---|")
    print(f"| scikit-learn {version} | {seconds[1]:.3f} | 1.00 | {inertia[1]:.8g} | | |")
    print(f"| codegrid | {seconds[0]:.3f} | {seconds[0] / seconds[1]:.2f} | {inertia[0]:.8g} "
          f"| {mean_excess:+.4f} | {max(excess):+.4f} |")
    return mean_excess <= MOST_EXCESS * 100 and seconds[0] <= seconds[1]


def main():
    arguments = parse_arguments()
    # Both libraries read these when they are loaded, so scikit-learn is imported after them.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = str(arguments.threads)
    import numpy
    import sklearn

    codes = numpy.load(arguments.codes)
    run_scikit_learn(codes[:1000], arguments, 0)  # its imports and threads are not what is measured
    ours, theirs = [], []
    for seed in range(1, arguments.seeds + 1):
        ours.append(run_codegrid(arguments, seed))
        theirs.append(run_scikit_learn(codes, arguments, seed))
        print(f"seed {seed}: codegrid {ours[-1]['seconds']:.3f} s, scikit-learn {theirs[-1]['seconds']:.3f} s",
              file=sys.stderr)
    return 0 if report(ours, theirs, arguments, codes.shape, sklearn.__version__) else 1


if __name__ == "__main__":
    sys.exit(main())
