#include "cluster/kmeans/distances.hpp"

#include "cluster/kmeans/distances_table.hpp"
#include "tensor/dispatch.hpp"

namespace codegrid {
namespace {

const DistanceTable& kernels() {
  static const DistanceTable& chosen = choose(kDistancesPlain, kDistancesAvx2, kDistancesAvx512);
  return chosen;
}

}  // namespace

void measure(const float* point, std::int64_t width, const float* targets, std::int64_t stride,
             std::int64_t count, float* squared) {
  kernels().measure_targets(point, width, targets, stride, count, squared);
}

void measure_own(const float* points, std::int64_t width, std::int64_t count,
                 const std::int32_t* labels, const float* targets, std::int64_t stride,
                 float* squared) {
  kernels().measure_own_target(points, width, count, labels, targets, stride, squared);
}

void score(const float* const* points, const std::int32_t* own, std::int64_t width,
           const float* group, Scores& scores) {
  kernels().score_tile(points, own, width, group, scores);
}

void add_to(double* sum, const float* point, std::int64_t width, double sign) {
  kernels().add_point(sum, point, width, sign);
}

}  // namespace codegrid
