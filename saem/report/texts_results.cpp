// The texts about results.
#include "saem/report/texts_parts.h"

namespace saem::detail {
namespace {

constexpr TextEntry texts_of_results_table[] = {
    {Text::what_for_what, "What is mistaken for what?", "혼동 행렬: 무엇을 무엇으로 잘못 보는가"},
    {Text::confusion_read,
     "Each row is one true class, and the squares in it show what the model called its examples: blue is "
     "right, orange is a mistake, and the stronger the colour the larger the share of the row.",
     "각 행은 실제 클래스이고, 칸은 모델이 그 샘플을 무엇으로 분류했는지를 보여 줍니다. 파란색은 맞힌 것, "
     "주황색은 틀린 것이며, 행에서 차지하는 비율이 클수록 색이 짙습니다."},
    {Text::confusion_title, "Confusion matrix on the split {}", "혼동 행렬({})"},
    {Text::most_confused, "Most confused: {}.", "가장 많이 혼동한 것은 다음과 같습니다: {}."},
    {Text::one_confusion, "<b>{}</b> taken for <b>{}</b> ({} of {})",
     "실제 <b>{0}</b>, 예측 <b>{1}</b>({3}개 중 {2}개)"},
    {Text::map_columns, "what the model said →", "모델의 예측 →"},
    {Text::map_rows, "← what it really is", "← 실제 클래스"},
    {Text::map_description, "Rows: the true class. Columns: the class that the model named.",
     "행은 실제 클래스, 열은 모델이 예측한 클래스입니다."},
    {Text::map_cell, "{} of {} ({}) were called {}", "실제 {1} 가운데 {0}개({2})를 {3} 클래스로 예측"},
    {Text::can_it_be_trusted, "Can it be trusted when it is sure?", "확신할 때 믿어도 되는가"},
    {Text::honest_model,
     "In an honest model the two percentages of each row agree: of everything it is 80 % sure of, 80 % is "
     "right.",
     "보정이 잘된 모델에서는 각 행의 두 백분율이 일치합니다. 80 % 확신한 답이라면 그중 80 %가 맞습니다."},
    {Text::calibration_error, "Expected calibration error (ECE): {}, how far the two are apart on average.",
     "기대 보정 오차(ECE)는 {}입니다. 두 백분율이 평균적으로 얼마나 다른지를 뜻합니다."},
    {Text::reliability_title, "Reliability diagram", "신뢰도 다이어그램"},
    {Text::reliability_description, "How often answers are right, over how sure the model was.",
     "모델의 확신도에 따른 실제 정답 비율입니다."},
    {Text::how_sure, "confidence", "확신도"},
    {Text::share_right, "share that is right", "정답 비율"},
    {Text::as_sure_as_right, "as sure as right", "완벽한 보정"},
    {Text::how_sure_it_was, "how sure it was", "확신도 구간"},
    {Text::predictions, "predictions", "예측 수"},
    {Text::sure_on_average, "sure on average", "평균 확신도"},
    {Text::right, "right", "정답 비율"},
    {Text::from_to_percent, "{} to {} %", "{}~{} % 구간"},
    {Text::below_percent, "below {} %", "{} % 미만"},
    {Text::class_by_class, "Class by class", "클래스별 성능"},
    {Text::precision_recall,
     "<b>Precision</b>: when it says this class, how often is that true? <b>Recall</b>: of what is this "
     "class, how much does it find? <b>F1</b> is high only if both are. The bar shows recall.",
     "<b>정밀도</b>는 이 클래스라고 답한 것 가운데 맞은 비율이고, <b>재현율</b>은 실제로 이 클래스인 것 "
     "가운데 찾아낸 비율입니다. <b>F1</b> 점수는 둘 다 높을 때만 높습니다. 막대는 재현율입니다."},
    {Text::class_name, "class", "클래스"},
    {Text::precision, "precision", "정밀도"},
    {Text::recall, "recall", "재현율"},
    {Text::average_of_classes, "average over classes", "클래스 평균(매크로)"},
    {Text::average_of_examples, "average over examples", "샘플 수로 가중한 평균"},
    {Text::as_plain_text, "The same as plain text", "텍스트로 보기(scikit-learn 형식)"},
    {Text::label, "label", "레이블"},
    {Text::label_by_label, "Label by label", "레이블별 성능"},
    {Text::micro_average, "all decisions together (micro)", "전체 판단(마이크로 평균)"},
    {Text::macro_average, "average over labels (macro)", "레이블 평균(매크로)"},
    {Text::other_thresholds, "ROC and precision-recall curves", "ROC 곡선과 정밀도-재현율 곡선"},
    {Text::thresholds_read,
     "Each one against all others, for every threshold on its probability. The closer a ROC curve comes to "
     "the upper left corner, the better: the area below it is the probability that an example of the class "
     "gets a higher score than another. Where a class is rare, the precision-recall curve tells more.",
     "하나를 나머지 전부와 구별하는 문제로 보고, 확률의 임곗값을 바꾸어 가며 그린 곡선입니다. ROC 곡선은 "
     "왼쪽 위에 가까울수록 좋으며, 그 아래 면적은 해당 클래스의 샘플이 다른 샘플보다 높은 점수를 받을 "
     "확률입니다. 드문 클래스에서는 정밀도-재현율 곡선이 더 많은 것을 알려 줍니다."},
    {Text::curves_drawn, "Drawn are the {} with the most examples.", "샘플이 가장 많은 {}개만 그렸습니다."},
    {Text::roc_title, "ROC curve", "ROC 곡선"},
    {Text::roc_description, "True positive rate over false positive rate, for all thresholds.",
     "모든 임곗값에 대한 거짓 양성 비율과 참 양성 비율입니다."},
    {Text::pr_title, "Precision-recall curve", "정밀도-재현율 곡선"},
    {Text::pr_description, "Precision over recall, for all thresholds.",
     "모든 임곗값에 대한 재현율과 정밀도입니다."},
    {Text::false_positive_rate, "false positive rate", "거짓 양성 비율(FPR)"},
    {Text::true_positive_rate, "true positive rate", "참 양성 비율(TPR)"},
    {Text::by_chance, "by chance", "무작위"},
    {Text::roc_area, "area under the ROC curve (AUC)", "ROC 곡선 아래 면적(AUC)"},
    {Text::average_precision, "average precision (AP)", "평균 정밀도(AP)"},
    {Text::plain_average, "average", "평균"},
    {Text::area_is, "area {}", "면적 {}"},
    {Text::how_near, "How near are the values?", "예측값은 얼마나 가까운가"},
    {Text::r2_name, "R² (coefficient of determination)", "R²(결정 계수)"},
    {Text::mae_name, "mean absolute error (MAE)", "평균 절대 오차(MAE)"},
    {Text::rmse_name, "root mean squared error (RMSE)", "평균 제곱근 오차(RMSE)"},
    {Text::values_read,
     "Points on the dashed line are exactly right. Where the errors fan out or bend, the model is better for "
     "some values than for others.",
     "점선 위의 점은 정확히 맞힌 것입니다. 오차가 부채꼴로 퍼지거나 휘면 값의 크기에 따라 성능이 다르다는 "
     "뜻입니다."},
    {Text::dots_drawn, "Drawn are {} examples, chosen at random.", "무작위로 고른 샘플 {}개를 그렸습니다."},
    {Text::predicted_title, "Predicted against true", "예측값과 실제값"},
    {Text::predicted_description, "Each example: the true value to the right, the predicted one upwards.",
     "샘플마다 가로는 실제값, 세로는 예측값입니다."},
    {Text::true_value, "true value", "실제값"},
    {Text::predicted_value, "predicted value", "예측값"},
    {Text::exactly_right, "exactly right", "정확히 일치"},
    {Text::residual_title, "Residuals", "잔차"},
    {Text::residual_description, "Each example: the predicted value to the right, its error upwards.",
     "샘플마다 가로는 예측값, 세로는 오차입니다."},
    {Text::error_label, "predicted − true", "예측값 − 실제값"},
    {Text::error_histogram, "How large the errors are", "오차의 분포"},
    {Text::error_histogram_description, "The number of examples with each error.",
     "오차의 크기별 샘플 수입니다."},
    {Text::what_is_unusual, "What is unusual?", "무엇이 비정상인가"},
    {Text::anomalies_read,
     "The higher the score, the less an example is like what was learned from. What lies right of the "
     "threshold is called unusual.",
     "점수가 높을수록 학습한 것과 다른 샘플입니다. 임곗값보다 오른쪽에 있으면 비정상으로 판단합니다."},
    {Text::anomaly_histogram, "Scores of the examples", "샘플의 점수 분포"},
    {Text::anomaly_description, "The number of examples with each score.", "점수별 샘플 수입니다."},
    {Text::anomaly_score, "score", "비정상 점수"},
    {Text::normal_examples, "normal", "정상"},
    {Text::unusual_examples, "unusual", "비정상"},
    {Text::threshold, "threshold", "임곗값"},
    {Text::most_unusual, "The most unusual", "가장 비정상적인 샘플"},
    {Text::most_unusual_read, "The {} examples with the highest scores, the highest first.",
     "점수가 가장 높은 샘플 {}개이며, 높은 것부터 보여 줍니다."},
};

}  // namespace

std::span<const TextEntry> texts_of_results() { return texts_of_results_table; }

}  // namespace saem::detail
