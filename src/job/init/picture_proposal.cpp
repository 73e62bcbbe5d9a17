#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "core/interrupt.hpp"
#include "core/memory_limit.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"
#include "data/cache/bad_pictures.hpp"
#include "image/decode.hpp"
#include "job/init/array_files.hpp"
#include "job/init/folder_roles.hpp"
#include "job/init/image_advice.hpp"
#include "job/init/picture_survey.hpp"
#include "job/init/proposal.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

PictureSurvey survey_with(const PictureList& list, Progress& progress) {
  return survey_pictures(list, [&](std::int64_t done, std::int64_t of) {
    stop_if_interrupted();
    progress.update(fmt::format("looking at {} of {} files", with_commas(done), with_commas(of)));
  });
}

std::function<void(std::int64_t)> on_found(Progress& progress) {
  return [&progress](std::int64_t files) {
    stop_if_interrupted();
    progress.update(fmt::format("{} found", counted(files, "file", "files")));
  };
}

// How many of the names begin with `within`.
std::int64_t count_below(const std::vector<SkippedPicture>& bad, std::string_view within) {
  return std::ranges::count_if(bad, [&](const SkippedPicture& picture) {
    return std::string_view(picture.name).starts_with(within);
  });
}

std::int64_t count_below(const std::vector<ListedPicture>& files, std::string_view within) {
  return std::ranges::count_if(files, [&](const ListedPicture& picture) {
    return std::string_view(picture.name).starts_with(within);
  });
}

// "9,980 begin as pictures do (6,900 PNG, 3,080 JPEG)".
std::string pictures_by_format(const PictureSurvey& survey) {
  std::vector<std::string> formats;
  for (std::size_t i = 0; i < survey.formats.size(); ++i) {
    if (survey.formats[i] == 0) continue;
    formats.push_back(fmt::format("{} {}", with_commas(survey.formats[i]),
                                  name_of(static_cast<PictureFormat>(i))));
  }
  return fmt::format(
      "{} ({})", counted(survey.sizes.pictures, "begins as a picture does", "begin as pictures do"),
      fmt::join(formats, ", "));
}

ConfigEntry image_section(const ImageAdvice& advice, std::int64_t pictures) {
  const ImageOptions& image = advice.options;
  std::vector<ConfigEntry> entries;
  entries.push_back({"height", image.height, {}, advice.why_size});
  entries.push_back({"width", image.width});
  entries.push_back({"channels", image.channels, {}, advice.why_channels});
  if (!advice.why_fit.empty() || image.fit != Fit::kPad) {
    entries.push_back({"fit", image.fit == Fit::kPad ? "pad" : "crop", {}, advice.why_fit});
  }
  if (!advice.why_background.empty()) {
    const Background& behind = image.background;
    entries.push_back(
        {"background", {behind.red, behind.green, behind.blue}, {}, advice.why_background});
  }
  return {"image",
          {},
          std::move(entries),
          fmt::format("The one shape that every picture is brought into. Decoded so, once, they "
                      "take {} in data.cache.",
                      readable_bytes(static_cast<double>(pictures * picture_bytes(image))))};
}

// A set that no picture is in is none.
void drop_empty_sets(const PictureList& list, const PictureSurvey& survey, SetFolders& sets) {
  const auto has_picture = [&](const std::string& folder) {
    const std::string within = folder + "/";
    return count_below(list.pictures, within) + count_below(list.unreadable, within) >
           count_below(survey.bad, within);
  };
  for (std::string* folder : {&sets.validation, &sets.test}) {
    if (!folder->empty() && !has_picture(*folder))
      sets.left_out.push_back(std::exchange(*folder, ""));
  }
  if (!sets.train.empty() && !has_picture(sets.train)) sets = {};
}

std::vector<std::string> named(const SetFolders& sets) {
  std::vector<std::string> folders;
  for (const std::string* folder : {&sets.train, &sets.validation, &sets.test}) {
    if (!folder->empty()) folders.push_back(*folder);
  }
  return folders;
}

// The files that are in one of the sets.
PictureList in_sets(const PictureList& list, const SetFolders& sets) {
  const std::vector<std::string> folders = named(sets);
  const auto in_none = [&](const auto& file) {
    return std::ranges::none_of(folders, [&](const std::string& folder) {
      return std::string_view(file.name).starts_with(folder + "/");
    });
  };
  PictureList used = list;
  if (folders.empty()) return used;
  std::erase_if(used.pictures, in_none);
  std::erase_if(used.unreadable, in_none);
  return used;
}

// The files that are pictures, in their order.
std::vector<ListedPicture> good_pictures(const PictureList& list, const PictureSurvey& survey) {
  std::unordered_set<std::string_view> bad;
  for (const SkippedPicture& picture : survey.bad) bad.insert(picture.name);
  std::vector<ListedPicture> good;
  for (const ListedPicture& picture : list.pictures) {
    if (!bad.contains(picture.name)) good.push_back(picture);
  }
  return good;
}

// By the pictures' folders. A picture beside those has no label; another file is left out anyway.
LabelChoice labels_of_sets(const PictureList& list, const PictureSurvey& survey,
                           const SetFolders& sets) {
  const std::string train = sets.train.empty() ? "" : sets.train + "/";
  const std::vector<ListedPicture> good = good_pictures(list, survey);
  LabelChoice choice = choose_labels(first_level(good, train));
  if (choice.labels == FolderLabels::kNone) return choice;
  for (const std::string& folder : named(sets)) {
    const FolderLevel level = first_level(good, folder + "/");
    if (level.loose == 0) continue;
    return {FolderLabels::kNone,
            fmt::format("No labels: {} directly in {}, the first: {}; where folders in {} are "
                        "labels, those in it must be, too.",
                        counted(level.loose, "file lies", "files lie"), folder,
                        printable(level.first_loose), sets.train)};
  }
  return choice;
}

// `level` is that of the sets' folders.
void add_sets(const SetFolders& sets, const FolderLevel& level, Proposal& proposal) {
  if (sets.train.empty()) return;
  std::string why = "The folders are sets, by their names.";
  if (!sets.left_out.empty()) {
    std::vector<std::string> names;
    for (const std::string& folder : sets.left_out) names.push_back(printable(folder));
    why += fmt::format(" {} beside them {} in no set: {}.",
                       counted(std::ssize(sets.left_out), "folder", "folders"),
                       sets.left_out.size() == 1 ? "is" : "are", fmt::join(names, ", "));
  }
  if (level.loose > 0) {
    why += fmt::format(" {} beside them in no set, the first: {}.",
                       counted(level.loose, "file is", "files are"), printable(level.first_loose));
  }
  proposal.data.train_images = sets.train;
  proposal.entries.push_back({"train_images", sets.train, {}, why});
  if (!sets.validation.empty()) {
    proposal.data.validation_images = sets.validation;
    proposal.entries.push_back({"validation_images", sets.validation});
  }
  if (sets.test.empty()) return;
  proposal.data.test_images = sets.test;
  proposal.entries.push_back(
      {"test_images", sets.test, {}, "Seen at the end only, for test_loss."});
  if (!sets.validation.empty()) return;
  proposal.data.validation = Validation::kHoldout;
  proposal.entries.push_back(
      {"validation", "holdout", {}, "A tenth of the training images, so that the test is one."});
}

// What the pictures of both sources have.
void add_pictures(const PictureList& list, const PictureSurvey& survey, Proposal& proposal) {
  const ImageAdvice advice = advise_image(survey);
  proposal.data.image = advice.options;
  proposal.data.on_bad_image = OnBadImage::kSkip;
  proposal.entries.push_back(image_section(advice, survey.sizes.pictures));
  proposal.channels = advice.options.channels;
  proposal.height = advice.options.height;
  proposal.width = advice.options.width;
  proposal.pictures =
      std::ssize(list.pictures) + std::ssize(list.unreadable) - count_folders(list.unreadable);
  proposal.pixels = survey.sizes.pixels;
  proposal.bad = survey.bad;
  proposal.about =
      fmt::format("{}: {}; {}.", printable(list.root.string()),
                  counted(proposal.pictures, "file", "files"), pictures_by_format(survey));
  proposal.files = list;
}

void require_pictures(const PictureList& list, const PictureSurvey& survey) {
  require_good_pictures(list.root, std::ssize(list.pictures) + std::ssize(list.unreadable),
                        survey.bad, OnBadImage::kSkip);
}

}  // namespace

Proposal propose_folder(const fs::path& folder, Progress& progress) {
  const PictureList all = list_folder(folder, FolderLabels::kNone, on_found(progress));
  const FolderLevel level = first_level(all.pictures, "");
  SetFolders sets = find_set_folders(level);
  PictureList list = in_sets(all, sets);
  PictureSurvey survey = survey_with(list, progress);
  const SetFolders wanted = sets;
  drop_empty_sets(list, survey, sets);
  if (named(sets) != named(wanted)) {
    list = in_sets(all, sets);
    survey = survey_with(list, progress);
  }
  if (survey.sizes.pictures == 0) {
    const FolderArrays found = arrays_in(folder);
    if (!found.arrays.empty() || !found.damaged.empty()) return propose_arrays(folder);
    require_pictures(list, survey);
  }

  Proposal proposal;
  proposal.data.dataset = Dataset::kFolder;
  proposal.data.root = folder;
  proposal.entries.push_back({"dataset", "folder"});
  proposal.entries.push_back(
      {"root", folder.string(), {}, "Absolute, so that this config may lie anywhere."});
  add_sets(sets, level, proposal);
  const LabelChoice labels = labels_of_sets(list, survey, sets);
  proposal.data.labels = labels.labels;
  proposal.entries.push_back(
      {"labels", labels.labels == FolderLabels::kFolder ? "folder" : "none", {}, labels.why});
  add_pictures(list, survey, proposal);
  const std::string train = sets.train.empty() ? "" : sets.train + "/";
  if (labels.labels == FolderLabels::kFolder) {
    proposal.labels = std::ssize(first_level(good_pictures(list, survey), train).folders);
  }
  proposal.images = count_below(list.pictures, train) + count_below(list.unreadable, train) -
                    count_below(survey.bad, train);
  return proposal;
}

Proposal propose_list(const fs::path& file, Progress& progress) {
  PictureList list = read_picture_list(file, on_found(progress));
  const PictureSurvey survey = survey_with(list, progress);
  if (survey.sizes.pictures == 0) require_pictures(list, survey);
  Proposal proposal;
  proposal.data.dataset = Dataset::kList;
  proposal.data.root = file.parent_path();
  proposal.data.train_images = file.filename();
  proposal.entries.push_back({"dataset", "list"});
  proposal.entries.push_back(
      {"root", proposal.data.root.string(), {}, "Absolute, so that this config may lie anywhere."});
  proposal.entries.push_back(
      {"train_images",
       file.filename().string(),
       {},
       list.label_names.empty()
           ? "It has no column of labels."
           : fmt::format("Its {} are compared with the clusters; nothing is learned from them.",
                         counted(std::ssize(list.label_names), "label", "labels"))});
  add_pictures(list, survey, proposal);
  proposal.images = survey.sizes.pictures;
  proposal.labels = std::ssize(list.label_names);
  return proposal;
}

}  // namespace codegrid
