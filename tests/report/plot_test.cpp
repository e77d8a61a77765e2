#include "saem/report/plot.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/report/support/markup.h"

namespace saem {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(Plot, IsWellFormedAndSaysWhatItShows) {
  const std::string svg = plot_svg({.title = "A <title>",
                                    .description = "what & why",
                                    .x_label = "x \"axis\"",
                                    .y_label = "y'",
                                    .bars = {{.name = "bars", .edges = {0, 1, 2}, .heights = {3, nan}}},
                                    .points = {{.name = "line", .x = {0, 1, nan, 2}, .y = {0, 1, 2, 3}},
                                               {.name = "dots", .x = {1}, .y = {1}, .connected = false}}});
  EXPECT_EQ(testing::markup_error(svg), "") << svg;
  for (const char* part : {"A &lt;title&gt;", "what &amp; why", ">bars</text>", ">line</text>",
                           ">dots</text>", "0 … 1: 3", "role=\"img\""})
    EXPECT_TRUE(contains(svg, part)) << part;
  EXPECT_FALSE(contains(svg, "nan"));
}

TEST(Plot, ALineGoesFromCornerToCorner) {
  const std::string svg =
      plot_svg({.title = "t", .points = {{.x = {0, 1}, .y = {0, 1}}}, .x_range = {0, 1}, .y_range = {0, 1}});
  // The plot area is x 66 … 462, y 36 … 286; SVG's y points down.
  EXPECT_TRUE(contains(svg, "d=\"M66.0 286.0L462.0 36.0\"")) << svg;
}

TEST(Plot, HasAnAnswerForEmptyAndConstantData) {
  for (const auto& values : {std::vector<double>{}, {1.0}, {1.0, 1.0}, {nan}, {1e308, -1e308}}) {
    const std::string svg = plot_svg({.title = "t", .points = {{.x = values, .y = values}}});
    EXPECT_EQ(testing::markup_error(svg), "");
    EXPECT_FALSE(contains(svg, "nan")) << svg;
    EXPECT_FALSE(contains(svg, "inf")) << svg;
  }
}

}  // namespace
}  // namespace saem
