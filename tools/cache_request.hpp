#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

/// The command line of codegrid-cache.
struct CacheArguments {
  std::string cache;               ///< The folder; empty: the user's own.
  bool clear = false;              ///< Remove, rather than list.
  std::vector<std::string> files;  ///< Which: keys, starts of keys, or paths; empty: all.
};

void add_options(CLI::App& app, CacheArguments& arguments);

/// Lists or clears a cache, on stdout. Throws Error(kUsage) for a file that is not in it, and
/// Error(kFailed), after all others are removed, where one is not.
void answer(const CacheArguments& arguments);
