#include "job/assign/assignment_job.hpp"

#include <ATen/Context.h>
#include <ATen/core/Tensor.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <type_traits>
#include <utility>

#include "cache/cache_folder.hpp"
#include "config/run_files.hpp"
#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"
#include "core/waiting_streams.hpp"
#include "data/sources/picture_list.hpp"
#include "encoder/encoder_file.hpp"
#include "encoder/loaded_encoder.hpp"
#include "job/assign/code_rows.hpp"
#include "job/assign/image_array.hpp"
#include "job/assign/picture_batch.hpp"
#include "job/encoder_check.hpp"
#include "job/joint_encoders.hpp"
#include "tensor/memory.hpp"
#include "tensor/threads.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

/// From the command line to the batches.
class AssignmentLine {
 public:
  AssignmentLine(const AssignmentRequest& request, EncoderMetadata metadata, CodeRows rows,
                 Progress& progress)
      : request_(request),
        metadata_(std::move(metadata)),
        rows_(std::move(rows)),
        batch_(metadata_.image, rows_.round_images()),
        progress_(progress) {}

  AssignmentReport run() {
    rows_.begin();
    for (const std::string& images : request_.images) {
      if (images == "-") {
        add_list();
      } else if (is_folder(images)) {
        add_folder(images);
      } else {
        add_file(images);
      }
    }
    flush();
    if (folders_in_list_ > 0)
      progress_.say(fmt::format(
          "note: {} passed over; what they hold goes by paths of its own",
          counted(folders_in_list_, "folder of the list was", "folders of the list were")));
    return {rows_.written(), skipped_};
  }

 private:
  // What `read` gives; nothing where the file or folder is at fault, which is no reason to leave
  // out the others.
  template <class Read>
  std::optional<std::invoke_result_t<Read>> read_or_skip(const Read& read) {
    try {
      return read();
    } catch (const Error& error) {
      if (error.code() != ExitCode::kBadData) throw;
      skip(error.what());
      return std::nullopt;
    }
  }

  void skip(const std::string& what) {
    ++skipped_;
    progress_.say("skipped: " + what);
  }

  void add_list() {
    PathFeed feed(request_.separator, [&](const std::string& path) {
      if (is_folder(path)) {
        ++folders_in_list_;
      } else {
        add_file(path);
      }
    });
    while (true) {
      const std::string bytes = read_what_comes();
      if (bytes.empty()) break;
      feed.add(bytes);
      if (!more_comes_now()) flush();
    }
    feed.finish();
  }

  void add_folder(const std::string& folder) {
    const auto list = read_or_skip([&] {
      return list_folder(folder, FolderLabels::kNone, [&](std::int64_t files) {
        stop_if_interrupted();
        progress_.update(fmt::format("{}: {}", folder, counted(files, "file", "files")));
      });
    });
    if (!list) return;
    for (const ListedPicture& picture : list->pictures)
      add_picture((list->root / picture.name).string());
    for (const SkippedPicture& unreadable : list->unreadable)
      skip(fmt::format("{}: {}", printable((list->root / unreadable.name).string()),
                       unreadable.reason));
  }

  void add_file(const std::string& path) {
    if (is_image_array(path)) {
      add_array(path);
    } else {
      add_picture(path);
    }
  }

  void add_array(const std::string& path) {
    const auto images = read_or_skip([&] {
      if (!request_.laying) return read_image_array(path, metadata_);
      throw data_error(fmt::format(
          "{}: holds images that are no files of their own, which cannot be laid into folders",
          printable(path)));
    });
    if (!images) return;
    flush();
    const std::int64_t round = rows_.round_images();
    for (std::int64_t first = 0; first < images->size(0); first += round) {
      rows_.write_array(path, first,
                        images->slice(0, first, std::min(images->size(0), first + round)));
      show_progress();
    }
  }

  void add_picture(const std::string& path) {
    batch_.add(path);
    tell_skipped();
    if (batch_.full()) flush();
  }

  void flush() {
    batch_.decode();
    tell_skipped();
    if (batch_.paths().empty()) return;
    rows_.write_pictures(batch_.paths(), batch_.images());
    batch_.clear();
    show_progress();
  }

  void tell_skipped() {
    for (const SkippedPicture& picture : batch_.take_skipped())
      skip(fmt::format("{}: {}", printable(picture.name), picture.reason));
  }

  // Where rows go to the terminal, they show it.
  void show_progress() {
    stop_if_interrupted();
    if (!rows_.to_terminal())
      progress_.update(fmt::format("{} assigned", counted(rows_.written(), "image", "images")));
  }

  const AssignmentRequest& request_;
  EncoderMetadata metadata_;
  CodeRows rows_;
  PictureBatch batch_;
  Progress& progress_;
  std::int64_t skipped_ = 0;
  std::int64_t folders_in_list_ = 0;
};

std::vector<fs::path> other_encoders(const AssignmentRequest& request) {
  if (!request.other_encoders.empty() || request.clusters.folder.empty())
    return request.other_encoders;
  std::vector<fs::path> files;
  for (const JointEncoder& encoder : read_joint_encoders(request.clusters.folder))
    files.push_back(encoder.file);
  if (!files.empty()) files.erase(files.begin());
  std::error_code ignored;
  for (const fs::path& file : files) {
    if (fs::exists(file, ignored)) continue;
    throw data_error(fmt::format(
        "{}: is not there, but {} is of its codes, too (see {}); name all encoders, in that order: "
        "--encoder FILE --encoder FILE --clusters {}",
        printable(file.string()), request.clusters.folder.string(), cluster_files::kEncoders,
        request.clusters.folder.string()));
  }
  return files;
}

OtherEncoders read_others(const AssignmentRequest& request, const EncoderFile& file,
                          const EncoderMetadata& metadata) {
  OtherEncoders others;
  for (const fs::path& path : other_encoders(request)) {
    others.files.push_back(EncoderFile::read(path));
    others.metadata.push_back(others.files.back().metadata());
    require_same_shape(file, metadata, others.files.back(), others.metadata.back());
  }
  return others;
}

}  // namespace

AssignmentReport run_assignment(const AssignmentRequest& request, Progress& progress) {
  const AdvisedCacheNaming no_config(CacheNaming::kByVariable);
  use_threads(request.threads);
  // As in the clustering: codes near 1e-38 must not become 0.
  at::globalContext().setFlushDenormal(false);
  const Doubts doubts(request.trust, progress);
  const EncoderFile file = EncoderFile::read(request.encoder);
  if (!request.run.empty()) check_origin(file, request.run, doubts);
  EncoderMetadata metadata = file.metadata();
  OtherEncoders others = read_others(request, file, metadata);
  FoundClusters clusters =
      find_clusters(request.clusters, file, metadata, doubts, progress, others);
  std::optional<ClusterFolders> folders;
  if (request.laying) folders.emplace(request.into, *request.laying, clusters.k);
  std::vector<LoadedEncoder> encoders;
  encoders.emplace_back(file, metadata, at::kCPU, AdvisedOptions::kOfAssign);
  for (std::size_t i = 0; i < others.files.size(); ++i) {
    encoders.emplace_back(others.files[i], std::move(others.metadata[i]), at::kCPU,
                          AdvisedOptions::kOfAssign);
  }
  give_back_large_blocks();
  CodeRows rows(std::move(encoders), std::move(clusters), request.format, std::move(folders));
  const AssignmentReport report =
      AssignmentLine(request, std::move(metadata), std::move(rows), progress).run();
  progress.clear();
  return report;
}

}  // namespace codegrid
