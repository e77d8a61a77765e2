// Sentences that other parts of the program say in English, in Korean.
#include <algorithm>
#include <cctype>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saem/report/run_report.h"

namespace saem {
namespace {

struct KnownSentence {
  std::string_view english;  ///< # stands for a number, or for what is in single quotes
  std::string_view korean;   ///< {0}, {1}, … stand for what was found in its place
};

constexpr KnownSentence known_sentences[] = {
    // parts of the data, and how they were made
    {"train", "훈련 데이터"},
    {"validation", "검증 데이터"},
    {"test", "테스트 데이터"},
    {"train #", "훈련 {0}"},
    {"validation #", "검증 {0}"},
    {"test #", "테스트 {0}"},
    {"at random", "무작위"},
    {"as many of each class in both", "클래스 비율을 같게 유지"},
    {"with the same shares of each class", "클래스 비율을 같게 유지"},
    {"at random by blocks", "블록 단위로 무작위"},
    {"# of rows in their order", "이어진 행을 블록 {0}개로"},
    {"the pieces of a recording together", "한 기록의 조각은 함께"},
    {"the examples of each # together", "“{0}” 값이 같은 샘플은 함께"},
    {"by time: the later ones of # are measured with", "시간순: “{0}” 값이 늦은 쪽을 테스트에 사용"},
    {"as the data are divided", "데이터에 이미 나뉜 대로"},
    {"as the data come", "데이터에 이미 나뉜 대로"},
    {"fold # of #", "{1}겹 중 {0}번째"},
    // what examples are
    {"examples", "샘플"},
    {"pictures", "사진"},
    {"recordings", "시계열"},
    {"sounds", "소리"},
    {"texts", "텍스트"},
    {"rows", "행"},
    // kinds of columns
    {"number", "수"},
    {"category", "범주"},
    {"text", "텍스트"},
    {"date", "날짜"},
    {"series", "시계열"},
    {"picture", "사진"},
    {"sound", "소리"},
    {"array", "배열"},
    {"ignored", "사용하지 않음"},
    {"classes", "클래스"},
    {"value", "값"},
    // why
    {"it is empty", "비어 있음"},
    {"it is always the same", "값이 모두 같음"},
    {"it counts the rows", "행 번호임"},
    {"each row has a value of its own", "행마다 값이 다름"},
    {"only # of # rows have a value", "행 {1}개 중 {0}개에만 값이 있음"},
    {"# different numbers", "서로 다른 수 {0}개"},
    {"# different values", "서로 다른 값 {0}개"},
    {"# of them no numbers", "그중 수가 아닌 것 {0}개"},
    {"# dates", "날짜 {0}개"},
    {"# words on average", "평균 {0}단어"},
    {"# missing", "결측 {0}개"},
    {"as asked", "사용자가 지정함"},
    {"as the data are laid out", "데이터의 구성에 따름"},
    {"by its name; another with --target", "이름에 따름(--target으로 변경)"},
    {"the last column; another with --target", "마지막 열(--target으로 변경)"},
    {"none", "없음"},
    {"unknown", "알 수 없음"},
    // settings and machine
    {"model", "모델"},
    {"networks", "신경망 수"},
    {"split", "데이터 분할"},
    {"division", "데이터 분할"},
    {"baselines", "기준 모델"},
    {"warning", "주의"},
    {"batch size", "배치 크기"},
    {"epochs", "에포크"},
    {"seed", "시드"},
    {"time to train", "학습 시간"},
    {"loss", "손실"},
    {"accuracy", "정확도"},
    {"optimizer", "옵티마이저"},
    {"learning rate", "학습률"},
    {"precision", "계산 정밀도"},
    {"patience", "조기 종료 대기"},
    {"memory budget", "메모리 한도"},
    {"interrupted", "중단됨"},
    {"processor", "프로세서"},
    {"threads", "스레드 수"},
    {"compiler", "컴파일러"},
    {"commit", "커밋"},
    {"data (FNV-1a)", "데이터 해시(FNV-1a)"},
    {"column #", "열 “{0}”"},
    {"# s", "{0}초"},
    {"# of #", "{1} 중 {0}"},
    {"augmentation", "데이터 증강"},
    {"all epochs are done", "사용하지 않음"},
    {"after # steps", "{0}단계 이후"},
    {"mean_absolute_error", "평균 절대 오차"},
    {"root_mean_squared_error", "평균 제곱근 오차"},
    // notes of readers
    {"separator #", "구분자 “{0}”"},
    {"separator TAB", "구분자 탭"},
    {"the first line has the names of the columns", "첫 줄은 열 이름"},
    {"no names of columns: the first line is a row", "열 이름이 없어 첫 줄부터 데이터로 읽음"},
    {"# class folders", "클래스 폴더 {0}개"},
    {"# pictures", "사진 {0}장"},
    // places of examples
    {"line #", "{0}번째 줄"},
    {"no. #", "{0}번"},
    {"test picture #", "테스트 사진 {0}"},
    {"training picture #", "훈련 사진 {0}"},
    // rows in order
    {"rows follow each other as in a recording: neighbours are # times nearer than others, and # % have the "
     "same answer. A random division measures with rows whose neighbours were learned from: that leaks.",
     "행이 기록처럼 차례로 이어집니다. 이웃한 행은 다른 행보다 {0}배 가깝고, {1} %는 답이 같습니다. 무작위로 "
     "나누면 "
     "학습한 행의 이웃으로 성능을 재게 되므로 정보가 샙니다(데이터 누수)."},
};

struct Pattern {
  std::string text;                 ///< with # for each of
  std::vector<std::string> pieces;  ///< numbers and quoted names
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Length of a number like 1,234.5 at the front; no dot or comma at its end.
std::size_t number_length(std::string_view text) {
  std::size_t n = 0;
  while (n < text.size() && (is_digit(text[n]) || ((text[n] == '.' || text[n] == ',') && n > 0 &&
                                                   n + 1 < text.size() && is_digit(text[n + 1]))))
    ++n;
  return n;
}

Pattern pattern_of(std::string_view text) {
  Pattern pattern;
  while (!text.empty()) {
    std::size_t length = number_length(text);
    const std::size_t quote = text.front() == '\'' ? text.find('\'', 1) : std::string_view::npos;
    if (quote != std::string_view::npos) {
      pattern.pieces.emplace_back(text.substr(1, quote - 1));
      length = quote + 1;
    } else if (length > 0) {
      pattern.pieces.emplace_back(text.substr(0, length));
    } else {
      pattern.text += text.front();
      text.remove_prefix(1);
      continue;
    }
    pattern.text += '#';
    text.remove_prefix(length);
  }
  return pattern;
}

const KnownSentence* find_sentence(std::string_view text) {
  const auto found = std::ranges::find(known_sentences, text, &KnownSentence::english);
  return found == std::end(known_sentences) ? nullptr : &*found;
}

/// Empty if it is not known.
std::string whole_sentence(const std::string& english) {
  if (const KnownSentence* exact = find_sentence(english)) return std::string(exact->korean);
  const Pattern pattern = pattern_of(english);
  const KnownSentence* known = find_sentence(pattern.text);
  if (known == nullptr) return {};
  std::string out;
  for (std::size_t i = 0; i < known->korean.size(); ++i) {
    const bool is_place =
        known->korean[i] == '{' && i + 2 < known->korean.size() && known->korean[i + 2] == '}';
    const std::size_t which = is_place ? static_cast<std::size_t>(known->korean[i + 1] - '0') : 0;
    if (is_place && which < pattern.pieces.size()) {
      out += pattern.pieces[which];
      i += 2;
    } else {
      out += known->korean[i];
    }
  }
  return out;
}

/// Where the first ", " or " · " begins that is not in single quotes.
std::size_t first_separator(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\'') quoted = !quoted;
    if (!quoted && (text.substr(i).starts_with(", ") || text.substr(i).starts_with(" · "))) return i;
  }
  return std::string_view::npos;
}

/// Pieces between separators, each known by itself. Empty if one is not.
std::string piece_by_piece(const std::string& english) {
  std::string out;
  std::string_view rest = english;
  for (;;) {
    const std::size_t cut = first_separator(rest);
    const std::string piece = whole_sentence(std::string(rest.substr(0, cut)));
    if (piece.empty()) return {};
    out += piece;
    if (cut == std::string_view::npos) return out;
    const std::string_view separator = rest.substr(cut).starts_with(", ") ? ", " : " · ";
    out += separator;
    rest.remove_prefix(cut + separator.size());
  }
}

}  // namespace

std::string translated(const std::string& english, Language language) {
  if (language == Language::english) return english;
  const std::string whole = whole_sentence(english);
  if (!whole.empty()) return whole;
  const std::string pieces = piece_by_piece(english);
  return pieces.empty() ? english : pieces;
}

}  // namespace saem
