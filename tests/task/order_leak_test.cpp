#include "saem/task/order_leak.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/task/support/samples.h"

namespace saem {
namespace {

using test::samples_of;

TEST(OrderLeak, IsFoundInARecordingAndNotInAShuffle) {
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < 1'000; ++i) {
    rows.push_back({std::to_string(std::sin(i * 0.01)), std::to_string(std::cos(i * 0.017)),
                    (i / 100) % 2 == 0 ? "open" : "closed"});
  }
  const Samples recording = samples_of({"a", "b", "eyes"}, rows);
  const LearningTask task = find_task(recording);
  EXPECT_TRUE(find_order_leak(recording, task).found);
  std::vector<std::int64_t> order(1'000);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(i * 387 % 1'000);
  EXPECT_FALSE(find_order_leak(recording.take(order), task).found);
}

/// Sales of each month from 1990 on, and their growth.
std::vector<std::vector<std::string>> months(int n) {
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < n; ++i) {
    const std::string month = std::to_string(101 + i % 12).substr(1);
    rows.push_back({std::to_string(1990 + i / 12) + "-" + month + "-01", std::to_string(i % 12),
                    std::to_string(100 + i * 2 + i % 5) + ".5"});
  }
  return rows;
}

TEST(OrderLeak, IsSaidOfRowsInTheOrderOfTheirDates) {
  const Samples sales = samples_of({"month", "season", "sales"}, months(48));
  const OrderLeak leak = find_order_leak(sales, find_task(sales));
  EXPECT_FALSE(leak.found);
  EXPECT_EQ(leak.time, "month");
  EXPECT_NE(leak.sentence.find("in the order of 'month'"), std::string::npos) << leak.sentence;
  EXPECT_EQ(leak.advice(), " Use --time 'month'.");
}

TEST(OrderLeak, IsNotSaidOfOtherDates) {
  auto rows = months(48);
  std::swap(rows[3], rows[30]);
  const Samples mixed = samples_of({"month", "season", "sales"}, rows);
  EXPECT_TRUE(find_order_leak(mixed, find_task(mixed)).sentence.empty()) << "not in their order";
  const Samples few = samples_of({"month", "season", "sales"}, months(12));
  EXPECT_TRUE(find_order_leak(few, find_task(few)).sentence.empty()) << "too few to say";
  Samples divided = samples_of({"month", "season", "sales"}, months(48));
  divided.parts.assign(48, Part::train);
  EXPECT_TRUE(find_order_leak(divided, find_task(divided)).sentence.empty()) << "not divided at random";
}

TEST(OrderLeak, KnowsColumnsOfYears) {
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < 30; ++i) rows.push_back({std::to_string(1950 + i), std::to_string(i * i % 17) + ".25"});
  const Samples employed = samples_of({"Year", "employed"}, rows);
  const OrderLeak leak = find_order_leak(employed, find_task(employed));
  EXPECT_EQ(leak.time, "Year");
  const Samples other = samples_of({"weight", "employed"}, rows);
  EXPECT_TRUE(find_order_leak(other, find_task(other)).sentence.empty());
}

}  // namespace
}  // namespace saem
