#pragma once

namespace codegrid {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  /// Takes `value` over, as open(2) gave it: below 0 there is nothing to close.
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return value_; }
  /// What close(2) gives, the first time.
  int close();

 private:
  int value_;
};

}  // namespace codegrid
