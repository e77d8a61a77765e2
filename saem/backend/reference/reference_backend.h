#pragma once

#include "saem/backend/backend.h"

namespace saem {

/// Computes each op by the reference loop of its record, in float64 or int64: the oracle of the tests, and
/// what runs where a faster backend has no kernel.
class ReferenceBackend final : public Backend {
 public:
  [[nodiscard]] std::string_view name() const override { return "reference"; }
  [[nodiscard]] std::unique_ptr<Kernel> make_kernel(const Task& task) override;
};

}  // namespace saem
