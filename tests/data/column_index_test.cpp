#include "saem/data/column_index.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

TEST(ColumnIndex, FindsWhatSamplesFind) {
  Samples samples{.name = "s"};
  for (int i = 0; i < 100; ++i)
    samples.columns.push_back({"c" + std::to_string(i), TextColumn(std::vector<std::string>{"x"})});
  const ColumnIndex index(samples);
  for (const char* name : {"c0", "c57", "c99", "c100", ""})
    EXPECT_EQ(index.find(name), samples.find(name)) << name;
  EXPECT_EQ(&index.column("c3"), &samples.columns[3]);
  EXPECT_EQ(test::message_of<ValueError>([&] { static_cast<void>(index.column("c300")); }),
            test::message_of<ValueError>([&] { static_cast<void>(samples.column("c300")); }));
}

}  // namespace
}  // namespace saem
