"""k-means by scikit-learn, FAISS or OpenCV: iterations from centroids, the seeding alone, or the whole call.

Writes the centroids and prints one JSON object. The libraries are imported one by one: each brings threads of its own.
"""

import argparse
import json
import time

import numpy as np

WARM_UP_ROWS = 1000
ALL_POINTS = 2**31 - 1  # FAISS: no sampling


def scikit_learn(codes, centroids, arguments, algorithm):
    from sklearn.cluster import KMeans

    peer = KMeans(len(centroids), init=centroids, n_init=1, max_iter=arguments.iterations, tol=0, algorithm=algorithm)
    peer.fit(codes)
    return peer.cluster_centers_


def lloyd(codes, centroids, arguments):
    return scikit_learn(codes, centroids, arguments, "lloyd")


def elkan(codes, centroids, arguments):
    return scikit_learn(codes, centroids, arguments, "elkan")


def faiss(codes, centroids, arguments):
    import faiss as library

    library.omp_set_num_threads(arguments.threads)
    peer = library.Kmeans(codes.shape[1], arguments.k, niter=arguments.iterations, min_points_per_centroid=1,
                          max_points_per_centroid=ALL_POINTS, seed=arguments.seed)
    peer.train(codes, init_centroids=centroids)
    return peer.centroids


def super_kmeans(codes, _, arguments):
    """Begins with codes that it draws: it takes no centroids."""
    import faiss as library

    library.omp_set_num_threads(arguments.threads)
    peer = library.SuperKmeans(codes.shape[1], arguments.k, niter=arguments.iterations, min_points_per_centroid=1,
                               max_points_per_centroid=ALL_POINTS, seed=arguments.seed)
    peer.train(codes)
    return peer.centroids


def opencv(codes, labels, arguments):
    """Begins with the means of `labels`, which it would overwrite; its last iteration measures, and moves nothing."""
    import cv2

    cv2.setNumThreads(arguments.threads)
    criteria = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, arguments.iterations, 0.0)
    return cv2.kmeans(codes, arguments.k, labels.copy(), criteria, 1, cv2.KMEANS_USE_INITIAL_LABELS)[2]


def nearest(codes, centroids):
    """[N, 1] int32: what OpenCV takes instead of centroids."""
    from sklearn.metrics import pairwise_distances_argmin

    return pairwise_distances_argmin(codes, centroids).astype(np.int32).reshape(-1, 1)


def seed(codes, _, arguments):
    from sklearn.cluster import kmeans_plusplus

    return kmeans_plusplus(codes, arguments.k, random_state=arguments.seed)[0]


def fit(codes, _, arguments):
    from sklearn.cluster import KMeans

    return KMeans(arguments.k, n_init=10, random_state=arguments.seed).fit(codes).cluster_centers_


TOOLS = {"lloyd": lloyd, "elkan": elkan, "faiss": faiss, "super": super_kmeans, "opencv": opencv, "seed": seed, "fit": fit}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", choices=TOOLS)
    parser.add_argument("--codes", required=True, help="[N, D] float32 .npy")
    parser.add_argument("--centroids", help="[k, D] float32 .npy; faiss draws without it, super always")
    parser.add_argument("--iterations", type=int, help="of Lloyd, all of them")
    parser.add_argument("--k", type=int, help="clusters, without centroids")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--out", required=True, help="the .npy of centroids to write")
    arguments = parser.parse_args()
    codes, run = np.load(arguments.codes), TOOLS[arguments.tool]
    start = None
    if arguments.centroids:
        start = np.load(arguments.centroids)
        arguments.k = len(start)
    if arguments.tool == "opencv":
        start = nearest(codes, start)
    rows = max(WARM_UP_ROWS, arguments.k)  # imports and the start of threads are not what is measured
    run(codes[:rows], None if start is None else start[:rows], arguments)
    begin = time.perf_counter()
    centroids = run(codes, start, arguments)
    seconds = time.perf_counter() - begin
    np.save(arguments.out, np.asarray(centroids, dtype=np.float32))
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
