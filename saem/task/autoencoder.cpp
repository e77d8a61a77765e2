#include "saem/task/autoencoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/core/error.h"
#include "saem/nn/layers.h"

namespace saem::detail {
namespace {

constexpr std::int64_t most_numbers = 50'000;

/// (batch, features).
Symbol flat(const Inputs::Input& input, Symbol x) {
  using Kind = Encoder::Output::Kind;
  switch (input.output.kind) {
    case Kind::tokens:
      fail<UnsupportedError>({fmt::format("'{}'", input.name),
                              "unusual texts cannot be found: they are no numbers that could be copied", "",
                              "Leave the column out with --ignore."});
    case Kind::category:
      return CategoryEncoding(input.output.vocabulary, {.output_mode = "one_hot"})(x);
    case Kind::series:
    case Kind::picture:
      if (input.output.scale != 1) x = Rescaling(input.output.scale)(x);
      return Flatten()(x);
    case Kind::numbers:
      return x;
  }
  return x;
}

}  // namespace

Model build_autoencoder(const Inputs& inputs, const TaskNetworkOptions& options) {
  std::vector<Symbol> symbols, parts;
  for (const Inputs::Input& input : inputs.outputs()) {
    const bool is_id = input.output.kind == Encoder::Output::Kind::category;
    symbols.push_back(
        Input(input.output.shape, is_id ? DType::i32 : DType::f32, fmt::format("input_{}", symbols.size())));
    parts.push_back(flat(input, symbols.back()));
  }
  const Symbol all = parts.size() == 1 ? parts[0] : Concatenate()(parts);
  const std::int64_t features = all.shape()[1];
  if (features > most_numbers) {
    fail<UnsupportedError>(
        {"anomaly",
         fmt::format("expected at most {} numbers for an example, received {}", most_numbers, features), "",
         "Make pictures smaller with --picture-height and --picture-width."});
  }
  // Narrower than what goes in, or a perfect copy of anything would be learned.
  const std::int64_t wide =
      options.width > 0 ? options.width : std::clamp<std::int64_t>(2 * features, 8, 256);
  const auto narrow = std::clamp<std::int64_t>(std::llround(std::sqrt(static_cast<double>(features))), 1, 32);
  const auto dense = [](std::int64_t units) {
    return Dense(units, {.activation = "relu", .kernel_initializer = "he_uniform"});
  };
  Symbol x = dense(wide)(all);
  x = dense(std::max(narrow, wide / 4))(x);
  x = Dense(narrow, {.name = "code"})(x);
  x = dense(std::max(narrow, wide / 4))(x);
  x = dense(wide)(x);
  const Symbol copy = Dense(features, {.name = "copy"})(x);
  const Symbol away = Subtract()({all, copy});
  const Symbol squares = Reshape({features, 1})(Multiply()({away, away}));
  Model model(symbols, {GlobalAveragePooling1D()(squares)});
  model.set_seed(options.seed);
  return model;
}

}  // namespace saem::detail
