#include "job/code_files.hpp"

#include <optional>

#include "cluster/unit_length.hpp"
#include "config/run_files.hpp"
#include "core/folder.hpp"
#include "tensor/npy.hpp"

namespace codegrid {

at::Tensor write_codes(LoadedEncoder& encoder, const at::Tensor& images, Normalize normalize,
                       const std::filesystem::path& folder,
                       const std::function<void(std::int64_t)>& on_codes) {
  const std::filesystem::path nameless = folder / ".unit_length.npy";
  NpyRows encoded(folder / cluster_files::kCodes, images.size(0));
  std::optional<NpyRows> unit;
  if (normalize == Normalize::kL2) unit.emplace(nameless, images.size(0));
  std::int64_t done = 0;
  encoder.encode(images, [&](const at::Tensor& codes) {
    encoded.append(codes);
    if (unit) unit->append(unit_length(codes));
    on_codes(done += codes.size(0));
  });
  at::Tensor codes = encoded.publish();
  if (!unit) return codes;
  codes = unit->publish();
  remove_file(nameless);
  return codes;
}

}  // namespace codegrid
