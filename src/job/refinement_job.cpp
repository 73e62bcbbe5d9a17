#include "job/refinement_job.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "cluster/measures/matched_groups.hpp"
#include "cluster/unit_length.hpp"
#include "config/run_files.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/folder.hpp"
#include "core/interrupt.hpp"
#include "core/text_table.hpp"
#include "encoder/encoder_file.hpp"
#include "encoder/loaded_encoder.hpp"
#include "job/code_files.hpp"
#include "job/embedded_clustering_job.hpp"
#include "job/refinement_check.hpp"
#include "job/refinement_record.hpp"
#include "job/student_job.hpp"
#include "job/training_report.hpp"
#include "job/versions.hpp"
#include "refine/agreeing_points.hpp"
#include "refine/graph_groups.hpp"
#include "refine/lesson_check.hpp"
#include "refine/student.hpp"
#include "tensor/random.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

double share_of(const at::Tensor& holds) {
  return holds.numel() == 0 ? 0 : holds.to(at::kDouble).mean().item<double>();
}

/// What a round leaves for the next one.
struct Round {
  GraphGroups graph;
  at::Tensor students;  // [N] int64, the student's groups; undefined before the first
};

class Refinement {
 public:
  Refinement(const RefinementRequest& request, const JobContext& context)
      : request_(request),
        options_(resolved_refinement(request.options, context)),
        context_(context),
        folder_(request.run / run_files::kRefinement) {
    for (const fs::path& path : request.encoders) encoders_.push_back(EncoderFile::read(path));
    TORCH_CHECK(!encoders_.empty(), "a refinement of no encoder");
    if (lacks_precision(request.options, options_))
      say("note: this processor has no avx512_bf16: students are trained in float32");
  }

  RefinementReport run() {
    make_folders(folder_);
    remove_leftovers(folder_);
    record_.begin(folder_ / refinement_files::kRecord, input());
    Round before{first_graph(), {}};
    RefinementReport report;
    for (std::int64_t number = 1; number <= options_.rounds; ++number) {
      if (!can_do_round(number, before)) break;
      Round now = do_round(number, before, report.rounds);
      const RoundVerdict verdict = judge_round(report.rounds.back());
      say(describe_round(report.rounds.back()));
      for (const std::string& warning : verdict.warnings) say(warning);
      if (verdict.kept) report.kept = number;
      record_.write(report.rounds, report.kept);
      if (!verdict.kept)
        say(fmt::format("round {} is not kept: the encoder is the student of round {}", number,
                        report.kept));
      if (!verdict.goes_on) break;
      before = std::move(now);
    }
    finish(report);
    return report;
  }

 private:
  RefinementInput input() const {
    RefinementInput input;
    for (const EncoderFile& file : encoders_) input.encoders.push_back(file.sha256());
    input.images = request_.images.sizes().vec();
    input.seed = context_.job().seed;
    input.options = options_;
    return input;
  }

  void say(const std::string& line) const { context_.progress().say(line); }
  Shape image_shape() const { return request_.images.sizes().slice(1).vec(); }

  OnClustering shown_as(std::string what) const {
    return [this, what = std::move(what)](std::string_view stage, std::optional<double> done) {
      context_.progress().update(done ? fmt::format("{}: {}: {:.0f} %", what, stage, 100 * *done)
                                      : fmt::format("{}: {}", what, stage));
    };
  }

  fs::path student_folder(std::int64_t round) const {
    return folder_ / fmt::format("{}{}", refinement_files::kStudentFolder, round);
  }
  fs::path graph_file(std::int64_t round) const {
    return folder_ / fmt::format("{}{}.safetensors", refinement_files::kGraph, round);
  }

  // A seed of each round's own, whichever of them are done in this process.
  std::uint64_t seed_of(std::int64_t round) const {
    const at::Generator generator = context_.generator(Purpose::kRefinement);
    std::uint64_t seed = draw_seed(generator);
    for (std::int64_t i = 0; i < round; ++i) seed = draw_seed(generator);
    return seed;
  }

  GraphOfCodes graph_options() const { return {options_.k, options_.neighbors}; }

  // What is in the file of a round's graph, or else what `make` gives, which is written there.
  template <class Make>
  GraphGroups found_or_made(std::int64_t round, const Make& make) {
    const fs::path file = graph_file(round);
    std::error_code ignored;
    if (fs::exists(file, ignored))
      return read_graph_groups(file, request_.images.size(0), options_.k);
    GraphGroups made = make();
    for (const std::string& note : made.notes) say(note);
    write_graph_groups(file, made);
    record_.save_seconds();
    return made;
  }

  GraphGroups first_graph() {
    return found_or_made(0, [&] {
      std::vector<at::Tensor> codes;
      for (std::size_t i = 0; i < encoders_.size(); ++i) codes.push_back(codes_of(i));
      GraphGroups groups =
          group_by_graph(codes, graph_options(), make_generator(seed_of(0), Purpose::kGraph),
                         shown_as("graph of the codes"));
      say(
          fmt::format("graph of the codes: {} of each image by {}, {}; all neighbors agree in "
                      "{:.4f}",
                      counted(options_.neighbors, "neighbor", "neighbors"),
                      counted(encoders_.size(), "encoder", "encoders"),
                      counted(groups.eigenvectors, "eigenvector", "eigenvectors"),
                      share_of(groups.agreement.eq(1))));
      return groups;
    });
  }

  // At unit length.
  at::Tensor codes_of(std::size_t i) const {
    const EncoderFile& file = encoders_[i];
    EncoderMetadata metadata = file.metadata();
    const at::Tensor& images = request_.images;
    if (metadata.input_shape != images.sizes().slice(1).vec()) {
      throw data_error(fmt::format("{}: takes images of shape [{}], but the data's are [{}]",
                                   file.name(), fmt::join(metadata.input_shape, ", "),
                                   fmt::join(images.sizes().slice(1), ", ")));
    }
    LoadedEncoder encoder(file, std::move(metadata), context_.device());
    const std::string name = file_of_encoder(cluster_files::kCodes, i);
    return write_codes(encoder, images, Normalize::kL2, folder_, name, [&](std::int64_t done) {
      stop_if_interrupted();
      context_.progress().update(fmt::format("codes {} of {}: {} of {}", i + 1, encoders_.size(),
                                             with_commas(done),
                                             counted(images.size(0), "image", "images")));
    });
  }

  static at::Tensor points_of(const Round& before) {
    const GraphGroups& graph = before.graph;
    return before.students.defined()
               ? agreeing_points(graph.groups, graph.agreement, before.students)
               : agreeing_points(graph.groups, graph.agreement);
  }

  // Says what a student cannot learn. Without a first one there is no encoder; a later one is left
  // out where it has too little to learn from.
  bool can_do_round(std::int64_t number, const Round& before) const {
    const LessonCheck check = check_lesson(points_of(before), before.graph.groups, options_);
    if (check.problem.empty()) {
      if (const std::string warning = warning_of(check, number, options_.k); !warning.empty())
        say(warning);
      return true;
    }
    if (number == 1) throw data_error("refinement: " + check.problem);
    say(fmt::format("warning: round {} is left out: {}", number, check.problem));
    return false;
  }

  Round do_round(std::int64_t number, const Round& before, std::vector<RoundFigures>& rounds) {
    const at::Tensor points = points_of(before);
    say(fmt::format("student {}: learns from {} of {}", number, with_commas(points.numel()),
                    counted(request_.images.size(0), "image", "images")));
    train(number, {request_.images, points, before.graph.groups, metadata_of_first().scale});
    Round now;
    now.students = read_npy_file(student_folder(number) / refinement_files::kGroups);
    now.graph = found_or_made(number, [&] {
      const at::Tensor features = read_npy_file(student_folder(number) / cluster_files::kCodes);
      return group_by_graph_like(now.students, unit_length(features), graph_options(),
                                 make_generator(seed_of(number), Purpose::kGraph),
                                 shown_as("graph of the features"));
    });
    rounds.push_back(figures_of(number, points, before, now));
    return now;
  }

  void train(std::int64_t number, const Lesson& lesson) {
    try {
      train_student({request_.run, student_folder(number), lesson, options_,
                     student_augmentation(options_, context_, image_shape()), seed_of(number),
                     student_metadata(), [this] { record_.save_seconds(); }},
                    context_);
    } catch (const Stopped&) {
      throw;
    } catch (const Error& error) {
      if (interrupted_by() != 0) throw;
      throw Error(error.code(), fmt::format("student {}: {}", number, error.what()));
    }
  }

  RoundFigures figures_of(std::int64_t number, const at::Tensor& points, const Round& before,
                          const Round& now) const {
    const MatchedGroups student = match_groups(now.students, before.graph.groups, options_.k);
    RoundFigures figures;
    figures.round = number;
    figures.images = request_.images.size(0);
    figures.learned_from = points.numel();
    figures.student_equals_labels =
        share_of(student.groups.eq(before.graph.groups).index_select(0, points));
    figures.student_equals_graph = student.share;
    figures.graph_equals_student = share_of(now.graph.groups.eq(now.students));
    figures.graph_equals_before =
        match_groups(now.graph.groups, before.graph.groups, options_.k).share;
    figures.neighbors_agree = share_of(now.graph.agreement.eq(1));
    figures.eigenvectors = now.graph.eigenvectors;
    figures.modularity = now.graph.modularity;
    return figures;
  }

  EncoderMetadata metadata_of_first() const { return encoders_.front().metadata(); }

  // What is known of a student's encoder before it is trained: it takes what the first encoder
  // takes.
  EncoderMetadata student_metadata() const {
    EncoderMetadata metadata = metadata_of_first();
    metadata.config = portable_job_json(context_.job());
    metadata.versions = versions();
    return metadata;
  }

  void finish(RefinementReport& report) {
    const EncoderFile file = EncoderFile::read(student_folder(report.kept) / run_files::kEncoder);
    report.encoder = request_.run / run_files::kEncoder;
    write_file(report.encoder, file.bytes());
    report.encoder_sha256 = file.sha256();
    const EncoderLosses losses = file.metadata().losses;
    report.train_loss = losses.train_loss;
    report.val_loss = losses.val_loss;
    record_.write(report.rounds, report.kept, report.encoder_sha256);
    report.seconds = record_.seconds();
  }

  const RefinementRequest& request_;
  RefinementOptions options_;
  const JobContext& context_;
  fs::path folder_;
  std::vector<EncoderFile> encoders_;
  RefinementRecord record_;
};

}  // namespace

RefinementReport run_refinement(const RefinementRequest& request, const JobContext& context) {
  try {
    require_refinable(request.options, context, request.images);
    return request.options.kind == RefinementKind::kStudents
               ? Refinement(request, context).run()
               : run_embedded_clustering(request, context);
  } catch (const Stopped&) {
    throw;
  } catch (const Error&) {
    if (interrupted_by() == 0) throw;
    throw Stopped(interruption(" in the refinement, with every step saved"), request.run);
  }
}

}  // namespace codegrid
