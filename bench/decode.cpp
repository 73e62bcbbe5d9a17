// Times codegrid's decoding of a folder of pictures into its cache. Prints one JSON object;
// bench/decode.py compares.
#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "core/stopwatch.hpp"
#include "data/cache/decoded_pictures.hpp"
#include "data/sources/picture_list.hpp"
#include "program.hpp"

namespace {

struct Arguments {
  std::string folder;
  std::string cache;
  codegrid::ImageOptions image{.fit = codegrid::Fit::kStretch};
};

void decode(const Arguments& arguments) {
  const codegrid::Stopwatch watch;
  const codegrid::PictureList list =
      codegrid::list_folder(arguments.folder, codegrid::FolderLabels::kFolder, [](std::int64_t) {});
  const codegrid::DecodedPictures pictures =
      codegrid::decode_pictures(list, arguments.image, codegrid::OnBadImage::kError,
                                arguments.cache, [](std::int64_t, std::int64_t) {});
  fmt::print("{{\"images\": {}, \"seconds\": {:.6f}}}\n", pictures.images.size(0), watch.seconds());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Times codegrid's decoding of pictures."};
  Arguments arguments;
  app.add_option("--folder", arguments.folder, "pictures in a folder for each label")->required();
  app.add_option("--cache", arguments.cache, "a folder for the decoded pictures")->required();
  app.add_option("--height", arguments.image.height)->capture_default_str();
  app.add_option("--width", arguments.image.width)->capture_default_str();
  return codegrid::bench::run_program(app, argc, argv, [&] { decode(arguments); });
}
