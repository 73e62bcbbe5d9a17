#include "encoder/metadata.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/strict_json.hpp"

namespace codegrid {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

class Reader {
 public:
  Reader(const json& object, const std::string& source) : object_(object), source_(source) {}

  template <class Valid>
  const json& need(const std::string& key, const std::string& expected, Valid valid) const {
    const auto found = object_.find(key);
    if (found == object_.end() || !valid(*found)) {
      throw data_error(fmt::format("{}: metadata.json: {}: found {}, expected {}", source_, key,
                                   found == object_.end() ? "nothing" : found->dump(), expected));
    }
    return *found;
  }
  std::int64_t positive(const std::string& key) const {
    return need(key, "a positive whole number", positive_number).get<std::int64_t>();
  }
  ordered_json object(const std::string& key) const {
    return ordered_json::parse(
        need(key, "an object", [](const json& v) { return v.is_object(); }).dump());
  }
  static bool positive_number(const json& v) {
    return v.is_number_integer() && v > 0 && v < (1 << 30);
  }

 private:
  const json& object_;
  const std::string& source_;
};

bool is_shape(const json& v) {
  return v.is_array() && v.size() == 3 && std::all_of(v.begin(), v.end(), Reader::positive_number);
}

bool is_scale(const json& v) {
  return v.is_array() && v.size() == 2 && v[0].is_number() && v[1].is_number() && v[0] < v[1];
}

}  // namespace

std::string to_json(const EncoderMetadata& m) {
  const ordered_json object{
      {"format", "codegrid encoder"},
      {"format_version", EncoderMetadata::kFormatVersion},
      {"input_shape", m.input_shape},
      {"input_type", "float32 in [0, 1]: (byte - scale[0]) / (scale[1] - scale[0])"},
      {"scale", {m.scale.lowest, m.scale.highest}},
      {"code_size", m.code_size},
      {"dataset", m.dataset},
      {"losses", m.losses},
      {"config", m.config},
      {"versions", m.versions}};
  return object.dump(2) + "\n";
}

EncoderMetadata parse_metadata(const std::string& text, const std::string& source) {
  const json parsed = parse_json(text, source + ": metadata.json", ExitCode::kBadData);
  if (!parsed.is_object()) {
    throw data_error(
        fmt::format("{}: metadata.json: found {}, expected an object", source, parsed.type_name()));
  }
  const Reader read(parsed, source);
  read.need("format", "\"codegrid encoder\"",
            [](const json& v) { return v == "codegrid encoder"; });
  read.need("format_version", std::to_string(EncoderMetadata::kFormatVersion),
            [](const json& v) { return v == EncoderMetadata::kFormatVersion; });
  EncoderMetadata metadata;
  metadata.input_shape =
      read.need("input_shape", "three positive whole numbers [C, H, W]", is_shape)
          .get<std::vector<std::int64_t>>();
  const json& scale = read.need("scale", "two numbers, the smaller first", is_scale);
  metadata.scale = {scale[0].get<double>(), scale[1].get<double>()};
  metadata.code_size = read.positive("code_size");
  metadata.dataset = read.need("dataset", "a text", [](const json& v) { return v.is_string(); })
                         .get<std::string>();
  metadata.losses = read.object("losses");
  metadata.config = read.object("config");
  metadata.versions = read.object("versions");
  return metadata;
}

}  // namespace codegrid
