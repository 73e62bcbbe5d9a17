#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cluster/clustering.hpp"

namespace codegrid {

/// Groups of images by the eigenvectors of a graph of nearest neighbors.
struct GraphGroups {
  at::Tensor groups;                 ///< [N] int64 in -1..k-1 on the CPU; -1: in none.
  at::Tensor agreement;              ///< [N] float32 on the CPU, as agreeing_points takes it.
  std::int64_t eigenvectors = 0;     ///< By how many they were grouped.
  double modularity = 0;             ///< Of the groups in the graph.
  std::vector<std::string> notes{};  ///< What the user should know of them, a line each.
};

/// How a graph is made and grouped.
struct GraphOfCodes {
  std::int64_t k = 10;          ///< Groups.
  std::int64_t neighbors = 15;  ///< Of each image by each encoder.
};

/// The groups in the joint graph of several encoders' codes, the number of eigenvectors chosen by
/// their gaps (see group_embedding).
///   codes: [N, D] float32 of each encoder, at unit length. generator: on the CPU.
/// Throws Error as cluster_spectral does.
GraphGroups group_by_graph(const std::vector<at::Tensor>& codes, const GraphOfCodes& options,
                           const at::Generator& generator, const OnClustering& on_clustering);

/// The groups in the graph of one encoder's codes, the number of eigenvectors chosen by how much
/// the groups are like `others`, whose numbers they have.
///   codes: [N, D] float32, at unit length; others: [N] int64 in -1..k-1 on the CPU.
GraphGroups group_by_graph_like(const at::Tensor& others, const at::Tensor& codes,
                                const GraphOfCodes& options, const at::Generator& generator,
                                const OnClustering& on_clustering);

/// As a safetensors file: `groups` and `agreement`, and the figures in its metadata. Throws
/// Error(kFailed) where it cannot be written.
void write_graph_groups(const std::filesystem::path& path, const GraphGroups& groups);

/// What write_graph_groups wrote, without the notes. Throws Error(kBadData) naming the file where
/// it is damaged or something else, or of others than `images` images in `k` groups.
GraphGroups read_graph_groups(const std::filesystem::path& path, std::int64_t images,
                              std::int64_t k);

}  // namespace codegrid
