#include "called_as.hpp"

#include <filesystem>
#include <string_view>
#include <system_error>

#include "core/printable.hpp"

namespace fs = std::filesystem;

namespace {

std::string program(const std::string& called_as, const std::string& name) {
  const fs::path called = called_as;
  if (!called.has_parent_path()) return name;  // found through PATH, as the other will be
  // Not lexically normal: a shell needs the "./" of "./codegrid-train".
  std::error_code error;
  if (fs::path beside = called.parent_path() / name; fs::exists(beside, error))
    return beside.string();
  const fs::path real = fs::canonical(called, error);  // called through a link from elsewhere
  return error ? name : (real.parent_path() / name).string();
}

// With escapes for what no terminal shows (2.2.4 Dollar-Single-Quotes, which bash and zsh have,
// too).
std::string dollar_quoted(const std::string& word) {
  std::string escaped;
  for (const char c : word) {
    if (c == '\'' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return "$'" + codegrid::printable(escaped) + "'";
}

}  // namespace

// Shell Command Language, 2.2.2 Single-Quotes.
std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%+,-./:=@_";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  if (!codegrid::is_printable(word)) return dollar_quoted(word);
  std::string result = "'";
  for (const char c : word) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      result += c;
    }
  }
  return result + "'";
}

std::string operand(const fs::path& path) {
  return path.string().starts_with('-') ? "./" + path.string() : path.string();
}

std::string command(const std::string& called_as, const std::string& name,
                    const std::vector<std::string>& arguments) {
  std::string line = shell_word(program(called_as, name));
  for (const std::string& argument : arguments) line += " " + shell_word(argument);
  return line;
}
