#include "job/init/init_job.hpp"

#include <c10/util/Exception.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "cache/cache_folder.hpp"
#include "config/job_check.hpp"
#include "config/job_config.hpp"
#include "core/error.hpp"
#include "core/mapped_file.hpp"
#include "core/paths.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"
#include "data/load.hpp"
#include "data/similar_file.hpp"
#include "image/picture_header.hpp"
#include "job/init/array_files.hpp"
#include "job/init/proposal.hpp"
#include "job/init/recipe.hpp"
#include "job/init/recipe_advice.hpp"
#include "job/init/survey_record.hpp"
#include "job/init/training_advice.hpp"
#include "model/families.hpp"
#include "refine/student.hpp"
#include "tensor/threads.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// Decoded at once; more are left to the training.
constexpr std::int64_t kMostPicturesDecoded = 50'000;
constexpr double kMostPixelsDecoded = 1e10;

// As a user may name it, absolute and fit for a config.
fs::path place_of_data(const fs::path& data) {
  std::error_code error;
  if (is_unexpanded(data.string()) && !fs::exists(data, error)) {
    throw data_error(fmt::format("{}: no such file or folder{}", printable(data.string()),
                                 home_advice(data.string())));
  }
  const fs::path place = tidy_path(data.is_absolute() ? data : working_folder() / data);
  if (is_printable(place.string())) return place;
  throw data_error(
      fmt::format("found \"{}\", expected UTF-8 without control characters, since a config cannot "
                  "hold it; name "
                  "it through a link that is so",
                  printable(place.string())));
}

Proposal propose_file(const fs::path& file, Progress& progress) {
  require_file(file);
  std::error_code error;
  if (!fs::is_regular_file(file, error)) {
    throw data_error(fmt::format("{}: is neither a file nor a folder, expected one of them",
                                 printable(file.string())));
  }
  if (!arrays_in(file.parent_path(), file.filename().string()).empty()) return propose_arrays(file);
  const MappedFile mapped(file, ExitCode::kBadData);
  if (const auto format = picture_format(mapped.bytes())) {
    throw data_error(fmt::format(
        "{}: is one picture ({}), expected a folder of pictures, a CSV file that lists them, or an "
        "IDX, .npy or .npz file of images; for all pictures beside it, name its folder",
        printable(file.string()), name_of(*format)));
  }
  return propose_list(file, progress);
}

Proposal propose(const fs::path& place, Progress& progress) {
  std::error_code error;
  return fs::is_directory(place, error) ? propose_folder(place, progress)
                                        : propose_file(place, progress);
}

Splits read_as_training_does(const DataOptions& data, Progress& progress) {
  return load_splits(data, static_cast<std::uint64_t>(JobConfig{}.seed),
                     [&](const std::string& line) { progress.update(line); });
}

// Labels that cannot be used are left out, with the reason: they are for comparing only.
void drop_labels(const std::string& reason, Proposal& proposal) {
  DataOptions& data = proposal.data;
  for (fs::path* labels : {&data.train_labels, &data.validation_labels, &data.test_labels})
    labels->clear();
  std::erase_if(proposal.entries,
                [](const ConfigEntry& entry) { return entry.key.ends_with("_labels"); });
  for (ConfigEntry& entry : proposal.entries) {
    if (entry.key == "train_images")
      entry.why += fmt::format("\nThe labels beside it cannot be used: {}", printable(reason));
  }
}

Splits read_arrays(Proposal& proposal, Progress& progress) {
  if (proposal.data.train_labels.empty() && proposal.data.validation_labels.empty() &&
      proposal.data.test_labels.empty())
    return read_as_training_does(proposal.data, progress);
  try {
    return read_as_training_does(proposal.data, progress);
  } catch (const Error& error) {
    if (error.code() != ExitCode::kBadData) throw;
    Proposal without = proposal;
    drop_labels(error.what(), without);
    Splits read = read_as_training_does(without.data, progress);  // else nothing of it can be used
    proposal = std::move(without);
    return read;
  }
}

// Nothing where there are too many pictures to decode now, or no place for what they become, which
// the report then says.
std::optional<Splits> read_data(Proposal& proposal, InitReport& report, Progress& progress) {
  if (proposal.pictures == 0) return read_arrays(proposal, progress);
  const std::int64_t good =
      proposal.pictures - (std::ssize(proposal.bad) - count_folders(proposal.bad));
  if (good > kMostPicturesDecoded || proposal.pixels > kMostPixelsDecoded) return std::nullopt;
  try {
    return read_as_training_does(proposal.data, progress);
  } catch (const Error& error) {
    if (error.code() != ExitCode::kFailed) throw;
    progress.say(fmt::format("note: the pictures were not decoded: {}", error.what()));
    report.nothing_kept = true;
    return std::nullopt;
  }
}

std::string first_reasons(const std::vector<SkippedPicture>& bad) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::string> first;
  for (const SkippedPicture& picture : bad) {
    if (first.size() < kNamed)
      first.push_back(fmt::format("{} {}", printable(picture.name), printable(picture.reason)));
  }
  return fmt::format("{}{}", bad.size() > kNamed ? "The first: " : "", fmt::join(first, "; "));
}

ConfigEntry bad_image_entry(const Proposal& proposal, bool all_read,
                            const std::vector<SkippedPicture>& bad) {
  if (all_read && bad.empty()) {
    return {"on_bad_image",
            "error",
            {},
            "Every file is a good picture. With skip, a bad one that comes later is left out, and "
            "named in skipped.csv."};
  }
  std::vector<SkippedPicture> folders = bad;
  std::erase_if(folders, [](const SkippedPicture& each) { return !each.is_folder; });
  std::vector<SkippedPicture> files = bad;
  std::erase_if(files, [](const SkippedPicture& each) { return each.is_folder; });
  std::vector<std::string> reasons;
  if (!files.empty()) {
    const bool one = files.size() == 1;
    reasons.push_back(
        fmt::format("{} of {} cannot be used. {} left out, and skipped.csv of a run names {}.",
                    with_commas(std::ssize(files)), counted(proposal.pictures, "file", "files"),
                    one ? "It is" : "They are", one ? "it" : "them"));
    reasons.push_back(first_reasons(files));
  }
  if (!folders.empty()) {
    reasons.push_back(fmt::format("{} left out, with all that is in {}.",
                                  counted(std::ssize(folders), "folder is", "folders are"),
                                  folders.size() == 1 ? "it" : "them"));
    reasons.push_back(first_reasons(folders));
  }
  if (!all_read) {
    reasons.emplace_back(
        "Only the first bytes of each file were looked at: one that is damaged further on is left "
        "out by the training, and named in skipped.csv.");
  }
  return {"on_bad_image", "skip", {}, fmt::format("{}", fmt::join(reasons, "\n"))};
}

// The folder's, or that of an archive or a list.
std::string job_name_of(const fs::path& place, Dataset dataset) {
  std::error_code error;
  std::string name = place.filename().string();
  if (!fs::is_directory(place, error)) {
    const bool stands_alone = dataset == Dataset::kList || place.extension() == ".npz";
    name = stands_alone ? place.stem().string() : place.parent_path().filename().string();
  }
  return is_job_name(name) && !name.starts_with('.') ? name : "images";
}

// Our own checks take it, or it is a mistake of ours.
void require_valid(const std::string& config, const TrainingFacts& facts) {
  const JobConfig job = parse_job(config, "-", {});
  std::vector<std::string> problems;
  check_effect(job, "--init", problems);
  TORCH_CHECK(problems.empty(), fmt::format("{}", fmt::join(problems, "\n")));
  const Shape shape{facts.channels, facts.height, facts.width};
  std::vector<EncoderConfig> encoders = job.encoders;
  if (encoders.empty()) encoders.push_back({job.name, job.model, job.augmentation, job.training});
  for (const EncoderConfig& encoder : encoders) {
    require_batches_for(make_architecture(shape, encoder.model), facts.trained,
                        encoder.training.batch_size);
  }
  if (!job.refinement) return;
  require_batches_for(student_architecture(shape, *job.refinement), facts.trained,
                      job.refinement->training.batch_size);
}

// The sections behind "data": the recipe where it suits the images, else one encoder.
std::vector<ConfigEntry> advised_sections(const TrainingFacts& facts, Proposal& proposal,
                                          InitReport& report) {
  RecipeAdvice recipe = advise_recipe(facts);
  if (recipe.why_not.empty()) {
    report.plan = "proposed: " + recipe.plan;
    if (!facts.validates_on_own) {
      proposal.entries.push_back(
          {"holdout",
           kRecipeHoldout,
           {},
           "A few images show how training goes; they are grouped like the others."});
    }
    return std::move(recipe.sections);
  }
  report.plan = "proposed: one encoder, since " + recipe.why_not;
  TrainingAdvice advice = advise_training(facts);
  report.problem = std::move(advice.problem);
  ConfigEntry& model = advice.sections.front();
  model.why = fmt::format("One encoder, since {}.\n{}", recipe.why_not, model.why);
  return std::move(advice.sections);
}

}  // namespace

InitReport run_init(const fs::path& data, Progress& progress) {
  const AdvisedCacheNaming no_config(CacheNaming::kByVariable);
  const int cores = use_threads(0);
  const fs::path place = place_of_data(data);
  Proposal proposal = propose(place, progress);
  InitReport report;
  const std::optional<Splits> read = read_data(proposal, report, progress);
  progress.clear();

  report.name = job_name_of(place, proposal.data.dataset);
  report.about = proposal.about;
  const bool of_pictures = proposal.pictures > 0;
  report.bad = of_pictures && read ? read->skipped : proposal.bad;
  if (of_pictures)
    proposal.entries.push_back(bad_image_entry(proposal, read.has_value(), report.bad));
  const TrainingFacts facts = facts_of(proposal, read, cores);
  std::vector<ConfigEntry> sections = advised_sections(facts, proposal, report);
  std::vector<ConfigEntry> entries{
      {"name", report.name, {}, "Of the folder of its runs: runs/" + report.name + "."},
      {"data", {}, std::move(proposal.entries)}};
  std::ranges::move(sections, std::back_inserter(entries));
  report.config = config_text(
      entries, proposal.about +
                   "\nWhat codegrid-train --init chose has its reason above it; change what you "
                   "like. codegrid-train --print-reference lists all keys, with what they "
                   "mean and their defaults.");
  require_valid(report.config, facts);
  report.changes = changes_since_record(place, proposal.files);
  report.looked_at = place;
  report.files = std::move(proposal.files);
  return report;
}

void keep_record(const InitReport& report, Progress& progress) {
  const AdvisedCacheNaming no_config(CacheNaming::kByVariable);
  try {
    write_survey_record(report.looked_at, report.files);
  } catch (const Error& error) {
    if (error.code() != ExitCode::kFailed) throw;
    progress.say(report.nothing_kept
                     ? "note: nor will the next --init be able to say what has changed"
                     : fmt::format("note: the next --init will not be able to say what has "
                                   "changed: {}",
                                   error.what()));
  }
}

}  // namespace codegrid
