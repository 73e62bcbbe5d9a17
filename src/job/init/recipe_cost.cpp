#include "job/init/recipe_cost.hpp"

#include <c10/util/accumulate.h>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "job/training_memory.hpp"
#include "model/families.hpp"
#include "model/layer_sizes.hpp"
#include "refine/student.hpp"

namespace codegrid {
namespace {

// Multiplications of a forward pass that a core does in a second while it trains, those of the way
// back not counted. By configs/mnist-best.json, which took 384 s with its groups on two
// cores of an AMD EPYC; in float32 as much longer as configs/mnist-conv.json does (README, "How
// fast").
constexpr double kRateOfDense = 3.3e10;
constexpr double kRateOfConvolutions = 2e10;
constexpr double kRateOfFloat32 = 0.66;

// Of the memory that is left: the figures are the least that is taken.
constexpr double kRoomOfRecipe = 0.25;

// A net of the recipe, and how it is trained.
struct Stage {
  std::string name;
  Architecture architecture;
  ModelKind kind = ModelKind::kDense;
  TrainingOptions training{};
  AugmentationSettings augmentation{};
  std::int64_t times = 1;
};

std::vector<Stage> stages_of(const JobConfig& job, const TrainingFacts& facts) {
  const Shape shape{facts.channels, facts.height, facts.width};
  std::vector<Stage> stages;
  for (const EncoderConfig& encoder : job.encoders) {
    Architecture architecture = make_architecture(shape, encoder.model);
    if (!encoder.training.objective.reconstructs())
      architecture = encoder_only(std::move(architecture));
    stages.push_back({encoder.name, std::move(architecture), encoder.model.kind, encoder.training,
                      encoder.augmentation.settings()});
  }
  if (job.refinement) {
    const RefinementOptions& students = *job.refinement;
    stages.push_back({"students", student_architecture(shape, students), students.student.kind,
                      students.training, students.augmentation.settings(), students.rounds});
  }
  return stages;
}

// Of an image on its way forward: each number that a layer learns takes part once at each place.
double multiplications_of(const Architecture& architecture) {
  double sum = 0;
  for (const LayerSize& layer : layer_sizes(architecture)) {
    const double places = static_cast<double>(c10::multiply_integers(layer.output)) /
                          static_cast<double>(layer.output.at(0));
    sum += places * static_cast<double>(layer.parameters);
  }
  return sum;
}

}  // namespace

double recipe_seconds(const JobConfig& job, const TrainingFacts& facts, std::int64_t trained) {
  double seconds = 0;
  for (const Stage& stage : stages_of(job, facts)) {
    const double rate = (stage.kind == ModelKind::kDense ? kRateOfDense : kRateOfConvolutions) *
                        (facts.bfloat16 ? 1 : kRateOfFloat32);
    const double views = stage.training.objective.compares_views() ? 2 : 1;
    const auto epochs = static_cast<double>(stage.times * stage.training.epochs);
    seconds += epochs * static_cast<double>(trained) * views *
               multiplications_of(stage.architecture) / (rate * facts.cores);
  }
  return seconds;
}

std::string recipe_over_memory(const JobConfig& job, const TrainingFacts& facts,
                               std::int64_t trained) {
  const double room = kRoomOfRecipe * facts.memory.bytes;
  for (const Stage& stage : stages_of(job, facts)) {
    const TrainingMemory memory(stage.architecture, stage.kind, stage.training, trained,
                                /*whole_batches=*/true, stage.augmentation);
    const double batch =
        std::max({memory.batch_bytes(), memory.augmentation_bytes(), memory.cosine_bytes()});
    if (std::max(memory.weight_bytes(), batch) <= room) continue;
    const bool by_weights = memory.weight_bytes() > room;
    return fmt::format("\"{}\" takes {} or more {}, and {} are left of {}", stage.name,
                       readable_bytes(by_weights ? memory.weight_bytes() : batch),
                       by_weights ? "for its weights" : "for a batch",
                       readable_bytes(facts.memory.bytes), facts.memory.whose);
  }
  return "";
}

}  // namespace codegrid
