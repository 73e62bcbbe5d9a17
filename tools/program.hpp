#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

/// What the programs share: arguments in, exit code out (0 done, 1 failed, 2 wrong usage or
/// config, 3 bad data). `setup` adds the options to the parser; `work` runs after a good parse. All
/// errors become one message on stderr.
int run_program(int argc, char** argv, const std::function<void(CLI::App&)>& setup,
                const std::function<void()>& work);

/// A finished line of results, on stdout.
void print_result(const std::string& line);

/// `text` on stdout, to its last byte. Throws Error(kFailed) where not all of it can be written.
void print_all(const std::string& text);
