#include "saem/train/memory_need.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "saem/core/available_memory.h"
#include "saem/core/error.h"
#include "saem/core/format_bytes.h"
#include "saem/train/model_state.h"
#include "saem/train/trainer.h"

namespace saem {
namespace {

/// Calls a function at the end of a scope, however that is left.
class Finally {
 public:
  explicit Finally(std::function<void()> f) : f_(std::move(f)) {}
  ~Finally() { f_(); }
  Finally(const Finally&) = delete;
  Finally& operator=(const Finally&) = delete;

 private:
  std::function<void()> f_;
};

std::size_t bytes_of_one(const TensorType& type) {
  return static_cast<std::size_t>(type.shape.count()) * item_size(type.dtype);
}

std::size_t bytes_of(std::span<const TensorType> types) {
  std::size_t bytes = 0;
  for (const TensorType& type : types) bytes += bytes_of_one(type);
  return bytes;
}

}  // namespace

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

void Trainer::check_memory(Model& model, const FitOptions& options, const BatchFeed& train,
                           const BatchFeed* validation) {
  if (!options.check_memory) return;
  const auto bytes_in = [](const std::vector<Variable>& variables) {
    std::size_t bytes = 0;
    for (const Variable& v : variables)
      bytes += static_cast<std::size_t>(v.shape().count()) * item_size(v.dtype());
    return bytes;
  };
  const std::vector<TensorType> batch = train.types(options.batch_size);
  MemoryNeed need;
  need.data = train.bytes() + (validation ? validation->bytes() : 0);
  const std::size_t copies = 2 * bytes_of(batch);  // one is learned from while the next is put together
  steps_.set_memory_check([&](std::size_t bytes) {
    // The optimizer has its moments by now, in memory that nobody has touched yet.
    need.state = bytes_in(model.variables()) + bytes_in(optimizer().variables());
    need.batches = copies + need.state;
    need.intermediate = bytes;
    require_memory(need, "fit",
                   "Use a smaller batch_size or compile with a memory_budget, or close other programs; with "
                   "check_memory = false it is tried nevertheless.");
  });
  const Finally forget([this] { steps_.set_memory_check({}); });
  if (options.debug) {
    static_cast<void>(steps_.debug_program(model, batch));
  } else {
    static_cast<void>(steps_.training_program(model, batch));
  }
  if (validation == nullptr) return;
  const std::int64_t rows = std::min(options.batch_size, validation->rows());
  static_cast<void>(steps_.evaluation_program(model, validation->types(rows)));
}

void Trainer::check_memory(const Model& model, std::string_view place, const NeedFunction& need_without,
                           const std::function<void()>& make) {
  // Asked only when a program is made: most calls have theirs.
  steps_.set_memory_check([&](std::size_t bytes) {
    MemoryNeed need = need_without();
    for (const Variable& v : model.variables()) need.state += bytes_of_one({v.dtype(), v.shape()});
    need.intermediate = bytes;
    require_memory(need, place,
                   "Use a smaller batch_size, or close other programs; with check_memory = false it is tried "
                   "nevertheless.",
                   place == "predict" ? "the prediction" : "the evaluation");
  });
  const Finally forget([this] { steps_.set_memory_check({}); });
  make();
}

void Trainer::check_evaluation_memory(Model& model, const EvaluateOptions& options, const BatchFeed& data) {
  if (!options.check_memory || data.rows() == 0) return;
  const std::vector<TensorType> batch = data.types(std::min(options.batch_size, data.rows()));
  const auto need = [&] { return MemoryNeed{.data = data.bytes(), .batches = 2 * bytes_of(batch)}; };
  check_memory(model, "evaluate", need, [&] { static_cast<void>(steps_.evaluation_program(model, batch)); });
}

void Trainer::check_prediction_memory(Model& model, const PredictOptions& options,
                                      std::span<const Array> inputs) {
  const std::int64_t n = inputs[0].shape()[0];
  if (!options.check_memory || n == 0) return;
  const std::int64_t rows = std::min(options.batch_size, n);
  std::vector<TensorType> batch;
  for (const Array& input : inputs) batch.push_back({input.dtype(), input.shape().with(0, rows)});
  const auto need = [&] {
    MemoryNeed result;
    for (const Array& input : inputs) result.data += input.byte_size();
    // The batch and its outputs, and the outputs of all batches.
    std::vector<TensorType> results;
    for (const Shape& shape : model.output_shapes()) {
      results.push_back({DType::f32, shape.with(0, rows)});
      if (n > rows) results.push_back({DType::f32, shape.with(0, n)});
    }
    result.batches = (n > rows ? bytes_of(batch) : 0) + bytes_of(results);
    return result;
  };
  check_memory(model, "predict", need, [&] { static_cast<void>(steps_.prediction_program(model, batch)); });
}

void require_memory(const MemoryNeed& need, std::string_view place, const std::string& advice,
                    std::string_view what) {
  const AvailableMemory available = available_memory();
  if (need.still_to_take() <= available.bytes) return;
  fail<ValueError>(
      {std::string(place),
       fmt::format("{} needs {} of memory more, but {} leaves {}", what, format_bytes(need.still_to_take()),
                   available.limit, format_bytes(available.bytes)),
       "in all " + need.to_string(), advice});
}

}  // namespace saem
