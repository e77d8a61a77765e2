// What saem tune draws, and Hyperband's brackets.
#include "saem/cli/search_space.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "saem/cli/commands.h"
#include "saem/cli/hyperband.h"
#include "saem/cli/tune_settings.h"
#include "saem/cli/usage_error.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

using cli::Bracket;
using cli::Rung;
using cli::SearchResult;
using cli::SearchSpace;
using cli::SearchStep;

TEST(Hyperband, BracketsAreThoseOfThePaper) {
  const std::vector<Bracket> expected{{{81, 1}, {27, 3}, {9, 9}, {3, 27}, {1, 81}},
                                      {{34, 3}, {11, 9}, {3, 27}, {1, 81}},
                                      {{15, 9}, {5, 27}, {1, 81}},
                                      {{8, 27}, {2, 81}},
                                      {{5, 81}}};
  EXPECT_EQ(cli::hyperband_brackets(81, 3), expected);
  EXPECT_EQ(cli::hyperband_brackets(1), (std::vector<Bracket>{{{1, 1}}}));
  EXPECT_EQ(cli::hyperband_brackets(2), (std::vector<Bracket>{{{1, 2}}}));
  for (const std::int64_t most : {3, 5, 8, 9, 10, 26, 27, 28, 100, 1000}) {
    const std::vector<Bracket> brackets = cli::hyperband_brackets(most);
    for (const Bracket& bracket : brackets) {
      EXPECT_EQ(bracket.back().epochs, most);
      for (const Rung& rung : bracket) {
        EXPECT_GE(rung.configurations, 1);
        EXPECT_GE(rung.epochs, 1);
      }
    }
  }
}

TEST(Hyperband, TheBestOfARungGoOnWhateverTheOrderOfResults) {
  const std::vector<Bracket> brackets{{{3, 1}, {2, 3}, {1, 9}}, {{1, 9}}};
  const auto needed = [&](const std::vector<SearchResult>& results) {
    return cli::needed_steps(brackets, results, 100);
  };
  std::vector<SearchStep> steps{{0, 1}, {1, 1}, {2, 1}, {3, 9}};
  EXPECT_EQ(needed({}), steps);
  EXPECT_EQ(needed({{{2, 1}, 0.1}, {{0, 1}, 0.3}}), steps) << "one of the rung is not done";
  const std::vector<SearchStep> second{{0, 1}, {1, 1}, {2, 1}, {0, 3}, {2, 3}, {3, 9}};
  EXPECT_EQ(needed({{{2, 1}, 0.1}, {{0, 1}, 0.3}, {{1, 1}, 0.4}}), second);
  EXPECT_EQ(needed({{{1, 1}, 0.4}, {{2, 1}, 0.1}, {{0, 1}, 0.3}}), second);
  EXPECT_EQ(needed({{{1, 1}, {}}, {{2, 1}, 0.1}, {{0, 1}, 0.3}}), second) << "what failed does not go on";
  EXPECT_EQ(needed({{{1, 1}, {}}, {{2, 1}, {}}, {{0, 1}, {}}}), steps);
  EXPECT_EQ(cli::needed_steps(brackets, {}, 2), (std::vector<SearchStep>{{0, 1}, {1, 1}}));
}

SearchSpace space_of(const std::string& lines) {
  const TomlValue root = parse_toml("[tune]\n" + lines, "saem.toml");
  return cli::parse_search_space(*root.find("tune"), "saem.toml", cli::train_command().table());
}

TEST(SearchSpace, EachTrialIsAlwaysTheSame) {
  const SearchSpace space = space_of(
      "learning_rate = {low = 1e-4, high = 1e-2, scale = \"log\"}\nwidth = [64, 128, 256]\n"
      "dropout = {low = 0, high = 0.5}\ndepth = {low = 1, high = 3}\nnetwork = [\"auto\", \"mlp\"]\n"
      "batch_size = {low = 8, high = 512, scale = \"log\"}\nnesterov = [true, false]\n");
  ASSERT_EQ(space.size(), 7U);
  const auto many = cli::draw_configurations(space, 400, 7), few = cli::draw_configurations(space, 10, 7);
  ASSERT_EQ(many.size(), 400U);
  EXPECT_TRUE(std::equal(few.begin(), few.end(), many.begin()));
  EXPECT_NE(many, cli::draw_configurations(space, 400, 8));
  std::set<std::string> widths, depths, networks;
  int low_rates = 0, small_batches = 0;
  double dropouts = 0;
  for (const cli::Configuration& c : many) {
    EXPECT_EQ(c[0].first, "learning-rate");
    const double rate = std::stod(c[0].second), dropout = std::stod(c[2].second);
    EXPECT_TRUE(rate >= 1e-4 && rate <= 1e-2) << rate;
    low_rates += rate < 1e-3;
    widths.insert(c[1].second);
    EXPECT_TRUE(dropout >= 0 && dropout <= 0.5) << dropout;
    dropouts += dropout / 400;
    depths.insert(c[3].second);
    EXPECT_EQ(c[4].first, "model");
    networks.insert(c[4].second);
    const int batch = std::stoi(c[5].second);
    EXPECT_TRUE(batch >= 8 && batch <= 512) << batch;
    small_batches += batch < 64;
  }
  // Half of a range on a logarithmic scale lies below the geometric mean of its ends: 4 standard deviations.
  EXPECT_NEAR(low_rates, 200, 40);
  EXPECT_NEAR(small_batches, 200, 40);
  EXPECT_NEAR(dropouts, 0.25, 0.03);
  EXPECT_EQ(widths, (std::set<std::string>{"64", "128", "256"}));
  EXPECT_EQ(depths, (std::set<std::string>{"1", "2", "3"}));
  EXPECT_EQ(networks, (std::set<std::string>{"auto", "mlp"}));
}

TEST(SearchSpace, NoConfigurationTwice) {
  const auto all =
      cli::draw_configurations(space_of("width = [64, 128]\ndepth = {low = 1, high = 3}"), 100, 0);
  EXPECT_EQ(all.size(), 6U);
  EXPECT_EQ((std::set<cli::Configuration>(all.begin(), all.end()).size()), 6U);
}

TEST(SearchSpace, IsTheSameAfterItIsWrittenAndRead) {
  const std::string lines =
      "learning_rate = {low = 0.0001, high = 0.01, scale = \"log\"}\nwidth = [64, 128]\n"
      "depth = {low = 1, high = 3}\nnetwork = [\"auto\", \"mlp\"]\nnesterov = [true]\n";
  std::string again;
  for (const cli::SearchRange& range : space_of(lines)) {
    const TomlEntry entry = to_toml(range, cli::train_command().table());
    again += entry.key + " = " + toml_line(entry.value) + "\n";
  }
  EXPECT_EQ(again, lines);
  for (const bool is_task : {true, false}) {
    for (const cli::SearchRange& range : cli::usual_search_space(is_task)) {
      const TomlEntry entry = to_toml(range, cli::train_command().table());
      EXPECT_NO_THROW(space_of(entry.key + " = " + toml_line(entry.value))) << range.option;
    }
  }
}

struct WrongRange {
  std::string line;
  std::vector<std::string> says;
};
class WrongRanges : public testing::TestWithParam<WrongRange> {};

TEST_P(WrongRanges, AreRefusedWithThePlace) {
  try {
    static_cast<void>(space_of(GetParam().line));
    FAIL() << GetParam().line;
  } catch (const cli::UsageError& error) {
    EXPECT_TRUE(has(error.what(), "saem.toml, line 2, column "));
    for (const std::string& part : GetParam().says) EXPECT_TRUE(has(error.what(), part));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Each, WrongRanges,
    testing::Values(WrongRange{"widht = [1]", {"nothing that can be searched", "Did you mean 'width'?"}},
                    WrongRange{"seed = [1, 2]", {"seed: is nothing that can be searched", "[tune] has "}},
                    WrongRange{"test = [0.1, 0.2]", {"nothing that can be searched"}},
                    WrongRange{"width = 64", {"expected a list of values or a range", "a whole number: 64"}},
                    WrongRange{"width = []", {"expected values, received an empty list"}},
                    WrongRange{"width = [64, 64]", {"column 14: width: 64 stands in the list twice"}},
                    WrongRange{"width = [64, \"a\"]",
                               {"column 14", "expected a whole number, received a text"}},
                    WrongRange{"width = [0]", {"expected a whole number from 1", "received '0'"}},
                    WrongRange{"width = [1.5]", {"expected a whole number, received a number: 1.5"}},
                    WrongRange{"network = [\"mpl\"]", {"received 'mpl'", "Did you mean 'mlp'?"}},
                    WrongRange{"network = {low = 1, high = 2}", {"has no lowest and highest value"}},
                    WrongRange{"dropout = {low = 0.5, high = 0.1}", {"low below high, received 0.5 and 0.1"}},
                    WrongRange{"dropout = {low = 0.5}", {"there is no high"}},
                    WrongRange{"dropout = {}", {"there is no low"}},
                    WrongRange{"dropout = {low = 0, high = 1}", {"below 1, received '1'"}},
                    WrongRange{"dropout = {low = 0, high = 0.5, scale = \"log\"}", {"but low is 0"}},
                    WrongRange{"dropout = {low = 0, high = 0.5, scale = \"lin\"}", {"\"linear\" or \"log\""}},
                    WrongRange{"dropout = {min = 0, high = 0.5}", {"a range has no 'min'"}},
                    WrongRange{"learning_rate = {low = 0, high = 1}", {"expected a number above 0"}}));

TEST(TuneMetric, WhichDirectionIsGood) {
  for (const char* name : {"val_loss", "val_y_loss", "val_mean_absolute_error", "val_y_mean_absolute_error"})
    EXPECT_TRUE(cli::smaller_is_better(name)) << name;
  for (const char* name : {"val_accuracy", "val_my_y_accuracy", "val_auc", "val_r2_score"})
    EXPECT_FALSE(cli::smaller_is_better(name)) << name;
  for (const char* name : {"loss", "accuracy", "val_nothing", "val_", ""})
    EXPECT_THROW(static_cast<void>(cli::smaller_is_better(name)), cli::UsageError) << name;
}

}  // namespace
}  // namespace saem::test
