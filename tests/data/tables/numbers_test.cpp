#include "saem/data/tables/numbers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace saem {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr NumberFormat comma{',', '\0'}, english{'.', ','}, german{',', '.'}, french{',', ' '};

TEST(Numbers, PlainNumbers) {
  EXPECT_EQ(parse_number("12"), 12.0);
  EXPECT_EQ(parse_number(" -0.5\t"), -0.5);
  EXPECT_EQ(parse_number("+3."), 3.0);
  EXPECT_EQ(parse_number(".25"), 0.25);
  EXPECT_EQ(parse_number("1e3"), 1000.0);
  EXPECT_EQ(parse_number("-2.5E-3"), -0.0025);
  EXPECT_EQ(parse_number("0.1"), 0.1);
  EXPECT_EQ(parse_number("inf"), infinity);
  EXPECT_EQ(parse_number("-Infinity"), -infinity);
  EXPECT_TRUE(std::isnan(parse_number("NaN").value()));
}

TEST(Numbers, TooLargeAndTooSmall) {
  EXPECT_EQ(parse_number("1.5e999"), infinity);
  EXPECT_EQ(parse_number("-1e99999999999999999999"), -infinity);
  EXPECT_EQ(parse_number("1e-999"), 0.0);
  EXPECT_EQ(parse_number("1e-99999999999999999999"), 0.0);
  EXPECT_EQ(parse_number(std::string(400, '9')), infinity);
  EXPECT_EQ(parse_number("0." + std::string(400, '0') + "1"), 0.0);
}

TEST(Numbers, OtherTextsAreNone) {
  for (const char* text :
       {"",    " ",   "+",   "-",   ".",      "e5",       "1e",  "12abc", "12 %",  "0x1F", "1_000",
        "--1", "+-1", "1 2", "- 1", "nan(1)", "infinite", "1,5", ",5",    "1.2.3", "$5",   "١"})
    EXPECT_FALSE(parse_number(text)) << text;
}

TEST(Numbers, DecimalCommaAndGroups) {
  EXPECT_EQ(parse_number("1,5", comma), 1.5);
  EXPECT_EQ(parse_number("-,5e2", comma), -50.0);
  EXPECT_FALSE(parse_number("1.5", comma));
  EXPECT_FALSE(parse_number("1,5,5", comma));
  EXPECT_EQ(parse_number("1,234,567.5", english), 1234567.5);
  EXPECT_EQ(parse_number("-12,345", english), -12345.0);
  EXPECT_EQ(parse_number("999", english), 999.0);
  EXPECT_EQ(parse_number("1234.5", english), 1234.5);
  for (const char* text : {"1,23", "1234,567", "1,234,56", ",123", "1,,234", "1,234,", "1.234,567", "1,23e2"})
    EXPECT_FALSE(parse_number(text, english)) << text;
  EXPECT_EQ(parse_number("1.234.567,5", german), 1234567.5);
  EXPECT_EQ(parse_number("1 234,5", french), 1234.5);
}

NumberFormat found(const std::vector<std::string>& texts) { return find_number_format(TextColumn(texts)); }
std::string as_text(NumberFormat format) {
  return std::string(1, format.decimal) + (format.thousands ? std::string(1, format.thousands) : "") +
         (format.ambiguous ? "?" : "");
}

TEST(Numbers, ATableSeparatedByCommasHasThemBetweenThousands) {
  TextColumn column(std::vector<std::string>{"31,390", "77,878"});
  column.set_group_sign(',');
  EXPECT_EQ(as_text(find_number_format(column)), ".,?");
  EXPECT_EQ(as_text(find_number_format(column.take(std::vector<std::int64_t>{1}))), ".,?");
  TextColumn fractions(std::vector<std::string>{"31,390", "77,8"});
  fractions.set_group_sign(',');
  EXPECT_EQ(as_text(find_number_format(fractions)), ",") << "no group has one digit";
  TextColumn dotted(std::vector<std::string>{"12.345", "7", ""});
  EXPECT_EQ(as_text(find_number_format(dotted)), ".");
  dotted.set_group_sign('.');
  EXPECT_EQ(as_text(find_number_format(dotted)), ",.?");
  TextColumn points(std::vector<std::string>{"12.345", "7.5"});
  points.set_group_sign('.');
  EXPECT_EQ(as_text(find_number_format(points)), ".");
  TextColumn whole(std::vector<std::string>{"12345", "7"});
  whole.set_group_sign('.');
  EXPECT_EQ(as_text(find_number_format(whole)), ".");
}

TEST(Numbers, TheFormatOfAColumnIsFound) {
  EXPECT_EQ(as_text(found({"1", "2.5", "NA", ""})), ".");
  EXPECT_EQ(as_text(found({"1", "2,5", "?"})), ",");
  EXPECT_EQ(as_text(found({"0,123"})), ",") << "no group begins with 0";
  EXPECT_EQ(as_text(found({"1234,567"})), ",");
  EXPECT_EQ(as_text(found({"1,234", "12,345"})), ",?") << "it may be both";
  EXPECT_EQ(as_text(found({"1,234", "12"})), ".,?") << "no fraction is written of what is small alone";
  EXPECT_EQ(as_text(found({"1,234", "12", "4711"})), ",?");
  EXPECT_EQ(as_text(found({"1,234", "1,234,567"})), ".,");
  EXPECT_EQ(as_text(found({"1,234.5", "12"})), ".,");
  EXPECT_EQ(as_text(found({"1.234,5", "12"})), ",.");
  EXPECT_EQ(as_text(found({"1 234", "2 345,5"})), ", ");
  EXPECT_EQ(as_text(found({"1'234.5"})), ".'");
  EXPECT_EQ(as_text(found({"a", "b"})), ".");
  EXPECT_EQ(as_text(found({})), ".");
}

TEST(Numbers, WhatIsMissing) {
  for (const char* text :
       {"", "  ", "NA", "N/A", "nan", "NaN", "null", "NULL", "None", "?", " ?", "-", "#N/A"})
    EXPECT_TRUE(is_missing_text(text)) << text;
  for (const char* text : {"0", "no", "nana", "--", "unknown", "NAN1"})
    EXPECT_FALSE(is_missing_text(text)) << text;
}

}  // namespace
}  // namespace saem
