#include "saem/data/read_samples.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "saem/core/error.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::TemporaryFolder;

TEST(ReadSamples, ATableByItsEnding) {
  const TemporaryFolder folder;
  folder.write("people.csv", "age,sex\n22,m\n38,f\n");
  folder.write("flowers.arff", "@relation r\n@attribute a numeric\n@attribute c {x,y}\n@data\n1,x\n2,y\n");
  const Samples table = read_samples(folder.path() / "people.csv").samples;
  EXPECT_EQ(table.size(), 2);
  EXPECT_EQ(table.columns[1].name, "sex");
  EXPECT_EQ(table.places[1], "line 3");
  EXPECT_EQ(read_samples(folder.path() / "flowers.arff").samples.columns[1].name, "c");
}

TEST(ReadSamples, AFolderWithTrainAndTestIsOneTable) {
  const TemporaryFolder folder;
  folder.write("train.csv", "a,y\n1,x\n2,z\n");
  folder.write("test.csv", "a,y\n3,x\n");
  const Samples samples = read_samples(folder.path()).samples;
  EXPECT_EQ(samples.size(), 3);
  EXPECT_EQ(std::ranges::count(samples.parts, Part::test), 1);
  EXPECT_EQ(samples.places[2], "test.csv, line 2");
}

TEST(ReadSamples, TestRowsWithoutAnswersAreLeftOutAndSaid) {
  const TemporaryFolder folder;
  folder.write("train.csv", "a,y\n1,x\n2,z\n");
  folder.write("test.csv", "a\n3\n");
  const Samples samples = read_samples(folder.path()).samples;
  EXPECT_EQ(samples.size(), 2);
  EXPECT_TRUE(samples.parts.empty());
  EXPECT_TRUE(std::ranges::any_of(samples.notes, [](const std::string& note) {
    return note.find("test.csv has a column less") != std::string::npos;
  }));
}

// The UCR archive has been given away with tabs (2018), blanks (its web page) and commas (2015).
TEST(ReadSamples, SeriesOfTheUcrArchiveInEachOfItsFormats) {
  for (const auto& [ending, separator] : {std::pair{".tsv", "\t"}, {".txt", "   "}, {"", ","}}) {
    SCOPED_TRACE(ending);
    const TemporaryFolder folder;
    const auto line = [&](const char* label, const char* value) {
      std::string text = label;
      for (const char* v : {value, "-0.5", "1.5e+00"}) text += std::string(separator) + v;
      return text + "\n";
    };
    const auto train = folder.write("X_TRAIN" + std::string(ending), line("1", "2") + line("2", "3"));
    folder.write("X_TEST" + std::string(ending), line("1", "4"));
    const Samples samples = read_samples(train).samples;
    EXPECT_EQ(samples.size(), 3);
    EXPECT_EQ(std::ranges::count(samples.parts, Part::test), 1);
    EXPECT_EQ(samples.columns[0].name, "series");
    if (*ending != '\0') {
      EXPECT_EQ(read_samples(folder.path()).samples.size(), 3);
    }
  }
  const TemporaryFolder folder;
  const auto texts = folder.write("reviews_train.txt", "good\tyes\nbad\tno\n");
  EXPECT_EQ(read_samples(texts).samples.columns.size(), 2U) << "a table";
}

TEST(ReadSamples, TextsAndPicturesByTheirFiles) {
  const TemporaryFolder folder;
  for (const char* name : {"spam", "ham"}) {
    std::filesystem::create_directories(folder.path() / "texts" / name);
    std::filesystem::create_directories(folder.path() / "pictures" / name);
    for (int i = 0; i < 3; ++i) {
      folder.write(std::string("texts/") + name + "/" + std::to_string(i) + ".txt", "some words");
      folder.write(std::string("pictures/") + name + "/" + std::to_string(i) + ".pgm", "P5 2 2 255\nabcd");
    }
  }
  const Samples texts = read_samples(folder.path() / "texts").samples;
  EXPECT_EQ(texts.target, "label");
  EXPECT_EQ(texts.size(), 6);
  const Samples pictures = read_samples(folder.path() / "pictures").samples;
  EXPECT_EQ(pictures.target, "class");
  EXPECT_TRUE(std::holds_alternative<FileColumn>(pictures.column("picture").values));
  const Samples one = read_samples(folder.path() / "pictures" / "ham" / "0.pgm").samples;
  EXPECT_EQ(one.size(), 1);
  EXPECT_EQ(one.columns[0].name, "picture");
}

TEST(ReadSamples, RefusesWhatIsNone) {
  const TemporaryFolder folder;
  EXPECT_THROW(static_cast<void>(read_samples(folder.path() / "nothing.csv")), FileError);
  EXPECT_THROW(static_cast<void>(read_samples(folder.path())), FileError);
  folder.write("a.csv", "1,2\n");
  folder.write("b.csv", "1,2\n");
  EXPECT_THROW(static_cast<void>(read_samples(folder.path())), FileError);
}

TEST(ReadSamples, KnowsWhatIsNotItsOwn) {
  const TemporaryFolder folder;
  EXPECT_FALSE(is_sample_data("mnist"));
  EXPECT_FALSE(is_sample_data("fashion_mnist"));
  EXPECT_FALSE(is_sample_data("no-such-thing"));
  EXPECT_TRUE(is_sample_data("-"));
  EXPECT_TRUE(is_sample_data(folder.path().string()));
  folder.write("train-images-idx3-ubyte", "");
  EXPECT_FALSE(is_sample_data(folder.path().string()));
}

}  // namespace
}  // namespace saem
