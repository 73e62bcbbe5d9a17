#pragma once

#include <filesystem>
#include <string>

#include "data/options.hpp"
#include "data/sources/picture_list.hpp"

namespace codegrid {

/// Writes images.csv into `run`: which files the training read, with sizes and times. Nothing where
/// the images had no files of their own. Throws Error(kFailed).
void write_picture_record(const std::filesystem::path& run, const PictureList& pictures);

/// What is no longer as images.csv of `run` says, in a sentence: "3 pictures added, ... since the
/// training". Empty where nothing differs, or `run` has no such record. Throws Error(kBadData)
/// where the record cannot be read.
std::string changes_since(const std::filesystem::path& run, const PictureList& pictures);

/// Whether `run` trained on the images that `use` says, as its config.json has it: others, which
/// somebody asked for, are no change. False where `run` is empty. Throws Error(kBadData) where the
/// file cannot be read.
bool is_of_use(const std::filesystem::path& run, Use use);

}  // namespace codegrid
