"""The nearest neighbors of all codes by FAISS or scikit-learn. Writes their indices and prints one JSON object."""

import argparse
import json
import time

import numpy as np
from recall import recall, sample

WARM_UP_ROWS = 10_000
LINKS, BUILD_CANDIDATES = 16, 200  # as codegrid has them
LIKE = 0.001  # recalls that differ by less are alike
SEARCH_CANDIDATES = (16, 24, 32, 50, 64, 100, 150, 200, 400)


def without_itself(found, rows):
    """[M, n + 1] -> [M, n]: a code is no neighbor of itself; where its copies kept it off the list, the last goes."""
    own = found == rows[:, None]
    own[~own.any(axis=1), -1] = True
    return found[~own].reshape(len(found), -1)


def faiss_library(threads):
    import faiss

    faiss.omp_set_num_threads(threads)
    return faiss


def flat(index, codes, arguments):
    index.add(codes)
    return without_itself(index.search(codes, arguments.neighbors + 1)[1], np.arange(len(codes)))


def flat_l2(codes, arguments):
    return flat(faiss_library(arguments.threads).IndexFlatL2(codes.shape[1]), codes, arguments)


def flat_ip(codes, arguments):
    return flat(faiss_library(arguments.threads).IndexFlatIP(codes.shape[1]), codes, arguments)


def brute(codes, arguments):
    from sklearn.neighbors import NearestNeighbors

    peer = NearestNeighbors(n_neighbors=arguments.neighbors, algorithm="brute", n_jobs=arguments.threads).fit(codes)
    return peer.kneighbors(return_distance=False)  # of the codes themselves, each without itself


def enough_candidates(index, codes, arguments):
    """The fewest whose recall, of a sample, is like what is wanted; else the most."""
    rows = sample(len(codes))
    for candidates in SEARCH_CANDIDATES:
        index.hnsw.efSearch = candidates
        found = without_itself(index.search(codes[rows], arguments.neighbors + 1)[1], rows)
        if candidates > arguments.neighbors and recall(codes, found, rows) >= arguments.recall - LIKE:
            break
    return candidates


def time_hnsw(codes, arguments):
    library = faiss_library(arguments.threads)
    begin = time.perf_counter()
    index = library.IndexHNSWFlat(codes.shape[1], LINKS)
    index.hnsw.efConstruction = BUILD_CANDIDATES
    index.add(codes)
    built = time.perf_counter() - begin
    candidates = enough_candidates(index, codes, arguments)
    begin = time.perf_counter()
    found = without_itself(index.search(codes, arguments.neighbors + 1)[1], np.arange(len(codes)))
    return found, {"seconds": built + time.perf_counter() - begin, "candidates": candidates}


def time_exact(search, codes, arguments):
    search(codes[:WARM_UP_ROWS], arguments)  # imports and the start of threads are not what is measured
    begin = time.perf_counter()
    found = search(codes, arguments)
    return found, {"seconds": time.perf_counter() - begin}


EXACT = {"flat_l2": flat_l2, "flat_ip": flat_ip, "brute": brute}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", choices=[*EXACT, "hnsw"])
    parser.add_argument("--codes", required=True, help="[N, D] float32 .npy")
    parser.add_argument("--neighbors", type=int, default=15, help="of each code")
    parser.add_argument("--recall", type=float, default=1, help="to be reached, for hnsw")
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--out", required=True, help="the [N, n] .npy of indices to write")
    arguments = parser.parse_args()
    codes = np.load(arguments.codes)
    if arguments.tool == "hnsw":
        found, figures = time_hnsw(codes, arguments)
    else:
        found, figures = time_exact(EXACT[arguments.tool], codes, arguments)
    np.save(arguments.out, found.astype(np.int64))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
