#include "program.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <iostream>

#include "config/version.hpp"
#include "core/error.hpp"
#include "core/library_message.hpp"
#include "core/nearest.hpp"

namespace {

int complain(const std::string& program, codegrid::ExitCode code, const std::string& message) {
  // A stderr that cannot be written to must not end the program in another way than the exit code
  // says.
  const bool asked = static_cast<int>(code) > 128;  // by a signal
  std::fputs(fmt::format("{}: {}{}\n", program, asked ? "" : "error: ", message).c_str(), stderr);
  return static_cast<int>(code);
}

// For the first unknown option on the command line; empty where none is like one of ours.
std::string suggestion(const CLI::App& app) {
  std::vector<std::string> known;
  for (const CLI::Option* option : app.get_options())
    known.insert(known.end(), option->get_lnames().begin(), option->get_lnames().end());
  for (const std::string& word : app.remaining()) {
    if (!word.starts_with("--")) continue;
    const std::string meant = codegrid::likely_meant(word.substr(2, word.find('=') - 2), known);
    if (!meant.empty()) return fmt::format("; did you mean --{}?", meant);
  }
  return "";
}

}  // namespace

int run_program(int argc, char** argv, const std::function<void(CLI::App&)>& setup,
                const std::function<void()>& work) {
  using codegrid::ExitCode;
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
    work();
    if (std::fflush(stdout) != 0) throw codegrid::run_error("cannot write to standard output");
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
    return complain(name, ExitCode::kFailed,
                    codegrid::is_of_memory(error.what()) ? codegrid::out_of_memory(error.what())
                                                         : codegrid::cause_in(error.what()));
  }
}

void print_result(const std::string& line) { fmt::print("{}\n", line); }
