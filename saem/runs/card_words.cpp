#include "saem/runs/card_words.h"

#include <fmt/format.h>

#include "saem/core/error.h"

namespace saem::runs {
namespace {

constexpr CardWords english{
    .made_by = "Written by saem from run.json and report.json. Without this line saem does not replace it.",
    .predicts_class = "Says which **{0}** an example has, one of {1}: {2}.",
    .predicts_classes_of_pictures = "Says which of {1} classes a picture shows: {2}.",
    .predicts_value = "Predicts the number **{0}**.",
    .from_columns = "It looks at these columns ({0}): {1}.",
    .trained_with = "Trained on {0} with saem {1}, {2}.",
    .was_interrupted = "**The training was interrupted**: the model is as it was then.",
    .was_not_finished =
        "**The training has not ended well** (`{0}`): the model may be missing or unfinished.",
    .use = "How to use it",
    .use_text =
        "Inputs are given as they are: whatever has to be done to them first is part of the model file.",
    .scores = "Scores",
    .measured_on = "Measured on the **test part**: {0} examples that the model has not learned from.",
    .target = "target",
    .metric = "metric",
    .test_part = "test part",
    .simple_model = "best simple model",
    .interval = "95 % interval",
    .per_class = "By class, on the test part ({0}):",
    .class_name = "class",
    .precision = "precision",
    .recall = "recall",
    .f1 = "F1",
    .examples = "examples",
    .validation_scores =
        "On the **validation part**, in the epoch whose weights were kept: {0}. That part was looked "
        "at during training, so these figures may be a little too good.",
    .watched_test =
        "The test part was measured after each epoch as well: {0} in the epoch that was kept. Nothing was "
        "chosen by it.",
    .by_blocks = "Divided by **blocks of rows** instead, {0} is {1}: what to expect of new recordings.",
    .by_folds = "Mean over **{0} folds**: {1} {2} (from {3} to {4}).",
    .data = "Data",
    .property = "",
    .value = "",
    .name = "name",
    .hash = "hash (FNV-1a)",
    .division = "division",
    .train_part = "training part",
    .validation_part = "validation part",
    .columns_text = "What was made of the columns:",
    .column = "column",
    .kind = "kind",
    .reason = "because",
    .and_more = "… and {0} more",
    .training = "Training",
    .network = "network",
    .parameters = "numbers learned",
    .epochs = "epochs",
    .time = "time to train",
    .settings = "setting",
    .limits = "Limits",
    .no_better =
        "For {0} the network is no better than a simple model ({1}: {2} against {3}). Use that one, or more "
        "data.",
    .few_examples = "Classes with fewer than {0} examples in the test part, whose scores say little: {1}.",
    .few_tests = "The test part has {0} examples only: see the intervals.",
    .skipped = "Examples that could not be read and were left out: {0}.",
    .order_leak = "The scores above are too good: {0}",
    .ignored = "Columns that are not looked at: {0}.",
    .elsewhere =
        "It knows the data above and nothing else. Of data that were gathered elsewhere, later, from other "
        "people or with other devices, expect less than the scores say, and measure: `saem evaluate`.",
    .repeat = "How to repeat it",
    .repeat_text =
        "With the same data, version and number of threads, on the same kind of processor, the same model "
        "comes out.",
    .version = "saem",
    .processor = "processor",
    .threads = "threads",
    .seed = "seed",
    .no_report = "There is no report of this run: nothing was measured, or report.json is gone."};

constexpr CardWords korean{
    .made_by = "saem이 run.json과 report.json으로 썼습니다. 이 줄을 지우면 saem이 덮어쓰지 않습니다.",
    .predicts_class = "예시마다 **{0}** 값을 {1}가지 중 하나로 답합니다: {2}.",
    .predicts_classes_of_pictures = "그림이 {1}가지 분류 중 무엇인지 답합니다: {2}.",
    .predicts_value = "숫자 **{0}** 값을 예측합니다.",
    .from_columns = "열 {0}개를 봅니다: {1}.",
    .trained_with = "학습 데이터: {0}. 프로그램: saem {1}. 날짜: {2}.",
    .was_interrupted = "**학습이 중간에 멈추었습니다**: 모델은 그때의 상태입니다.",
    .was_not_finished = "**학습이 제대로 끝나지 않았습니다** (`{0}`): 모델이 없거나 미완성일 수 있습니다.",
    .use = "사용법",
    .use_text = "입력은 원래 그대로 주면 됩니다. 전처리는 모델 파일에 들어 있습니다.",
    .scores = "점수",
    .measured_on = "**시험 부분**에서 쟀습니다: 모델이 학습하지 않은 예시 {0}개.",
    .target = "대상",
    .metric = "지표",
    .test_part = "시험 부분",
    .simple_model = "가장 나은 단순 모델",
    .interval = "95 % 구간",
    .per_class = "시험 부분의 분류별 점수 ({0}):",
    .class_name = "분류",
    .precision = "정밀도",
    .recall = "재현율",
    .f1 = "F1",
    .examples = "예시 수",
    .validation_scores =
        "**검증 부분**, 가중치를 남긴 에폭의 값: {0}. 학습 중에 본 부분이므로 조금 좋게 나올 수 있습니다.",
    .watched_test = "에폭마다 시험 부분도 쟀습니다. 남긴 에폭의 값: {0}. 이 값으로 고른 것은 없습니다.",
    .by_blocks = "대신 **행의 묶음**으로 나누면 {0} {1}: 새로 녹화한 데이터에서는 이 값을 기대하십시오.",
    .by_folds = "**{0}겹** 교차 검증의 평균: {1} {2} ({3} ~ {4}).",
    .data = "데이터",
    .property = "",
    .value = "",
    .name = "이름",
    .hash = "해시 (FNV-1a)",
    .division = "나눈 방법",
    .train_part = "학습 부분",
    .validation_part = "검증 부분",
    .columns_text = "열을 이렇게 보았습니다:",
    .column = "열",
    .kind = "종류",
    .reason = "이유",
    .and_more = "… 그 밖에 {0}개",
    .training = "학습",
    .network = "신경망",
    .parameters = "학습한 수의 개수",
    .epochs = "에폭",
    .time = "학습 시간",
    .settings = "설정",
    .limits = "한계",
    .no_better =
        "{0}: 신경망이 단순 모델({1})보다 낫지 않습니다 ({2} 대 {3}). 단순 모델을 쓰거나 데이터를 더 "
        "모으십시오.",
    .few_examples = "시험 부분에 예시가 {0}개보다 적어 점수를 믿기 어려운 분류: {1}.",
    .few_tests = "시험 부분의 예시가 {0}개뿐입니다: 구간을 보십시오.",
    .skipped = "읽지 못해 뺀 예시: {0}개.",
    .order_leak = "점수가 실제보다 좋게 나왔습니다: {0}",
    .ignored = "보지 않는 열: {0}.",
    .elsewhere =
        "이 모델은 위의 데이터만 압니다. 다른 곳, 다른 때, 다른 사람, 다른 기기에서 모은 데이터에서는 "
        "점수보다 "
        "낮게 나올 수 있으니 직접 재어 보십시오: `saem evaluate`.",
    .repeat = "다시 하기",
    .repeat_text = "같은 데이터, 같은 판, 같은 스레드 수, 같은 종류의 프로세서이면 같은 모델이 나옵니다.",
    .version = "saem",
    .processor = "프로세서",
    .threads = "스레드",
    .seed = "시드",
    .no_report = "이 학습의 보고서가 없습니다: 재지 않았거나 report.json이 없습니다."};

}  // namespace

const std::vector<std::string>& card_languages() {
  static const std::vector<std::string> languages{"en", "ko"};
  return languages;
}

const CardWords& card_words(std::string_view language) {
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
