// Times codegrid's way from uint8 images to codes, as codegrid-cluster goes it before it
// writes them. Prints one JSON object; bench/embedding.py and bench/growth.py compare.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/stopwatch.hpp"
#include "data/load.hpp"
#include "encoder/loaded_encoder.hpp"
#include "program.hpp"

namespace {

struct Arguments {
  std::string encoder;
  std::filesystem::path images;
  int passes = 5;
};

at::Tensor read_images(const std::filesystem::path& path) {
  codegrid::DataOptions options;
  options.dataset = codegrid::Dataset::kIdx;
  options.root = path.parent_path();
  options.train_images = path.filename();
  return codegrid::load_training_images(options).train.images;
}

void measure(const Arguments& arguments) {
  const auto file = codegrid::EncoderFile::read(arguments.encoder);
  codegrid::LoadedEncoder encoder(file, file.metadata(), at::kCPU);
  const at::Tensor images = read_images(arguments.images);
  encoder.encode(images.slice(0, 0, 2048));  // the first call compiles
  std::vector<double> seconds;
  for (int pass = 0; pass < arguments.passes; ++pass) {
    const codegrid::Stopwatch watch;
    encoder.encode(images);
    seconds.push_back(watch.seconds());
  }
  fmt::print("{{\"images\": {}, \"seconds\": [{:.6f}]}}\n", images.size(0),
             fmt::join(seconds, ", "));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Times an encoder on images that lie in memory as bytes."};
  Arguments arguments;
  app.add_option("--encoder", arguments.encoder, "encoder.pt of codegrid-train")->required();
  app.add_option("--images", arguments.images, "IDX file, .gz or not")->required();
  app.add_option("--passes", arguments.passes)->capture_default_str();
  return codegrid::bench::run_program(app, argc, argv, [&] { measure(arguments); });
}
