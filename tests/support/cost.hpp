#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/record_function.h>
#include <c10/core/CPUAllocator.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace codegrid {

/// What LibTorch did in a span of time, in all threads: what a clock would say of it, without a
/// clock.
struct Cost {
  std::map<std::string, std::int64_t> operations;  ///< Dispatched, by name: "aten::mm" ...
  std::int64_t product_flops = 0;                  ///< Of the matrix products among them.
  std::vector<std::size_t> allocations;            ///< Bytes, of tensors on the CPU.

  std::int64_t count(const std::string& operation) const {
    const auto found = operations.find(operation);
    return found == operations.end() ? 0 : found->second;
  }
  std::int64_t all_operations() const {
    std::int64_t sum = 0;
    for (const auto& [name, times] : operations) sum += times;
    return sum;
  }
  /// Matrix products, by whatever name; a linear layer counts by the product that it calls.
  std::int64_t products() const {
    std::int64_t sum = 0;
    for (const char* name : {"mm", "addmm", "bmm", "baddbmm", "addbmm", "mv", "addmv"})
      sum += count(std::string("aten::") + name);
    return sum;
  }
  std::size_t largest_allocation() const {
    return allocations.empty() ? 0 : *std::ranges::max_element(allocations);
  }
  std::int64_t allocations_above(std::size_t bytes) const {
    return std::ranges::count_if(allocations, [&](std::size_t size) { return size > bytes; });
  }
};

/// Counts while it lives; one at a time.
class CostMeter : private c10::Allocator {
 public:
  CostMeter() {
    meter_ = this;
    c10::SetCPUAllocator(this, kPriority);
    callback_ = at::addGlobalCallback(at::RecordFunctionCallback(count_operation)
                                          .needsInputs(true)
                                          .scopes({at::RecordScope::FUNCTION}));
  }
  ~CostMeter() override {
    at::removeCallback(callback_);
    c10::SetCPUAllocator(own_, kPriority);
    meter_ = nullptr;
  }
  CostMeter(const CostMeter&) = delete;
  CostMeter& operator=(const CostMeter&) = delete;

  /// What was done since the last call, or since the beginning.
  Cost take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(cost_, {});
  }

 private:
  static constexpr std::uint8_t kPriority = 255;

  static std::unique_ptr<at::ObserverContext> count_operation(const at::RecordFunction& function) {
    const std::string name = function.name();
    const std::scoped_lock lock(meter_->mutex_);
    ++meter_->cost_.operations[name];
    if (name == "aten::mm") meter_->add_product(function.inputs()[0], function.inputs()[1]);
    if (name == "aten::addmm") meter_->add_product(function.inputs()[1], function.inputs()[2]);
    return nullptr;
  }
  // [m, k] times [k, n]
  void add_product(const c10::IValue& a, const c10::IValue& b) {
    cost_.product_flops += 2 * a.toTensor().numel() * b.toTensor().size(1);
  }

  c10::DataPtr allocate(std::size_t bytes) override {
    {
      const std::scoped_lock lock(mutex_);
      if (bytes > 0) cost_.allocations.push_back(bytes);
    }
    return own_->allocate(bytes);
  }
  c10::DeleterFnPtr raw_deleter() const override { return own_->raw_deleter(); }
  void copy_data(void* to, const void* from, std::size_t bytes) const override {
    own_->copy_data(to, from, bytes);
  }

  static inline CostMeter* meter_ = nullptr;
  c10::Allocator* own_ = c10::GetCPUAllocator();
  at::CallbackHandle callback_ = 0;
  std::mutex mutex_;
  Cost cost_;
};

}  // namespace codegrid
