#include "saem/report/run_report.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "saem/core/error.h"
#include "tests/report/support/hangul.h"
#include "tests/report/support/markup.h"

namespace saem {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

GalleryItem item_with_everything(const std::string& text) {
  GalleryItem item{.truth = "cat" + text, .predicted = "dog" + text, .confidence = 0.9, .place = "line 7"};
  item.exhibits = {
      {.picture = "\x89PNG", .occlusion = {1, 2, {0.5, -0.1}}},
      {.channels = {{"x" + text, {1, 2, 3}}, {"y", {3, 2, 1}}}, .occlusion = {1, 3, {0, 0.5, 0.1}}},
      {.cells = {{"age" + text, "7"}}},
      {.text = "plain" + text},
      {.text = "a b", .words = {{"a" + text, 0.5}, {" b", -0.4}}}};
  return item;
}

TargetReport class_target(const std::string& text) {
  const std::vector<std::string> names = {"cat" + text, "dog" + text, "bird" + text};
  TargetReport t{.column = "animal" + text};
  t.classes = make_class_results(
      Array::of(std::vector<std::int64_t>{0, 1, 2, 0}),
      Array::of(std::vector<float>{0.8F, 0.1F, 0.1F, 0.7F, 0.2F, 0.1F, 0.1F, 0.2F, 0.7F, 0.9F, 0.1F, 0.0F},
                {4, 3}),
      names);
  t.baselines = {{"majority", 0.5}, {"linear", 0.6}, {"nearest neighbour", 0.9}};
  t.groups = {scores_by_group("sex" + text, {"f" + text, "m", "", "m"}, {1, 0, 1, 1}, false)};
  t.mistakes = {item_with_everything(text)};
  t.right = {item_with_everything(text)};
  t.importance = {{"age" + text, 0.2, 0.01}, {"sex" + text, -0.01, 0.02}};
  t.importance_permutations = 5;
  t.importance_examples = 4;
  t.importance_left_out = 1234;
  t.folds = {0.8, 0.9};
  t.honest_score = 0.6;
  return t;
}

TargetReport value_target(const std::string& text) {
  TargetReport t{.column = "price" + text};
  t.values = make_value_results(Array::of(std::vector<double>{1, 2, 3, 4}),
                                Array::of(std::vector<double>{1, 2, 4, 3}));
  t.baselines = {{"mean", 0}, {"linear", 0.9}};
  t.groups = {scores_by_group("sex" + text, {"f", "m", "f", "m"}, {0, 0, 1, 1}, true)};
  t.mistakes = {
      {.truth = "3", .predicted = "4", .error = 1.0, .exhibits = {{.cells = {{"age" + text, "7"}}}}}};
  t.importance = {{"age" + text, 0.2, 0.01}};
  return t;
}

TargetReport label_target(const std::string& text) {
  TargetReport t{.column = "genres" + text};
  t.labels = make_label_results(Array::of(std::vector<std::int64_t>{1, 0, 1, 1, 0, 0}, {3, 2}),
                                Array::of(std::vector<float>{0.9F, 0.1F, 0.2F, 0.8F, 0.6F, 0.3F}, {3, 2}),
                                {"drama" + text, "comedy"});
  t.baselines = {{"majority", 0.0}};
  t.groups = {scores_by_group("sex" + text, {"f", "m", "f"}, {0.5, 1, 1}, false)};
  t.mistakes = {{.truth = "drama" + text, .predicted = "", .confidence = 0.8, .about = "drama"}};
  t.importance = {{"age" + text, 0.2, 0.01}};
  return t;
}

/// A run with something in every part of the page; `text` is put wherever a user's text may stand.
RunReport whole_report(const std::string& text, Language language = Language::english) {
  RunReport r;
  r.language = language;
  r.title = "pets.csv" + text;
  r.command = "saem train pets.csv" + text;
  r.data_name = "pets.csv" + text;
  r.data_hash = "0123" + text;
  r.columns = {{.name = "animal" + text, .kind = "classes", .reason = "as asked", .answer = true},
               {.name = "sex", .kind = "category", .input = "one of 3 names, or another"},
               {.name = "age" + text, .kind = "number", .reason = "88 different numbers, 3 missing"}};
  r.division = "train 12 · test 4, at random, as many of each class in both";
  r.parts = {{"train", 12}, {"test", 4}};
  r.histories = {{{"loss", {1, .5, .4}},
                  {"val_loss", {1, .6, .7}},
                  {"accuracy", {.3, .5, .6}},
                  {"val_accuracy", {.3, .4, .4}},
                  {"answer_1_loss", {.3, .4, .4}}},
                 {{"loss", {1, .5}}, {"val_loss", {1, .6}}}};
  r.model_summary = "Dense" + text;
  r.settings = {{"seed", "7"}};
  r.environment = {{"processor", "P" + text}};
  r.targets = {class_target(text), value_target(text), label_target(text)};
  TargetReport anomaly{.column = ""};
  anomaly.anomalies = AnomalyResults{
      .scores = {0.1, 0.2, 0.9, 0.3}, .unusual = {false, false, true, false}, .threshold = 0.5};
  anomaly.most_unusual = {{.predicted = "unusual",
                           .score = 0.9,
                           .threshold = 0.5,
                           .exhibits = {{.cells = {{"age" + text, "7"}}}}}};
  anomaly.mistakes = anomaly.most_unusual;
  anomaly.mistakes[0].truth = "normal";
  r.targets.push_back(anomaly);
  return r;
}

TEST(RunReport, IsWellFormedAndSaysEverything) {
  const std::string page = whole_report("").to_html();
  EXPECT_EQ(testing::markup_error(page), "");
  for (const char* part :
       {"<h1>pets.csv</h1>",
        "Which “animal” does an example have? Possible answers: cat, dog, bird.",
        "How large is “price”?",
        "animal: How well does it work?",
        "It does not beat the best simple model (the nearest training example: 90.0\u00A0%)",
        "In a cross-validation of 2 folds",
        "it reaches 60.0\u00A0%: expect that of new data",
        "Of 4 examples in the split “test”, it named 3 correctly",
        "ROC curve",
        "Precision-recall curve",
        "area under the ROC curve (AUC)",
        "Expected calibration error (ECE)",
        "Reliability diagram",
        "Predicted against true",
        "Residuals",
        "How large the errors are",
        "R² 0.600",
        "Label by label",
        "all decisions together (micro)",
        "Scores of the examples",
        "threshold",
        "Group by group",
        "(missing)",
        "Which columns count?",
        "20.0 ± 1.0\u00A0%",
        "1,234 more columns were not measured",
        "line 7",
        "Orange marks what the answer depends on",
        "off by +1",
        "88 different numbers, 3 missing",
        "classes, to be predicted",
        "The answers of 2 networks are averaged",
        "train 12 · test 4, at random",
        "0123",
        "saem train pets.csv",
        "one of 3 names, or another",
        "After epoch 2 the validation loss rises",
        "weighted avg",
        "1 examples with a wrong label",
        "said <span class=\"said\">(none)</span>",
        "80.0\u00A0% sure about “drama”",
        "labels right",
        "for each label what is most frequent",
        "F1 over all labels falls",
        "The most unusual",
        "said <span class=\"is\">unusual</span><br><small>score 0.9 (threshold 0.5)",
        "said <span class=\"said\">unusual</span><br>is <span class=\"is\">normal</span>",
        "price: Loss (lower is better)",
        "<dt>seed</dt><dd>7</dd>"})
    EXPECT_TRUE(contains(page, part)) << part;
  EXPECT_FALSE(contains(page, "nan"));
  EXPECT_FALSE(contains(page, "{}"));
}

TEST(RunReport, SaysWhereItIsNoBetterThanSomethingSimple) {
  RunReport r = whole_report("");
  r.targets[0].baselines = {{"linear", 0.75}};
  EXPECT_TRUE(contains(r.to_html(), "The best simple model is as good (a linear model: 75.0\u00A0%)"));
  r.targets[0].baselines.clear();
  EXPECT_TRUE(contains(r.to_html(), "always “cat”"));
}

TEST(RunReport, AnInterruptedRunSaysSoInItsTitle) {
  RunReport r = whole_report("");
  r.interrupted = true;
  EXPECT_TRUE(contains(r.to_html(), "<h1>pets.csv (interrupted)</h1>"));
}

TEST(RunReport, DoesNotClaimUnseenDataOnTheTrainingPart) {
  RunReport r = whole_report("");
  r.targets.resize(1);
  r.split = "train";
  EXPECT_FALSE(contains(r.to_html(), "never learned from"));
}

TEST(RunReport, ManyColumnsAreFoldedAway) {
  RunReport r = whole_report("");
  EXPECT_TRUE(contains(r.to_html(), "<details open=\"\"><summary>The 3 columns"));
  for (int i = 0; i < 60; ++i) r.columns.push_back({.name = "c", .kind = "number"});
  EXPECT_TRUE(contains(r.to_html(), "<details><summary>The 63 columns"));
}

TEST(RunReport, RefusesPartsThatDoNotFit) {
  RunReport r = whole_report("");
  r.targets[0].classes->correct.pop_back();
  EXPECT_THROW((void)r.to_html(), ValueError);
  r = whole_report("");
  r.targets[0].classes->classification.class_names.pop_back();
  EXPECT_THROW((void)r.to_html(), ValueError);
  r = whole_report("");
  r.targets[0].classes->confusion.class_names.pop_back();
  EXPECT_THROW((void)r.to_html(), ShapeError);
}

TEST(RunReport, EachPageHasOneLanguageAlone) {
  EXPECT_FALSE(testing::has_hangul(whole_report("").to_html()));
  const std::string page = whole_report("", Language::korean).to_html();
  EXPECT_EQ(testing::markup_error(page), "");
  EXPECT_TRUE(contains(page, "<html lang=\"ko\">"));
  // What is between tags has no English words but names and terms that Korean books write so, too.
  const std::vector<std::string> names = {"pets",  "csv",   "animal", "age",    "sex",    "price", "genres",
                                          "cat",   "dog",   "bird",   "drama",  "comedy", "Dense", "saem",
                                          "train", "plain", "ROC",    "AUC",    "ECE",    "FPR",   "TPR",
                                          "MAE",   "RMSE",  "AP",     "scikit", "learn",  "p"};
  std::string body = page.substr(page.find("<body>")), words, word;
  const auto plain = body.find("<details open=\"\"><summary>텍스트로");  // scikit-learn's own layout
  body.erase(plain, body.find("</details>", plain) - plain);
  bool inside = false;
  for (const char c : body) {
    if (c == '<') inside = true;
    const bool letter = !inside && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
    if (letter) word += c;
    if (!letter && word.size() > 1 && std::ranges::find(names, word) == names.end() && word != "nbsp")
      words += word + " ";
    if (!letter) word.clear();
    if (c == '>') inside = false;
  }
  EXPECT_EQ(words, "");
}

TEST(RunReport, TextFromOutsideCannotBecomeMarkup) {
  const std::string attack = "\"'><script>alert(1)</script>&{}{0}\x01\xff";
  for (const Language language : {Language::english, Language::korean}) {
    const std::string page = whole_report(attack, language).to_html();
    EXPECT_EQ(testing::markup_error(page), "");
    EXPECT_FALSE(contains(page, "<script"));
    EXPECT_FALSE(contains(page, "\xff"));
  }
}

TEST(RunReport, EveryPartMayBeMissing) {
  const std::string page = RunReport{.targets = {TargetReport{}}}.to_html();
  EXPECT_EQ(testing::markup_error(page), "");
  EXPECT_FALSE(contains(page, "<h2>"));
  for (const char* part : {"src=\"http", "href=", "url(", "@import", "<script", "<link"})
    EXPECT_FALSE(contains(whole_report("").to_html(), part)) << part;
  for (const char* part : {"default-src 'none'", "prefers-color-scheme: dark", "@media print"})
    EXPECT_TRUE(contains(whole_report("").to_html(), part)) << part;
}

TEST(RunReport, OneTargetNeedsNoNameInHeadings) {
  RunReport r = whole_report("");
  r.targets.resize(1);
  EXPECT_TRUE(contains(r.to_html(), "<h2>How well does it work?</h2>"));
}

TEST(RunReport, ManyExamplesStaySmall) {
  std::vector<double> truth, predicted;
  std::vector<std::int64_t> labels;
  std::vector<float> p;
  for (int i = 0; i < 50'000; ++i) {
    truth.push_back(i);
    predicted.push_back(i + i % 77);
    labels.push_back(i % 2);
    const float yes = static_cast<float>((i * 7919) % 50'000) / 50'000.0F;
    p.insert(p.end(), {1.0F - yes, yes});
  }
  RunReport r;
  r.targets.resize(2);
  r.targets[0].values = make_value_results(Array::of(truth), Array::of(predicted));
  r.targets[1].classes = make_class_results(Array::of(labels), Array::of(p, {50'000, 2}), {"a", "b"});
  EXPECT_LT(r.to_html().size(), 200'000U);
}

}  // namespace
}  // namespace saem
