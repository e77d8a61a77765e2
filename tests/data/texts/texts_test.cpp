#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "saem/core/error.h"
#include "saem/data/texts/text_folder.h"
#include "saem/data/texts/text_lines.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/real_data.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::has_text;
using test::message_of;
using Strings = std::vector<std::string>;

Strings column_of(const ReaderResult& result, const std::string& name) {
  return std::get<TextColumn>(result.samples.column(name).values).to_strings();
}
Strings texts_of(const ReaderResult& result) { return column_of(result, "text"); }
Strings labels_of(const ReaderResult& result) { return column_of(result, "label"); }
std::map<std::string, int> counts_of(const Strings& labels) {
  std::map<std::string, int> counts;
  for (const std::string& label : labels) ++counts[label];
  return counts;
}

class Texts : public testing::Test {
 protected:
  std::filesystem::path add(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories((folder_.path() / name).parent_path());
    return folder_.write(name, content);
  }
  [[nodiscard]] std::string refusal(const std::filesystem::path& path) const {
    return message_of<FileError>([&] { (void)read_texts(path); });
  }
  test::TemporaryFolder folder_;
};

TEST_F(Texts, AFolderForEachClass) {
  add("train/pos/0_9.txt", "Good\nfilm.\n");
  add("train/neg/0_1.txt", "Bad. \r\n");
  add("train/unsup/0.txt", "?");
  add("test/pos/1.txt", "Caf\xE9!");
  add("test/pos/.DS_Store", "x");
  add("imdb.vocab", "words");
  const ReaderResult result = read_texts(folder_.path());
  EXPECT_EQ(texts_of(result), (Strings{"Bad.", "Good\nfilm.", "Café!"}));
  EXPECT_EQ(labels_of(result), (Strings{"neg", "pos", "pos"}));
  EXPECT_EQ(result.samples.target, "label");
  EXPECT_EQ(result.samples.parts, (std::vector{Part::train, Part::train, Part::test}));
  EXPECT_EQ(result.samples.places[2], "test/pos/1.txt");
  const std::string notes = testing::PrintToString(result.samples.notes);
  EXPECT_TRUE(has_text(notes, "left out 1 folder (train/unsup) that is no class"));
  EXPECT_TRUE(has_text(notes, "left out 1 hidden or system file (test/pos/.DS_Store)"));
  EXPECT_TRUE(has_text(notes, "text read as Latin-1"));
}

TEST_F(Texts, BadFilesOfFoldersStopOrAreListed) {
  add("train/a/1.txt", "text");
  add("train/a/2.txt", " \n\t\n");
  add("test/b/3.txt", std::string("zero\0byte", 9));
  EXPECT_TRUE(has_text(refusal(folder_.path()), "2.txt: there is no text\n(label 'a')"));
  const ReaderResult result = read_texts(folder_.path(), {.on_bad_sample = OnBadSample::skip});
  EXPECT_EQ(texts_of(result), Strings{"text"});
  EXPECT_EQ(result.samples.parts, std::vector{Part::train});
  EXPECT_EQ(result.skipped.size(), 2U);
}

TEST_F(Texts, AFileForEachClassByItsExtension) {
  const auto pos = add("rt.pos", "good \x85 \nfine\n");
  add("rt.neg", "bad\n\n");
  add("rt.txt", "other");
  for (const auto& path : {pos, folder_.path()}) {
    const ReaderResult result = read_texts(path);
    EXPECT_EQ(texts_of(result), (Strings{"bad", "good …", "fine"}));
    EXPECT_EQ(labels_of(result), (Strings{"neg", "pos", "pos"}));
    EXPECT_EQ(result.samples.places, (Strings{"rt.neg, line 1", "rt.pos, line 1", "rt.pos, line 2"}));
    EXPECT_EQ(result.samples.name, "rt");
    const std::string notes = testing::PrintToString(result.samples.notes);
    EXPECT_TRUE(has_text(notes, "rt.neg: 1 empty lines left out"));
    EXPECT_TRUE(has_text(notes, "a text on each line; the files' extensions are the labels: neg, pos"));
  }
}

TEST_F(Texts, AFileForEachClassByItsName) {
  add("Korean.txt", "Kim\nLee\n");
  add("Arabic.txt", "Nader\n");
  const ReaderResult result = read_texts(folder_.path());
  EXPECT_EQ(labels_of(result), (Strings{"Arabic", "Korean", "Korean"}));
}

TEST_F(Texts, LabelsFirst) {
  const auto read = [](const std::string& text) { return parse_labelled_lines(text, "folder/x.txt"); };
  const ReaderResult words = read("0 bad film\r\n1  good: film \n\n");
  EXPECT_EQ(texts_of(words), (Strings{"bad film", "good: film"}));
  EXPECT_EQ(labels_of(words), (Strings{"0", "1"}));
  EXPECT_EQ(words.samples.places[1], "x.txt, line 2");
  EXPECT_EQ(words.samples.notes,
            (Strings{"lines of the form label text", "1 empty lines left out", "2 texts, 2 labels"}));
  const ReaderResult tabs = read("very good\tI like it\nbad\tNo\tno\n");
  EXPECT_EQ(labels_of(tabs), (Strings{"very good", "bad"}));
  EXPECT_EQ(texts_of(tabs)[1], "No\tno");
  const ReaderResult coarse = read("NUM:dist How far ?\nHUM:desc Who : what ?\n");
  EXPECT_EQ(labels_of(coarse), (Strings{"NUM", "HUM"}));
  EXPECT_EQ(texts_of(coarse)[1], "Who : what ?");
  EXPECT_EQ(labels_of(parse_labelled_lines("NUM:dist How ?\n", "x", {.fine_labels = true})),
            Strings{"NUM:dist"});
  const ReaderResult marked = read("__label__a one\n__label__b __label__c two\n");
  EXPECT_EQ(labels_of(marked), (Strings{"a", "b c"}));
  EXPECT_EQ(texts_of(marked), (Strings{"one", "two"}));
  EXPECT_EQ(marked.samples.notes[1], "texts with several labels: joined by a blank");
}

TEST_F(Texts, OnlyLineFeedsEndLines) {
  EXPECT_EQ(texts_of(parse_labelled_lines("0 a\xC2\x85"
                                          "b\xE2\x80\xA8"
                                          "c\v1 d\n1 e",
                                          "x")),
            (Strings{"a\xC2\x85"
                     "b\xE2\x80\xA8"
                     "c\v1 d",
                     "e"}));
}

TEST_F(Texts, BadLinesStopOrAreListed) {
  EXPECT_TRUE(has_text(message_of<FileError>([] { (void)parse_labelled_lines("0 a\n1\n", "folder/x.txt"); }),
                       "folder/x.txt, line 2: expected a label and a text, received '1'"));
  const ReaderResult result = parse_labelled_lines("0 a\n1\n", "x.txt", {.on_bad_sample = OnBadSample::skip});
  EXPECT_EQ(labels_of(result), Strings{"0"});
  EXPECT_EQ(result.skipped.size(), 1U);
  EXPECT_TRUE(
      has_text(message_of<FileError>([] { (void)parse_labelled_lines("", "x.txt"); }), "the file is empty"));
  EXPECT_TRUE(has_text(message_of<FileError>([] { (void)parse_labelled_lines("\n\n", "x.txt"); }),
                       "there is no text"));
}

TEST_F(Texts, PlainTextHasNoLabels) {
  std::string prose;
  for (int i = 0; i < 30; ++i) prose += "word" + std::to_string(i) + " begins this line\n";
  EXPECT_TRUE(
      has_text(message_of<FileError>([&] { (void)parse_labelled_lines(prose, "x.txt"); }),
               "expected a label at the begin of each line\n(30 lines begin with 30 different words"));
}

TEST_F(Texts, FindsTheParts) {
  const auto train = add("s.train", "0 a\n1 b\n");
  add("s.dev", "0 c\n");
  const auto test_file = add("s.test", "1 d\n");
  for (const auto& path : {train, folder_.path()}) {
    const ReaderResult result = read_texts(path);
    EXPECT_EQ(texts_of(result), (Strings{"a", "b", "c", "d"}));
    EXPECT_EQ(result.samples.parts, (std::vector{Part::train, Part::train, Part::validation, Part::test}));
    EXPECT_EQ(result.samples.name, "s");
    EXPECT_EQ(result.samples.places.back(), "s.test, line 1");
  }
  EXPECT_TRUE(read_texts(test_file).samples.parts.empty());
  EXPECT_EQ(read_texts(train, {.find_parts = false}).samples.size(), 2);
  add("t.train", "0 a\n");
  EXPECT_TRUE(has_text(refusal(folder_.path()), "expected the texts of one set, found 2 sets\n(s, t)"));
}

TEST_F(Texts, FindsPartsByTheirNames) {
  const auto train = add("train.txt", "__label__x a\n");
  add("test.txt", "__label__y b\n");
  for (const auto& path : {train, folder_.path()}) {
    EXPECT_EQ(read_texts(path).samples.parts, (std::vector{Part::train, Part::test}));
  }
}

TEST_F(Texts, RefusesWhatIsNotThere) {
  EXPECT_TRUE(has_text(refusal(folder_.path()), "it is empty"));
  EXPECT_NE(refusal(folder_.path() / "no.txt"), "(nothing was thrown)");
  add("picture.png", "x");
  EXPECT_NE(refusal(folder_.path()), "(nothing was thrown)");
}

TEST(RealTexts, RottenTomatoes) {
  const auto file = test::real_data("sentence-classification/rt-polarity.pos");
  if (test::is_missing(file)) GTEST_SKIP() << "no " << file;
  EXPECT_EQ(counts_of(labels_of(read_texts(file))),
            (std::map<std::string, int>{{"neg", 5331}, {"pos", 5331}}));
}

TEST(RealTexts, QuestionTypes) {
  const auto file = test::real_data("sentence-classification/TREC.train");
  if (test::is_missing(file)) GTEST_SKIP() << "no " << file;
  const ReaderResult result = read_texts(file);
  EXPECT_EQ(std::ranges::count(result.samples.parts, Part::train), 5452);
  EXPECT_EQ(std::ranges::count(result.samples.parts, Part::test), 500);
  EXPECT_EQ(counts_of(labels_of(result)).size(), 6U);
  EXPECT_EQ(counts_of(labels_of(read_texts(file, {.find_parts = false, .fine_labels = true}))).size(), 50U);
}

TEST(RealTexts, SentimentTreebank) {
  const auto file = test::real_data("sentence-classification/stsa.fine.train");
  if (test::is_missing(file)) GTEST_SKIP() << "no " << file;
  const ReaderResult result = read_texts(file);
  EXPECT_EQ(std::ranges::count(result.samples.parts, Part::train), 8544);
  EXPECT_EQ(std::ranges::count(result.samples.parts, Part::validation), 1101);
  EXPECT_EQ(std::ranges::count(result.samples.parts, Part::test), 2210);
  EXPECT_EQ(counts_of(labels_of(result)).size(), 5U);
  const ReaderResult binary = read_texts(file.parent_path() / "stsa.binary.train");
  EXPECT_EQ(binary.samples.size(), 6920 + 872 + 1821);
  EXPECT_EQ(counts_of(labels_of(binary)).size(), 2U);
}

}  // namespace
}  // namespace saem
