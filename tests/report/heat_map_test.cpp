#include "saem/report/heat_map.h"

#include <gtest/gtest.h>

#include <numeric>

#include "tests/report/support/markup.h"

namespace saem {
namespace {

using Labels = std::vector<std::int64_t>;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(HeatMap, TellsTheNumbersInWords) {
  const auto matrix = confusion_matrix(Array::of(Labels{0, 0, 0, 0, 1}), Array::of(Labels{0, 0, 0, 1, 1}),
                                       {"<cat>", "dog & co"});
  const std::string svg = heat_map_svg(matrix, "on \"test\"");
  EXPECT_EQ(testing::markup_error(svg), "") << svg;
  EXPECT_TRUE(contains(svg, "<title>1 of &lt;cat&gt; (25.0\u00A0%) were called dog &amp; co</title>")) << svg;
  EXPECT_TRUE(contains(svg, ">3</text>"));
  EXPECT_FALSE(contains(svg, "<title>0 of"));  // what never happened is left empty
}

TEST(HeatMap, ManyClassesDropNumbersThenNames) {
  const auto svg_of = [](std::int64_t classes) {
    Labels labels(static_cast<std::size_t>(classes));
    std::iota(labels.begin(), labels.end(), 0);
    std::vector<std::string> names;
    for (std::int64_t c = 0; c < classes; ++c) names.push_back("class-" + std::to_string(c));
    return heat_map_svg(confusion_matrix(Array::of(labels), Array::of(labels), names), "t");
  };
  EXPECT_TRUE(contains(svg_of(20), ">1</text>"));
  EXPECT_FALSE(contains(svg_of(21), ">1</text>"));
  EXPECT_TRUE(contains(svg_of(60), ">class-59</text>"));
  EXPECT_FALSE(contains(svg_of(61), ">class-59</text>"));
  EXPECT_EQ(testing::markup_error(svg_of(300)), "");
  EXPECT_LT(svg_of(300).size(), 150'000U);
}

TEST(HeatMap, OfNothing) { EXPECT_EQ(testing::markup_error(heat_map_svg({}, "t")), ""); }

}  // namespace
}  // namespace saem
