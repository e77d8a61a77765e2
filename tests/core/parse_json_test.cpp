#include "saem/core/parse_json.h"

#include <gtest/gtest.h>

#include <string>

namespace saem {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(ParseJson, TakesJsonAndNothingElse) {
  EXPECT_EQ(parse_json(R"({"a":[1,2]})")["a"][1], 2);
  for (const char* text : {"", "{", "[1,]", "{} x", "\xFF"})
    EXPECT_TRUE(parse_json(text).is_discarded()) << text;
}

TEST(ParseJson, StopsWhereTheStackWouldNotHoldIt) {
  EXPECT_EQ(parse_json(nested(3), 3).size(), 1U);
  EXPECT_TRUE(parse_json(nested(4), 3).is_discarded());
  EXPECT_TRUE(parse_json(nested(5'000'000)).is_discarded());
  EXPECT_TRUE(parse_json(std::string(5'000'000, '[')).is_discarded());
  EXPECT_TRUE(parse_json<nlohmann::ordered_json>("{\"a\":" + nested(100) + "}").is_discarded());
}

}  // namespace
}  // namespace saem
