#include "data/mnist.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/data/datasets/mnist.h>

#include <array>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "core/digest.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/folder.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"
#include "data/idx.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

struct PublishedFile {
  const char* name;
  IdxKind kind;
  const char* packed_sha256;  // Of data/mnist/<name>.gz; another packing is as good, but has to be
                              // unpacked to be known.
  const char* sha256;
};

constexpr std::array<PublishedFile, 4> kFiles = {{
    {"train-images-idx3-ubyte", IdxKind::kImages,
     "0b367032e93c5d0cea0925647cfdb18614af8ee15f83e6f2fc2ad904a6835971",
     "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
    {"train-labels-idx1-ubyte", IdxKind::kLabels,
     "1787548bbe0bff1ec2ecdc0ef292b02df999e2d1a6002d27500982c652b17203",
     "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"},
    {"t10k-images-idx3-ubyte", IdxKind::kImages,
     "1a1a05eab793c14bb050b398624a11b0ffd1a2953baed553b1b9bd079e2a20be",
     "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
    {"t10k-labels-idx1-ubyte", IdxKind::kLabels,
     "b91679a0acfe4ba0e50a2437a903084cba1f5f92592b016a25a7dfd00455798b",
     "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"},
}};

std::span<const PublishedFile> files_of(MnistParts parts) {
  return std::span(kFiles).first(parts == MnistParts::kTrain ? 2 : 4);
}

// "train-images.idx3-ubyte", as some tools unpack it.
std::string with_dot(std::string name) {
  name[name.rfind("-idx")] = '.';
  return name;
}

// The file of that name in `root`, packed or not; empty where there is none.
fs::path file_in(const fs::path& root, const std::string& name) {
  std::error_code error;
  for (const std::string& each : {name + ".gz", name, with_dot(name) + ".gz", with_dot(name)}) {
    const fs::path path = root / each;
    const fs::file_type type = fs::status(path, error).type();
    if (type != fs::file_type::not_found && type != fs::file_type::directory) return path;
  }
  return {};
}

fs::path find_file(const fs::path& root, const std::string& name) {
  const fs::path path = file_in(root, name);
  if (!path.empty()) return path;
  std::string hint;
  for (const char* folder :
       {"MNIST/raw", "raw", "mnist", "data/mnist"}) {  // as other tools have it
    if (hint.empty() && !file_in(root / folder, name).empty())
      hint = fmt::format("; did you mean {}?", printable((root / folder).string()));
  }
  throw data_error(
      fmt::format("{}: no such file, nor {} beside it; data.root must name the folder of the four "
                  "MNIST files{}",
                  printable((root / (name + ".gz")).string()), name, hint));
}

// LibTorch's loader looks at the magic number and nothing else: whatever else may be wrong is found
// here.
void check_published(std::string_view bytes, const PublishedFile& file, const std::string& name) {
  const std::vector<std::int64_t> dimensions = check_idx(bytes, file.kind, name).dimensions;
  if (file.kind == IdxKind::kLabels) {
    const std::string_view labels =
        bytes.substr(bytes.size() - static_cast<std::size_t>(dimensions[0]));
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const auto label = static_cast<unsigned char>(labels[i]);
      if (label > 9) {
        throw data_error(fmt::format("{}: label {} at index {}, expected 0 to 9", name, label, i));
      }
    }
  }
  const std::string found = sha256_hex(bytes);
  if (found != file.sha256) {
    throw data_error(fmt::format(
        "{}: is not the {} of MNIST ({} {} with SHA-256 {}, expected {}); for "
        "images of your own "
        "use \"dataset\": \"idx\"",
        name, file.name, fmt::join(dimensions, " x "),
        dimensions == std::vector<std::int64_t>{1} ? "value" : "values", found, file.sha256));
  }
}

bool is_whole(const fs::path& path, std::string_view sha256) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return false;
  try {
    return sha256_hex(read_file(path, ExitCode::kFailed)) == sha256;
  } catch (const Error&) {
    return false;  // unreadable: writing it again says why
  }
}

void write_to_cache(const fs::path& path, std::string_view bytes) {
  try {
    make_folders(path.parent_path());
    write_file(path, bytes);
  } catch (const Error& error) {
    throw run_error(fmt::format(
        "{} (MNIST is unpacked there once; XDG_CACHE_HOME can name another folder)", error.what()));
  }
}

Source unpack_file(const fs::path& root, const fs::path& cache, const PublishedFile& file) {
  const fs::path path = find_file(root, file.name);
  const fs::path cached = cache / file.name;
  std::string bytes = read_file(path, ExitCode::kBadData);
  Source source{path.string(), sha256_hex(bytes)};
  const bool known = source.sha256 == file.packed_sha256 || source.sha256 == file.sha256;
  const bool whole = is_whole(cached, file.sha256);
  if (known && whole) return source;
  bytes = unpack_idx(bytes, file.kind, source.path);
  check_published(bytes, file, source.path);
  if (!whole) write_to_cache(cached, bytes);
  return source;
}

// The files, where they lie in `root` as LibTorch's loader wants them, packed ones beside them or
// not: no cache is needed then.
std::optional<std::vector<Source>> lie_unpacked(const fs::path& root, MnistParts parts) {
  std::vector<Source> sources;
  for (const PublishedFile& file : files_of(parts)) {
    const fs::path path = root / file.name;
    if (!is_whole(path, file.sha256)) return std::nullopt;
    sources.push_back({path.string(), file.sha256});
  }
  return sources;
}

ImageSet load_part(const fs::path& folder, torch::data::datasets::MNIST::Mode mode) {
  const torch::data::datasets::MNIST loaded(folder.string(), mode);
  // The loader divides bytes by 255 into four times the memory. Undone in place, since that copy
  // goes at once; rounding makes it exact.
  return {loaded.images().mul_(255).round_().to(torch::kByte), loaded.targets()};
}

Splits load_from(const fs::path& folder, MnistParts parts, std::vector<Source> sources) {
  using Mode = torch::data::datasets::MNIST::Mode;
  Splits splits;
  splits.sources = std::move(sources);
  splits.train = load_part(folder, Mode::kTrain);
  if (parts == MnistParts::kAll) splits.test = load_part(folder, Mode::kTest);
  return splits;
}

}  // namespace

fs::path mnist_cache_folder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && fs::path(cache).is_absolute())
    return fs::path(cache) / "codegrid" / "mnist";
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home != '\0') return fs::path(home) / ".cache" / "codegrid" / "mnist";
  throw run_error(
      "no folder to unpack MNIST into: neither XDG_CACHE_HOME (an absolute path) nor HOME is set; "
      "set one of them");
}

std::vector<Source> unpack_mnist(const fs::path& root, const fs::path& cache, MnistParts parts) {
  std::vector<Source> sources;
  for (const PublishedFile& file : files_of(parts))
    sources.push_back(unpack_file(root, cache, file));
  return sources;
}

Splits load_mnist(const fs::path& root, MnistParts parts) {
  std::optional<std::vector<Source>> sources = lie_unpacked(root, parts);
  return sources ? load_from(root, parts, *std::move(sources))
                 : load_mnist(root, mnist_cache_folder(), parts);
}

Splits load_mnist(const fs::path& root, const fs::path& cache, MnistParts parts) {
  return load_from(cache, parts, unpack_mnist(root, cache, parts));
}

}  // namespace codegrid
