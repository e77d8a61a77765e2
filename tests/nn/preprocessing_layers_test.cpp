// Normalization, CategoryEncoding, Hashing, Discretization, Embedding.
#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/nn/layers.h"
#include "saem/ops/reduction.h"
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
