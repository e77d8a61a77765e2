#include "saem/data/tables/table_samples.h"

#include <gtest/gtest.h>

#include "saem/data/tables/csv.h"

namespace saem {
namespace {

TEST(TableSamples, ARowIsAnExample) {
  const Samples samples = table_samples(
      parse_csv("a,b\n1,x\n\n2,y\n3\n", "folder/data.csv", {.on_bad_sample = OnBadSample::skip}));
  EXPECT_EQ(samples.name, "data.csv");
  EXPECT_EQ(samples.size(), 2);
  EXPECT_EQ(samples.columns[1].name, "b");
  EXPECT_EQ(std::get<TextColumn>(samples.columns[1].values)[1], "y");
  EXPECT_EQ(samples.places, (std::vector<std::string>{"line 2", "line 4"}));
  EXPECT_TRUE(samples.target.empty());
  EXPECT_NE(samples.notes.back().find("1 bad row left out, the first: folder/data.csv, line 5"),
            std::string::npos);
}

TEST(TableSamples, ScikitLearnsFormSaysTheTarget) {
  EXPECT_EQ(table_samples(parse_csv("2,1,no,yes\n1,0\n2,1\n", "iris.csv")).target, "target");
  EXPECT_EQ(table_samples(parse_csv("x,target\n1,0\n2,1\n", "iris.csv")).target, "");
}

}  // namespace
}  // namespace saem
