#include "saem/data/tables/number_signs.h"

#include <gtest/gtest.h>

namespace saem {
namespace {

using NumberTexts = std::vector<std::string>;

NumberTexts unsigned_numbers(const NumberTexts& texts) {
  const auto found = without_number_signs(TextColumn(texts));
  return found ? found->numbers.to_strings() : NumberTexts();
}

TEST(NumberSigns, PerCentAndCurrenciesAreTakenOff) {
  EXPECT_EQ(unsigned_numbers({"12%", "7 %", "", "3.5%"}), (NumberTexts{"12", "7", "", "3.5"}));
  EXPECT_EQ(unsigned_numbers({"$1,234.50", "-$5.00", "$ 7.25"}), (NumberTexts{"1,234.50", "-5.00", "7.25"}));
  EXPECT_EQ(unsigned_numbers({"3,50 €", "12,00€"}), (NumberTexts{"3,50", "12,00"}));
  EXPECT_EQ(unsigned_numbers({"1,000원", "NA", "20,000원"}), (NumberTexts{"1,000", "NA", "20,000"}));
  EXPECT_EQ(unsigned_numbers({"5", "12%"}), (NumberTexts{"5", "12"})) << "some may lack it";
  EXPECT_EQ(without_number_signs(TextColumn(NumberTexts{"£1", "£2"}))->sign, "£");
}

TEST(NumberSigns, MoneyIsNotCountedInThousandths) {
  EXPECT_EQ(without_number_signs(TextColumn(NumberTexts{"₩12,000", "₩3,500"}))->numbers.group_sign(), ',');
  EXPECT_EQ(without_number_signs(TextColumn(NumberTexts{"12,125%", "3,500%"}))->numbers.group_sign(), '\0');
}

TEST(NumberSigns, OtherColumnsStay) {
  EXPECT_FALSE(without_number_signs(TextColumn(NumberTexts{})).has_value());
  EXPECT_FALSE(without_number_signs(TextColumn(NumberTexts{"", "NA"})).has_value());
  EXPECT_FALSE(without_number_signs(TextColumn(NumberTexts{"1", "2"})).has_value());
  EXPECT_FALSE(without_number_signs(TextColumn(NumberTexts{"5%", "much"})).has_value());
  EXPECT_FALSE(without_number_signs(TextColumn(NumberTexts{"5%", "5$"})).has_value());
  EXPECT_FALSE(without_number_signs(TextColumn(NumberTexts{"%", "$"})).has_value());
  EXPECT_FALSE(without_number_signs(TextColumn(NumberTexts{"save $5 now", "win $9"})).has_value());
}

}  // namespace
}  // namespace saem
