#include "saem/data/tables/dates.h"

#include <gtest/gtest.h>

namespace saem {
namespace {

using enum DateOrder;

double seconds(std::string_view text, DateOrder order = year_first) {
  const auto date = parse_date(text, order);
  return date ? seconds_since_1970(*date) : -1e99;
}

TEST(Dates, YearFirst) {
  EXPECT_EQ(seconds("1970-01-02"), 86400.0);
  EXPECT_EQ(seconds("2024-02-29"), 1709164800.0);
  for (const char* text :
       {"2024/2/29", "2024.02.29", "2024. 2. 29.", " 2024-02-29 ", "2024-02-29T00:00", "2024-02-29 0:00:00"})
    EXPECT_EQ(seconds(text), 1709164800.0) << text;
  EXPECT_EQ(seconds("1969-12-31"), -86400.0);
  EXPECT_EQ(seconds("2024-02-29", month_first), 1709164800.0);
}

TEST(Dates, YearsOfTwoDigits) {
  EXPECT_EQ(seconds("12/31/69", month_first), seconds("1969-12-31"));
  EXPECT_EQ(seconds("31.12.99", day_first), seconds("1999-12-31"));
  EXPECT_EQ(seconds("31. 12. 68", day_first), seconds("2068-12-31"));
  EXPECT_EQ(seconds("1/2/00 10:30", day_first), seconds("2000-02-01 10:30"));
  for (const char* text : {"12/31/999", "31-12-99", "24-12-31", "1/2/3"})
    EXPECT_EQ(seconds(text, day_first), -1e99) << text;
  EXPECT_TRUE(has_short_year("12/31/99"));
  EXPECT_TRUE(has_short_year(" 31. 12. 99 8:00"));
  for (const char* text : {"12/31/1999", "1999/12/31", "word", "", "1/2"}) EXPECT_FALSE(has_short_year(text));
}

TEST(Dates, TimesAndOffsets) {
  EXPECT_EQ(seconds("1970-01-01T01:02:03"), 3723.0);
  EXPECT_EQ(seconds("1970-01-01 01:02:03.25"), 3723.25);
  EXPECT_EQ(seconds("1970-01-01 01:02:03.123456789"), 3723.123456);
  EXPECT_EQ(seconds("1970-01-01T09:00+09:00"), 0.0);
  EXPECT_EQ(seconds("1970-01-01T09:00:00 +0900"), 0.0);
  EXPECT_EQ(seconds("1969-12-31T19:00:00-05"), 0.0);
  EXPECT_EQ(seconds("1970-01-01T00:00Z"), 0.0);
}

TEST(Dates, ClocksOfTwelveHours) {
  EXPECT_EQ(seconds("1970-01-01 12:00 AM"), 0.0);
  EXPECT_EQ(seconds("1970-01-01 1:02:03 am"), 3723.0);
  EXPECT_EQ(seconds("1970-01-01 12:30PM"), 45000.0);
  EXPECT_EQ(seconds("01/01/1970 11:59:59.5 pm", month_first), 86399.5);
  EXPECT_EQ(seconds("1970-01-01 09:00 AM +09:00"), 0.0);
  for (const char* text : {"1970-01-01 13:00 PM", "1970-01-01 0:30 AM", "1970-01-01 1:30 A", "1970-01-01 PM",
                           "1970-01-01 1:30 PMx", "1970-01-01 1:30 XM"})
    EXPECT_FALSE(parse_date(text)) << text;
}

TEST(Dates, OtherOrders) {
  EXPECT_EQ(seconds("29.02.2024", day_first), 1709164800.0);
  EXPECT_EQ(seconds("29/2/2024 00:00", day_first), 1709164800.0);
  EXPECT_EQ(seconds("02/29/2024", month_first), 1709164800.0);
  EXPECT_FALSE(parse_date("02/29/2024"));
  EXPECT_FALSE(parse_date("02/29/2024", day_first));
}

TEST(Dates, OtherTextsAreNone) {
  for (const char* text : {"",
                           "2024",
                           "2024-02",
                           "2023-02-29",
                           "2024-13-01",
                           "2024-01-32",
                           "2024-00-10",
                           "20240229",
                           "2024-02/29",
                           "2024-02-29T",
                           "2024-02-29T25:00",
                           "2024-02-29T10",
                           "2024-02-29T10:60",
                           "2024-02-29 10:00 PM?",
                           "2024-02-29x",
                           "1.5",
                           "1-2-3",
                           "24-02-29",
                           "2024-02-29T10:00+9",
                           "2024-02-29 10:00:00.",
                           "tomorrow"})
    EXPECT_FALSE(parse_date(text)) << text;
}

DateOrder found(const std::vector<std::string>& texts) { return find_date_order(TextColumn(texts)); }

TEST(Dates, TheOrderOfAColumnIsFoundWhereItCanBe) {
  EXPECT_EQ(found({"2024-01-02", ""}), year_first);
  EXPECT_EQ(found({"01/02/2024", "13/02/2024"}), day_first);
  EXPECT_EQ(found({"01/02/2024", "02/13/2024"}), month_first);
  EXPECT_EQ(found({"01/02/2024", "03/04/2024"}), year_first) << "nothing says so";
  EXPECT_EQ(found({"01.02.2024", "03.04.2024"}), day_first);
  EXPECT_EQ(found({"a", "1.5"}), year_first);
  EXPECT_EQ(found({}), year_first);
}

}  // namespace
}  // namespace saem
