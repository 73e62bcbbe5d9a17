#include "config/objective_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "config/model_fields.hpp"

namespace codegrid {
namespace {

std::string kind_of(const ObjectiveOptions& objective) {
  return objective.reconstructs() ? "combined" : "contrastive";
}

void check_variational(const ModelOptions& model, std::vector<KeyProblem>& problems) {
  if (!model.code_activation || *model.code_activation == Activation::kLinear) return;
  const auto names = activations();
  const auto found =
      std::ranges::find(names, *model.code_activation, &std::pair<std::string, Activation>::second);
  problems.push_back(
      {"model.code_activation",
       fmt::format(
           "found \"{}\", expected \"linear\", since \"training.objective.kind\": "
           "\"variational\" takes the code for means, which may have any sign; leave it out",
           found->first)});
}

}  // namespace

std::vector<KeyProblem> problems_of_objective(const JobConfig& job) {
  std::vector<KeyProblem> problems;
  const ObjectiveOptions& objective = job.training.objective;
  if (objective.is_variational()) check_variational(job.model, problems);
  if (!objective.compares_views()) return problems;
  if (!job.augmentation.settings().changes_anything()) {
    problems.push_back(
        {"training.objective.kind",
         fmt::format("found \"{}\", which compares two views of each image, but without "
                     "augmentation they are the same; add \"augmentation\": {{\"preset\": "
                     "\"handwriting\"}}, or the preset \"objects\"",
                     kind_of(objective))});
  }
  if (job.training.batch_size == 1) {
    problems.push_back(
        {"training.batch_size",
         fmt::format("found 1, expected 2 or more, since \"training.objective.kind\": \"{}\" tells "
                     "the images of a step from each other",
                     kind_of(objective))});
  }
  return problems;
}

std::vector<KeyProblem> idle_keys_of_objective(const JobConfig& job) {
  std::vector<KeyProblem> problems;
  if (job.training.objective.reconstructs()) return problems;
  const std::string text =
      "has no effect with \"training.objective.kind\": \"contrastive\", which reconstructs "
      "nothing; leave it out";
  if (job.model.output != ModelOptions{}.output) problems.push_back({"model.output", text});
  if (job.training.loss != TrainingOptions{}.loss) problems.push_back({"training.loss", text});
  if (job.training.reconstruct != TrainingOptions{}.reconstruct)
    problems.push_back({"training.reconstruct", text});
  return problems;
}

}  // namespace codegrid
