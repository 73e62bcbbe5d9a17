#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "data/cache/decoded_pictures.hpp"
#include "tensor/threads.hpp"

namespace fs = std::filesystem;

namespace {

// The files of one folder, by name.
codegrid::PictureList files_in(const fs::path& folder) {
  codegrid::PictureList list;
  list.root = folder;
  for (const auto& entry : fs::directory_iterator(folder)) {
    struct stat status {};
    if (::stat(entry.path().c_str(), &status) != 0) throw std::runtime_error("stat");
    list.pictures.push_back(
        {entry.path().filename().string(), status.st_size,
         std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec});
  }
  std::ranges::sort(list.pictures, {}, &codegrid::ListedPicture::name);
  return list;
}

}  // namespace

/// decode_pictures FOLDER CACHE: decodes the pictures of a folder as a job does, for the tests that
/// kill it. Prints how many there are, and the cache file.
int main(int argc, char** argv) {
  if (argc != 3) return 2;
  codegrid::listen_for_interrupts();
  codegrid::use_threads(0);
  try {
    const codegrid::DecodedPictures decoded = codegrid::decode_pictures(
        files_in(argv[1]), {128, 128, 3}, codegrid::OnBadImage::kSkip, argv[2], {});
    fmt::print("{} {}\n", decoded.images.size(0), decoded.file.string());
    return 0;
  } catch (const codegrid::Error& error) {
    fmt::print(stderr, "error: {}\n", error.what());
    return static_cast<int>(error.code());
  }
}
