#pragma once

#include <cstdint>
#include <string>

namespace saem {

/// How often a callback does its work, for options: "epoch" (after each), "batch", or a number of batches.
class UpdateFrequency {
 public:
  UpdateFrequency(const char* name) : UpdateFrequency(std::string(name)) {}  // NOLINT: meant to be implicit
  /// Throws ValueError for another name.
  UpdateFrequency(const std::string& name);  // NOLINT
  /// Throws ValueError unless batches ≥ 1.
  UpdateFrequency(std::int64_t batches);                                    // NOLINT
  UpdateFrequency(int batches) : UpdateFrequency(std::int64_t{batches}) {}  // NOLINT

  [[nodiscard]] bool is_epoch() const noexcept { return batches_ == 0; }
  /// True after step 1, 2, … of the run if it is a multiple of the number.
  [[nodiscard]] bool is_due(std::int64_t step) const noexcept { return batches_ > 0 && step % batches_ == 0; }

 private:
  std::int64_t batches_ = 0;  ///< 0: after each epoch
};

}  // namespace saem
