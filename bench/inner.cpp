// The inner parts of a training step, of k-means and of embedding, at the sizes of the article's
// job: what to look at when an epoch has become slower. Google Benchmark gives the command line.
#include <benchmark/benchmark.h>
#include <torch/torch.h>

#include "cluster/points.hpp"
#include "data/batches.hpp"
#include "model/autoencoder.hpp"
#include "tensor/random.hpp"
#include "tensor/threads.hpp"
#include "train/adam.hpp"
#include "train/backprop.hpp"
#include "train/loss.hpp"

namespace {

using codegrid::Purpose;

constexpr std::int64_t kBatch = 2024;
constexpr std::int64_t kPixels = 28 * 28;
constexpr std::int64_t kCode = 36;
constexpr std::int64_t kImages = 60'000;

at::Tensor random_images(std::int64_t count) {
  return at::randint(0, 256, {count, 1, 28, 28}, at::kByte);
}

codegrid::Autoencoder article_model() {
  return codegrid::Autoencoder(std::vector<std::int64_t>{1, 28, 28}, codegrid::ModelOptions{},
                               codegrid::make_generator(1, Purpose::kWeights));
}

void count_images(benchmark::State& state, std::int64_t each) {
  state.SetItemsProcessed(state.iterations() * each);
}

void encoder_product(benchmark::State& state) {
  const at::Tensor images = at::rand({kBatch, kPixels}), weights = at::rand({kCode, kPixels});
  at::Tensor codes = at::empty({kBatch, kCode});
  for ([[maybe_unused]] auto _ : state) at::mm_out(codes, images, weights.t());
  count_images(state, kBatch);
}
BENCHMARK(encoder_product)->UseRealTime();

void decoder_product(benchmark::State& state) {
  const at::Tensor codes = at::rand({kBatch, kCode}), weights = at::rand({kPixels, kCode});
  at::Tensor logits = at::empty({kBatch, kPixels});
  for ([[maybe_unused]] auto _ : state) at::mm_out(logits, codes, weights.t());
  count_images(state, kBatch);
}
BENCHMARK(decoder_product)->UseRealTime();

void shuffled_batch(benchmark::State& state) {
  codegrid::Batches batches(random_images(kImages), {}, kBatch, at::kCPU);
  batches.shuffle(codegrid::make_generator(1, Purpose::kShuffle));
  at::Tensor pixels = at::empty({kBatch, kPixels});
  std::int64_t index = 0;
  for ([[maybe_unused]] auto _ : state) {
    const auto [begin, end] = batches.range(index);
    batches.copy(begin, end, pixels);
    index = (index + 1) % (kImages / kBatch);  // whole batches only
  }
  count_images(state, kBatch);
}
BENCHMARK(shuffled_batch)->UseRealTime();

void loss_and_gradient(benchmark::State& state) {
  const codegrid::ReconstructionLoss loss(codegrid::LossKind::kBinaryCrossEntropy,
                                          codegrid::Output::kSigmoid);
  const at::Tensor pixels = at::rand({kBatch, kPixels});
  at::Tensor logits = at::randn({kBatch, kPixels}), column_sums = at::zeros({kPixels});
  at::Tensor total = at::zeros({}, at::kDouble);
  for ([[maybe_unused]] auto _ : state) {
    loss.replace(logits, pixels, 1.0, column_sums, total);
    benchmark::DoNotOptimize(total);
  }
  count_images(state, kBatch);
}
BENCHMARK(loss_and_gradient)->UseRealTime();

void loss_and_gradients_of_a_batch(benchmark::State& state) {
  const codegrid::Autoencoder model = article_model();
  const codegrid::ReconstructionLoss loss(codegrid::LossKind::kBinaryCrossEntropy,
                                          codegrid::Output::kSigmoid);
  codegrid::Backprop backprop(model, loss);
  const codegrid::Batches batches(random_images(kBatch), {}, kBatch, at::kCPU);
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(backprop.run(batches, 0));
  count_images(state, kBatch);
}
BENCHMARK(loss_and_gradients_of_a_batch)->UseRealTime();

void adam_step(benchmark::State& state) {
  std::vector<at::Tensor> parameters, gradients;
  for (const at::Tensor& parameter : article_model()->parameters()) {
    parameters.push_back(parameter.detach());
    gradients.push_back(at::randn_like(parameters.back()));
  }
  codegrid::Adam adam(parameters, {});
  for ([[maybe_unused]] auto _ : state) adam.step(gradients);
}
BENCHMARK(adam_step)->UseRealTime();

void kmeans_assignment(benchmark::State& state) {
  const auto points = codegrid::make_points(at::rand({kImages, kCode}));
  const at::Tensor centroids = at::rand({state.range(0), kCode});
  codegrid::Partition partition = points->unassigned(centroids.size(0));
  for ([[maybe_unused]] auto _ : state) points->assign(centroids, partition);
  count_images(state, kImages);
}
BENCHMARK(kmeans_assignment)->Arg(10)->Arg(100)->Arg(1000)->UseRealTime();

void codes_of_a_batch(benchmark::State& state) {
  const torch::NoGradGuard no_grad;
  codegrid::Encoder encoder = article_model()->encoder();
  const codegrid::PixelScale scale;
  const at::Tensor bytes = random_images(kBatch);
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(encoder->forward(scale.apply(bytes)));
  }
  count_images(state, kBatch);
}
BENCHMARK(codes_of_a_batch)->UseRealTime();

}  // namespace

// OMP_NUM_THREADS says how many threads, as for codegrid's own programs.
int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  codegrid::use_threads(0);
  benchmark::RunSpecifiedBenchmarks();
}
