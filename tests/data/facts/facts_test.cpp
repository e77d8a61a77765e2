#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "saem/data/facts/content_facts.h"
#include "saem/data/facts/file_facts.h"
#include "saem/data/facts/repeats.h"
#include "saem/data/facts/unusual_values.h"
#include "tests/data/sounds/make_wav.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/little_endian.h"
#include "tests/data/support/make_files.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::has_text;
using Strings = std::vector<std::string>;
using Hashes = std::vector<std::uint64_t>;
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

TEST(Repeats, AreCountedSharedAndContradicting) {
  const Hashes hashes{5, 6, 5, 0, 0, 5};
  const std::vector<Part> parts{Part::train, Part::test, Part::test, Part::train, Part::test, Part::train};
  const TextColumn answers(Strings{"a", "a", "a", "a", "a", "b"});
  const Repeats r = find_repeats(hashes, parts, &answers);
  EXPECT_EQ(r.count, 2);
  EXPECT_EQ(r.first, (ExamplePair{0, 2}));
  EXPECT_EQ(r.shared, 1);
  EXPECT_EQ(r.first_shared, (ExamplePair{0, 2}));
  EXPECT_EQ(r.contradicting, 1);
  EXPECT_EQ(r.first_contradicting, (ExamplePair{0, 5}));
}

TEST(Repeats, TrainingMayComeAfterTest) {
  const Repeats r = find_repeats(Hashes{5, 5}, std::vector<Part>{Part::test, Part::train});
  EXPECT_EQ(r.shared, 1);
  EXPECT_EQ(r.first_shared, (ExamplePair{1, 0}));
  EXPECT_EQ(find_repeats(Hashes{5, 5}).shared, 0);
  EXPECT_EQ(find_repeats({}).count, 0);
}

TEST(Spread, HasTheMedianBetweenTwo) {
  const Spread s = spread_of({4, 1, 3, 2});
  EXPECT_EQ(s.least, 1);
  EXPECT_EQ(s.most, 4);
  EXPECT_EQ(s.median, 2.5);
  EXPECT_EQ(s.mean, 2.5);
  EXPECT_EQ(spread_of({}).most, 0);
}

TEST(SeriesFacts, SeesLengthsRangesAndMissingValues) {
  SeriesColumn column;
  column.channels = {"x", "y"};
  column.values.push_back(Array::of(std::vector<float>{1, 10, 2, nan, 3, 30}, Shape{3, 2}));
  column.values.push_back(Array::of(std::vector<float>{7, 7, 7, 7}, Shape{2, 2}));
  const SeriesFacts f = series_facts(column);
  EXPECT_EQ(f.steps.least, 2);
  EXPECT_EQ(f.steps.most, 3);
  EXPECT_EQ(f.values, 10);
  EXPECT_EQ(f.missing, 1);
  ASSERT_EQ(f.channels.size(), 2U);
  EXPECT_EQ(f.channels[0].most, 7);
  EXPECT_EQ(f.channels[1].missing, 1);
  EXPECT_EQ(f.constant, std::vector<std::int64_t>{1});
}

TEST(TextFacts, CountsCharactersAndWordsOfAnyLanguage) {
  const TextFacts f = text_facts(TextColumn(Strings{"two words", "안녕 하세요", "", "  "}));
  EXPECT_EQ(f.missing, 2);
  EXPECT_EQ(f.characters.least, 6);
  EXPECT_EQ(f.characters.most, 9);
  EXPECT_EQ(f.words.most, 2);
  EXPECT_EQ(f.longest, 0);
  EXPECT_EQ(text_facts(TextColumn(Strings{})).longest, -1);
}

TEST(ArrayFacts, SeesConstantExamples) {
  const ArrayFacts f = array_facts({Array::of(std::vector<float>{0, 1, 5, 5, nan, 2}, Shape{3, 2})});
  EXPECT_EQ(f.shape, (Shape{2}));
  EXPECT_EQ(f.most, 5);
  EXPECT_EQ(f.not_finite, 1);
  EXPECT_EQ(f.constant, std::vector<std::int64_t>{1});
}

TEST(ExampleHashes, DifferWhereValuesDo) {
  Samples samples{.name = "s"};
  samples.columns.push_back({"a", TextColumn(Strings{"x", " x ", "y", "x"})});
  samples.columns.push_back({"b", TextColumn(Strings{"1", "1", "1", "2"})});
  const Hashes hashes = example_hashes(samples, {"a", "b"});
  EXPECT_EQ(hashes[0], hashes[1]);
  EXPECT_NE(hashes[0], hashes[2]);
  EXPECT_NE(hashes[0], hashes[3]);
  EXPECT_EQ(example_hashes(samples, {}), (Hashes{0, 0, 0, 0}));
}

class FileFactsTest : public testing::Test {
 protected:
  FileColumn files(FileColumn::Kind kind, const std::vector<std::string>& contents) const {
    FileColumn column{.kind = kind, .files = {}};
    for (const std::string& content : contents)
      column.files.push_back(folder_.write(std::to_string(column.files.size()), content));
    return column;
  }
  test::TemporaryFolder folder_;
};

TEST_F(FileFactsTest, PicturesAreDecodedToFindDamage) {
  const std::string good = test::make_png(2, 1, {std::string("\x01\x02", 2)});
  const std::string dull = test::make_png(2, 2, {std::string("\x07\x07", 2), std::string("\x07\x07", 2)});
  const std::string cut = good.substr(0, good.size() - 20);
  FileColumn column = files(FileColumn::Kind::picture, {good, dull, cut, "", "hello", good});
  column.files.emplace_back(folder_.path() / "absent");
  const PictureFacts f = picture_facts(column, {.seconds = 0});
  EXPECT_EQ(f.files, 7);
  EXPECT_EQ(f.looked_at, 7);
  ASSERT_EQ(f.unreadable.size(), 4U);
  EXPECT_EQ(f.unreadable[0].first, 2);
  EXPECT_TRUE(has_text(f.unreadable[3].second, "absent"));
  EXPECT_EQ(f.formats, (std::map<std::string, std::int64_t>{{"a PNG picture", 3}}));
  EXPECT_EQ((f.sizes.at({1, 2})), 2);
  EXPECT_EQ(f.channels.at(1), 3);
  EXPECT_EQ(f.constant, std::vector<std::int64_t>{1});
  EXPECT_EQ(f.hashes[0], f.hashes[5]);
  EXPECT_NE(f.hashes[0], f.hashes[1]);
}

TEST_F(FileFactsTest, WithLittleTimeAnEvenShareIsLookedAt) {
  const FileColumn column = files(FileColumn::Kind::picture, Strings(300, "no picture"));
  const PictureFacts f = picture_facts(column, {.seconds = 1e-9});
  EXPECT_EQ(f.looked_at, 64);
  std::int64_t in_first_half = 0;
  for (const auto& [example, problem] : f.unreadable) in_first_half += example < 150;
  EXPECT_NEAR(static_cast<double>(in_first_half), 32, 3);
  EXPECT_EQ(picture_facts(column, {.seconds = 0}).looked_at, 300);
  EXPECT_EQ(picture_facts({}, {}).files, 0);
}

TEST_F(FileFactsTest, SilentAndClippedSoundsAreFound) {
  std::string sine, clipped;
  for (int i = 0; i < 800; ++i) {
    const double x = std::sin(i * 0.1);
    sine += test::little_endian(static_cast<std::uint16_t>(static_cast<std::int16_t>(8000 * x)), 2);
    clipped += test::little_endian(
        static_cast<std::uint16_t>(static_cast<std::int16_t>(std::clamp(60000 * x, -32768.0, 32767.0))), 2);
  }
  const SoundFileFacts f = sound_facts(
      files(FileColumn::Kind::sound,
            {test::make_wav(sine), test::make_wav(std::string(1600, '\0')), test::make_wav(clipped), "RIFF"}),
      {});
  EXPECT_EQ(f.rates, (std::map<std::int64_t, std::int64_t>{{8000, 3}}));
  EXPECT_EQ(f.channels.at(1), 3);
  EXPECT_DOUBLE_EQ(f.seconds.most, 0.1);
  EXPECT_EQ(f.silent, std::vector<std::int64_t>{1});
  EXPECT_EQ(f.clipped, std::vector<std::int64_t>{2});
  ASSERT_EQ(f.unreadable.size(), 1U);
  EXPECT_EQ(f.unreadable[0].first, 3);
}

Strings unusual(Strings values) { return unusual_values(TextColumn(values)); }

TEST(UnusualValues, AreFoundInNumbers) {
  Strings usual;
  for (int i = 0; i < 100; ++i) usual.push_back(std::to_string(i % 37));
  EXPECT_TRUE(unusual(usual).empty());
  Strings with = usual;
  with[3] = "1000000";
  ASSERT_EQ(unusual(with).size(), 1U);
  EXPECT_TRUE(has_text(unusual(with)[0], "a number is far from the others (half lie in"));
  with = usual;
  with[1] = with[2] = with[5] = "-999";
  EXPECT_TRUE(has_text(unusual(with)[0], "-999 comes 3 times"));
  with = usual;
  with[1] = "inf";
  with[2] = "twelve";
  const Strings found = unusual(with);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0], "1 infinite");
  EXPECT_TRUE(has_text(found[1], "1 of 100 are no numbers, such as 'twelve'"));
}

TEST(UnusualValues, AreFoundInNames) {
  EXPECT_TRUE(has_text(unusual({"male", "Male", "female"})[0], "differ in case or blanks only"));
  EXPECT_TRUE(has_text(unusual({"a", "a ", "b"})[0], "differ in case or blanks only"));
  EXPECT_TRUE(
      has_text(unusual({"31,390", "77,878"})[0], "is read as 31.39; if it means a thousand times that"));
  EXPECT_TRUE(has_text(unusual({"31,390", "950"})[0], "is read as 31390; if it means a thousandth of that"));
  EXPECT_TRUE(unusual({"a", "b", "a", "", "NA"}).empty());
  EXPECT_TRUE(unusual({}).empty());
  EXPECT_TRUE(unusual({"", ""}).empty());
  EXPECT_TRUE(unusual({"99", "99"}).empty());
}

}  // namespace
}  // namespace saem
