#include "saem/report/html_report.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "saem/core/error.h"
#include "tests/report/support/markup.h"

namespace saem {
namespace {

using Labels = std::vector<std::int64_t>;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A run with something in every part of the page; `text` is put wherever a user's text may stand.
TrainingReport full_report(const std::string& text) {
  const std::vector<std::string> names = {"cat" + text, "dog" + text, "bird" + text};
  const Array labels = Array::of(Labels{0, 0, 0, 1, 1, 2}), predicted = Array::of(Labels{0, 0, 1, 1, 1, 0});
  TrainingReport r;
  r.title = "title" + text;
  r.question = "question" + text;
  r.command = "saem train pets --seed 7" + text;
  r.dataset_name = "pets" + text;
  r.data_sentence = "data" + text;
  r.splits = {{"train" + text, 60000}, {"test", 6}};
  r.split = "test" + text;
  r.items = "pictures" + text;
  r.model_summary = "Dense" + text;
  r.history = {{"loss", {1, .5, .4}},
               {"val_loss", {1, .6, .7}},
               {"accuracy", {.3, .5, .6}},
               {"val_accuracy", {.3, .4, .4}}};
  r.classification = make_classification_report(labels, predicted, names);
  r.confusion = confusion_matrix(labels, predicted, names);
  r.mistakes = {{{1, 2, 3}, names[0], names[1], 0.7, 2}, {{}, names[2], names[0], 0.99, 5}};
  r.confidences = {0.9F, 0.95F, 0.7F, 0.8F, 0.99F, 0.99F};
  r.correct = {true, true, false, true, true, false};
  r.settings = {{"optimizer" + text, "adam" + text}};
  r.environment = {{"processor" + text, "fast" + text}};
  return r;
}

TEST(HtmlReport, IsWellFormedAndSaysEverything) {
  const std::string page = full_report("").to_html();
  EXPECT_EQ(testing::markup_error(page), "");
  for (const char* part : {"<h1>title</h1>", "question", "66.7\u00A0%", "named 4 correctly", "always “cat”",
                           "50.0\u00A0%", "60,000 pictures", "After epoch 2 the validation loss rises",
                           "Most confused: <b>cat</b> taken for <b>dog</b> (1 of 3)", "base64,AQID",
                           "said <span class=\"said\">cat</span>", "99.0\u00A0% sure · no. 5",
                           "at least 90\u00A0% sure, it is right in 75.0\u00A0%", "weighted avg",
                           "What would help most", "saem train pets --seed 7",
                           "<dt>optimizer</dt><dd>adam</dd>", "<dt>processor</dt><dd>fast</dd>", "Dense"}) {
    EXPECT_TRUE(contains(page, part)) << part;
  }
}

TEST(HtmlReport, NamesTheSplitAboveTableMatrixMistakesAndConfidence) {
  const std::string page = full_report("").to_html();
  for (const char* heading : {"Class by class", "What is mistaken for what?",
                              "Where it is wrong and sure of it", "Can it be trusted when it is sure?"}) {
    const auto at = page.find(std::string("<h2>") + heading +
                              "</h2>\n<p class=\"split\">measured on: test (6 pictures)</p>");
    EXPECT_NE(at, std::string::npos) << heading;
  }
}

TEST(HtmlReport, SurestMistakesFirst) {
  const std::string page = full_report("").to_html();
  EXPECT_LT(page.find("no. 5"), page.find("no. 2"));
}

TEST(HtmlReport, TextFromOutsideCannotBecomeMarkup) {
  const std::string attack = "\"'><script>alert(1)</script>&\x01\xff";
  const std::string page = full_report(attack).to_html();
  EXPECT_EQ(testing::markup_error(page), "");
  EXPECT_FALSE(contains(page, "<script"));
  EXPECT_FALSE(contains(page, "\xff"));
  EXPECT_TRUE(contains(page, "&lt;script&gt;"));
}

TEST(HtmlReport, LoadsNothingFromElsewhere) {
  const std::string page = full_report("").to_html();
  for (const char* part : {"src=\"http", "href=", "url(", "@import", "<script", "<link"})
    EXPECT_FALSE(contains(page, part)) << part;
  EXPECT_TRUE(contains(page, "default-src 'none'"));
}

TEST(HtmlReport, HasBothSchemesAndPrints) {
  const std::string page = full_report("").to_html();
  EXPECT_TRUE(contains(page, "prefers-color-scheme: dark"));
  EXPECT_TRUE(contains(page, "@media print"));
}

TEST(HtmlReport, EveryPartMayBeMissing) {
  const std::string page = TrainingReport{}.to_html();
  EXPECT_EQ(testing::markup_error(page), "");
  EXPECT_TRUE(contains(page, "<h1>Training report</h1>"));
  EXPECT_FALSE(contains(page, "<h2>"));
  EXPECT_FALSE(contains(page, "nan"));
}

TEST(HtmlReport, AGivenBaselineIsUsed) {
  TrainingReport r = full_report("");
  r.baseline_accuracy = 0.123;
  EXPECT_TRUE(contains(r.to_html(), "12.3\u00A0%"));
  EXPECT_TRUE(contains(r.to_html(), "always the most frequent class"));
}

TEST(HtmlReport, DoesNotClaimUnseenDataOnTheTrainingSplit) {
  TrainingReport r = full_report("");
  r.split = "train";
  EXPECT_FALSE(contains(r.to_html(), "never learned from"));
}

TEST(HtmlReport, RefusesPartsThatDoNotFit) {
  TrainingReport r = full_report("");
  r.correct.pop_back();
  EXPECT_THROW((void)r.to_html(), ValueError);
  r = full_report("");
  r.classification.class_names.pop_back();
  EXPECT_THROW((void)r.to_html(), ValueError);
  r = full_report("");
  r.confusion.class_names.pop_back();
  EXPECT_THROW((void)r.to_html(), ShapeError);
}

}  // namespace
}  // namespace saem
