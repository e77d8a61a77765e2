#include "saem/runs/model_card.h"

#include <gtest/gtest.h>

#include <cstddef>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/runs/card_sections.h"
#include "saem/runs/card_words.h"
#include "saem/runs/markdown.h"
#include "saem/runs/shell_argument.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/runs/support/run_folders.h"

namespace saem::test {
namespace {

namespace fs = std::filesystem;

class ModelCard : public testing::Test {
 protected:
  [[nodiscard]] fs::path path() const { return folder_.path() / "a"; }
  [[nodiscard]] std::string card(const std::string& language = "en") const {
    return runs::model_card(runs::read_run(path()), language);
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(ModelCard, SaysWhatIsKnown) {
  write_run(path(), {.accuracy = 0.79});
  const std::string text = card();
  for (const char* part : {"pipeline_tag: tabular-classification",
                           "    - type: accuracy\n      value: 0.79",
                           "# flowers.csv: species",
                           "one of 2: rose, tulip",
                           "It looks at these columns (1): petal\\|width.",
                           "$ saem predict a new_data.csv",
                           "**test part**: 29 examples",
                           "| species | accuracy | 0.7900 |  | 0.8000 (linear) |",
                           "| tulip | 0.7000 | 1.0000 | 0.8200 | 4 |",
                           "accuracy 0.8000, loss 0.4000",
                           "**2 folds**: accuracy 0.8500",
                           "| petal\\|width | number | 22 different numbers |",
                           "| `seed` | `7` |",
                           "rows follow each other \\*closely\\*",
                           "no better than a simple model (linear: 0.8000 against 0.7900)",
                           "fewer than 10 examples in the test part",
                           "tulip (4)",
                           "could not be read and were left out: 1",
                           "not looked at: id",
                           "$ saem train flowers.csv --target species --seed 7",
                           "`0123456789abcdef`",
                           "abacus"})
    EXPECT_TRUE(has_text(text, part));
  EXPECT_EQ(text.find("/somewhere"), std::string::npos) << "where the data were is only in the command";
}

TEST_F(ModelCard, OfAnOlderRun) {
  write_older_run(path());
  const std::string text = card();
  for (const char* part :
       {"pipeline_tag: image-classification", "which of 2 classes a picture shows: boot, bag",
        "$ saem predict a picture.png", "| 0.7500 | 0.7414 – 0.7584 | 0.5000 (majority) |",
        "The test part was measured after each epoch as well"})
    EXPECT_TRUE(has_text(text, part));
}

TEST_F(ModelCard, InKorean) {
  write_run(path());
  const std::string text = card("ko");
  for (const char* part :
       {"## 점수", "**테스트 데이터**에서 쟀습니다: 모델이 학습하지 않은 샘플 29개.", "0.8000 (선형 모델)",
        "| 수 | 서로 다른 수 22개 |", "정확도 0.8000, 손실 0.4000", "## 한계", "## 다시 하기"})
    EXPECT_TRUE(has_text(text, part));
  EXPECT_TRUE(has_text(message_of<ValueError>([&] { static_cast<void>(card("de")); }),
                       "expected the language en or ko"));
}

TEST_F(ModelCard, OfARunWithNothingInIt) {
  fs::create_directories(path());
  EXPECT_TRUE(has_text(card(), "There is no report of this run"));
  write_run(path(), {.status = "interrupted"});
  EXPECT_TRUE(has_text(card(), "**The training was interrupted**"));
}

TEST_F(ModelCard, WhatAPersonWroteStays) {
  write_run(path());
  EXPECT_TRUE(runs::write_model_card(path()));
  EXPECT_TRUE(runs::write_model_card(path(), {.language = "ko"}));
  EXPECT_TRUE(has_text(content_of(path() / "README.md"), "## 점수"));
  EXPECT_TRUE(runs::write_model_card(path()));
  write_file(path() / "README.md", "mine");
  EXPECT_FALSE(runs::write_model_card(path()));
  EXPECT_EQ(content_of(path() / "README.md"), "mine");
  EXPECT_TRUE(runs::write_model_card(path(), {.replace = true}));
}

TEST(CardWords, BothLanguagesSayEverything) {
  const auto texts = [](const runs::CardWords& words) {
    return std::span(reinterpret_cast<const char* const*>(&words),
                     offsetof(runs::CardWords, language) / sizeof(const char*));
  };
  const auto en = texts(runs::card_words("en")), ko = texts(runs::card_words("ko"));
  const auto places = [](std::string_view text) {
    std::string found;
    for (const char* place : {"{0}", "{1}", "{2}", "{3}"})
      found += text.find(place) == std::string_view::npos ? "-" : place;
    return found;
  };
  for (std::size_t i = 0; i < en.size(); ++i) {
    if (en[i] != runs::card_words("en").property && en[i] != runs::card_words("en").value) {
      EXPECT_STRNE(en[i], "");
      EXPECT_STRNE(ko[i], "") << en[i];
    }
    EXPECT_EQ(places(en[i]), places(ko[i])) << en[i];
  }
  EXPECT_EQ(runs::fill_in("{1} {0} {2} {x}", {"a{1}", "b"}), "b a{1} {2} {x}");
}

TEST(Markdown, WhatIsMarkupIsEscaped) {
  EXPECT_EQ(runs::markdown_text("a*b_c|d<e>"), "a\\*b_c\\|d\\<e\\>");
  EXPECT_EQ(runs::markdown_text("# not\na\theading"), "\\# not a heading");
  EXPECT_EQ(runs::markdown_text("- x"), "\\- x");
  EXPECT_EQ(runs::markdown_text("median_house_value, 1.5 - 2! (x) a.b"),
            "median_house_value, 1.5 - 2! (x) a.b");
  EXPECT_EQ(runs::markdown_text("1. x"), "1\\. x");
  EXPECT_EQ(runs::markdown_text("housing.csv"), "housing.csv");
  EXPECT_EQ(runs::markdown_text("나이"), "나이");
  EXPECT_EQ(runs::markdown_text("\xFF"), "\xEF\xBF\xBD");
  EXPECT_EQ(runs::markdown_text(""), "");
  EXPECT_EQ(runs::markdown_code("a`b``c|d"), "```a`b``c\\|d```");
  EXPECT_EQ(runs::markdown_code("`"), "`` ` ``");
  EXPECT_EQ(runs::markdown_block("console", "```"), "````console\n```\n````\n");
  EXPECT_EQ(runs::yaml_text("a\"b: c\n"), "\"a\\\"b: c \"");
  EXPECT_EQ(runs::markdown_table({"a"}, {}), "");
}

TEST(ShellArgument, IsOneWord) {
  EXPECT_EQ(runs::shell_argument("runs/a-1"), "runs/a-1");
  EXPECT_EQ(runs::shell_argument("it's; rm"), "'it'\\''s; rm'");
  EXPECT_EQ(runs::shell_argument(""), "''");
}

TEST(WilsonInterval, AgreesWithThePaper) {
  // 3 of 10, and the ends. R: prop.test(3, 10, correct = FALSE)
  const runs::ShareInterval some = runs::wilson_interval(0.3, 10);
  EXPECT_NEAR(some.low, 0.1077913, 1e-7);
  EXPECT_NEAR(some.high, 0.6032219, 1e-7);
  EXPECT_NEAR(runs::wilson_interval(0, 10).low, 0, 1e-12);
  EXPECT_NEAR(runs::wilson_interval(1, 10).high, 1, 1e-12);
}

}  // namespace
}  // namespace saem::test
