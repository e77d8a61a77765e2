#include "saem/nn/integer_lookup.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "saem/core/error.h"
#include "saem/nn/categorical_layers.h"
#include "saem/nn/names.h"
#include "saem/nn/weight_recipe.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/indexing.h"
#include "saem/ops/math_functions.h"
#include "saem/ops/shape_ops.h"
#include "saem/ops/sorting.h"

namespace saem {
namespace {

using Integers = std::vector<std::int64_t>;

Tensor whole(std::int64_t value) { return Array::of(Integers{value}, {}); }

/// How often integers come, and in how many examples.
struct TokenCounts {
  std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> counts;
  std::int64_t examples = 0;

  void add(const Array& batch) {
    const Array numbers = cast(batch, DType::i64).value();
    const std::int64_t rows = numbers.shape().rank() == 0 ? 1 : numbers.shape()[0];
    const std::int64_t width = rows == 0 ? 0 : numbers.size() / rows;
    const auto all = numbers.data<std::int64_t>();
    for (std::int64_t row = 0; row < rows; ++row) {
      std::set<std::int64_t> here;
      for (const std::int64_t token :
           all.subspan(static_cast<std::size_t>(row * width), static_cast<std::size_t>(width))) {
        ++counts[token].first;
        if (here.insert(token).second) ++counts[token].second;
      }
    }
    examples += rows;
  }
};

}  // namespace

IntegerLookup::IntegerLookup(IntegerLookupOptions options)
    : LayerBase(type, options.name),
      options_(std::move(options)),
      vocabulary_(std::make_shared<Vocabulary>()) {
  require_options();
  if (!options_.vocabulary.empty()) set_vocabulary(options_.vocabulary, options_.idf_weights);
}

void IntegerLookup::require_options() const {
  static const std::vector<std::string> modes = {"int", "one_hot", "multi_hot", "count", "tf_idf"};
  static const std::vector<std::string> methods = {"floormod", "farmhash"};
  const auto require = [&](bool good, const std::string& problem, const char* advice) {
    if (!good) fail<ValueError>({title(), problem, {}, advice});
  };
  const std::string& mode = options_.output_mode;
  if (std::ranges::count(modes, mode) == 0) detail::unknown_name(title(), "output_mode", mode, modes);
  if (std::ranges::count(methods, options_.oov_method) == 0)
    detail::unknown_name(title(), "oov_method", options_.oov_method, methods);
  require(options_.num_oov_indices >= 0 && options_.num_oov_indices < std::int64_t{1} << 30,
          fmt::format("expected num_oov_indices of 0 or more, received {}", options_.num_oov_indices),
          "It is how many numbers stand for what the vocabulary does not have: 1.");
  require(
      !options_.max_tokens || *options_.max_tokens > specials(),
      fmt::format("expected max_tokens above {}, received {}", specials(), options_.max_tokens.value_or(0)),
      "It counts the mask and the numbers for others too.");
  require(!options_.pad_to_max_tokens || options_.max_tokens, "pad_to_max_tokens needs max_tokens",
          "Give max_tokens, or leave it out.");
  require(!options_.salt || options_.oov_method == "farmhash", "a salt is for the oov_method \"farmhash\"",
          "Give .oov_method = \"farmhash\".");
  require(!options_.invert || mode == "int", "invert goes with the output_mode \"int\" only",
          "Indices become integers, which have no other form.");
  require(options_.idf_weights.empty() || mode == "tf_idf",
          "idf_weights go with the output_mode \"tf_idf\" only", "Leave them out.");
  require(mode != "tf_idf" || options_.vocabulary.empty() || !options_.idf_weights.empty(),
          "a given vocabulary needs idf_weights in the output_mode \"tf_idf\"",
          "Give one weight per integer, or adapt.");
}

/// The mask has an index only where indices come out.
std::int64_t IntegerLookup::specials() const {
  return options_.num_oov_indices + (options_.mask_token && options_.output_mode == "int" ? 1 : 0);
}

void IntegerLookup::set_vocabulary(Integers tokens, std::vector<double> weights) {
  const auto require = [&](bool good, const std::string& problem, const char* advice) {
    if (!good) fail<ValueError>({title(), problem, {}, advice});
  };
  // A vocabulary may come with the mask and the numbers for others in front, as get_vocabulary gives it.
  Integers front(static_cast<std::size_t>(specials()), options_.oov_token);
  if (specials() > options_.num_oov_indices) front[0] = *options_.mask_token;
  if (tokens.size() > front.size() && std::equal(front.begin(), front.end(), tokens.begin())) {
    tokens.erase(tokens.begin(), tokens.begin() + specials());
    if (weights.size() > tokens.size()) weights.erase(weights.begin(), weights.begin() + specials());
  }
  Integers sorted = tokens;
  std::ranges::sort(sorted);
  const auto twice = std::ranges::adjacent_find(sorted);
  require(twice == sorted.end(),
          fmt::format("the vocabulary has {} twice", twice == sorted.end() ? 0 : *twice),
          "Each integer has one place.");
  const bool masked = options_.mask_token && std::ranges::binary_search(sorted, *options_.mask_token);
  require(!masked, fmt::format("the vocabulary has the mask_token, {}", options_.mask_token.value_or(0)),
          "The mask has a place of its own: leave it out of the vocabulary.");
  require(!options_.invert || !std::ranges::binary_search(sorted, options_.oov_token),
          fmt::format("the vocabulary has the oov_token, {}", options_.oov_token),
          "With invert it stands for other indices: choose another one.");
  require(
      !options_.max_tokens || static_cast<std::int64_t>(tokens.size()) + specials() <= *options_.max_tokens,
      fmt::format("the vocabulary has {} integers and {} others, more than max_tokens", tokens.size(),
                  specials()),
      "Raise max_tokens, or leave some out.");
  require(options_.output_mode != "tf_idf" || weights.size() == tokens.size(),
          fmt::format("expected one idf weight per integer, {}, received {}", tokens.size(), weights.size()),
          "Weights have the order of the vocabulary.");
  *vocabulary_ = {.tokens = std::move(tokens), .weights = std::move(weights)};
}

IntegerLookup IntegerLookup::from_config(const Attributes& config) {
  IntegerLookupOptions options{
      .max_tokens = detail::optional_in(config, "max_tokens"),
      .num_oov_indices = detail::integer_in(config, "num_oov_indices", 1),
      .mask_token = detail::optional_in(config, "mask_token"),
      .oov_token = detail::integer_in(config, "oov_token", -1),
      .vocabulary = detail::integers_in(config, "vocabulary", {}),
      .idf_weights = detail::reals_of(detail::text_in(config, "idf_weights", ""), "idf_weights"),
      .invert = detail::flag_in(config, "invert", false),
      .output_mode = detail::text_in(config, "output_mode", "int"),
      .pad_to_max_tokens = detail::flag_in(config, "pad_to_max_tokens", false),
      .oov_method = detail::text_in(config, "oov_method", "floormod")};
  const Integers salt = detail::integers_in(config, "salt", {});
  if (!salt.empty())
    options.salt = HashSalt{static_cast<std::uint64_t>(salt[0]), static_cast<std::uint64_t>(salt.back())};
  return IntegerLookup(std::move(options));
}

Attributes IntegerLookup::config() const {
  Integers salt;
  if (options_.salt)
    salt = {static_cast<std::int64_t>((*options_.salt)[0]), static_cast<std::int64_t>((*options_.salt)[1])};
  return {{"max_tokens", detail::optional_value(options_.max_tokens)},
          {"num_oov_indices", options_.num_oov_indices},
          {"mask_token", detail::optional_value(options_.mask_token)},
          {"oov_token", options_.oov_token},
          {"vocabulary", vocabulary_->tokens},
          {"idf_weights", detail::reals_text(vocabulary_->weights)},
          {"invert", options_.invert},
          {"output_mode", options_.output_mode},
          {"pad_to_max_tokens", options_.pad_to_max_tokens},
          {"oov_method", options_.oov_method},
          {"salt", salt}};
}

void IntegerLookup::adapt(const Array& data) { adapt(detail::stream_of(data)); }

void IntegerLookup::adapt(const BatchStream& batches) {
  const auto reject = [&](const char* problem) {
    fail<ValueError>({title(), problem, {}, "Adapt it before it goes into a model."});
  };
  if (built()) reject("is in use already, with another vocabulary");
  if (!options_.vocabulary.empty()) reject("has a given vocabulary");
  TokenCounts found;
  while (const std::optional<Array> batch = batches()) found.add(*batch);
  if (options_.mask_token) found.counts.erase(*options_.mask_token);
  found.counts.erase(options_.oov_token);
  if (found.counts.empty()) reject("cannot be adapted to no data");
  Integers tokens;
  for (const auto& [token, count] : found.counts) tokens.push_back(token);
  std::ranges::sort(tokens, std::greater<>(),
                    [&](std::int64_t t) { return std::pair(found.counts.at(t).first, t); });
  const auto room = static_cast<std::size_t>(options_.max_tokens.value_or(INT64_MAX) - specials());
  if (tokens.size() > room) tokens.resize(room);
  std::vector<double> weights;
  for (const std::int64_t token : tokens) {
    if (options_.output_mode != "tf_idf") break;
    const auto within = static_cast<double>(found.counts.at(token).second);
    weights.push_back(std::log(1 + static_cast<double>(found.examples) / (1 + within)));
  }
  set_vocabulary(std::move(tokens), std::move(weights));
}

Integers IntegerLookup::get_vocabulary(bool include_special_tokens) const {
  Integers all;
  if (include_special_tokens) {
    all.assign(static_cast<std::size_t>(specials()), options_.oov_token);
    if (specials() > options_.num_oov_indices) all[0] = *options_.mask_token;
  }
  all.insert(all.end(), vocabulary_->tokens.begin(), vocabulary_->tokens.end());
  return all;
}

std::int64_t IntegerLookup::vocabulary_size() const {
  return specials() + static_cast<std::int64_t>(vocabulary_->tokens.size());
}

void IntegerLookup::build(std::span<const Shape> inputs) {
  static_cast<void>(only_input(inputs));
  if (vocabulary_->tokens.empty())
    reject_input("it has no vocabulary yet", {}, "Call adapt with data first.");
}

Tensor IntegerLookup::indices_of(const Tensor& x) const {
  const Integers& tokens = vocabulary_->tokens;
  Integers order(tokens.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](std::int64_t i) { return tokens[static_cast<std::size_t>(i)]; });
  Integers sorted;
  for (const std::int64_t i : order) sorted.push_back(tokens[static_cast<std::size_t>(i)]);
  for (std::int64_t& i : order) i += specials();
  const Tensor keys = Array::of(sorted);
  const auto last = static_cast<double>(sorted.size() - 1);
  const Tensor place = minimum(searchsorted(keys, x), last);
  const std::int64_t first_other = specials() - options_.num_oov_indices;
  Tensor others = whole(options_.num_oov_indices == 0 ? -1 : first_other);
  if (options_.num_oov_indices > 1) {
    const Tensor bin = options_.oov_method == "farmhash"
                           ? hash_bucket(x, options_.num_oov_indices, options_.salt)
                           : mod(x, whole(options_.num_oov_indices));
    others = bin + whole(first_other);
  }
  const Tensor found = equal(gather(keys, place), x);
  const Tensor indices = where(found, gather(Array::of(order), place), others);
  if (!options_.mask_token) return indices;
  // The mask's index; none at all where indices become rows of numbers.
  const Tensor masked = equal(x, whole(*options_.mask_token));
  return where(masked, whole(options_.output_mode == "int" ? 0 : -1), indices);
}

Tensor IntegerLookup::tokens_of(const Tensor& indices) const {
  const Integers all = get_vocabulary();
  const auto count = static_cast<std::int64_t>(all.size());
  const Tensor inside = logical_and(greater_equal(indices, whole(0)), less(indices, whole(count)));
  return gather(Array::of(all), where(inside, indices, whole(0))) * cast(inside, DType::i64) +
         whole(options_.oov_token) * cast(logical_not(inside), DType::i64);
}

Tensor IntegerLookup::call(const Tensors& inputs, CallContext&) const {
  const Tensor x = cast(inputs[0], DType::i64);
  if (options_.invert) return tokens_of(x);
  const Tensor indices = indices_of(x);
  if (options_.output_mode == "int") return indices;
  const std::int64_t depth = options_.pad_to_max_tokens ? *options_.max_tokens : vocabulary_size();
  const bool weighted = options_.output_mode == "tf_idf";
  const Tensor y = detail::encoded_categories(indices, depth, weighted ? "count" : options_.output_mode);
  if (!weighted) return y;
  // Others weigh as much as the integers of the vocabulary on average, places behind it nothing.
  const std::vector<double>& weights = vocabulary_->weights;
  const double average =
      std::accumulate(weights.begin(), weights.end(), 0.0) / static_cast<double>(weights.size());
  std::vector<double> all(static_cast<std::size_t>(specials()), average);
  all.insert(all.end(), weights.begin(), weights.end());
  all.resize(static_cast<std::size_t>(depth), 0);
  return y * cast(Array::of(all), DType::f32);
}

}  // namespace saem
