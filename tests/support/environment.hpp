#pragma once

#include <stdlib.h>

#include <map>
#include <optional>
#include <string>

namespace codegrid {

/// Environment variables that have these values while this lives, and then their former ones; "" is
/// a variable that is not set.
class Environ {
 public:
  explicit Environ(const std::map<std::string, std::string>& variables) {
    for (const auto& [name, value] : variables) {
      const char* before = ::getenv(name.c_str());
      before_[name] = before == nullptr ? std::nullopt : std::optional<std::string>(before);
      put(name, value.empty() ? std::nullopt : std::optional(value));
    }
  }
  ~Environ() {
    for (const auto& [name, value] : before_) put(name, value);
  }
  Environ(const Environ&) = delete;
  Environ& operator=(const Environ&) = delete;

 private:
  static void put(const std::string& name, const std::optional<std::string>& value) {
    if (value) {
      ::setenv(name.c_str(), value->c_str(), 1);
    } else {
      ::unsetenv(name.c_str());
    }
  }

  std::map<std::string, std::optional<std::string>> before_;
};

}  // namespace codegrid
