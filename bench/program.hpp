#pragma once

#include <fmt/format.h>
#include <torch/version.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <functional>

#include "core/error.hpp"
#include "tensor/threads.hpp"

namespace codegrid::bench {

/// The frame of a program that measures: parses the command line, adding --threads and --version
/// (LibTorch's), does the work with so many threads, and turns what went wrong into a message and
/// the exit code of codegrid's own programs.
inline int run_program(CLI::App& app, int argc, char** argv, const std::function<void()>& work) {
  std::int64_t threads = 0;
  app.add_option("--threads", threads, "0: one for each core")->capture_default_str();
  app.set_version_flag("--version", TORCH_VERSION);
  CLI11_PARSE(app, argc, argv);
  const auto fail = [&](ExitCode code, const char* what) {
    fmt::print(stderr, "{}: {}\n", std::filesystem::path(argv[0]).filename().string(), what);
    return static_cast<int>(code);
  };
  try {
    use_threads(threads);
    work();
    return 0;
  } catch (const Error& error) {
    return fail(error.code(), error.what());
  } catch (const std::exception& error) {
    return fail(ExitCode::kFailed, error.what());
  }
}

}  // namespace codegrid::bench
