#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace codegrid {

/// What a file is that was taken for another one, in the words of a message: "is <what>; <advice>".
struct FileKind {
  std::string_view what;    ///< "a web page (HTML)".
  std::string_view advice;  ///< "the server sent a page instead of the file: fetch it again".
};

/// Whether it is a picture, or a video, whose advice is of no use where no images are expected.
bool is_of_pictures(const FileKind& kind);

/// `what` of a file that is text and nothing more is known of.
inline constexpr std::string_view kTextFile = "a text file";

/// Of a file, the first bytes that file_kind looks at.
inline constexpr std::size_t kFileKindBytes = 512;

/// The kind of a file that begins with `start`, by the marks of its format; nothing where it has
/// none of those that people take for data files.
std::optional<FileKind> file_kind(std::string_view start);

}  // namespace codegrid
