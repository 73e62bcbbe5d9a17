#include "job/named_groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "cluster/measures/contingency.hpp"
#include "cluster/refined/group_probabilities.hpp"
#include "config/run_files.hpp"
#include "core/interrupt.hpp"
#include "core/text_table.hpp"
#include "encoder/loaded_encoder.hpp"
#include "job/code_files.hpp"

namespace codegrid {

std::vector<std::int64_t> order_by_size(const at::Tensor& groups, std::int64_t k) {
  const at::Tensor sizes = cluster_sizes(groups, k);
  const auto* size = sizes.const_data_ptr<std::int64_t>();
  std::vector<std::int64_t> order(static_cast<std::size_t>(k));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  std::ranges::stable_sort(order, std::greater<>(),
                           [&](std::int64_t group) { return size[group]; });
  return order;
}

at::Tensor groups_by(const EncoderFile& file, const at::Tensor& codes) {
  const LoadedEncoder encoder(file, file.metadata(), at::kCPU);
  const GroupLayer layer = encoder.group_layer();
  return group_by_probability(codes, {layer.weights, layer.biases, layer.centroids}).assignments;
}

at::Tensor codes_by(const EncoderFile& file, const at::Tensor& images,
                    const std::filesystem::path& folder, const JobContext& context,
                    const char* what) {
  LoadedEncoder encoder(file, file.metadata(), context.device());
  return write_codes(
      encoder, images, Normalize::kNone, folder, cluster_files::kCodes, [&](std::int64_t done) {
        stop_if_interrupted();
        context.progress().update(fmt::format("{}: {} of {}", what, with_commas(done),
                                              counted(images.size(0), "image", "images")));
      });
}

}  // namespace codegrid
