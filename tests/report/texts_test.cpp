// All fixed texts of the page exist in both languages, and each in its own.
#include "saem/report/texts.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/report/run_report.h"
#include "tests/report/support/hangul.h"

namespace saem::detail {
namespace {

using testing::has_hangul;

/// "{}" and "{0}" in their order.
std::vector<std::string> places_of(std::string_view text) {
  std::vector<std::string> places;
  std::size_t next = 0;
  for (std::size_t i = text.find('{'); i != std::string_view::npos; i = text.find('{', i + 1)) {
    const std::string number(text.substr(i + 1, text.find('}', i) - i - 1));
    places.push_back(number.empty() ? std::to_string(next++) : number);
  }
  std::ranges::sort(places);
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

TEST(Texts, EveryOneExistsInBothLanguages) {
  ASSERT_EQ(all_texts().size(), static_cast<std::size_t>(Text::count));
  for (std::size_t i = 0; i < all_texts().size(); ++i) {
    const TextEntry& entry = all_texts()[i];
    EXPECT_EQ(static_cast<std::size_t>(entry.id), i) << entry.english;
    EXPECT_FALSE(entry.english.empty()) << i;
    EXPECT_FALSE(has_hangul(entry.english)) << entry.english;
    const bool is_layout = entry.id == Text::count_of || entry.id == Text::percentage_points;
    EXPECT_TRUE(is_layout || has_hangul(entry.korean)) << entry.english << " / " << entry.korean;
  }
}

TEST(Texts, BothHaveTheSameArguments) {
  for (const TextEntry& entry : all_texts())
    EXPECT_EQ(places_of(entry.english), places_of(entry.korean)) << entry.english;
}

TEST(Texts, ArgumentsGoToTheirPlaces) {
  EXPECT_EQ(with_arguments("{} of {}", {"a", "b"}), "a of b");
  EXPECT_EQ(with_arguments("{1} {0}!{1}", {"a", "b"}), "b a!b");
  EXPECT_EQ(with_arguments("{} { {", {"a"}), "a ");
  EXPECT_EQ(say(Language::korean, Text::and_more, 3), "… 외 3개");
}

TEST(Translated, KnowsWhatTheProgramSays) {
  const auto korean = [](const std::string& text) { return translated(text, Language::korean); };
  EXPECT_EQ(korean("test"), "테스트 데이터");
  EXPECT_EQ(korean("891 different values"), "서로 다른 값 891개");
  EXPECT_EQ(korean("88 different numbers, 177 missing"), "서로 다른 수 88개, 결측 177개");
  EXPECT_EQ(korean("train 16,512 · test 4,128, at random"), "훈련 16,512 · 테스트 4,128, 무작위");
  EXPECT_EQ(korean("train 9 · test 3, at random, the examples of each 'a, b' together"),
            "훈련 9 · 테스트 3, 무작위, “a, b” 값이 같은 샘플은 함께");
  EXPECT_EQ(korean("train 9 · validation 2 · test 3, as the data are divided; validation at random, with the "
                   "same shares of each class"),
            "훈련 9 · 검증 2 · 테스트 3, 데이터에 이미 나뉜 대로(검증은 무작위), 클래스 비율을 같게 유지");
  EXPECT_EQ(korean("recordings: one for each file, in the order of 'time'; channels x, y"),
            "기록: 파일마다 하나, “time” 순서, 채널은 x, y");
  EXPECT_EQ(korean("only 3 of 900 rows have a value"), "행 900개 중 3개에만 값이 있음");
  EXPECT_EQ(korean("a number; missing ones become -1.5e+06, and are told apart"),
            "수(결측값은 -1.5e+06로 채우고 따로 표시)");
  EXPECT_EQ(korean("adam, learning rate 0.001 (falling to 0 in the second half)"),
            "adam, 학습률 0.001(후반에 0까지 낮춤)");
  EXPECT_EQ(korean("a_TEST.ts, line 45"), "a_TEST.ts, 45번째 줄");
  EXPECT_EQ(korean("subject s2, lines 2 to 5"), "피험자 s2, 2~5번째 줄");
  EXPECT_EQ(korean("a_TEST.ts: 40 series of 100 steps and 6 channels"),
            "a_TEST.ts: 100단계, 6채널 시계열 40개");
  EXPECT_EQ(
      korean("recordings: one for each 'who', in the order of 'time'; the answer in 'does'; channels x, y"),
      "기록: “who”마다 하나, “time” 순서, 답은 “does”, 채널은 x, y");
  EXPECT_EQ(korean("adam, sgd"), "adam, sgd");
  EXPECT_EQ(korean("text read as "), "text read as ");
  EXPECT_EQ(korean("something else, 3 missing"), "something else, 3 missing");
  EXPECT_EQ(translated("test", Language::english), "test");
  EXPECT_EQ(korean("separator blanks"), "구분자 빈칸");
  EXPECT_EQ(korean("2 lines behind a # left out"), "# 뒤의 줄 2개 제외");
  EXPECT_EQ(korean("'file' names pictures: read from ./images"),
            "“file” 열은 사진 파일의 이름: ./images에서 읽음");
  EXPECT_EQ(korean("4 pictures of 2 classes, by their names: cat, dog"),
            "이름에 든 클래스 2가지의 사진 4장: cat, dog");
  EXPECT_EQ(korean("CIFAR-10 in binary: 60000 pictures of 32 × 32"),
            "CIFAR-10 이진 파일: 32×32 사진 60000장");
  EXPECT_EQ(korean("spoken digits: index 0 to 4 is the test part, by the rule of that set; speakers are in "
                   "both parts"),
            "숫자 음성: 이 데이터의 규칙대로 번호 0~4번이 테스트(화자는 양쪽에 있음)");
}

TEST(LanguageNames, AreTold) {
  EXPECT_EQ(language("ko"), Language::korean);
  EXPECT_EQ(name(language("en")), "en");
  EXPECT_THROW((void)language("fr"), ValueError);
}

}  // namespace
}  // namespace saem::detail
