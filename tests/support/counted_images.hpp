#pragma once

#include <ATen/ops/from_blob.h>
#include <sys/mman.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace codegrid {

/// Images that count how often each is read. Each fills a page of memory that nobody may read: a
/// thread that does is stopped by the processor and counted, may read it from then on, and no more
/// the image that it read before. One set of them at a time.
class CountedImages {
 public:
  /// pixels: [N, C, H, W] uint8, contiguous, with C * H * W a page.
  explicit CountedImages(const at::Tensor& pixels)
      : reads_(static_cast<std::size_t>(pixels.size(0))) {
    if (::sysconf(_SC_PAGESIZE) != kPage || pixels.nbytes() != bytes())
      throw std::runtime_error("an image is no page");
    void* memory = ::mmap(nullptr, bytes(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                          /*fd=*/-1, /*offset=*/0);
    if (memory == MAP_FAILED) throw std::runtime_error("mmap");
    memory_ = static_cast<char*>(memory);
    std::memcpy(memory_, pixels.const_data_ptr(), bytes());
    images_ = at::from_blob(memory_, pixels.sizes(), at::kByte);
    ++generation_;
    current_ = this;
    struct sigaction action {};
    action.sa_sigaction = stop;
    action.sa_flags = SA_SIGINFO;
    ::sigaction(SIGSEGV, &action, &before_);
    ::mprotect(memory_, bytes(), PROT_NONE);
  }
  ~CountedImages() {
    ::sigaction(SIGSEGV, &before_, nullptr);
    ::munmap(memory_, bytes());
  }
  CountedImages(const CountedImages&) = delete;
  CountedImages& operator=(const CountedImages&) = delete;

  const at::Tensor& images() const { return images_; }
  /// How often each was read. A thread that reads the same image twice with none between is taken
  /// to read it once.
  const std::vector<int>& reads() const { return reads_; }

 private:
  static constexpr std::size_t kPage = 4096;
  std::size_t bytes() const { return reads_.size() * kPage; }

  static void stop(int signal, siginfo_t* info, void*) {
    const auto place = static_cast<char*>(info->si_addr) - current_->memory_;
    if (place < 0 || place >= static_cast<std::ptrdiff_t>(current_->bytes())) {
      ::sigaction(signal, &current_->before_, nullptr);  // another fault: it comes again
      return;
    }
    struct Last {
      int generation;
      char* page;
    };
    thread_local Last last{};
    if (last.generation == generation_) ::mprotect(last.page, kPage, PROT_NONE);
    const std::size_t image = static_cast<std::size_t>(place) / kPage;
    last = {generation_, current_->memory_ + image * kPage};
    ::mprotect(last.page, kPage, PROT_READ);
    ++current_->reads_[image];
  }

  static inline CountedImages* current_ = nullptr;
  static inline int generation_ = 0;
  std::vector<int> reads_;
  char* memory_ = nullptr;
  at::Tensor images_;
  struct sigaction before_ {};
};

}  // namespace codegrid
