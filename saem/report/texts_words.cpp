// The texts that explain and advise.
#include "saem/report/texts_parts.h"

namespace saem::detail {
namespace {

constexpr TextEntry texts_of_words_table[] = {
    {Text::wrong_and_sure, "Where it is wrong and sure of it", "확신하면서 틀린 사례"},
    {Text::furthest_off, "Where it is furthest off", "가장 크게 빗나간 사례"},
    {Text::surest_mistakes,
     "The {} of {} mistakes in which it was surest. Some are hard for people, too; some may be wrong labels.",
     "틀린 {1}개 가운데 가장 확신한 {0}개입니다. 사람에게도 어려운 것이 있고, 레이블이 잘못되었을 수도 "
     "있습니다."},
    {Text::all_mistakes,
     "All {} mistakes, the surest first. Some are hard for people, too; some may be wrong labels.",
     "틀린 샘플 {}개 전부이며, 확신한 것부터 보여 줍니다. 사람에게도 어려운 것이 있고, 레이블이 잘못되었을 "
     "수도 있습니다."},
    {Text::labels_wrong,
     "{} examples with a wrong label, those first of which it was surest. Some are hard for people, too; "
     "some may be mistakes in the data.",
     "레이블이 하나라도 틀린 샘플 {}개이며, 확신한 것부터 보여 줍니다. 사람에게도 어려운 것이 있고, 데이터가 "
     "잘못되었을 수도 있습니다."},
    {Text::unusual_misjudged,
     "{} examples that are judged wrongly, those first whose score is furthest from the threshold.",
     "잘못 판단한 샘플 {}개이며, 점수가 임곗값에서 먼 것부터 보여 줍니다."},
    {Text::largest_errors,
     "The {} largest errors. Some are hard for people, too; some may be mistakes in the data.",
     "오차가 가장 큰 {}개입니다. 사람에게도 어려운 것이 있고, 데이터가 잘못되었을 수도 있습니다."},
    {Text::no_labels, "(none)", "(없음)"},
    {Text::occlusion_read,
     "Orange marks what the answer depends on: with it covered, the answer becomes less probable "
     "(occlusion). Without what is blue, it would be surer.",
     "주황색은 답의 근거가 된 부분으로, 가리면 답의 확률이 떨어집니다(가림 분석). 파란색은 가리면 오히려 더 "
     "확신하게 되는 부분입니다."},
    {Text::occlusion_read_unusual,
     "Orange marks what is unusual about it: with it covered, the score falls (occlusion). Without what is "
     "blue, it would be higher.",
     "주황색은 비정상으로 보이는 부분으로, 가리면 점수가 낮아집니다(가림 분석). 파란색은 가리면 오히려 "
     "점수가 높아지는 부분입니다."},
    {Text::occlusion_of_picture, "what the answer depends on", "답의 근거가 된 부분"},
    {Text::some_right, "Some that it got right", "맞힌 사례"},
    {Text::taken_for, "{} taken for {}", "실제 {}, 예측 {}"},
    {Text::it_said, "said <span class=\"{}\">{}</span>", "예측 <span class=\"{}\">{}</span>"},
    {Text::it_is, "is <span class=\"is\">{}</span>", "실제 <span class=\"is\">{}</span>"},
    {Text::sure_by, "{} sure", "확신도 {}"},
    {Text::sure_about, "{} sure about “{}”", "“{1}” 확신도 {0}"},
    {Text::off_by, "off by {}", "오차 {}"},
    {Text::scored, "score {} (threshold {})", "점수 {}(임곗값 {})"},
    {Text::group_by_group, "Group by group", "그룹별 성능"},
    {Text::groups_read,
     "The same score for parts of the examples, the worst first. What differs between groups of few examples "
     "may be chance.",
     "샘플을 그룹으로 나누어 측정한 점수이며, 낮은 그룹부터 보여 줍니다. 샘플이 적은 그룹의 차이는 우연일 수 "
     "있습니다."},
    {Text::value_of_column, "value", "값"},
    {Text::mean_error, "mean absolute error", "평균 절대 오차"},
    {Text::labels_right, "labels right", "맞힌 레이블"},
    {Text::missing, "(missing)", "(결측)"},
    {Text::what_counts, "Which columns count?", "어떤 열이 중요한가"},
    {Text::importance_read,
     "By how much the {0} falls if the values of one column are shuffled among {2} examples ({1} times): how "
     "much the model relies on that column.",
     "한 열의 값을 샘플 {2}개 사이에서 뒤섞었을 때({1}회)의 {0} 감소량입니다. 모델이 그 열에 얼마나 "
     "의존하는지를 보여 줍니다(순열 중요도)."},
    {Text::importance_warning,
     "Where two columns say the same, each seems to count little: the model takes it from the other.",
     "두 열이 같은 내용을 담고 있으면 각각의 중요도는 낮게 나옵니다. 모델이 다른 열에서 같은 정보를 얻기 "
     "때문입니다."},
    {Text::importance_left_out,
     "{} more columns were not measured: those above go most along with what the model answers.",
     "나머지 열 {}개는 측정하지 않았습니다. 위의 열은 모델의 답과 상관이 가장 높은 열입니다."},
    {Text::r2_short, "R²", "R² 값"},
    {Text::accuracy_short, "accuracy", "정확도"},
    {Text::f1_short, "F1 over all labels", "전체 레이블의 F1"},
    {Text::auc_short, "area under the ROC curve", "ROC 곡선 아래 면적"},
    {Text::what_would_help, "What would help most", "무엇을 개선하면 좋은가"},
    {Text::curves_unknown, "Without validation data the curves cannot tell learning from memorising.",
     "검증 데이터가 없으면 곡선만으로는 학습한 것인지 외운 것인지 알 수 없습니다."},
    {Text::curves_improving,
     "The validation loss was lowest in the last epoch: the model was still learning when training ended.",
     "마지막 에포크의 검증 손실이 가장 낮습니다. 훈련이 끝날 때에도 모델은 계속 학습하고 있었습니다."},
    {Text::curves_overfitting,
     "After epoch {} the validation loss rises while the training loss still falls: from there on the model "
     "memorises.",
     "{}번째 에포크 이후 훈련 손실은 계속 줄지만 검증 손실은 늘어납니다. 그때부터 모델은 외우고 "
     "있습니다(과대적합)."},
    {Text::curves_level,
     "The validation loss was lowest in epoch {} and has stayed near that: learning has levelled off.",
     "{}번째 에포크의 검증 손실이 가장 낮고 그 뒤로 비슷하게 유지됩니다. 학습이 수렴했습니다."},
    {Text::never_sure, "It is never 90\u00A0% sure or more.", "90\u00A0% 이상 확신한 적이 없습니다."},
    {Text::when_sure, "When it is at least 90\u00A0% sure, it is right in {} of cases ({} of {} {}).",
     "90\u00A0% 이상 확신할 때 맞을 확률은 {0}입니다({3} {2}개 중 {1}개)."},
    {Text::sure_over_all, "Over all {} it is {} sure on average and right in {}: {}.",
     "전체 {}에서 평균 확신도는 {}, 정확도는 {}이므로 {}."},
    {Text::trusts_too_much, "it trusts itself too much", "모델이 자신을 지나치게 믿습니다"},
    {Text::trusts_too_little, "it trusts itself too little", "모델이 자신을 지나치게 의심합니다"},
    {Text::at_its_word, "its confidence can be taken at its word", "확신도를 그대로 믿어도 됩니다"},
    {Text::advice_no_better,
     "It is no better than the best simple model beside it. Check that labels and examples belong together, "
     "then try another learning rate.",
     "가장 좋은 기준 모델보다 낫지 않습니다. 레이블과 샘플이 서로 맞는지 확인하고, 학습률을 바꾸어 "
     "보십시오."},
    {Text::advice_pair,
     "{} of all mistakes mix up “{}” and “{}”. More, and more varied, {} of these two would help most; check "
     "their labels, too.",
     "틀린 답의 {0}가 “{1}” 클래스와 “{2}” 클래스를 혼동한 것입니다. 두 클래스의 다양한 {3} 데이터를 더 "
     "모으는 것이 가장 도움이 됩니다. 레이블도 확인하십시오."},
    {Text::advice_longer, "It was still getting better in the last epoch: train for more epochs.",
     "마지막 에포크까지 계속 나아지고 있었습니다. 에포크 수를 늘리십시오."},
    {Text::advice_stop,
     "It began to memorise after epoch {}: stop there (early stopping), or use more data, augmentation or "
     "dropout.",
     "{}번째 에포크 이후 과대적합이 시작되었습니다. 그때 멈추거나(조기 종료) 데이터를 늘리고, 데이터 "
     "증강이나 드롭아웃을 사용하십시오."},
    {Text::advice_generalise,
     "It knows the {} that it learned from much better than new ones ({} against {}): more data, "
     "augmentation or dropout would help.",
     "학습한 {}에 대한 정확도({})가 새로운 데이터에 대한 정확도({})보다 훨씬 높습니다. 더 많은 데이터, "
     "데이터 증강, 드롭아웃이 도움이 됩니다."},
    {Text::advice_larger,
     "It has stopped improving and does no better on what it learned from than on new data: a larger model, "
     "or less dropout, has room to learn more.",
     "더 나아지지 않으며 훈련 데이터의 성능도 새로운 데이터와 비슷합니다. 더 큰 모델을 쓰거나 드롭아웃을 "
     "줄이면 더 배울 여지가 있습니다."},
    {Text::advice_humbler,
     "It is surer than it should be: do not act on its confidence alone; dropout or fewer epochs make it "
     "humbler.",
     "지나치게 확신합니다. 확신도만 보고 판단하지 마십시오. 드롭아웃을 쓰거나 에포크를 줄이면 나아집니다."},
};

}  // namespace

std::span<const TextEntry> texts_of_words() { return texts_of_words_table; }

}  // namespace saem::detail
