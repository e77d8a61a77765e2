#include "saem/nn/categorical_layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "saem/core/error.h"
#include "saem/nn/floating.h"
#include "saem/nn/names.h"
#include "saem/nn/quantiles.h"
#include "saem/nn/weight_recipe.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/rearranging.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/ops/softmax.h"
#include "saem/ops/sorting.h"

namespace saem {
namespace detail {

Tensor category_numbers(const Tensor& x) { return is_integer(x.dtype()) ? x : cast(x, DType::i64); }

Tensor encoded_categories(const Tensor& numbers, std::int64_t categories, const std::string& mode,
                          const Tensor& weights) {
  const bool single = numbers.rank() > 1 && numbers.shape()[-1] == 1;
  if (mode == "one_hot" || numbers.rank() == 1) {
    const Tensor hot = one_hot(single ? squeeze(numbers, -1) : numbers, categories);
    return weights.defined() ? hot * expand_dims(cast(weights, DType::f32), -1) : hot;
  }
  Tensor hot = one_hot(numbers, categories);
  if (mode == "multi_hot") return max(hot, {-2});
  if (weights.defined()) hot = hot * expand_dims(cast(weights, DType::f32), -1);
  return sum(hot, {-2});
}

}  // namespace detail

namespace {

void require_mode(const std::string& title, const std::string& mode, bool may_be_int) {
  std::vector<std::string> known = {"multi_hot", "one_hot", "count"};
  if (may_be_int) known.insert(known.begin(), "int");
  if (std::ranges::count(known, mode) == 0) detail::unknown_name(title, "output_mode", mode, known);
}

}  // namespace

// ---- CategoryEncoding ----

CategoryEncoding::CategoryEncoding(std::int64_t num_tokens, const CategoryEncodingOptions& options)
    : LayerBase(type, options.name), num_tokens_(num_tokens), output_mode_(options.output_mode) {
  detail::require_positive(title(), "num_tokens", num_tokens_, "It is the number of categories.");
  require_mode(title(), output_mode_, /*may_be_int=*/false);
}

CategoryEncoding CategoryEncoding::from_config(const Attributes& config) {
  return CategoryEncoding(config.integer("num_tokens"),
                          {.output_mode = detail::text_in(config, "output_mode", "multi_hot")});
}

Attributes CategoryEncoding::config() const {
  return {{"num_tokens", num_tokens_}, {"output_mode", output_mode_}};
}

void CategoryEncoding::build(std::span<const Shape> inputs) {
  const bool weighted = inputs.size() == 2 && output_mode_ == "count";
  if (!weighted) static_cast<void>(only_input(inputs));
  if (weighted && inputs[0] != inputs[1]) {
    reject_input("expected one weight per number", {}, "Give both inputs one shape.");
  }
  if (inputs[0].rank() >= Shape::max_rank) {
    reject_input("it has too many axes", {}, "Join some of them with Reshape.");
  }
  if (inputs[0].rank() > 1 && inputs[0][-1] < 1) {
    reject_input("it has no numbers", {}, "Give each example one number at least.");
  }
}

Tensor CategoryEncoding::call(const Tensors& inputs, CallContext&) const {
  return detail::encoded_categories(detail::category_numbers(inputs[0]), num_tokens_, output_mode_,
                                    inputs.size() == 2 ? inputs[1] : Tensor());
}

// ---- Hashing ----

Hashing::Hashing(std::int64_t num_bins, const HashingOptions& options)
    : LayerBase(type, options.name), num_bins_(num_bins), options_(options) {
  detail::require_positive(title(), "num_bins", num_bins_, "It is the number of different results.");
  require_mode(title(), options_.output_mode, /*may_be_int=*/true);
  if (!options_.mask_value || num_bins_ > 1) return;
  fail<ValueError>(
      {title(), "expected two bins or more with a mask_value", {}, "Bin 0 is for the mask alone."});
}

Hashing Hashing::from_config(const Attributes& config) {
  HashingOptions options{.output_mode = detail::text_in(config, "output_mode", "int")};
  const std::vector<std::int64_t> mask = detail::integers_in(config, "mask_value", {});
  const std::vector<std::int64_t> salt = detail::integers_in(config, "salt", {});
  if (!mask.empty()) options.mask_value = mask[0];
  if (!salt.empty())
    options.salt = HashSalt{static_cast<std::uint64_t>(salt[0]), static_cast<std::uint64_t>(salt.back())};
  return Hashing(config.integer("num_bins"), options);
}

Attributes Hashing::config() const {
  std::vector<std::int64_t> mask;
  std::vector<std::int64_t> salt;
  if (options_.mask_value) mask = {*options_.mask_value};
  if (options_.salt) {
    salt = {static_cast<std::int64_t>((*options_.salt)[0]), static_cast<std::int64_t>((*options_.salt)[1])};
  }
  return {
      {"num_bins", num_bins_}, {"mask_value", mask}, {"salt", salt}, {"output_mode", options_.output_mode}};
}

Tensor Hashing::call(const Tensors& inputs, CallContext&) const {
  const Tensor x = cast(inputs[0], DType::i64);
  Tensor bins;
  if (options_.mask_value) {
    const Tensor others = hash_bucket(x, num_bins_ - 1, options_.salt) + 1.0;
    bins = where(equal(x, full({}, static_cast<double>(*options_.mask_value), DType::i64)),
                 zeros_like(others), others);
  } else {
    bins = hash_bucket(x, num_bins_, options_.salt);
  }
  return options_.output_mode == "int" ? bins
                                       : detail::encoded_categories(bins, num_bins_, options_.output_mode);
}

// ---- HashedCrossing ----

HashedCrossing::HashedCrossing(std::int64_t num_bins, const HashedCrossingOptions& options)
    : LayerBase(type, options.name), num_bins_(num_bins), output_mode_(options.output_mode) {
  static const std::vector<std::string> known = {"int", "one_hot"};
  detail::require_positive(title(), "num_bins", num_bins_, "It is the number of different results.");
  if (std::ranges::count(known, output_mode_) == 0)
    detail::unknown_name(title(), "output_mode", output_mode_, known);
}

HashedCrossing HashedCrossing::from_config(const Attributes& config) {
  return HashedCrossing(config.integer("num_bins"),
                        {.output_mode = detail::text_in(config, "output_mode", "int")});
}

Attributes HashedCrossing::config() const { return {{"num_bins", num_bins_}, {"output_mode", output_mode_}}; }

void HashedCrossing::build(std::span<const Shape> inputs) {
  if (inputs.size() < 2)
    reject_input("it crosses two features or more", {}, "Call it with a list of inputs.");
  for (const Shape& x : inputs) {
    if (x != inputs[0])
      reject_input("expected features of one shape", {}, "Give each example one number of each.");
    if (x.rank() > 2 || (x.rank() == 2 && x[1] != 1))
      reject_input("expected (batch,) or (batch, 1)", {}, "Cross one number of each feature at a time.");
  }
}

Tensor HashedCrossing::call(const Tensors& inputs, CallContext&) const {
  Tensors features;
  for (const Tensor& input : inputs) features.push_back(cast(input, DType::i64));
  const Tensor bins = hash_cross(stack(features, -1), num_bins_);
  return output_mode_ == "int" ? bins : detail::encoded_categories(bins, num_bins_, output_mode_);
}

// ---- Discretization ----

Discretization::Discretization(DiscretizationOptions options)
    : LayerBase(type, options.name),
      options_(std::move(options)),
      boundaries_(std::make_shared<std::vector<double>>(options_.bin_boundaries)) {
  require_mode(title(), options_.output_mode, /*may_be_int=*/true);
  const std::string advice = "Discretization({.bin_boundaries = {0, 1}}), or {.num_bins = 3} and adapt.";
  if (boundaries_->empty() && options_.num_bins < 2)
    fail<ValueError>({title(), "expected bin_boundaries, or num_bins of 2 or more", {}, advice});
  if (!options_.bin_boundaries.empty() && options_.num_bins != 0)
    fail<ValueError>({title(), "expected bin_boundaries or num_bins, received both", {}, advice});
  const auto is_number = [](double b) { return std::isfinite(b); };
  if (!std::ranges::is_sorted(*boundaries_) || !std::ranges::all_of(*boundaries_, is_number))
    fail<ValueError>({title(), "expected finite bin_boundaries that ascend", {}, advice});
  if (options_.epsilon > 0 && options_.epsilon < 1) return;
  fail<ValueError>({title(),
                    fmt::format("expected an epsilon between 0 and 1, received {}", options_.epsilon),
                    {},
                    "It is the share of the data that a boundary may be wrong by."});
}

Discretization Discretization::from_config(const Attributes& config) {
  std::vector<double> boundaries =
      detail::reals_of(detail::text_in(config, "bin_boundaries", ""), "bin_boundaries");
  const std::int64_t bins = detail::integer_in(config, "num_bins", 0);
  Discretization layer({.bin_boundaries = bins == 0 ? boundaries : std::vector<double>(),
                        .num_bins = bins,
                        .epsilon = detail::real_in(config, "epsilon", 0.01),
                        .output_mode = detail::text_in(config, "output_mode", "int")});
  *layer.boundaries_ = std::move(boundaries);
  return layer;
}

Attributes Discretization::config() const {
  return {{"bin_boundaries", detail::reals_text(*boundaries_)},
          {"num_bins", options_.num_bins},
          {"epsilon", options_.epsilon},
          {"output_mode", options_.output_mode}};
}

void Discretization::adapt(const Array& data) { adapt(detail::stream_of(data)); }

void Discretization::adapt(const BatchStream& batches) {
  const auto reject = [&](const char* problem) {
    fail<ValueError>({title(), problem, {}, "Adapt it, with num_bins, before it goes into a model."});
  };
  if (built()) reject("is in use already, with other boundaries");
  if (options_.num_bins == 0) reject("has given boundaries");
  std::vector<double> boundaries = detail::quantiles(batches, options_.num_bins, options_.epsilon);
  if (boundaries.empty()) reject("cannot be adapted to no data");
  *boundaries_ = std::move(boundaries);
}

void Discretization::build(std::span<const Shape> inputs) {
  static_cast<void>(only_input(inputs));
  if (boundaries_->empty()) reject_input("it has no bin_boundaries yet", {}, "Call adapt with data first.");
}

Tensor Discretization::call(const Tensors& inputs, CallContext&) const {
  const Tensor& x = inputs[0];
  const Tensor edges = cast(Array::of(*boundaries_), is_floating(x.dtype()) ? x.dtype() : DType::f32);
  const Tensor bins = digitize(detail::floating(x), edges);
  if (options_.output_mode == "int") return bins;
  return detail::encoded_categories(bins, static_cast<std::int64_t>(boundaries_->size()) + 1,
                                    options_.output_mode);
}

}  // namespace saem
