#include <ATen/ATen.h>

#include <memory>
#include <string>

#include "data/sources/npy_images.hpp"
#include "fuzz/target.hpp"

using namespace codegrid;

namespace {

NpyArray the_array(std::string_view bytes, const Wanted& wanted) {
  // A copy, so that whatever is read beyond its end is seen.
  const auto owner = std::make_shared<const std::string>(bytes);
  return parse_npy_array({owner, *owner}, "f.npz", "", wanted, "arrays");
}

}  // namespace

// A .npy file or a .npz archive, of which the only array that fits is read as images and as labels:
// what is taken has the shape of images, or a label for each value and a name for each label.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = input_of(data, size);
  taken(ExitCode::kBadData, [&] {
    const at::Tensor images = images_of(the_array(bytes, may_be_images));
    require(images.dim() == 4 && images.scalar_type() == at::kByte && images.is_contiguous());
    require(images.numel() > 0 && (images.size(1) == 1 || images.size(1) == 3));
    images.sum();  // looks at every byte
  });
  taken(ExitCode::kBadData, [&] {
    ImageSet set;
    put_labels(the_array(bytes, may_be_labels), set);
    require(set.labels.dim() == 1 && set.labels.scalar_type() == at::kLong);
    if (set.labels.numel() == 0) return;
    require(set.labels.min().item<std::int64_t>() >= 0);
    if (set.label_names.empty()) return;
    require(set.labels.max().item<std::int64_t>() + 1 ==
            static_cast<std::int64_t>(set.label_names.size()));
  });
  return 0;
}
