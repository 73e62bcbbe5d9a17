#include "encoder/metadata.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "encoder/loaded_encoder.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

using nlohmann::json;

EncoderMetadata some_metadata() {
  EncoderMetadata metadata;
  metadata.input_shape = {3, 5, 4};
  metadata.image = {5, 4, 3, Fit::kCrop, {1, 20, 255}, true};
  metadata.scale = {10, 200};
  metadata.code_size = 7;
  metadata.dataset = "idx";
  metadata.losses = {"mean_squared_error", 0.6, 0.55, 0.5};
  metadata.config = {{"seed", 1}};
  metadata.versions = {"0.2.0", "2.15.0"};
  return metadata;
}

// What is said of the metadata after `change`.
std::string refusal_after(const std::function<void(json&)>& change) {
  json changed = json::parse(to_json(some_metadata()));
  change(changed);
  const Error error = error_of([&] { parse_metadata(changed.dump(), "e.pt"); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  return error.what();
}

TEST(Metadata, ReadsBackWhatItWrote) {
  const EncoderMetadata read = parse_metadata(to_json(some_metadata()), "e.pt");
  EXPECT_EQ(to_json(read), to_json(some_metadata()));
  EXPECT_EQ(read.losses.kind, "mean_squared_error");
  EXPECT_EQ(read.losses.test_loss, 0.5);
  EXPECT_EQ(read.image, some_metadata().image);
  EXPECT_EQ(read.versions, some_metadata().versions);
}

TEST(Metadata, HasKeysThatOtherProgramsCanRelyOn) {
  const json object = json::parse(to_json(some_metadata()));
  EXPECT_EQ(object["losses"], json({{"kind", "mean_squared_error"},
                                    {"train_loss", 0.6},
                                    {"val_loss", 0.55},
                                    {"test_loss", 0.5}}));
  EXPECT_EQ(object["versions"], json({{"codegrid", "0.2.0"}, {"libtorch", "2.15.0"}}));
  EXPECT_EQ(object["config"], json({{"seed", 1}}));
  EXPECT_EQ(object["format_version"], 2);
  EXPECT_EQ(object["image"],
            json({{"fit", "crop"}, {"background", {1, 20, 255}}, {"invert", true}}));
}

TEST(Metadata, KeepsEachWayIntoTheShape) {
  for (const Fit fit : {Fit::kPad, Fit::kCrop, Fit::kStretch}) {
    EncoderMetadata metadata = some_metadata();
    metadata.image.fit = fit;
    EXPECT_EQ(parse_metadata(to_json(metadata), "e.pt").image.fit, fit);
  }
}

TEST(Metadata, OfVersion1IsOfImagesThatCameInTheirShape) {
  json old = json::parse(to_json(some_metadata()));
  old["format_version"] = 1;
  old.erase("image");
  const EncoderMetadata read = parse_metadata(old.dump(), "e.pt");
  EXPECT_EQ(read.image, (ImageOptions{5, 4, 3, Fit::kPad, {0, 0, 0}, false}));
  EXPECT_EQ(read.image, image_of_shape({3, 5, 4}));
}

TEST(Metadata, KeepsALossThatIsNoNumber) {
  EncoderMetadata metadata = some_metadata();
  metadata.losses.test_loss = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(std::isnan(parse_metadata(to_json(metadata), "e.pt").losses.test_loss));
}

TEST(Metadata, NamesWhatIsWrongWithIt) {
  const auto with = [](const char* key, const json& value) {
    return refusal_after([&](json& m) { m[key] = value; });
  };
  EXPECT_EQ(with("format_version", 3),
            "e.pt: metadata.json: format_version: found 3, expected 1 or 2");
  EXPECT_EQ(with("format_version", 0),
            "e.pt: metadata.json: format_version: found 0, expected 1 or 2");
  EXPECT_EQ(with("input_shape", {28, 28}),
            "e.pt: metadata.json: input_shape: found [28,28], expected three positive whole "
            "numbers [C, H, W]");
  EXPECT_EQ(with("scale", {5, 5}),
            "e.pt: metadata.json: scale: found [5,5], expected two numbers, the smaller first");
  EXPECT_EQ(with("code_size", -3),
            "e.pt: metadata.json: code_size: found -3, expected a positive whole number");
  EXPECT_EQ(error_of([] { parse_metadata("[]", "e.pt"); }).what(),
            std::string("e.pt: metadata.json: found array, expected an object"));
  EXPECT_EQ(
      error_of([] { parse_metadata("{}", "e.pt"); }).what(),
      std::string("e.pt: metadata.json: format: found nothing, expected \"codegrid encoder\""));
}

TEST(Metadata, SpeakOfGroupsOnlyWhereThereAreAny) {
  EXPECT_FALSE(json::parse(to_json(some_metadata())).contains("groups"));
  EXPECT_EQ(parse_metadata(to_json(some_metadata()), "e.pt").groups, 0);
  EncoderMetadata metadata = some_metadata();
  metadata.groups = 10;
  EXPECT_EQ(json::parse(to_json(metadata))["groups"], 10);
  EXPECT_EQ(json::parse(to_json(metadata))["format_version"], 2) << "older programs take its codes";
  EXPECT_EQ(parse_metadata(to_json(metadata), "e.pt").groups, 10);
  for (const json& wrong : {json(0), json(-1), json(2.5), json("ten"), json(nullptr)}) {
    EXPECT_EQ(refusal_after([&](json& m) { m["groups"] = wrong; }),
              "e.pt: metadata.json: groups: found " + wrong.dump() +
                  ", expected a positive whole number");
  }
}

TEST(Metadata, NamesWhatIsWrongInsideItsSections) {
  EXPECT_EQ(refusal_after([](json& m) { m["losses"] = 3; }),
            "e.pt: metadata.json: losses: found 3, expected an object");
  EXPECT_EQ(refusal_after([](json& m) { m["losses"].erase("kind"); }),
            "e.pt: metadata.json: losses.kind: found nothing, expected a text");
  EXPECT_EQ(refusal_after([](json& m) { m["losses"]["val_loss"] = "low"; }),
            "e.pt: metadata.json: losses.val_loss: found \"low\", expected a number");
  EXPECT_EQ(refusal_after([](json& m) { m["versions"]["libtorch"] = 2; }),
            "e.pt: metadata.json: versions.libtorch: found 2, expected a text");
  EXPECT_EQ(refusal_after([](json& m) { m["config"] = nullptr; }),
            "e.pt: metadata.json: config: found null, expected an object");
}

TEST(Metadata, NamesWhatIsWrongWithTheWayIntoTheShape) {
  const auto with = [](const char* key, const json& value) {
    return refusal_after([&](json& m) { m["image"][key] = value; });
  };
  EXPECT_EQ(refusal_after([](json& m) { m.erase("image"); }),
            "e.pt: metadata.json: image: found nothing, expected an object");
  EXPECT_EQ(with("fit", "squeeze"),
            "e.pt: metadata.json: image.fit: found \"squeeze\", expected \"pad\", \"crop\" or "
            "\"stretch\"");
  EXPECT_EQ(with("fit", 2),
            "e.pt: metadata.json: image.fit: found 2, expected \"pad\", \"crop\" or \"stretch\"");
  const std::string color = ", expected three whole numbers from 0 to 255 [red, green, blue]";
  for (const json& wrong :
       {json{0, 0}, json{0, 0, 256}, json{0, -1, 0}, json{0, 0.5, 0}, json(255), json("white")}) {
    EXPECT_EQ(with("background", wrong),
              "e.pt: metadata.json: image.background: found " + wrong.dump() + color);
  }
  EXPECT_EQ(with("invert", 1),
            "e.pt: metadata.json: image.invert: found 1, expected true or false");
  EXPECT_EQ(refusal_after([](json& m) { m["image"].erase("invert"); }),
            "e.pt: metadata.json: image.invert: found nothing, expected true or false");
}

TEST(Metadata, OfAnEncoderOf0_1IsReadAndTheEncoderGivesCodes) {
  const EncoderFile file =
      EncoderFile::read(CODEGRID_SOURCE_DIR "/models/mnist-dense-36/encoder.pt");
  const EncoderMetadata metadata = file.metadata();
  EXPECT_EQ(metadata.input_shape, (std::vector<std::int64_t>{1, 28, 28}));
  EXPECT_EQ(metadata.image, (ImageOptions{28, 28, 1, Fit::kPad, {0, 0, 0}, false}));
  EXPECT_EQ(metadata.code_size, 36);
  EXPECT_EQ(metadata.dataset, "mnist");
  EXPECT_EQ(metadata.losses.kind, "binary_cross_entropy");
  EXPECT_EQ(metadata.losses.test_loss, 0.08706629132640605);
  EXPECT_EQ(metadata.versions.codegrid, "0.1.0");
  EXPECT_EQ(metadata.config.at("model").at("code"), 36);
  LoadedEncoder encoder(file, metadata, at::kCPU);
  EXPECT_EQ(encoder.encode(at::zeros({3, 1, 28, 28}, at::kByte)).sizes(),
            (std::vector<std::int64_t>{3, 36}));
}

}  // namespace
}  // namespace codegrid
