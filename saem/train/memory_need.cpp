#include "saem/train/memory_need.h"

#include <fmt/format.h>

#include "saem/core/available_memory.h"
#include "saem/core/error.h"
#include "saem/core/format_bytes.h"
#include "saem/train/model_state.h"
#include "saem/train/trainer.h"

namespace saem {

std::optional<StepMemory> Model::step_memory(std::int64_t batch_size) const {
  Model self = *this;
  return state_->trainer->memory(self, batch_size);
}

std::string MemoryNeed::to_string() const {
  return fmt::format("{}: data {}, weights and moments {}, a step's intermediate values {}, copies {}",
                     format_bytes(total()), format_bytes(data), format_bytes(state),
                     format_bytes(intermediate), format_bytes(batches));
}

std::optional<MemoryNeed> memory_need(const Model& model, std::int64_t batch_size, std::size_t data_bytes) {
  const std::optional<StepMemory> step = model.step_memory(batch_size);
  if (!step) return {};
  std::size_t weights = 0;
  for (const Variable& v : model.variables())
    weights += static_cast<std::size_t>(v.shape().count()) * item_size(v.dtype());
  std::size_t row = 0;
  for (const Shape& shape : model.input_shapes())
    row += static_cast<std::size_t>(shape.slice(1, shape.rank()).count()) * sizeof(float);
  MemoryNeed need;
  need.data = data_bytes;
  need.state = weights + step->optimizer;
  need.intermediate = step->training + step->prediction;
  need.batches = 2 * row * static_cast<std::size_t>(batch_size) + need.state;
  return need;
}

void require_memory(const MemoryNeed& need, std::string_view place, const std::string& advice) {
  const AvailableMemory available = available_memory();
  if (need.still_to_take() <= available.bytes) return;
  fail<ValueError>(
      {std::string(place),
       fmt::format("the training needs {} of memory more, but {} leaves {}",
                   format_bytes(need.still_to_take()), available.limit, format_bytes(available.bytes)),
       "in all " + need.to_string(), advice});
}

}  // namespace saem
