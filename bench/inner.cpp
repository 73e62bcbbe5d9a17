// The inner parts of a training step, of k-means and of embedding, at the sizes of the article's
// job: what to look at when an epoch has become slower. Google Benchmark gives the command line.
#include <benchmark/benchmark.h>
#include <torch/torch.h>

#include "cluster/kmeans/points.hpp"
#include "data/batches.hpp"
#include "model/autoencoder.hpp"
#include "tensor/random.hpp"
#include "tensor/threads.hpp"
#include "train/adam.hpp"
#include "train/dense_engine.hpp"
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

void loss_and_gradients_of_a_batch(benchmark::State& state) {
  const codegrid::Autoencoder model = article_model();
  const codegrid::ReconstructionLoss loss(codegrid::LossKind::kBinaryCrossEntropy,
                                          codegrid::Output::kSigmoid);
  codegrid::DenseEngine engine(model, loss);
  const codegrid::Batches batches(random_images(kBatch), {}, kBatch, at::kCPU);
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(engine.forward_backward({batches, 0}));
  count_images(state, kBatch);
}
BENCHMARK(loss_and_gradients_of_a_batch)->UseRealTime();

void adam_step(benchmark::State& state) {
  const codegrid::Autoencoder model = article_model();
  codegrid::NamedParameters parameters;
  std::vector<at::Tensor> gradients;
  for (const auto& parameter : model->named_parameters()) {
    parameters.emplace_back(parameter.key(), parameter.value().detach());
    gradients.push_back(at::randn_like(parameters.back().second));
  }
  codegrid::Adam adam(parameters, {});
  const double learning_rate = codegrid::OptimizerOptions{}.learning_rate;
  for ([[maybe_unused]] auto _ : state) adam.step(gradients, learning_rate);
}
BENCHMARK(adam_step)->UseRealTime();

// Nothing is known of the centroids yet: every distance is estimated.
void first_kmeans_assignment(benchmark::State& state) {
  const auto points = codegrid::make_points(at::rand({kImages, kCode}));
  const at::Tensor centroids = at::rand({state.range(0), kCode});
  for ([[maybe_unused]] auto _ : state) {
    codegrid::Partition partition = points->unassigned(centroids.size(0));
    points->assign(centroids, partition);
  }
  count_images(state, kImages);
}
BENCHMARK(first_kmeans_assignment)->Arg(10)->Arg(100)->Arg(1000)->UseRealTime();

// Nothing has moved: bounds rule out all but the own centroid.
void last_kmeans_assignment(benchmark::State& state) {
  const auto points = codegrid::make_points(at::rand({kImages, kCode}));
  const at::Tensor centroids = at::rand({state.range(0), kCode});
  codegrid::Partition partition = points->unassigned(centroids.size(0));
  points->assign(centroids, partition);
  for ([[maybe_unused]] auto _ : state) points->assign(centroids, partition);
  count_images(state, kImages);
}
BENCHMARK(last_kmeans_assignment)->Arg(10)->Arg(100)->Arg(1000)->UseRealTime();

void codes_of_a_batch(benchmark::State& state) {
  const torch::NoGradGuard no_grad;
  codegrid::Autoencoder model = article_model();
  const codegrid::PixelScale scale;
  const at::Tensor bytes = random_images(kBatch);
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(model->encode(scale.apply(bytes)));
  }
  count_images(state, kBatch);
}
BENCHMARK(codes_of_a_batch)->UseRealTime();

// What a thread does with one slab of a batch, part by part, as src/train/dense_engine.cpp does it:
// on one thread, as there.
constexpr std::int64_t kSlab = 512;

class Alone {
 public:
  Alone() : before_(at::get_num_threads()) { at::set_num_threads(1); }
  ~Alone() { at::set_num_threads(before_); }
  Alone(const Alone&) = delete;
  Alone& operator=(const Alone&) = delete;

 private:
  int before_;
};

struct Slab {
  at::Tensor images = at::rand({kSlab, kPixels});
  at::Tensor codes = at::rand({kSlab, kCode});
  at::Tensor code_errors = at::rand({kSlab, kCode});
  at::Tensor logits = at::randn({kSlab, kPixels});
  at::Tensor encoder = at::rand({kCode, kPixels});
  at::Tensor decoder = at::rand({kPixels, kCode});
  at::Tensor encoder_bias = at::rand({kCode});
  at::Tensor decoder_bias = at::rand({kPixels});
  at::Tensor loss_sum = at::zeros({}, at::kDouble);
  codegrid::ReconstructionLoss loss{codegrid::LossKind::kBinaryCrossEntropy,
                                    codegrid::Output::kSigmoid};
};

void time_slab(const char* name, void (*part)(Slab&)) {
  benchmark::RegisterBenchmark(name, [part](benchmark::State& state) {
    const Alone alone;
    Slab slab;
    for ([[maybe_unused]] auto _ : state) part(slab);
    count_images(state, kSlab);
  })->UseRealTime();
}

void time_slab_gathering(benchmark::State& state) {
  const Alone alone;
  codegrid::Batches batches(random_images(kImages), {}, kSlab, at::kCPU);
  batches.shuffle(codegrid::make_generator(1, Purpose::kShuffle));
  at::Tensor pixels = at::empty({kSlab, kPixels});
  std::int64_t index = 0;
  for ([[maybe_unused]] auto _ : state) {
    const auto [begin, end] = batches.range(index);
    batches.copy(begin, end, pixels);
    index = (index + 1) % (kImages / kSlab);  // whole batches only
  }
  count_images(state, kSlab);
}

void register_slabs() {
  benchmark::RegisterBenchmark("slab: gather and scale", time_slab_gathering)->UseRealTime();
  time_slab("slab: image to code",
            [](Slab& s) { at::addmm_out(s.codes, s.encoder_bias, s.images, s.encoder.t()); });
  time_slab("slab: code to logits",
            [](Slab& s) { at::addmm_out(s.logits, s.decoder_bias, s.codes, s.decoder.t()); });
  time_slab("slab: loss", [](Slab& s) { s.loss.add(s.logits, s.images, s.loss_sum); });
  time_slab("slab: loss and gradient",
            [](Slab& s) { s.loss.replace(s.logits, s.images, 1.0, s.decoder_bias, s.loss_sum); });
  time_slab("slab: gradient of the decoder",
            [](Slab& s) { at::addmm_out(s.decoder, s.decoder, s.logits.t(), s.codes, 0); });
  time_slab("slab: error of the code",
            [](Slab& s) { at::mm_out(s.code_errors, s.logits, s.decoder); });
  time_slab("slab: gradient of the encoder",
            [](Slab& s) { at::addmm_out(s.encoder, s.encoder, s.code_errors.t(), s.images, 0); });
}

}  // namespace

// OMP_NUM_THREADS says how many threads, as for codegrid's own programs.
int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  codegrid::use_threads(0);
  register_slabs();
  benchmark::RunSpecifiedBenchmarks();
}
