#include "image/opencv_decode.hpp"

#include <cstdint>
#include <iostream>
#include <opencv2/core/utility.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <streambuf>

#include "core/library_message.hpp"
#include "image/refusal.hpp"

namespace codegrid {
namespace {

// True on a thread while it is in cv::imdecode.
thread_local bool decoding = false;

// cv::imdecode catches its decoders' exceptions and writes them to std::cerr. This passes on what
// comes from any other thread, or at any other time.
class QuietWhileDecoding : public std::streambuf {
 public:
  explicit QuietWhileDecoding(std::streambuf* behind) : behind_(behind) {}

 protected:
  int_type overflow(int_type c) override {
    if (decoding || traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
    return behind_->sputc(traits_type::to_char_type(c));
  }
  std::streamsize xsputn(const char* text, std::streamsize count) override {
    return decoding ? count : behind_->sputn(text, count);
  }
  int sync() override { return decoding ? 0 : behind_->pubsync(); }

 private:
  std::streambuf* behind_;
};

// For good: other threads may be in the middle of a decoding whenever this one ends.
void silence_opencv() {
  static const bool silent = [] {
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    // Never deleted: std::cerr outlives every other object.
    std::cerr.rdbuf(new QuietWhileDecoding(std::cerr.rdbuf()));
    return true;
  }();
  static_cast<void>(silent);
}

struct WhileDecoding {
  WhileDecoding() { decoding = true; }
  ~WhileDecoding() { decoding = false; }
  WhileDecoding(const WhileDecoding&) = delete;
  WhileDecoding& operator=(const WhileDecoding&) = delete;
};

cv::Mat decoded_bgr(std::string_view bytes, int flags) {
  const WhileDecoding quiet;
  // OpenCV takes a pointer to what it may write to, and only reads.
  const cv::Mat file(1, static_cast<int>(bytes.size()), CV_8UC1,
                     const_cast<char*>(bytes.data()));  // NOLINT
  try {
    return cv::imdecode(file, flags);
  } catch (const cv::Exception& error) {
    if (error.code == cv::Error::StsNoMem) throw run_error(out_of_memory(error.err));
    throw damaged_picture(cause_in(error.err));
  }
}

}  // namespace

void keep_opencv_to_one_thread() {
  static const bool kept = [] {
    cv::setNumThreads(1);
    return true;
  }();
  static_cast<void>(kept);
}

cv::Mat opencv_decode(std::string_view bytes, OpenCvColor color) {
  silence_opencv();
  keep_opencv_to_one_thread();
  const int flags = color == OpenCvColor::kColor ? cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION
                                                 : cv::IMREAD_UNCHANGED;
  cv::Mat picture = decoded_bgr(bytes, flags);
  if (picture.empty()) throw damaged_picture("its picture cannot be decoded");
  if (picture.channels() == 3) cv::cvtColor(picture, picture, cv::COLOR_BGR2RGB);
  if (picture.channels() == 4) cv::cvtColor(picture, picture, cv::COLOR_BGRA2RGBA);
  return picture;
}

}  // namespace codegrid
