#include "encoder/metadata.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "core/error.hpp"
#include "core/strict_json.hpp"

namespace codegrid {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

struct FitWord {
  Fit fit;
  std::string_view word;
};
constexpr FitWord kFits[] = {{Fit::kPad, "pad"}, {Fit::kCrop, "crop"}, {Fit::kStretch, "stretch"}};

// Reads the values of an object, `place` of which is where it stands: "encoder.pt: metadata.json:
// ".
class Reader {
 public:
  Reader(const json& object, std::string place) : object_(object), place_(std::move(place)) {}

  template <class Valid>
  const json& need(const std::string& key, const std::string& expected, Valid valid) const {
    const auto found = object_.find(key);
    if (found == object_.end() || !valid(*found)) {
      throw data_error(fmt::format("{}{}: found {}, expected {}", place_, key,
                                   found == object_.end() ? "nothing" : found->dump(), expected));
    }
    return *found;
  }
  std::int64_t positive(const std::string& key) const {
    return need(key, "a positive whole number", positive_number).get<std::int64_t>();
  }
  // JSON says null for a loss that is not finite.
  double loss(const std::string& key) const {
    const json& value =
        need(key, "a number", [](const json& v) { return v.is_number() || v.is_null(); });
    return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
  }
  std::string text(const std::string& key) const {
    return need(key, "a text", [](const json& v) { return v.is_string(); }).get<std::string>();
  }
  const json& object(const std::string& key) const {
    return need(key, "an object", [](const json& v) { return v.is_object(); });
  }
  bool flag(const std::string& key) const {
    return need(key, "true or false", [](const json& v) { return v.is_boolean(); }).get<bool>();
  }
  Reader inside(const std::string& key) const { return {object(key), place_ + key + "."}; }
  static bool positive_number(const json& v) {
    return v.is_number_integer() && v > 0 && v < (1 << 30);
  }

 private:
  const json& object_;
  std::string place_;
};

bool is_shape(const json& v) {
  return v.is_array() && v.size() == 3 && std::all_of(v.begin(), v.end(), Reader::positive_number);
}

bool is_color(const json& v) {
  const auto is_byte = [](const json& part) {
    return part.is_number_integer() && part >= 0 && part <= 255;
  };
  return v.is_array() && v.size() == 3 && std::all_of(v.begin(), v.end(), is_byte);
}

bool is_scale(const json& v) {
  return v.is_array() && v.size() == 2 && v[0].is_number() && v[1].is_number() && v[0] < v[1];
}

// What input_shape says stands there alone.
ordered_json image_json(const ImageOptions& image) {
  const auto found = std::ranges::find(kFits, image.fit, &FitWord::fit);
  const Background& color = image.background;
  return {{"fit", std::string(found->word)},
          {"background", {color.red, color.green, color.blue}},
          {"invert", image.invert}};
}

ImageOptions read_image(const Reader& read, const std::vector<std::int64_t>& shape) {
  ImageOptions image = image_of_shape(shape);
  const json& fit = read.need("fit", "\"pad\", \"crop\" or \"stretch\"", [](const json& v) {
    return v.is_string() && std::ranges::any_of(kFits, [&](const FitWord& known) {
             return v.get<std::string>() == known.word;
           });
  });
  image.fit = std::ranges::find(kFits, fit.get<std::string>(), &FitWord::word)->fit;
  const json& color =
      read.need("background", "three whole numbers from 0 to 255 [red, green, blue]", is_color);
  image.background = {color[0].get<std::int64_t>(), color[1].get<std::int64_t>(),
                      color[2].get<std::int64_t>()};
  image.invert = read.flag("invert");
  return image;
}

bool is_version(const json& v) { return v == 1 || v == EncoderMetadata::kFormatVersion; }

}  // namespace

ImageOptions image_of_shape(const std::vector<std::int64_t>& shape) {
  ImageOptions image;
  image.channels = shape.at(0);
  image.height = shape.at(1);
  image.width = shape.at(2);
  image.fit = Fit::kPad;
  image.background = {0, 0, 0};
  image.invert = false;
  return image;
}

ordered_json versions_json(const Versions& versions) {
  return {{"codegrid", versions.codegrid}, {"libtorch", versions.libtorch}};
}

std::string to_json(const EncoderMetadata& m) {
  ordered_json object{
      {"format", "codegrid encoder"},
      {"format_version", EncoderMetadata::kFormatVersion},
      {"input_shape", m.input_shape},
      {"image", image_json(m.image)},
      {"input_type", "float32 in [0, 1]: (byte - scale[0]) / (scale[1] - scale[0])"},
      {"scale", {m.scale.lowest, m.scale.highest}},
      {"code_size", m.code_size}};
  if (m.groups > 0) object["groups"] = m.groups;
  object.update(ordered_json{{"dataset", m.dataset},
                             {"losses",
                              {{"kind", m.losses.kind},
                               {"train_loss", m.losses.train_loss},
                               {"val_loss", m.losses.val_loss},
                               {"test_loss", m.losses.test_loss}}},
                             {"config", m.config},
                             {"versions", versions_json(m.versions)}});
  return object.dump(2) + "\n";
}

EncoderMetadata parse_metadata(const std::string& text, const std::string& source) {
  const json parsed = parse_json(text, source + ": metadata.json", ExitCode::kBadData);
  if (!parsed.is_object()) {
    throw data_error(
        fmt::format("{}: metadata.json: found {}, expected an object", source, parsed.type_name()));
  }
  const Reader read(parsed, source + ": metadata.json: ");
  read.need("format", "\"codegrid encoder\"",
            [](const json& v) { return v == "codegrid encoder"; });
  const json& version = read.need(
      "format_version", fmt::format("1 or {}", EncoderMetadata::kFormatVersion), is_version);
  EncoderMetadata metadata;
  metadata.input_shape =
      read.need("input_shape", "three positive whole numbers [C, H, W]", is_shape)
          .get<std::vector<std::int64_t>>();
  metadata.image = version == 1 ? image_of_shape(metadata.input_shape)
                                : read_image(read.inside("image"), metadata.input_shape);
  const json& scale = read.need("scale", "two numbers, the smaller first", is_scale);
  metadata.scale = {scale[0].get<double>(), scale[1].get<double>()};
  metadata.code_size = read.positive("code_size");
  if (parsed.contains("groups")) metadata.groups = read.positive("groups");
  metadata.dataset = read.text("dataset");
  const Reader losses = read.inside("losses");
  metadata.losses = {losses.text("kind"), losses.loss("train_loss"), losses.loss("val_loss"),
                     losses.loss("test_loss")};
  metadata.config = ordered_json::parse(read.object("config").dump());
  const Reader versions = read.inside("versions");
  metadata.versions = {versions.text("codegrid"), versions.text("libtorch")};
  return metadata;
}

}  // namespace codegrid
