#pragma once

#include <cstdint>
#include <vector>

#include "saem/backend/cpu/pooling_loops.h"
#include "saem/graph/tensor.h"

namespace saem::cpu {

/// The windows of a pooling over one picture: they are the same for every picture of a batch.
class PoolPlaces {
 public:
  /// Of a pooling node whose pooled pictures have the shape `x`.
  PoolPlaces(const Attributes& attributes, const Shape& x);
  // The windows point into `offsets_`.
  PoolPlaces(const PoolPlaces&) = delete;
  PoolPlaces& operator=(const PoolPlaces&) = delete;

  /// Says which windows fetch what, where that helps if so many channels are handled side by side.
  void plan_fetches(std::int64_t channels);

  [[nodiscard]] const PoolWindow* windows() const noexcept { return windows_.data(); }
  [[nodiscard]] std::int64_t count() const noexcept { return static_cast<std::int64_t>(windows_.size()); }
  /// Elements of the largest window.
  [[nodiscard]] std::int64_t largest() const noexcept { return largest_; }
  /// No place is in two windows.
  [[nodiscard]] bool disjoint() const noexcept { return disjoint_; }
  /// Every place is in a window.
  [[nodiscard]] bool covering() const noexcept { return covering_; }

  /// Windows that lie side by side along the last axis.
  struct Line {
    std::int64_t end;    ///< one past its last window
    std::int64_t reach;  ///< this line and those before it touch no place from here on
    std::int64_t left;   ///< later lines touch no place before this one, which is at most `reach`
  };
  [[nodiscard]] const std::vector<Line>& lines() const noexcept { return lines_; }
  /// The most places from what is `left` by one line to the `reach` of the next.
  [[nodiscard]] std::int64_t widest() const noexcept { return widest_; }

 private:
  void plan_lines();

  std::vector<std::vector<std::int64_t>> offsets_;
  std::vector<PoolWindow> windows_;
  std::vector<Line> lines_;
  std::int64_t largest_ = 1;
  std::int64_t widest_ = 0;
  bool disjoint_ = true;
  bool covering_ = false;
};

}  // namespace saem::cpu
