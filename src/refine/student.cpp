#include "refine/student.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/error.hpp"
#include "core/text_table.hpp"
#include "data/augmenter.hpp"
#include "model/families.hpp"
#include "refine/classifier_engine.hpp"
#include "refine/student_keys.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

constexpr double kMostAverage = 0.99;       // of the weights' decay
constexpr std::int64_t kHeldOutOneIn = 20;  // of the points
constexpr std::int64_t kMostHeldOut = 1'000;

std::size_t place_of_last_dense(const Layers& layers) {
  std::size_t place = layers.size();
  while (place > 0 && !std::holds_alternative<Dense>(layers[place - 1].layer)) --place;
  TORCH_CHECK(place > 0, "a student without a dense layer");
  return place - 1;
}

TrainingOptions training_of(const RefinementOptions& options) {
  TrainingOptions training = options.training;
  training.early_stopping = {};
  training.objective = {};
  training.early_stopping.monitor = Monitor::kNone;
  return training;
}

}  // namespace

Architecture student_architecture(const Shape& image_shape, const RefinementOptions& options) {
  ModelOptions model = options.student;
  model.code = options.k;
  model.code_activation = Activation::kLinear;
  Architecture architecture =
      under_keys_of_student([&] { return make_architecture(image_shape, model); });
  return encoder_only(std::move(architecture));
}

std::int64_t feature_width(const Architecture& student) {
  return std::get<Dense>(student.encoder[place_of_last_dense(student.encoder)].layer).inputs;
}

// The points, taken apart.
struct StudentTraining::Parts {
  at::Tensor learned;   // [M - held out], ascending
  at::Tensor held_out;  // ascending

  Parts(const at::Tensor& points, std::uint64_t seed) {
    const std::int64_t count = points.numel();
    if (count < 2) {
      throw data_error(
          fmt::format("refinement: found {} whose neighbors are all in its group, expected 2 or "
                      "more to learn from; give more images, or lower refinement.k or "
                      "refinement.neighbors",
                      counted(count, "image", "images")));
    }
    const std::int64_t held = std::clamp<std::int64_t>(count / kHeldOutOneIn, 1, kMostHeldOut);
    const at::Tensor order =
        at::randperm(count, make_generator(seed, Purpose::kHoldout), at::kLong);
    const auto ascending = [&](std::int64_t begin, std::int64_t end) {
      return points.index_select(0, std::get<0>(order.slice(0, begin, end).sort()));
    };
    held_out = ascending(0, held);
    learned = ascending(held, count);
  }
};

StudentTraining::StudentTraining(const Lesson& lesson, const RefinementOptions& options,
                                 const AugmentationSettings& augmentation, std::uint64_t seed,
                                 c10::Device device)
    : StudentTraining(lesson, Parts(lesson.points, seed), options, augmentation, seed, device) {}

StudentTraining::StudentTraining(const Lesson& lesson, const Parts& parts,
                                 const RefinementOptions& options,
                                 const AugmentationSettings& augmentation, std::uint64_t seed,
                                 c10::Device device)
    : model_(student_architecture(lesson.images.sizes().slice(1).vec(), options),
             make_generator(seed, Purpose::kWeights), make_generator(seed, Purpose::kDropout)),
      training_(ImageSet{lesson.images, {}, parts.learned}, lesson.scale,
                options.training.batch_size, device),
      validation_(ImageSet{lesson.images, {}, parts.held_out}, lesson.scale,
                  options.training.batch_size, device) {
  model_->to(device);
  auto engine = std::make_unique<ClassifierEngine>(
      model_, ClassifierTask{lesson.labels.to(device), options.label_smoothing},
      options.training.precision);
  trainer_ = under_keys_of_student([&] {
    return std::make_unique<Trainer>(
        model_, training_, validation_, std::move(engine), training_of(options),
        make_generator(seed, Purpose::kShuffle),
        Augmenter(augmentation, make_generator(seed, Purpose::kAugmentation)));
  });
  trainer_->average_weights(kMostAverage);
}

TrainingResult StudentTraining::run(const TrainingListener& listener) {
  try {
    return trainer_->run(listener);
  } catch (const Error& error) {
    // The trainer's own begin so; others are of files that the listener writes.
    if (!std::string_view(error.what()).starts_with("epoch ")) throw;
    throw with_keys_of_student(error);
  }
}

void renumber_groups(Autoencoder& student, const std::vector<std::int64_t>& order) {
  const torch::NoGradGuard no_grad;
  const LayerStack& encoder = student->encoder();
  const LayerTensors layer = encoder->tensors()[place_of_last_dense(encoder->layers())];
  const at::Tensor rows = at::tensor(order, at::kLong).to(layer.weight.device());
  TORCH_CHECK(rows.numel() == layer.weight.size(0), "a number for each group");
  for (at::Tensor tensor : {layer.weight, layer.bias}) tensor.copy_(tensor.index_select(0, rows));
}

}  // namespace codegrid
