#include <fmt/format.h>

#include "assign_request.hpp"
#include "core/error.hpp"
#include "core/text_table.hpp"
#include "core/waiting_streams.hpp"
#include "job/assign/assignment_job.hpp"
#include "program.hpp"
#include "stages.hpp"
#include "torch_errors.hpp"

namespace {

codegrid::AssignmentRequest job_of(const AssignArguments& arguments) {
  AssignRequest request = request_to_assign(arguments);
  codegrid::AssignmentRequest job;
  job.encoder = request.encoder;
  job.other_encoders = request.other_encoders;
  job.run = request.run;
  job.clusters.folder = request.clusters;
  job.clusters.centroids = request.centroids;
  job.clusters.recognize = !arguments.no_recognition;
  if (!arguments.normalize.empty()) {
    job.clusters.normalize =
        arguments.normalize == "l2" ? codegrid::Normalize::kL2 : codegrid::Normalize::kNone;
  }
  job.images = std::move(request.images);
  if (arguments.nul_separated) job.separator = codegrid::PathFeed::Separator::kNul;
  if (arguments.format == "jsonl") job.format = codegrid::RowFormat::kJsonLines;
  if (!arguments.link_into.empty()) job.laying = codegrid::Laying::kLink;
  if (!arguments.copy_into.empty()) job.laying = codegrid::Laying::kCopy;
  job.into = arguments.link_into.empty() ? arguments.copy_into : arguments.link_into;
  job.threads = arguments.threads;
  job.trust = arguments.trust;
  return job;
}

void assign(const AssignArguments& arguments) {
  codegrid::Progress progress;
  const codegrid::AssignmentReport report = codegrid::run_assignment(job_of(arguments), progress);
  if (report.skipped == 0) return;
  throw codegrid::data_error(
      fmt::format("{} skipped, named above; {} assigned",
                  codegrid::counted(report.skipped, "file or folder was", "files or folders were"),
                  codegrid::counted(report.assigned, "image was", "images were")));
}

}  // namespace

int assign_stage(int argc, char** argv) {
  AssignArguments arguments;
  arguments.called_as = argv[0];
  bool reader_gone = false;
  const int code = run_program(
      argc, argv, [&](CLI::App& app) { add_options(app, arguments); },
      [&] {
        try {
          without_backtrace([&] { assign(arguments); });
        } catch (const codegrid::ReaderGone&) {  // which had enough: no reason to say anything
          reader_gone = true;
        }
      });
  return reader_gone ? static_cast<int>(codegrid::ExitCode::kFailed) : code;
}
