#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "encoder/metadata.hpp"

namespace codegrid {

/// An encoder's file before any of it has run: a TorchScript file can run code when it is loaded,
/// so what can be checked is checked here.
class EncoderFile {
 public:
  /// Throws Error(kBadData) when the file is missing, empty, no ZIP archive, or one whose records
  /// claim more bytes than the file can hold.
  static EncoderFile read(const std::filesystem::path& path);
  /// The same of the bytes of such a file; `name` stands for its path in messages.
  static EncoderFile of_bytes(std::string name, std::string bytes) {
    return {std::move(name), std::move(bytes)};
  }

  const std::string& name() const { return name_; }
  const std::string& bytes() const { return bytes_; }
  std::string sha256() const;
  /// "cuda:0" where its code asks for that device itself, as a module traced on a GPU may; else
  /// empty.
  const std::string& device_in_code() const { return device_in_code_; }
  /// Of the metadata.json inside. Throws Error(kBadData) where there is none, or not one of ours.
  EncoderMetadata metadata() const;

 private:
  EncoderFile(std::string name, std::string bytes);

  std::string name_;
  std::string bytes_;
  std::string metadata_;
  std::string device_in_code_;
};

}  // namespace codegrid
