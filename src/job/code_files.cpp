#include "job/code_files.hpp"

#include <ATen/Functions.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include "cluster/unit_length.hpp"
#include "core/error.hpp"
#include "core/folder.hpp"
#include "core/interrupt.hpp"
#include "core/read_file.hpp"
#include "job/cluster_choice.hpp"
#include "tensor/npy.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kJoinedRows = 1 << 14;  // that are copied together

// A file that is mapped, and then needs no name. Where its process is killed before, it is one of
// those that remove_leftovers removes.
class NamelessFile {
 public:
  NamelessFile(const std::filesystem::path& folder, const std::string& name)
      : path_(folder / fmt::format(".{}.npy.tmp", name)) {}
  ~NamelessFile() {
    std::error_code ignored;
    if (has_name_) std::filesystem::remove(path_, ignored);
  }
  NamelessFile(const NamelessFile&) = delete;
  NamelessFile& operator=(const NamelessFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void remove_name() {
    remove_file(path_);
    has_name_ = false;
  }

 private:
  std::filesystem::path path_;
  bool has_name_ = true;
};

}  // namespace

std::string file_of_encoder(const std::string& name, std::size_t i) {
  return page_file(name, i + 1);
}

at::Tensor write_codes(LoadedEncoder& encoder, const at::Tensor& images, Normalize normalize,
                       const std::filesystem::path& folder, const std::string& name,
                       const std::function<void(std::int64_t)>& on_codes) {
  NpyRows encoded(folder / name, images.size(0));
  std::optional<NamelessFile> nameless;
  std::optional<NpyRows> unit;
  if (normalize == Normalize::kL2) {
    nameless.emplace(folder, "unit_length");
    unit.emplace(nameless->path(), images.size(0));
  }
  std::int64_t done = 0;
  encoder.encode(images, [&](const at::Tensor& codes) {
    encoded.append(codes);
    if (unit) unit->append(unit_length(codes));
    on_codes(done += codes.size(0));
  });
  at::Tensor codes = encoded.publish();
  if (!unit) return codes;
  codes = unit->publish();
  nameless->remove_name();
  return codes;
}

at::Tensor join_codes(const std::vector<at::Tensor>& codes, const std::filesystem::path& folder) {
  if (codes.size() == 1) return codes.front();
  const std::int64_t count = codes.front().size(0);
  NamelessFile nameless(folder, "joint");
  NpyRows joint(nameless.path(), count);
  for (std::int64_t first = 0; first < count; first += kJoinedRows) {
    stop_if_interrupted();
    std::vector<at::Tensor> rows;
    for (const at::Tensor& set : codes)
      rows.push_back(set.slice(0, first, std::min(count, first + kJoinedRows)));
    joint.append(at::cat(rows, 1));
  }
  at::Tensor all = joint.publish();
  nameless.remove_name();
  return all;
}

at::Tensor read_npy_file(const std::filesystem::path& file) {
  return decode_npy(read_file(file, ExitCode::kBadData), file.string());
}

}  // namespace codegrid
