// IntegerLookup and HashedCrossing.
#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "tests/core/support/thrown_message.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::elements;
using test::run_layer;
using Doubles = std::vector<double>;
using Integers = std::vector<std::int64_t>;

Array integer_array(const Integers& list, const Shape& shape) { return Array::of(list, shape); }
Doubles looked_up(IntegerLookupOptions options, const Integers& x) {
  IntegerLookup layer(std::move(options));
  return elements(run_layer(layer, {integer_array(x, {static_cast<std::int64_t>(x.size()), 1})}));
}

// The examples of Keras's documentation.
TEST(IntegerLookup, HasKerasIndices) {
  const Integers vocabulary = {12, 36, 1138, 42};
  EXPECT_EQ(looked_up({.vocabulary = vocabulary}, {12, 1138, 42, 42, 1000, 36}), (Doubles{1, 3, 4, 4, 0, 2}));
  EXPECT_EQ(looked_up({.mask_token = 0, .vocabulary = vocabulary}, {0, 12, 7}), (Doubles{0, 2, 1}));
  EXPECT_EQ(looked_up({.num_oov_indices = 2, .vocabulary = vocabulary}, {12, 1138, 42, 37, 1000, 36}),
            (Doubles{2, 4, 5, 1, 0, 3}));
  EXPECT_EQ(looked_up({.num_oov_indices = 2, .vocabulary = vocabulary}, {-3}), (Doubles{1}));
  EXPECT_EQ(looked_up({.num_oov_indices = 0, .vocabulary = vocabulary}, {12, 5}), (Doubles{0, -1}));
}

TEST(IntegerLookup, GoesBack) {
  EXPECT_EQ(looked_up({.vocabulary = {12, 36}, .invert = true}, {1, 2, 0, 3, -1}),
            (Doubles{12, 36, -1, -1, -1}));
  EXPECT_EQ(
      looked_up({.mask_token = 7, .oov_token = -9, .vocabulary = {12, 36}, .invert = true}, {0, 1, 2, 3}),
      (Doubles{7, -9, 12, 36}));
}

TEST(IntegerLookup, EncodesRows) {
  const Array x = integer_array({12, 1138, 42, 42, 42, 7, 36, 7}, {2, 4});
  const Integers vocabulary = {12, 36, 1138, 42};
  IntegerLookup multi({.vocabulary = vocabulary, .output_mode = "multi_hot"});
  EXPECT_EQ(elements(run_layer(multi, {x})), (Doubles{0, 1, 0, 1, 1, 1, 0, 1, 0, 1}));
  IntegerLookup count({.vocabulary = vocabulary, .output_mode = "count"});
  EXPECT_EQ(elements(run_layer(count, {x})), (Doubles{0, 1, 0, 1, 2, 2, 0, 1, 0, 1}));
  // A mask counts nowhere.
  IntegerLookup masked({.mask_token = 42, .vocabulary = {12, 36, 1138}, .output_mode = "count"});
  EXPECT_EQ(elements(run_layer(masked, {x})), (Doubles{0, 1, 0, 1, 2, 0, 1, 0}));
  // Keras's example of tf-idf.
  IntegerLookup weighted(
      {.vocabulary = vocabulary, .idf_weights = {0.25, 0.75, 0.6, 0.4}, .output_mode = "tf_idf"});
  const Array y = run_layer(weighted, {integer_array({12, 1138, 42, 42, 42, 7, 36, 7}, {2, 4})});
  const Doubles expected = {0, 0.25, 0, 0.6, 0.8, 1.0, 0, 0.75, 0, 0.4};
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(y.at(static_cast<std::int64_t>(i)), expected[i], 1e-6) << i;
  IntegerLookup padded(
      {.max_tokens = 7, .vocabulary = vocabulary, .output_mode = "count", .pad_to_max_tokens = true});
  EXPECT_EQ(run_layer(padded, {x}).shape(), (Shape{2, 7}));
}

TEST(IntegerLookup, AdaptsToData) {
  IntegerLookup layer;
  layer.adapt(integer_array({12, 1138, 42, 42, 1000, 36}, {2, 3}));
  // The most frequent first; of equally frequent ones the larger, as in Keras.
  EXPECT_EQ(layer.get_vocabulary(), (Integers{-1, 42, 1138, 1000, 36, 12}));
  EXPECT_EQ(layer.get_vocabulary(false), (Integers{42, 1138, 1000, 36, 12}));
  EXPECT_EQ(layer.vocabulary_size(), 6);
  EXPECT_EQ(elements(run_layer(layer, {integer_array({42, 12, 5}, {3, 1})})), (Doubles{1, 5, 0}));
  EXPECT_THROW(layer.adapt(integer_array({1}, {1})), ValueError);  // in use
  IntegerLookup small({.max_tokens = 3});
  small.adapt(integer_array({5, 5, 6, 6, 6, 7}, {6}));
  EXPECT_EQ(small.get_vocabulary(), (Integers{-1, 6, 5}));
  IntegerLookup inverse({.output_mode = "tf_idf"});
  inverse.adapt(integer_array({1, 2, 1, 3}, {2, 2}));
  const Array y = run_layer(inverse, {integer_array({1, 2, 9}, {1, 3})});
  const double rare = std::log(1 + 2.0 / 2);
  const double common = std::log(1 + 2.0 / 3);
  const Doubles expected = {(common + 2 * rare) / 3, common, 0, rare};
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(y.at(static_cast<std::int64_t>(i)), expected[i], 1e-6) << i;
  const AnyLayer again = make_layer("IntegerLookup", inverse.config());
  EXPECT_EQ(elements(run_layer(*again, {integer_array({1, 2, 9}, {1, 3})})), elements(y));
}

TEST(IntegerLookup, TakesAVocabularyWithItsSpecialNumbersInFront) {
  IntegerLookup layer({.mask_token = 0, .vocabulary = {0, -1, 12, 36}});
  EXPECT_EQ(layer.get_vocabulary(false), (Integers{12, 36}));
}

TEST(IntegerLookup, RefusesWhatDoesNotGoTogether) {
  const auto text = [](const IntegerLookupOptions& options) {
    return test::thrown_message<ValueError>([&] { IntegerLookup layer(options); });
  };
  EXPECT_EQ(text({.vocabulary = {3, 4, 3}}),
            "IntegerLookup: the vocabulary has 3 twice.\nEach integer has one place.");
  EXPECT_EQ(text({.mask_token = 4, .vocabulary = {3, 4}}),
            "IntegerLookup: the vocabulary has the mask_token, 4.\n"
            "The mask has a place of its own: leave it out of the vocabulary.");
  EXPECT_NE(text({.max_tokens = 2, .vocabulary = {3, 4}}).find("more than max_tokens"), std::string::npos);
  EXPECT_NE(text({.max_tokens = 1}).find("expected max_tokens above 1"), std::string::npos);
  EXPECT_NE(text({.invert = true, .output_mode = "count"}).find("invert goes with"), std::string::npos);
  EXPECT_NE(text({.oov_token = 4, .vocabulary = {4}, .invert = true}).find("oov_token"), std::string::npos);
  EXPECT_NE(text({.salt = HashSalt{1, 2}}).find("a salt is for"), std::string::npos);
  EXPECT_NE(text({.vocabulary = {1}, .output_mode = "tf_idf"}).find("needs idf_weights"), std::string::npos);
  EXPECT_NE(text({.pad_to_max_tokens = true}).find("pad_to_max_tokens needs"), std::string::npos);
  EXPECT_NE(text({.output_mode = "binary"}).find("unknown output_mode"), std::string::npos);
  EXPECT_NE(text({.num_oov_indices = -1}).find("num_oov_indices of 0 or more"), std::string::npos);
  IntegerLookup empty;
  EXPECT_THROW((void)run_layer(empty, {integer_array({1}, {1, 1})}), ShapeError);
  EXPECT_THROW(empty.adapt(Array(Shape{0, 2})), ValueError);
}

// The example of Keras's documentation crosses the letters A and B with numbers into five bins.
TEST(HashedCrossing, IsKerasHash) {
  const std::string_view letters = "ABABA";
  const std::vector<std::uint64_t> numbers = {101, 101, 101, 102, 102};
  const std::vector<std::uint64_t> bins = {1, 4, 1, 1, 3};
  for (std::size_t i = 0; i < 5; ++i) {
    const std::uint64_t first =
        detail::joined_fingerprints(detail::crossing_seed, detail::fingerprint(letters.substr(i, 1)));
    EXPECT_EQ(detail::joined_fingerprints(first, numbers[i]) % 5, bins[i]) << i;
  }
  HashedCrossing layer(10);
  const Array y = run_layer(layer, {integer_array({1, 2, 3}, {3}), integer_array({101, 101, 102}, {3})});
  EXPECT_EQ(y.dtype(), DType::i64);
  EXPECT_EQ(elements(y), (Doubles{0, 8, 5}));
  HashedCrossing hot(3, {.output_mode = "one_hot"});
  EXPECT_EQ(run_layer(hot, {integer_array({1, 2}, {2, 1}), integer_array({3, 4}, {2, 1})}).shape(),
            (Shape{2, 3}));
}

TEST(HashedCrossing, RefusesOtherInputs) {
  EXPECT_THROW(HashedCrossing(0), ValueError);
  EXPECT_THROW(HashedCrossing(3, {.output_mode = "count"}), ValueError);
  HashedCrossing layer(3);
  EXPECT_THROW((void)run_layer(layer, {integer_array({1}, {1})}), ShapeError);
  EXPECT_THROW((void)run_layer(layer, {integer_array({1, 2}, {1, 2}), integer_array({1, 2}, {1, 2})}),
               ShapeError);
  EXPECT_THROW((void)run_layer(layer, {integer_array({1, 2}, {2}), integer_array({1, 2}, {2, 1})}),
               ShapeError);
}

}  // namespace
}  // namespace saem
