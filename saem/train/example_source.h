#pragma once

#include <cstdint>
#include <span>

#include "saem/train/model.h"

namespace saem {

/// Examples that are made when they are needed: read from files, changed at random, too many for the memory.
///
///     class Clips final : public ExampleSource { … };
///     model.fit(Clips(files), {.epochs = 10});
class ExampleSource {
 public:
  virtual ~ExampleSource() = default;
  /// How many there are.
  [[nodiscard]] virtual std::int64_t size() const = 0;
  /// These examples, in this order; rows lie in [0, size()).
  ///
  /// What it gives must depend on nothing but `rows` and `epoch`: then a run that is resumed ends with the
  /// same bits. It is called on threads of `fit`, on several at once, for the batches to come; what it
  /// throws comes out of `fit`.
  /// @param epoch  from 0; -1 for examples to measure with, which should not be changed at random.
  [[nodiscard]] virtual Examples gather(std::span<const std::int64_t> rows, std::int64_t epoch) const = 0;
};

}  // namespace saem
