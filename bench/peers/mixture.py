"""A Gaussian mixture by scikit-learn, from its own k-means. Writes the assignments and prints one JSON object."""

import argparse
import json
import time

import numpy as np
from sklearn.mixture import GaussianMixture

WARM_UP_ROWS = 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--codes", required=True, help="[N, D] float32 .npy")
    parser.add_argument("--covariance", choices=("full", "diag"), default="full")
    parser.add_argument("--k", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--out", required=True, help="the .npy of assignments to write")
    arguments = parser.parse_args()
    codes = np.load(arguments.codes).astype(np.float64)

    def mixture():
        return GaussianMixture(arguments.k, covariance_type=arguments.covariance, random_state=arguments.seed)

    mixture().fit(codes[:WARM_UP_ROWS])  # imports and the start of threads are not what is measured
    begin = time.perf_counter()
    found = mixture().fit(codes)
    assignments = found.predict(codes)
    seconds = time.perf_counter() - begin
    np.save(arguments.out, assignments.astype(np.int64))
    print(json.dumps({"seconds": seconds, "mean_log_likelihood": found.score(codes), "iterations": found.n_iter_}))


if __name__ == "__main__":
    main()
