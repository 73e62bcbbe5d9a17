#include "core/file_kind.hpp"

#include <algorithm>
#include <array>

#include "core/printable.hpp"

namespace codegrid {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kUnpack = "unpack it first";
constexpr std::string_view kOnePicture = "all images go into one file";
constexpr std::string_view kConvert = "convert it first";
constexpr std::string_view kNameAsData = "name it in the data section of a config";

struct Mark {
  std::size_t place;
  std::string_view bytes;
  FileKind kind;
};

// Long marks before short ones that would hide them.
constexpr std::array kMarks{
    Mark{0, "\x1f\x8b"sv, {"gzip data", "unpack it first (gunzip)"}},
    Mark{0, "PK\x03\x04"sv, {"a ZIP archive (as .npz, .pt and .xlsx files are, too)", kUnpack}},
    Mark{0, "PK\x05\x06"sv, {"an empty ZIP archive", "fetch it again"}},
    Mark{257, "ustar"sv, {"a tar archive", kUnpack}},
    Mark{0, "BZh"sv, {"bzip2 data", kUnpack}},
    Mark{0, "\xfd\x37zXZ\0"sv, {"xz data", kUnpack}},
    Mark{0, "\x28\xb5\x2f\xfd"sv, {"Zstandard data", kUnpack}},
    Mark{0, "\x04\x22\x4d\x18"sv, {"LZ4 data", kUnpack}},
    Mark{0, "\x1f\x9d"sv, {"a file of compress (.Z)", kUnpack}},
    Mark{0, "7z\xbc\xaf\x27\x1c"sv, {"a 7z archive", kUnpack}},
    Mark{0, "Rar!\x1a\x07"sv, {"a RAR archive", kUnpack}},
    Mark{0, "\x89PNG"sv, {"a PNG picture", kOnePicture}},
    Mark{0, "\xff\xd8\xff"sv, {"a JPEG picture", kOnePicture}},
    Mark{0, "GIF8"sv, {"a GIF picture", kOnePicture}},
    Mark{8, "CR\x02"sv, {"a raw photograph (CR2)", kOnePicture}},
    Mark{0, "II*\0"sv, {"a TIFF picture", kOnePicture}},
    Mark{0, "MM\0*"sv, {"a TIFF picture", kOnePicture}},
    Mark{8, "WEBP"sv, {"a WebP picture", kOnePicture}},
    Mark{0, "II+\0"sv, {"a BigTIFF picture", kOnePicture}},
    Mark{0, "MM\0+"sv, {"a BigTIFF picture", kOnePicture}},
    Mark{4, "ftypavif"sv, {"an AVIF picture", kOnePicture}},
    Mark{4, "ftypavis"sv, {"an AVIF picture", kOnePicture}},
    Mark{4, "ftyphei"sv, {"a HEIC picture", kOnePicture}},
    Mark{4, "ftyphev"sv, {"a HEIC picture", kOnePicture}},
    Mark{4, "ftypmif1"sv, {"a HEIF picture", kOnePicture}},
    Mark{4, "ftypmsf1"sv, {"a HEIF picture", kOnePicture}},
    Mark{4, "ftypcrx"sv, {"a raw photograph (CR3)", kOnePicture}},
    Mark{4, "ftyp"sv, {"a video (MP4 or QuickTime)", kOnePicture}},
    Mark{8, "AVI "sv, {"a video (AVI)", kOnePicture}},
    Mark{8, "WAVE"sv, {"a sound (WAV)", "name another file"}},
    Mark{0, "\x1a\x45\xdf\xa3"sv, {"a video (Matroska or WebM)", kOnePicture}},
    Mark{4, "jP  \r\n\x87\n"sv, {"a JPEG 2000 picture", kOnePicture}},
    Mark{0, "\xff\x4f\xff\x51"sv, {"a JPEG 2000 picture", kOnePicture}},
    Mark{4, "JXL \r\n\x87\n"sv, {"a JPEG XL picture", kOnePicture}},
    Mark{0, "\xff\x0a"sv, {"a JPEG XL picture", kOnePicture}},
    Mark{0, "8BPS"sv, {"a Photoshop document (PSD)", kOnePicture}},
    Mark{0, "gimp xcf "sv, {"a GIMP document (XCF)", kOnePicture}},
    Mark{0, "\0\0\x01\0"sv, {"a Windows icon (ICO)", kOnePicture}},
    Mark{0, "\0\0\x02\0"sv, {"a Windows cursor (CUR)", kOnePicture}},
    Mark{0, "icns"sv, {"an icon of macOS (ICNS)", kOnePicture}},
    Mark{0, "\x76\x2f\x31\x01"sv, {"an OpenEXR picture", kOnePicture}},
    Mark{0, "#?RADIANCE"sv, {"a Radiance HDR picture", kOnePicture}},
    Mark{0, "DDS "sv, {"a DirectDraw surface (DDS)", kOnePicture}},
    Mark{0, "qoif"sv, {"a QOI picture", kOnePicture}},
    Mark{128, "DICM"sv, {"a DICOM picture", kOnePicture}},
    Mark{0, "FUJIFILMCCD-RAW"sv, {"a raw photograph (RAF)", kOnePicture}},
    Mark{0, "IIRO"sv, {"a raw photograph (ORF)", kOnePicture}},
    Mark{0, "IIU\0"sv, {"a raw photograph (RW2)", kOnePicture}},
    Mark{0, "/* XPM */"sv, {"an XPM picture", kOnePicture}},
    Mark{0, "P7\n"sv, {"a PAM picture", kOnePicture}},
    Mark{0, "PF\n"sv, {"a PFM picture", kOnePicture}},
    Mark{0, "Pf\n"sv, {"a PFM picture", kOnePicture}},
    Mark{0, "P1\n"sv, {"a PBM picture", kOnePicture}},
    Mark{0, "P2\n"sv, {"a PGM picture", kOnePicture}},
    Mark{0, "P3\n"sv, {"a PPM picture", kOnePicture}},
    Mark{0, "P4\n"sv, {"a PBM picture", kOnePicture}},
    Mark{0, "P5\n"sv, {"a PGM picture", kOnePicture}},
    Mark{0, "P6\n"sv, {"a PPM picture", kOnePicture}},
    Mark{0, "\0\0\x08\x03"sv, {"an IDX file of images", kNameAsData}},
    Mark{0, "\0\0\x08\x01"sv, {"an IDX file of labels", kNameAsData}},
    Mark{0, "\x93NUMPY"sv, {"a NumPy array (.npy)", kConvert}},
    Mark{0, "\x89HDF"sv, {"an HDF5 file", kConvert}},
    Mark{0, "MATLAB 5.0"sv, {"a MATLAB file", kConvert}},
    Mark{0, "PAR1"sv, {"a Parquet file", kConvert}},
    Mark{0, "SQLite format 3\0"sv, {"an SQLite database", kConvert}},
    Mark{0, "\x80\x02"sv, {"a Python pickle", kConvert}},
    Mark{0, "\x80\x03"sv, {"a Python pickle", kConvert}},
    Mark{0, "\x80\x04"sv, {"a Python pickle", kConvert}},
    Mark{0, "\x80\x05"sv, {"a Python pickle", kConvert}},
    Mark{0, "%PDF-"sv, {"a PDF document", "name another file"}},
    Mark{0, "%!PS"sv, {"a PostScript document", "name another file"}},
    Mark{0,
         "\x7f"
         "ELF"sv,
         {"a program", "name another file"}},
    Mark{0, "\xff\xfe"sv, {"text in UTF-16", "save it as UTF-8"}},
    Mark{0, "\xfe\xff"sv, {"text in UTF-16", "save it as UTF-8"}},
    Mark{0,
         "version https://git-lfs"sv,
         {"a Git LFS pointer, not the file itself", "fetch that with: git lfs pull"}},
    Mark{0,
         "/annex/objects/"sv,
         {"a git-annex pointer, not the file itself", "fetch that with: git annex get"}},
};

// "BM" begins many a text. The four zeros that a BMP file has in its middle, and the length of the
// header behind them, of which there are seven, do not.
bool is_bmp(std::string_view start) {
  constexpr std::size_t kReserved = 6;
  constexpr std::size_t kHeaderSize = 14;
  constexpr std::array kSizes{12, 40, 52, 56, 64, 108, 124};
  return start.size() >= kHeaderSize + 4 && start.starts_with("BM") &&
         start.substr(kReserved, 4) == "\0\0\0\0"sv &&
         start.substr(kHeaderSize + 1, 3) == "\0\0\0"sv &&
         std::ranges::find(kSizes, static_cast<unsigned char>(start[kHeaderSize])) != kSizes.end();
}

bool starts_like(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin(), [](char small, char found) {
           return small == found || (found >= 'A' && found <= 'Z' && small == found - 'A' + 'a');
         });
}

// Where it begins with a tag, after spaces and the mark of UTF-8.
std::optional<FileKind> markup_kind(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  for (const std::string_view tag :
       {"<!doctype html", "<html", "<head", "<body", "<script", "<!--"}) {
    if (starts_like(text, tag)) {
      return FileKind{"a web page (HTML)",
                      "the server sent a page instead of the file: fetch it again"};
    }
  }
  if (starts_like(text, "<svg") ||
      (starts_like(text, "<?xml") && text.find("<svg") != std::string_view::npos)) {
    return FileKind{"an SVG drawing", kOnePicture};
  }
  if (starts_like(text, "<?xml"))
    return FileKind{"an XML file", "if it came from a server, it may say why there is no file"};
  return std::nullopt;
}

// Whether all of it is text, but for a character that its end has cut.
bool is_text(std::string_view start) {
  std::string lines(start);
  std::erase_if(lines, [](char c) { return c == '\n' || c == '\r' || c == '\t' || c == '\f'; });
  const auto is_cut = [&] { return (static_cast<unsigned char>(lines.back()) & 0x80) != 0; };
  for (int bytes = 0; bytes < 3 && !is_printable(lines) && is_cut(); ++bytes) lines.pop_back();
  return !lines.empty() && is_printable(lines);
}

}  // namespace

bool is_of_pictures(const FileKind& kind) { return kind.advice == kOnePicture; }

std::optional<FileKind> file_kind(std::string_view start) {
  start = start.substr(0, kFileKindBytes);
  for (const Mark& mark : kMarks) {
    if (start.size() >= mark.place && start.substr(mark.place).starts_with(mark.bytes))
      return mark.kind;
  }
  if (is_bmp(start)) return FileKind{"a BMP picture", kOnePicture};
  if (const std::optional<FileKind> markup = markup_kind(start)) return markup;
  if (is_text(start)) return FileKind{kTextFile, "name another file"};
  return std::nullopt;
}

}  // namespace codegrid
