#include "saem/data/tables/group_signs.h"

#include <gtest/gtest.h>

#include "saem/data/tables/csv.h"

namespace saem {
namespace {

char group_sign_of(const std::string& table) { return parse_csv(table, "data.csv").columns[0].group_sign(); }

TEST(GroupSigns, FollowFromTheTable) {
  EXPECT_EQ(group_sign_of("a,b\n\"1,234\",2\n"), ',');
  EXPECT_EQ(group_sign_of("a;b\n12.345;1,5\n"), '.');
  EXPECT_EQ(group_sign_of("a;b\n12.345;1.234,5\n"), '.');
  EXPECT_EQ(group_sign_of("a;b\n12.345;1,500\n"), '\0') << "it may be either";
  EXPECT_EQ(group_sign_of("a;b\n12.345;x, y\n"), '\0');
}

}  // namespace
}  // namespace saem
