#pragma once

#include "saem/backend/backend.h"

namespace saem {

/// The host's processor: oneDNN for convolution and matrix products, fused vector loops for elementwise
/// groups, loops of our own for the rest.
class CpuBackend final : public Backend {
 public:
  [[nodiscard]] std::string_view name() const override { return "cpu"; }
  [[nodiscard]] std::unique_ptr<Kernel> make_kernel(const Task& task) override;
  [[nodiscard]] LayoutSupport layouts(const Task& task) const override;
  [[nodiscard]] GroupingRules grouping() const override;
};

}  // namespace saem
