#include "saem/runs/card_words.h"

#include <fmt/format.h>

#include "saem/core/error.h"

namespace saem::runs {
namespace {

struct CardWord {
  const char* CardWords::*field;
  const char* english;
  const char* korean;
};

constexpr CardWord all_words[] = {
    {&CardWords::made_by,
     "Written by saem from run.json and report.json. Without this line saem does not replace it.",
     "saem이 run.json과 report.json으로 썼습니다. 이 줄을 지우면 saem이 덮어쓰지 않습니다."},
    {&CardWords::predicts_class, "Says which **{0}** an example has, one of {1}: {2}.",
     "샘플마다 **{0}** 값을 {1}가지 중 하나로 답합니다: {2}."},
    {&CardWords::predicts_classes_of_pictures, "Says which of {1} classes a picture shows: {2}.",
     "그림이 {1}가지 클래스 중 무엇인지 답합니다: {2}."},
    {&CardWords::predicts_value, "Predicts the number **{0}**.", "숫자 **{0}** 값을 예측합니다."},
    {&CardWords::predicts_labels, "Says which of {1} labels of **{0}** an example has: {2}.",
     "샘플마다 **{0}** 레이블 {1}가지 가운데 해당하는 것을 모두 답합니다: {2}."},
    {&CardWords::finds_unusual, "Says how unusual an example is, having learned from usual ones.",
     "정상 샘플로 학습하여 샘플이 정상에서 얼마나 벗어나는지 답합니다."},
    {&CardWords::from_columns, "It looks at these columns ({0}): {1}.", "열 {0}개를 봅니다: {1}."},
    {&CardWords::trained_with, "Trained on {0} with saem {1}, {2}.",
     "훈련 데이터: {0}. 프로그램: saem {1}. 날짜: {2}."},
    {&CardWords::was_interrupted, "**The training was interrupted**: the model is as it was then.",
     "**학습이 중간에 멈추었습니다**: 모델은 그때의 상태입니다."},
    {&CardWords::was_not_finished,
     "**The training has not ended well** (`{0}`): the model may be missing or unfinished.",
     "**학습이 제대로 끝나지 않았습니다** (`{0}`): 모델이 없거나 미완성일 수 있습니다."},
    {&CardWords::use, "How to use it", "사용법"},
    {&CardWords::use_text,
     "Inputs are given as they are: whatever has to be done to them first is part of the model file.",
     "입력은 원래 그대로 주면 됩니다. 전처리는 모델 파일에 들어 있습니다."},
    {&CardWords::scores, "Scores", "점수"},
    {&CardWords::measured_on,
     "Measured on the **test part**: {0} examples that the model has not learned from.",
     "**테스트 데이터**에서 쟀습니다: 모델이 학습하지 않은 샘플 {0}개."},
    {&CardWords::target, "target", "대상"},
    {&CardWords::metric, "metric", "지표"},
    {&CardWords::test_part, "test part", "테스트 데이터"},
    {&CardWords::simple_model, "best simple model", "가장 나은 단순 모델"},
    {&CardWords::interval, "95 % interval", "95 % 구간"},
    {&CardWords::per_class, "By class, on the test part ({0}):", "테스트 데이터의 클래스별 점수 ({0}):"},
    {&CardWords::class_name, "class", "클래스"},
    {&CardWords::precision, "precision", "정밀도"},
    {&CardWords::recall, "recall", "재현율"},
    {&CardWords::f1, "F1", "F1"},
    {&CardWords::examples, "examples", "샘플 수"},
    {&CardWords::validation_scores,
     "On the **validation part**, in the epoch whose weights were kept: {0}. That part was looked "
     "at during training, so these figures may be a little too good.",
     "**검증 데이터**, 가중치를 남긴 에포크의 값: {0}. 학습 중에 본 부분이므로 조금 좋게 나올 수 있습니다."},
    {&CardWords::watched_test,
     "The test part was measured after each epoch as well: {0} in the epoch that was kept. Nothing was "
     "chosen by it.",
     "에포크마다 테스트 데이터도 쟀습니다. 남긴 에포크의 값: {0}. 이 값으로 고른 것은 없습니다."},
    {&CardWords::by_blocks,
     "Divided by **blocks of rows** instead, {0} is {1}: what to expect of new recordings.",
     "대신 **행의 묶음**으로 나누면 {0} {1}: 새로 녹화한 데이터에서는 이 값을 기대하십시오."},
    {&CardWords::by_folds, "Mean over **{0} folds**: {1} {2} (from {3} to {4}).",
     "**{0}겹** 교차 검증의 평균: {1} {2} ({3} ~ {4})."},
    {&CardWords::data, "Data", "데이터"},
    {&CardWords::property, "", ""},
    {&CardWords::value, "", ""},
    {&CardWords::name, "name", "이름"},
    {&CardWords::hash, "hash (FNV-1a)", "해시 (FNV-1a)"},
    {&CardWords::division, "division", "데이터 분할"},
    {&CardWords::train_part, "training part", "훈련 데이터"},
    {&CardWords::validation_part, "validation part", "검증 데이터"},
    {&CardWords::columns_text, "What was made of the columns:", "열을 이렇게 보았습니다:"},
    {&CardWords::column, "column", "열"},
    {&CardWords::kind, "kind", "종류"},
    {&CardWords::reason, "because", "이유"},
    {&CardWords::and_more, "… and {0} more", "… 그 밖에 {0}개"},
    {&CardWords::training, "Training", "학습"},
    {&CardWords::network, "network", "신경망"},
    {&CardWords::parameters, "numbers learned", "매개변수 수"},
    {&CardWords::epochs, "epochs", "에포크"},
    {&CardWords::time, "time to train", "학습 시간"},
    {&CardWords::settings, "setting", "설정"},
    {&CardWords::limits, "Limits", "한계"},
    {&CardWords::no_better,
     "For {0} the network is no better than a simple model ({1}: {2} against {3}). Use that one, or more "
     "data.",
     "{0}: 신경망이 단순 모델({1})보다 낫지 않습니다 ({2} 대 {3}). 단순 모델을 쓰거나 데이터를 더 "
     "모으십시오."},
    {&CardWords::few_examples,
     "Classes with fewer than {0} examples in the test part, whose scores say little: {1}.",
     "테스트 데이터에 샘플이 {0}개보다 적어 점수를 믿기 어려운 클래스: {1}."},
    {&CardWords::few_tests, "The test part has {0} examples only: see the intervals.",
     "테스트 데이터의 샘플이 {0}개뿐입니다: 구간을 보십시오."},
    {&CardWords::skipped, "Examples that could not be read and were left out: {0}.",
     "읽지 못해 뺀 샘플: {0}개."},
    {&CardWords::order_leak, "The scores above are too good: {0}", "점수가 실제보다 좋게 나왔습니다: {0}"},
    {&CardWords::ignored, "Columns that are not looked at: {0}.", "보지 않는 열: {0}."},
    {&CardWords::elsewhere,
     "It knows the data above and nothing else. Of data that were gathered elsewhere, later, from other "
     "people or with other devices, expect less than the scores say, and measure: `saem evaluate`.",
     "이 모델은 위의 데이터만 압니다. 다른 곳, 다른 때, 다른 사람, 다른 기기에서 모은 데이터에서는 "
     "점수보다 "
     "낮게 나올 수 있으니 직접 재어 보십시오: `saem evaluate`."},
    {&CardWords::repeat, "How to repeat it", "다시 하기"},
    {&CardWords::repeat_text,
     "With the same data, version and number of threads, on the same kind of processor, the same model "
     "comes out.",
     "같은 데이터, 같은 버전, 같은 스레드 수, 같은 종류의 프로세서이면 같은 모델이 나옵니다."},
    {&CardWords::version, "saem", "saem"},
    {&CardWords::processor, "processor", "프로세서"},
    {&CardWords::threads, "threads", "스레드"},
    {&CardWords::seed, "seed", "시드"},
    {&CardWords::no_report, "There is no report of this run: nothing was measured, or report.json is gone.",
     "이 학습의 보고서가 없습니다: 재지 않았거나 report.json이 없습니다."},
};

CardWords words_in(Language language) {
  CardWords words;
  words.language = language;
  for (const CardWord& word : all_words)
    words.*word.field = language == Language::korean ? word.korean : word.english;
  return words;
}

}  // namespace

const std::vector<std::string>& card_languages() {
  static const std::vector<std::string> languages{"en", "ko"};
  return languages;
}

const CardWords& card_words(std::string_view language) {
  static const CardWords english = words_in(Language::english), korean = words_in(Language::korean);
  if (language == "en") return english;
  if (language == "ko") return korean;
  fail<ValueError>({.place = "model card",
                    .problem = fmt::format("expected the language {}, received '{}'",
                                           fmt::join(card_languages(), " or "), language),
                    .context = "",
                    .advice = ""});
}

std::string fill_in(std::string_view pattern, const std::vector<std::string>& values) {
  std::string text;
  while (!pattern.empty()) {
    const bool is_place = pattern.size() >= 3 && pattern[0] == '{' && pattern[2] == '}';
    const std::size_t place = is_place ? static_cast<std::size_t>(pattern[1] - '0') : values.size();
    text += place < values.size() ? values[place] : std::string(1, pattern[0]);
    pattern.remove_prefix(place < values.size() ? 3 : 1);
  }
  return text;
}

}  // namespace saem::runs
