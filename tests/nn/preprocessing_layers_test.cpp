// Normalization, CategoryEncoding, Hashing, Discretization, Embedding.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/nn/layers.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::elements;
using test::run_layer;
using Doubles = std::vector<double>;

Array apply(const Layer& layer, const Array& x) {
  CallContext context;
  return layer.apply({x}, context).value();
}

Array ints(const std::vector<std::int64_t>& list, const Shape& shape) { return Array::of(list, shape); }

TEST(Normalization, AdaptsToData) {
  Normalization layer;
  const Array x = Array::of(std::vector<float>{1, 10, 3, 30}, {2, 2});
  layer.adapt(x);
  EXPECT_EQ(elements(apply(layer, x)), (Doubles{-1, -1, 1, 1}));
  EXPECT_EQ(layer.parameter_count(), 5);  // mean, variance and count, as in Keras
  EXPECT_TRUE(layer.trainable_variables().empty());
  Normalization all({.axis = {}});
  all.adapt(Array::of(std::vector<float>{1, 3}, {1, 2}));
  EXPECT_EQ(elements(apply(all, Array::of(std::vector<float>{1, 3}, {1, 2}))), (Doubles{-1, 1}));
  EXPECT_THROW(all.adapt(Array(Shape{0, 2})), ShapeError);
}

/// The rows of an array, a few at a time.
BatchStream batches_of(const Array& data, std::int64_t size) {
  return [=, next = std::int64_t{0}]() mutable -> std::optional<Array> {
    const std::int64_t begin = next;
    const std::int64_t end = std::min(begin + size, data.shape()[0]);
    if (begin >= end) return std::nullopt;
    next = end;
    std::vector<std::int64_t> from(static_cast<std::size_t>(data.shape().rank()), 0);
    std::vector<std::int64_t> to(data.shape().begin(), data.shape().end());
    from[0] = begin;
    to[0] = end;
    return slice(data, from, to).value();
  };
}

TEST(Normalization, AdaptsToBatches) {
  Generator g(3);
  Array x(Shape{50, 3, 2});
  for (float& each : x.mutable_data<float>()) each = static_cast<float>(100 + g.normal());
  for (const std::vector<int>& axis : {std::vector<int>{-1}, {1, 2}, {}}) {
    Normalization whole({.axis = axis});
    Normalization parts({.axis = axis});
    whole.adapt(x);
    parts.adapt(batches_of(x, 7));
    for (std::size_t i = 0; i < 3; ++i) {
      const Array a = whole.variables()[i].value();
      const Array b = parts.variables()[i].value();
      for (std::int64_t j = 0; j < a.size(); ++j) EXPECT_NEAR(a.at(j), b.at(j), 1e-6 * std::abs(a.at(j)));
    }
  }
  Normalization none;
  EXPECT_THROW(none.adapt([]() -> std::optional<Array> { return std::nullopt; }), ShapeError);
  Normalization narrow;
  narrow.adapt(Array::full({2, 3}, 1));
  EXPECT_THROW(narrow.adapt(Array::full({2, 4}, 1)), ShapeError);
}

TEST(Normalization, TakesGivenNumbersAndGoesBack) {
  Normalization layer({.mean = {3}, .variance = {4}});
  EXPECT_EQ(elements(run_layer(layer, {Array::of(std::vector<float>{1, 5}, {2, 1})})), (Doubles{-1, 1}));
  Normalization back({.mean = {3, 1}, .variance = {4, 0}, .invert = true});
  EXPECT_NEAR(run_layer(back, {Array::of(std::vector<float>{-1, 1}, {1, 2})}).at(0), 1, 1e-6);
  EXPECT_EQ(layer.parameter_count(), 0);
  EXPECT_EQ(Normalization::from_config(back.config()).config(), back.config());
  EXPECT_THROW(Normalization({.mean = {1}}), ValueError);
  EXPECT_THROW(layer.adapt(Array::full({2, 1}, 1)), ValueError);
  Normalization wrong({.mean = {1, 2, 3}, .variance = {1, 1, 1}});
  EXPECT_THROW((void)run_layer(wrong, {Array::full({1, 2}, 1)}), ShapeError);
}

// The examples of Keras's documentation.
TEST(CategoryEncoding, HasKerasModes) {
  CategoryEncoding one_hot(4, {.output_mode = "one_hot"});
  EXPECT_EQ(elements(run_layer(one_hot, {ints({3, 2}, {2})})), (Doubles{0, 0, 0, 1, 0, 0, 1, 0}));
  CategoryEncoding multi_hot(4);
  EXPECT_EQ(elements(run_layer(multi_hot, {ints({0, 1, 0, 0, 1, 2, 3, 1}, {4, 2})})),
            (Doubles{1, 1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1}));
  CategoryEncoding count(4, {.output_mode = "count"});
  const Array weights = Array::of(std::vector<float>{.1F, .2F, .1F, .1F, .2F, .3F, .4F, .2F}, {4, 2});
  const Array y = run_layer(count, {ints({0, 1, 0, 0, 1, 2, 3, 1}, {4, 2}), weights});
  const Doubles expected = {.1, .2, 0, 0, .2, 0, 0, 0, 0, .2, .3, 0, 0, .2, 0, .4};
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(y.at(static_cast<std::int64_t>(i)), expected[i], 1e-6);
  EXPECT_THROW(CategoryEncoding(4, {.output_mode = "int"}), ValueError);
  EXPECT_THROW(CategoryEncoding(0), ValueError);
}

// The examples of Keras's documentation hash the letters A to E into three bins.
TEST(Hashing, IsKerasHash) {
  const std::string_view letters = "ABCDE";
  const std::vector<std::uint64_t> farm = {1, 0, 1, 1, 2};
  const std::vector<std::uint64_t> sip = {1, 2, 1, 0, 2};
  const std::vector<std::uint64_t> sip_of_one_word = {0, 0, 2, 1, 0};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(detail::fingerprint(letters.substr(i, 1)) % 3, farm[i]) << i;
    EXPECT_EQ(detail::sip_hash(letters.substr(i, 1), {133, 137}) % 3, sip[i]) << i;
    EXPECT_EQ(detail::sip_hash(letters.substr(i, 1), {133, 133}) % 3, sip_of_one_word[i]) << i;
  }
  // The first vector of SipHash's reference: key 0 … 15, text 0 … 14.
  std::string text;
  for (char c = 0; c < 15; ++c) text += c;
  EXPECT_EQ(detail::sip_hash(text, {0x0706050403020100, 0x0f0e0d0c0b0a0908}), 0xa129ca6149be45e5);
}

TEST(Hashing, IsTheSameForEveryDTypeAndMasks) {
  Hashing layer(100);
  const Array a = run_layer(layer, {ints({-3, 0, 12345678901, 7}, {4})});
  EXPECT_EQ(a.at(1), static_cast<double>(detail::fingerprint("0") % 100));
  EXPECT_EQ(a.at(2), static_cast<double>(detail::fingerprint("12345678901") % 100));
  Hashing again(100);
  EXPECT_EQ(run_layer(again, {Array::of(std::vector<float>{7}, {1})}).item(), a.at(3));
  Hashing masked(3, {.mask_value = 7, .salt = HashSalt{1, 2}});
  const Array m = run_layer(masked, {ints({7, 8, 9}, {3})});
  EXPECT_EQ(m.at(0), 0);
  EXPECT_GT(m.at(1), 0);
  EXPECT_GT(m.at(2), 0);
  EXPECT_EQ(Hashing::from_config(masked.config()).config(), masked.config());
  Hashing hot(3, {.output_mode = "one_hot"});
  EXPECT_EQ(run_layer(hot, {ints({1, 2}, {2, 1})}).shape(), (Shape{2, 3}));
  EXPECT_THROW(Hashing(0), ValueError);
}

TEST(Discretization, FindsTheBin) {
  // Keras's example.
  Discretization layer({.bin_boundaries = {0, 1, 2}});
  EXPECT_EQ(
      elements(run_layer(layer, {Array::of(std::vector<float>{-1.5F, 1, 3.4F, .5F, 0, 3, 1.3F, 0}, {2, 4})})),
      (Doubles{0, 2, 3, 1, 1, 3, 2, 1}));
  EXPECT_THROW(Discretization({.bin_boundaries = {1, 0}}), ValueError);
  EXPECT_THROW(Discretization({}), ValueError);
  EXPECT_THROW(Discretization({.bin_boundaries = {1}, .num_bins = 3}), ValueError);
}

TEST(Discretization, AdaptsToData) {
  Discretization layer({.num_bins = 4});
  EXPECT_THROW((void)run_layer(layer, {Array::full({1, 1}, 1)}), ShapeError);  // not adapted yet
  std::vector<float> data;
  for (int i = 0; i < 1000; ++i) data.push_back(static_cast<float>((i * 377) % 1000));
  layer.adapt(Array::of(data, {1000, 1}));
  ASSERT_EQ(layer.bin_boundaries().size(), 3U);
  for (int i = 0; i < 3; ++i)
    EXPECT_NEAR(layer.bin_boundaries()[static_cast<std::size_t>(i)], 250 * (i + 1), 11);
  EXPECT_EQ(elements(run_layer(layer, {Array::of(std::vector<float>{10, 400, 990}, {3, 1})})),
            (Doubles{0, 1, 3}));
  EXPECT_EQ(Discretization::from_config(layer.config()).bin_boundaries(), layer.bin_boundaries());
  EXPECT_THROW(layer.adapt(Array::full({2, 1}, 1)), ValueError);  // in use
}

// The numbers of Keras 3.15: Discretization(num_bins=4, epsilon=0.05).adapt of 0 … 99, and of its quarters.
TEST(Discretization, AdaptsToBatches) {
  std::vector<float> data;
  for (int i = 0; i < 100; ++i) data.push_back(static_cast<float>(i));
  const Array x = Array::of(data, {100, 1});
  Discretization whole({.num_bins = 4, .epsilon = 0.05});
  whole.adapt(x);
  Discretization parts({.num_bins = 4, .epsilon = 0.05});
  parts.adapt(batches_of(x, 25));
  for (const Discretization& layer : {whole, parts}) {
    ASSERT_EQ(layer.bin_boundaries().size(), 3U);
    for (int i = 0; i < 3; ++i)
      EXPECT_NEAR(layer.bin_boundaries()[static_cast<std::size_t>(i)], 25 * i + 24, 1e-4);
  }
  Discretization none({.num_bins = 4});
  EXPECT_THROW(none.adapt([]() -> std::optional<Array> { return std::nullopt; }), ValueError);
}

TEST(Embedding, TakesRows) {
  Embedding layer(3, 2);
  const Array table = Array::of(std::vector<float>{1, 2, 3, 4, 5, 6}, {3, 2});
  const Array y = run_layer(layer, {ints({2, 0}, {1, 2})}, {table});
  EXPECT_EQ(y.shape(), (Shape{1, 2, 2}));
  EXPECT_EQ(elements(y), (Doubles{5, 6, 1, 2}));
  EXPECT_EQ(layer.variables()[0].name(), "embedding/embeddings");
  Embedding from_floats(3, 2);
  EXPECT_EQ(elements(run_layer(from_floats, {Array::of(std::vector<float>{1}, {1, 1})}, {table})),
            (Doubles{3, 4}));
  CallContext context;
  const Tensor total = sum(layer.apply({ints({2, 2}, {1, 2})}, context));
  EXPECT_EQ(elements(grad(total, layer.variables()[0].read()).value()), (Doubles{0, 0, 0, 0, 2, 2}));
  EXPECT_THROW((void)apply(layer, ints({3, 0}, {1, 2})), ValueError);
  EXPECT_THROW(Embedding(0, 1), ValueError);
}

}  // namespace
}  // namespace saem
