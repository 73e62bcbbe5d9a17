#pragma once

#include <ATen/Parallel.h>

#include <cstdint>
#include <cstdio>
#include <string>

#include "config/job_config.hpp"
#include "core/progress.hpp"
#include "support/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {

/// A folder with forty images of 4x3 pixels, and a job of two epochs on them.
class TinyJob {
 public:
  TinyJob() {
    std::string pixels;
    for (int i = 0; i < 40 * 4 * 3; ++i) pixels += static_cast<char>(i * i % 251);
    folder.write("images", idx_bytes({40, 4, 3}, pixels));
    job.name = "tiny";
    job.device = "cpu";
    job.threads = 1;
    job.data.dataset = Dataset::kIdx;
    job.data.root = folder.path();
    job.data.train_images = "images";
    job.model.code = 2;
    job.training.epochs = 2;
    job.training.batch_size = 16;
  }

  std::filesystem::path runs() const { return folder.path() / "runs"; }

  /// Two encoders, "a" and "b", of the job's own model and training.
  void list_two_encoders() {
    for (const char* name : {"a", "b"}) {
      EncoderConfig encoder;
      encoder.name = name;
      encoder.model = job.model;
      encoder.training = job.training;
      job.encoders.push_back(encoder);
    }
  }

  TemporaryFolder folder;
  JobConfig job;

 private:
  ThreadsFor as_before_{at::get_num_threads()};  // a job computes with the threads it says
};

/// A progress whose words can be read.
class Said {
 public:
  Progress& progress() { return progress_; }
  std::string words() {
    std::fflush(stream_);
    return slurp(file_);
  }
  ~Said() { std::fclose(stream_); }
  Said() = default;
  Said(const Said&) = delete;
  Said& operator=(const Said&) = delete;

 private:
  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "said";
  std::FILE* stream_ = std::fopen(file_.c_str(), "w");
  Progress progress_{stream_};
};

}  // namespace codegrid
