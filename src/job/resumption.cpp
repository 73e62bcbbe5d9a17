#include "job/resumption.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "job/resumed_pictures.hpp"

namespace fs = std::filesystem;

namespace codegrid {

void require_same_data(const fs::path& run, const Environment& environment,
                       const std::vector<Source>& sources) {
  const std::vector<Source>& before = environment.data;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (i < before.size() && before[i].sha256 == sources[i].sha256) continue;
    throw data_error(fmt::format(
        "{}: not the file that the run {} began with (another SHA-256); bring that one back, or "
        "start a new run",
        sources[i].path, run.string()));
  }
}

void require_same_images_as(const fs::path& run, const Environment& environment, const Splits& data,
                            Progress& progress) {
  std::vector<Source> sources = data.sources;
  if (has_same_pictures(run, data) && !environment.data.empty()) {
    const Source& before = environment.data.front();
    Source& now = sources.front();
    if (now.path == before.path && now.sha256 != before.sha256)
      progress.say(
          "note: the decoders of pictures differ from the run's beginning, so its bits "
          "may differ too");
    now.sha256 = before.sha256;
  }
  require_same_data(run, environment, sources);
}

void record_resumption(const fs::path& run, Environment environment, const Resumption& now,
                       Progress& progress) {
  const TrainingProcess& before = environment.begun;
  const auto note = [&](const char* what, bool differs) {
    if (!differs) return;
    progress.say(
        fmt::format("note: {} differs from the run's beginning, so its bits may differ too", what));
  };
  note("device", before.device != now.process.device);
  note("threads", before.threads != now.process.threads);
  note("versions", before.versions != now.process.versions);
  note("processor", before.processor != now.process.processor);
  environment.resumed.push_back(now);
  write_environment(run, environment);
}

}  // namespace codegrid
