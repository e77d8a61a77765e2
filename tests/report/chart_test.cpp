#include "saem/report/chart.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/report/support/markup.h"

namespace saem {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (auto i = text.find(part); i != std::string::npos; i = text.find(part, i + 1)) ++n;
  return n;
}

TEST(LineChart, IsWellFormedAndSaysWhatItShows) {
  const std::string svg =
      line_chart_svg({.title = "Loss <&>",
                      .description = "down it goes",
                      .y_label = "loss \"nats\"",
                      .series = {{"training", {1.0, 0.5, 0.25}}, {"valid'n", {1.0, 0.6, 0.7}}},
                      .marked = 1,
                      .mark_label = "best"});
  EXPECT_EQ(testing::markup_error(svg), "") << svg;
  EXPECT_TRUE(contains(svg, "<title>Loss &lt;&amp;&gt;</title>"));
  EXPECT_TRUE(contains(svg, "<desc>down it goes</desc>"));
  EXPECT_TRUE(contains(svg, "role=\"img\""));
  EXPECT_TRUE(contains(svg, "<title>training, epoch 3: 0.25</title>"));
  EXPECT_TRUE(contains(svg, ">best</text>"));
  EXPECT_EQ(count(svg, "<path "), 2U);
  EXPECT_FALSE(contains(svg, "nan"));
  EXPECT_FALSE(contains(svg, "inf"));
}

TEST(LineChart, LinesGoFromTheFirstToTheLastEpoch) {
  const std::string svg = line_chart_svg({.title = "t", .series = {{"a", {0.0, 1.0}}}});
  // The plot area of the standard size is x 58 … 464, y 62 … 264; SVG's y points down.
  EXPECT_TRUE(contains(svg, "d=\"M58.0 264.0 L464.0 62.0\"")) << svg;
}

TEST(LineChart, ValuesThatAreNotFiniteLeaveAGap) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  const std::string svg = line_chart_svg({.title = "t", .series = {{"a", {1.0, 2.0, nan, 3.0, inf}}}});
  EXPECT_EQ(testing::markup_error(svg), "");
  EXPECT_EQ(count(svg, "<circle"), 3U);
  EXPECT_TRUE(contains(svg, " M"));  // the line starts again
  EXPECT_FALSE(contains(svg, "nan"));
  EXPECT_FALSE(contains(svg, "inf"));
}

TEST(LineChart, HasAnAnswerForEmptyAndConstantData) {
  for (const auto& values : {std::vector<double>{},
                             {0.5},
                             {0.5, 0.5},
                             {std::numeric_limits<double>::quiet_NaN()},
                             {1e308, -1e308}}) {
    const std::string svg = line_chart_svg({.title = "t", .series = {{"a", values}}, .marked = 7});
    EXPECT_EQ(testing::markup_error(svg), "");
    EXPECT_FALSE(contains(svg, "nan")) << svg;
    EXPECT_FALSE(contains(svg, "inf")) << svg;
  }
}

}  // namespace
}  // namespace saem
