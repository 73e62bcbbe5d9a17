// Times the bare matrix products of the article's epoch: what no training of a 784-36-784
// autoencoder can go below with this LibTorch. Prints one JSON object.
#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "core/stopwatch.hpp"
#include "program.hpp"

namespace {

constexpr std::int64_t kPixels = 28 * 28;
constexpr std::int64_t kTraining = 60'000;
constexpr std::int64_t kValidation = 10'000;

struct Arguments {
  std::int64_t batch_size = 2024;
  std::int64_t code = 36;
  int epochs = 15;
};

// Operands and results of one batch size, kept from batch to batch as a careful program would.
struct Products {
  Products(std::int64_t batch, std::int64_t code)
      : images(at::rand({batch, kPixels})),
        logits_gradient(at::rand({batch, kPixels})),
        encoder(at::rand({code, kPixels})),
        decoder(at::rand({kPixels, code})),
        codes(at::empty({batch, code})),
        logits(at::empty({batch, kPixels})),
        decoder_gradient(at::empty({kPixels, code})),
        codes_gradient(at::empty({batch, code})),
        encoder_gradient(at::empty({code, kPixels})) {}

  void forward() {
    at::mm_out(codes, images, encoder.t());
    at::mm_out(logits, codes, decoder.t());
  }

  void backward() {
    at::mm_out(decoder_gradient, logits_gradient.t(), codes);
    at::mm_out(codes_gradient, logits_gradient, decoder);
    at::mm_out(encoder_gradient, codes_gradient.t(), images);
  }

  at::Tensor images, logits_gradient, encoder, decoder;
  at::Tensor codes, logits, decoder_gradient, codes_gradient, encoder_gradient;
};

// One pass over `images`; `products` has a set for each size of batch.
void pass(std::map<std::int64_t, Products>& products, const Arguments& arguments,
          std::int64_t images, bool training) {
  for (std::int64_t begin = 0; begin < images; begin += arguments.batch_size) {
    const std::int64_t size = std::min(arguments.batch_size, images - begin);
    Products& batch = products.try_emplace(size, size, arguments.code).first->second;
    batch.forward();
    if (training) batch.backward();
  }
}

void measure(const Arguments& arguments) {
  std::map<std::int64_t, Products> products;
  std::vector<double> seconds;
  for (int epoch = 0; epoch < arguments.epochs; ++epoch) {
    const codegrid::Stopwatch watch;
    pass(products, arguments, kTraining, /*training=*/true);
    pass(products, arguments, kValidation, /*training=*/false);
    seconds.push_back(watch.seconds());
  }
  fmt::print("{{\"epoch_seconds\": [{:.6f}]}}\n", fmt::join(seconds, ", "));
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Times the matrix products of an epoch on MNIST: five for each training batch, two for each "
      "validation batch."};
  Arguments arguments;
  app.add_option("--batch-size", arguments.batch_size)->capture_default_str();
  app.add_option("--code", arguments.code, "width of the code")->capture_default_str();
  app.add_option("--epochs", arguments.epochs)->capture_default_str();
  return codegrid::bench::run_program(app, argc, argv, [&] { measure(arguments); });
}
