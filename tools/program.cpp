#include "program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <system_error>

#include "config/job_config.hpp"
#include "config/version.hpp"
#include "core/error.hpp"
#include "core/library_message.hpp"
#include "core/nearest.hpp"
#include "core/paths.hpp"
#include "core/printable.hpp"
#include "core/standard_streams.hpp"

namespace fs = std::filesystem;

namespace {

int complain(const std::string& program, codegrid::ExitCode code, const std::string& message) {
  // A stderr that cannot be written to must not end the program in another way than the exit code
  // says.
  const bool asked = static_cast<int>(code) > 128;  // by a signal
  const std::string text = fmt::format("{}: {}{}\n", program, asked ? "" : "error: ", message);
  std::fputs(codegrid::printable_lines(text).c_str(), stderr);
  return static_cast<int>(code);
}

// What an unknown `word` of the command line is likely to stand for; empty where nothing is.
std::string hint(const std::string& word, const std::vector<std::string>& options) {
  std::error_code error;
  if (word.starts_with('-') && fs::exists(word, error))
    return fmt::format("; the file of that name is ./{}", word);
  if (!word.starts_with("--")) return "";
  const std::string name = word.substr(2, word.find('=') - 2);
  const std::string option = codegrid::likely_meant(name, options);
  if (!option.empty()) return fmt::format("; did you mean --{}?", option);
  if (std::ranges::find(options, "set") == options.end()) return "";
  const std::vector<std::string> keys = codegrid::likely_job_keys(name);
  return keys.empty() ? "" : fmt::format("; did you mean --set {}=VALUE?", keys.front());
}

// For the first unknown word that one is found for.
std::string suggestion(const CLI::App& app) {
  std::vector<std::string> options;
  for (const CLI::Option* option : app.get_options())
    options.insert(options.end(), option->get_lnames().begin(), option->get_lnames().end());
  for (const std::string& word : app.remaining()) {
    const std::string found = hint(word, options);
    if (!found.empty()) return found;
  }
  return "";
}

}  // namespace

int run_program(int argc, char** argv, const std::function<void(CLI::App&)>& setup,
                const std::function<void()>& work) {
  using codegrid::ExitCode;
  codegrid::take_closed_standard_streams();
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is then a failed write, with a message
  std::signal(SIGPIPE, SIG_IGN);  // and so is a reader that went away: no reason to end a training
  CLI::App app;
  const std::string name = std::filesystem::path(argv[0]).filename().string();
  app.name(name);
  app.set_version_flag("--version", codegrid::version_line());
  app.get_formatter()->column_width(28);
  try {
    setup(app);
    app.parse(argc, argv);
    codegrid::working_folder();  // MKL, for one, ends a program without one in words of its own
    work();
    print_all("");
    return static_cast<int>(ExitCode::kDone);
  } catch (const CLI::Success& wanted) {
    const int code = app.exit(wanted);
    if (!std::cout.flush())
      return complain(name, ExitCode::kFailed, "cannot write to standard output");
    return code;
  } catch (const CLI::ParseError& error) {
    return complain(name, ExitCode::kUsage,
                    fmt::format("{}{}\nTry {} --help", error.what(), suggestion(app), name));
  } catch (const codegrid::Error& error) {
    return complain(name, error.code(), error.what());
  } catch (const std::exception& error) {  // a library's
    return complain(name, ExitCode::kFailed, codegrid::told(error.what()));
  }
}

void print_result(const std::string& line) { fmt::print("{}\n", line); }

void print_all(const std::string& text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (!written || std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    throw codegrid::run_error("cannot write to standard output");
}
