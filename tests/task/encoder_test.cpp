#include "saem/task/encoder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "saem/task/number_scaling.h"
#include "saem/task/words.h"
#include "tests/task/support/samples.h"

namespace saem {
namespace {

using test::samples_of;

Samples column_of(const std::vector<std::string>& cells) {
  std::vector<std::vector<std::string>> rows;
  for (const std::string& cell : cells) rows.push_back({cell});
  return samples_of({"x"}, rows);
}

/// The encoder that was written and read again must give the same.
Array encoded(FeatureKind kind, const Samples& train, const Samples& other) {
  const auto encoder = make_encoder(kind);
  encoder->fit(train, train.columns[0]);
  const auto again = read_encoder(encoder->to_json(), "test");
  const Array first = encoder->encode(other, other.columns[0]);
  EXPECT_TRUE(identical(first, again->encode(other, other.columns[0])));
  EXPECT_FALSE(encoder->describe().empty());
  Shape example = first.shape().slice(1, first.shape().rank());
  EXPECT_EQ(example, encoder->output().shape);
  return first;
}

TEST(NumberScaling, QuantilesMakeAnyNumbersNormal) {
  Generator random(5);
  std::vector<double> skewed;
  for (int i = 0; i < 5'000; ++i) skewed.push_back(std::exp(3 * random.normal()));
  NumberScaling scaling;
  scaling.fit(skewed, NumberScale::quantile);
  double mean = 0, square = 0;
  for (const double x : skewed) {
    mean += scaling.apply(x) / 5'000;
    square += scaling.apply(x) * scaling.apply(x) / 5'000;
  }
  EXPECT_NEAR(mean, 0, 0.02);
  EXPECT_NEAR(square, 1, 0.05);
  EXPECT_LT(scaling.apply(0.5), scaling.apply(0.6));
  EXPECT_TRUE(std::isfinite(scaling.apply(1e300)));
  EXPECT_TRUE(std::isfinite(scaling.apply(-std::numeric_limits<double>::infinity())));
}

TEST(NumberScaling, QuantilesAscendWhateverTheNumbers) {
  Generator random(6);
  for (int round = 0; round < 50; ++round) {
    std::vector<double> values;
    const double unit = std::exp(10 * random.normal());
    for (int i = 0; i < 1'500 + 37 * round; ++i)
      values.push_back(unit * (round % 2 == 0 ? std::floor(random.uniform(0, 40)) / 3 : random.normal()));
    NumberScaling scaling;
    scaling.fit(values, NumberScale::quantile);
    const auto json = nlohmann::ordered_json::parse(scaling.to_json().dump());
    const NumberScaling again = NumberScaling::from_json(json);  // refuses those that do not ascend
    for (const double x : values) ASSERT_EQ(again.apply(x), scaling.apply(x));
  }
}

TEST(NumberScaling, StandardIsTheFormula) {
  NumberScaling scaling;
  scaling.fit({2, 4, 4, 4, 5, 5, 7, 9}, NumberScale::standard);  // mean 5, deviation 2
  EXPECT_DOUBLE_EQ(scaling.apply(7), 1);
  EXPECT_DOUBLE_EQ(scaling.apply(5), 0);
  EXPECT_EQ(scaling.apply(1e9), 10);
}

TEST(NumberScaling, ConstantsAndNothingDoNoHarm) {
  for (const NumberScale scale : {NumberScale::quantile, NumberScale::standard}) {
    NumberScaling constant, nothing;
    constant.fit({3, 3, 3}, scale);
    nothing.fit({std::nan(""), std::nan("")}, scale);
    EXPECT_EQ(constant.apply(3), 0);
    EXPECT_TRUE(std::isfinite(constant.apply(1e200)));
    EXPECT_TRUE(std::isfinite(nothing.apply(4)));
  }
}

TEST(Encoders, NumbersTellMissingOnes) {
  const Array y =
      encoded(FeatureKind::number, column_of({"1", "2", "", "4", "NA", "8"}), column_of({"2", "", "100"}));
  ASSERT_EQ(y.shape(), (Shape{3, 2}));
  EXPECT_EQ(y.at(1), 0);
  EXPECT_EQ(y.at(3), 1);
  EXPECT_GT(y.at(4), y.at(0));
}

TEST(Encoders, NumbersWithADecimalComma) {
  const Samples comma = column_of({"1,5", "2,25", "3,75"});
  const Array y = encoded(FeatureKind::number, comma, comma);
  EXPECT_LT(y.at(0), y.at(1));
  EXPECT_NEAR(y.at(1), 0, 1e-6);
}

TEST(Encoders, ANumberThatIsNoneIsNamedWithItsPlace) {
  const auto encoder = make_encoder(FeatureKind::number);
  const Samples train = column_of({"1", "2"}), other = column_of({"3", "many"});
  encoder->fit(train, train.columns[0]);
  try {
    static_cast<void>(encoder->encode(other, other.columns[0]));
    FAIL();
  } catch (const ValueError& error) {
    EXPECT_NE(std::string(error.what()).find("table.csv, line 3: 'x': expected a number, received 'many'"),
              std::string::npos)
        << error.what();
  }
}

TEST(Encoders, CategoriesThatTrainingHasNotSeenAreUnknown) {
  const Array y =
      encoded(FeatureKind::category, column_of({"red", "green", "red"}), column_of({"green", "blue", "red"}));
  EXPECT_EQ(y.at(0), 1);
  EXPECT_EQ(y.at(1), 0);
  EXPECT_EQ(y.at(2), 2);
}

TEST(Encoders, ManyCategoriesAreBounded) {
  std::vector<std::string> cells;
  for (int i = 0; i < 30'000; ++i) cells.push_back("c" + std::to_string(i / 2));
  const Samples samples = column_of(cells);
  const auto encoder = make_encoder(FeatureKind::category, {.most_categories = 100});
  encoder->fit(samples, samples.columns[0]);
  EXPECT_EQ(encoder->output().vocabulary, 101);
}

TEST(Encoders, TextsAreWordsInOrder) {
  const Samples train =
      column_of({"the cat sat, the cat ran", "a cat. the dog", "call 555 now", "call 777 now"});
  const Array y = encoded(FeatureKind::text, train, column_of({"the cat", "zebra", "call 999"}));
  EXPECT_EQ(y.at(1), 2);  // the most frequent, by the alphabet
  EXPECT_NE(y.at(1), y.at(0));
  const std::int64_t steps = y.shape()[1];
  EXPECT_EQ(y.at(steps), 1);          // unknown
  EXPECT_GT(y.at(2 * steps + 1), 1);  // a number of three digits, as others
  EXPECT_EQ(y.at(steps - 1), 0);
}

TEST(Encoders, TextsEndWithTheirFirstCharacters) {
  const Samples train = column_of({"Ab 한국", "bA 한국", "x"});
  const auto encoder = make_encoder(FeatureKind::text);
  encoder->fit(train, train.columns[0]);
  const Encoder::Output output = encoder->output();
  ASSERT_EQ(output.characters, 8);
  ASSERT_EQ(output.shape, (Shape{8 + 8}));
  EXPECT_EQ(output.character_vocabulary, 2 + 5);  // A, b, the blank, 한 and 국; x occurs once
  const Samples some = column_of({"aAx국", "A much longer text than any before", "\xC3"});
  const Array y = encoder->encode(some, some.columns[0]);
  const auto at = [&](std::int64_t row, std::int64_t i) { return y.at(row * 16 + 8 + i); };
  EXPECT_EQ(at(0, 0), 1);  // small a was never seen
  EXPECT_GT(at(0, 1), 1);
  EXPECT_EQ(at(0, 2), 1);
  EXPECT_GT(at(0, 3), 1);
  EXPECT_EQ(at(0, 4), 0);
  EXPECT_EQ(at(1, 0), at(0, 1));
  EXPECT_EQ(at(2, 0), 1);  // half a character
  EXPECT_TRUE(identical(y, read_encoder(encoder->to_json(), "test")->encode(some, some.columns[0])));
  // Files of before have words alone.
  nlohmann::ordered_json before = encoder->to_json();
  before.erase("characters");
  before.erase("character_steps");
  const auto words = read_encoder(before, "test");
  EXPECT_EQ(words->output().shape, (Shape{8}));
  EXPECT_EQ(words->encode(some, some.columns[0]).at(8), y.at(16));
}

TEST(Words, CharactersKeepTheirBytesTogether) {
  EXPECT_EQ(characters_of("a£한😀", 9), (std::vector<std::string_view>{"a", "£", "한", "😀"}));
  EXPECT_EQ(characters_of("abc", 2), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ(characters_of("\x80\xE2\x82", 9), (std::vector<std::string_view>{"\x80", "\xE2\x82"}));
}

TEST(Words, AreRunsOfLettersAndSingleSigns) {
  EXPECT_EQ(words_of("I don't  KNOW.\n3,5 größer 한국어"),
            (std::vector<std::string>{"i", "don", "'", "t", "know", ".", "3", ",", "5", "größer", "한국어"}));
  EXPECT_TRUE(words_of(" \t\n").empty());
  EXPECT_EQ(digits_as_zeros("a12b"), "a00b");
  EXPECT_EQ(digits_as_zeros("word"), "");
}

TEST(Encoders, DatesKnowTheYearTheWeekAndTheDay) {
  const Samples days = column_of({"2024-01-01", "2024-01-08", "2024-07-01T12:00", ""});
  const Array y = encoded(FeatureKind::date, days, days);
  EXPECT_NEAR(y.at(3), y.at(8 + 3), 1e-5);  // both are Mondays
  EXPECT_NEAR(y.at(4), y.at(8 + 4), 1e-5);
  EXPECT_NE(y.at(1), y.at(16 + 1));
  EXPECT_EQ(y.at(24 + 7), 1);  // missing
}

TEST(Encoders, RecordingsBecomeTheSameLength) {
  Samples samples{.name = "recordings"};
  SeriesColumn series{{Array::of<float>({1, 10, 2, 20, 3, 30}, {3, 2}), Array::of<float>({5, 50}, {1, 2})},
                      {"a", "b"}};
  samples.columns.push_back({"series", series});
  const auto encoder = make_encoder(FeatureKind::series);
  encoder->fit(samples, samples.columns[0]);
  const Array y = encoder->encode(samples, samples.columns[0]);
  ASSERT_EQ(y.shape(), (Shape{2, 8, 3}));  // a third channel tells where there is a recording
  EXPECT_EQ(y.at(2), 1);
  EXPECT_EQ(y.at(8 * 3 + 3 + 2), 0);
  EXPECT_NEAR(y.at(0), y.at(1), 1e-6);  // the same but for its unit
  EXPECT_TRUE(identical(y, read_encoder(encoder->to_json(), "test")->encode(samples, samples.columns[0])));
}

TEST(Encoders, DamagedTextIsRefused) {
  for (const char* text :
       {"{}", "[]", "{\"type\": \"nothing\"}", "{\"type\": \"number\"}",
        "{\"type\": \"text\", \"steps\": -1, \"words\": []}",
        "{\"type\": \"text\", \"steps\": 8, \"words\": [], \"character_steps\": 9}",
        "{\"type\": \"text\", \"steps\": 8, \"words\": [], \"character_steps\": -9, \"characters\": []}",
        "{\"type\": \"series\", \"steps\": 4, \"varies\": false, \"means\": [1], \"deviations\": []}",
        "{\"type\": \"number\", \"scaling\": {\"scale\": \"quantile\", \"median\": 0, \"quantiles\": [2, "
        "1]}, "
        "\"decimal\": \".\", \"thousands\": \"\", \"has_missing\": false}"}) {
    EXPECT_THROW(static_cast<void>(read_encoder(nlohmann::ordered_json::parse(text), "model")), FileError)
        << text;
  }
}

}  // namespace
}  // namespace saem
