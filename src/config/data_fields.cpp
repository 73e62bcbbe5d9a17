#include "config/data_fields.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace codegrid {
namespace {

Field set_field(std::string key, std::string meaning, std::filesystem::path& place) {
  return {std::move(key), std::move(meaning), PathValue{&place, PathBase::kNone}};
}

// `what` each set of images is: a file or a folder.
Fields set_fields(DataOptions& data, const std::string& what, const std::string& empty) {
  return {
      set_field("train_images", fmt::format("{}, relative to `root`{}", what, empty),
                data.train_images),
      set_field("validation_images", what + " to validate on; none if empty",
                data.validation_images),
      set_field("test_images", what + " to test on; none if empty", data.test_images),
  };
}

Fields image_and_label_fields(DataOptions& data, const std::string& images,
                              const std::string& labels) {
  return {
      set_field("train_images", images + ", relative to `root`", data.train_images),
      set_field("train_labels", labels + "; none if empty", data.train_labels),
      set_field("validation_images", images + " to validate on; none if empty",
                data.validation_images),
      set_field("validation_labels", labels + " of the validation images; none if empty",
                data.validation_labels),
      set_field("test_images", images + " to test on; none if empty", data.test_images),
      set_field("test_labels", labels + " of the test images; none if empty", data.test_labels),
  };
}

Fields idx_fields(DataOptions& data) {
  Fields fields = image_and_label_fields(data, "image file", "label file");
  fields.push_back({"label_column", "of label files of several values an image: the first is 0",
                    IntegerValue{&data.label_column, {0, 1 << 20}}});
  fields.push_back({"transposed", "height and width are exchanged in the files, as in EMNIST's",
                    SwitchValue{&data.transposed}});
  return fields;
}

Fields npy_fields(DataOptions& data) {
  Fields fields = image_and_label_fields(
      data, "array of images, a .npy file or an array in a .npz file (\"mnist.npz/x_train\")",
      "array of labels");
  fields.push_back({"cache",
                    "folder that compressed arrays of more than 256 MiB are unpacked into; "
                    "$XDG_CACHE_HOME/codegrid/pictures if empty",
                    PathValue{&data.cache}});
  return fields;
}

SectionValue image_section(ImageOptions& image) {
  constexpr IntegerRange kSide{1, 4096};
  constexpr IntegerRange kByte{0, 255};
  Background& behind = image.background;
  return SectionValue{{
      {"height", "in pixels", IntegerValue{&image.height, kSide}},
      {"width", "in pixels", IntegerValue{&image.width, kSide}},
      {"channels", "1: grey; 3: red, green, blue",
       IntegerValue{&image.channels, {.least = 1, .most = 3, .odd = true}}},
      {"fit",
       "of a picture of another shape: all of it with background around it (pad), its middle "
       "(crop), or all of it with height and width each by its own factor (stretch)",
       choice(image.fit, {{"pad", Fit::kPad}, {"crop", Fit::kCrop}, {"stretch", Fit::kStretch}})},
      {"background", "red, green and blue behind transparent pixels and around padded pictures",
       IntegerTupleValue{{&behind.red, &behind.green, &behind.blue}, kByte}},
      {"invert", "255 - value: dark ink on white paper becomes bright ink on black",
       SwitchValue{&image.invert}},
  }};
}

// Of pictures in files of their own.
Fields picture_file_fields(DataOptions& data, Fields fields) {
  fields.push_back({"image", "the shape that every picture is brought into; the encoder carries it",
                    image_section(data.image)});
  fields.push_back(
      {"on_bad_image",
       "a file that is no picture, or a damaged one, ends the job (error), or is left "
       "out and named in skipped.csv (skip)",
       choice(data.on_bad_image, {{"error", OnBadImage::kError}, {"skip", OnBadImage::kSkip}})});
  fields.push_back({"cache",
                    "folder of the decoded pictures; $XDG_CACHE_HOME/codegrid/pictures if empty",
                    PathValue{&data.cache}});
  return fields;
}

Fields folder_fields(DataOptions& data) {
  Fields fields = set_fields(data, "folder of pictures", "; `root` itself if empty");
  fields.push_back(
      {"labels", "none, or the name of the picture's folder (folder)",
       choice(data.labels, {{"none", FolderLabels::kNone}, {"folder", FolderLabels::kFolder}})});
  return picture_file_fields(data, std::move(fields));
}

Fields list_fields(DataOptions& data) {
  return picture_file_fields(data,
                             set_fields(data, "CSV file with the columns path and label", ""));
}

}  // namespace

SectionValue data_section(DataOptions& data) {
  return section_of_kinds<Dataset>(
      "dataset", data.dataset,
      {{"mnist", Dataset::kMnist, "the four published files", {}},
       {"idx", Dataset::kIdx, "any image files in MNIST's format, .gz or not", idx_fields(data)},
       {"npy", Dataset::kNpy, "arrays of NumPy's", npy_fields(data)},
       {"folder", Dataset::kFolder, "JPEG, PNG, WebP, BMP, PNM and TIFF files below a folder",
        folder_fields(data)},
       {"list", Dataset::kList, "such files, named by a CSV file", list_fields(data)}},
      {
          {"root", "folder of the data", PathValue{&data.root}, true},
          {"use",
           "what is trained on and clustered: the training images (train), or those and then the "
           "test images, of which none are left to test on (all)",
           choice(data.use, {{"train", Use::kTrain}, {"all", Use::kAll}})},
          {"validation",
           "on which images: the test images, as the article does (test), or a part of the "
           "training images (holdout); auto: the validation images that are named, else the test "
           "images unless \"use\" is \"all\", else holdout",
           choice(data.validation, {{"auto", Validation::kAuto},
                                    {"test", Validation::kTest},
                                    {"holdout", Validation::kHoldout}})},
          {"holdout", "share of the training images to validate on, where a part is held out",
           NumberValue{&data.holdout, {0, 1, false, false}}},
          {"scale",
           "to [0, 1], from the training set's least and greatest pixel (minmax) or from 0 and 255 "
           "(unit)",
           choice(data.scale, {{"minmax", Scaling::kMinMax}, {"unit", Scaling::kUnit}})},
      });
}

}  // namespace codegrid
