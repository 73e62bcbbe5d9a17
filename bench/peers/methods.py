"""One clusterer of scikit-learn, FAISS, hdbscan, igraph or leidenalg. Writes the assignments, -1 where a code is in no
cluster, and prints one JSON object. The libraries are imported one by one: each brings threads of its own."""

import argparse

import groups
import numpy as np

WARM_UP_ROWS = 1000
ALL_POINTS = 2**31 - 1  # FAISS: no sampling
NEIGHBORS = 15  # as codegrid has them
MIN_SAMPLES, LEAST_SHARE, LEAST = 10, 500, 5
UNTIL_STABLE = -1  # iterations of Leiden


def kmeans(codes, arguments):
    from sklearn.cluster import KMeans

    return KMeans(arguments.k, n_init=10, random_state=arguments.seed).fit_predict(codes)


def gaussian_mixture(codes, arguments):
    from sklearn.mixture import GaussianMixture

    return GaussianMixture(arguments.k, random_state=arguments.seed).fit_predict(codes.astype(np.float64))


def at_unit_length(codes):
    lengths = np.linalg.norm(codes, axis=1, keepdims=True)
    return codes / np.where(lengths == 0, 1, lengths)


def spherical_kmeans(codes, arguments):
    import faiss

    faiss.omp_set_num_threads(arguments.threads)
    codes = at_unit_length(codes)
    peer = faiss.Kmeans(codes.shape[1], arguments.k, niter=300, nredo=10, spherical=True, seed=arguments.seed,
                        min_points_per_centroid=1, max_points_per_centroid=ALL_POINTS)
    peer.train(codes)
    return peer.assign(codes)[1]


def neighbor_graph(codes, threads):
    """[N, N] sparse, 1 where the column is among the row's nearest or the row itself."""
    import faiss
    from scipy import sparse

    faiss.omp_set_num_threads(threads)
    index = faiss.IndexFlatL2(codes.shape[1])
    index.add(codes)
    found = index.search(codes, NEIGHBORS + 1)[1]
    count = len(codes)
    begins = np.arange(count + 1) * (NEIGHBORS + 1)
    return sparse.csr_matrix((np.ones(found.size, dtype=np.float32), found.ravel(), begins), shape=(count, count))


def jaccard_edges(graph):
    """([M, 2], [M] float64): edges between codes of which one is among the other's neighbors, each once, and weights."""
    from scipy import sparse

    either = sparse.triu(graph + graph.T, k=1).tocoo()
    ends = np.stack([either.row, either.col], axis=1)
    shared = np.concatenate([np.asarray(graph[some[:, 0]].multiply(graph[some[:, 1]]).sum(axis=1)).ravel()
                             for some in np.array_split(ends, max(1, len(ends) // 100_000))])
    weights = shared / (2 * (NEIGHBORS + 1) - shared)
    return ends[weights > 0], weights[weights > 0].astype(np.float64)


def community_graph(codes, arguments):
    import igraph

    ends, weights = jaccard_edges(neighbor_graph(at_unit_length(codes), arguments.threads))
    return igraph.Graph(n=len(codes), edges=ends, edge_attrs={"weight": weights})


def igraph_leiden(codes, arguments):
    import random

    import igraph

    random.seed(arguments.seed)
    igraph.set_random_number_generator(random)
    graph = community_graph(codes, arguments)
    return graph.community_leiden("modularity", weights="weight", n_iterations=UNTIL_STABLE).membership


def leidenalg_leiden(codes, arguments):
    import leidenalg

    return leidenalg.find_partition(community_graph(codes, arguments), leidenalg.RBConfigurationVertexPartition,
                                    weights="weight", n_iterations=UNTIL_STABLE, seed=arguments.seed).membership


def spectral(codes, arguments):
    """By LOBPCG: with ARPACK scikit-learn would factorise the matrix of the whole graph."""
    from sklearn.cluster import SpectralClustering

    graph = neighbor_graph(at_unit_length(codes), arguments.threads)
    peer = SpectralClustering(arguments.k, affinity="precomputed", eigen_solver="lobpcg", random_state=arguments.seed)
    return peer.fit_predict((graph + graph.T) / 2)


def least_group(codes):
    return max(LEAST, len(codes) // LEAST_SHARE)


def hdbscan_sklearn(codes, arguments):
    from sklearn.cluster import HDBSCAN

    peer = HDBSCAN(min_cluster_size=least_group(codes), min_samples=MIN_SAMPLES, n_jobs=arguments.threads, copy=True)
    return peer.fit_predict(at_unit_length(codes))


def hdbscan_package(codes, arguments):
    import hdbscan

    peer = hdbscan.HDBSCAN(min_cluster_size=least_group(codes), core_dist_n_jobs=arguments.threads,
                           min_samples=MIN_SAMPLES - 1)  # without the code itself
    return peer.fit_predict(at_unit_length(codes))


TOOLS = {
    "kmeans": kmeans,
    "spherical_kmeans": spherical_kmeans,
    "gaussian_mixture": gaussian_mixture,
    "igraph": igraph_leiden,
    "leidenalg": leidenalg_leiden,
    "spectral": spectral,
    "hdbscan_sklearn": hdbscan_sklearn,
    "hdbscan": hdbscan_package,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", choices=TOOLS)
    parser.add_argument("--codes", required=True, help="[N, D] float32 .npy")
    parser.add_argument("--k", type=int, default=10, help="clusters, where the tool does not find their number")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--out", required=True, help="the .npy of assignments to write")
    arguments = parser.parse_args()
    codes, run = np.load(arguments.codes), TOOLS[arguments.tool]
    run(codes[:WARM_UP_ROWS], arguments)  # imports and the start of threads are not what is measured
    groups.group_and_save(lambda: run(codes, arguments), arguments.out)


if __name__ == "__main__":
    main()
