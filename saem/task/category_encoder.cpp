#include "saem/task/encoders.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "saem/task/class_order.h"
#include "saem/task/encoder_support.h"

namespace saem::detail {
namespace {

/// One of several names: 0 stands for one that training has not seen, or too rarely; missing is a name too.
/// Few names may become a row of 0 and 1, all 0 for others.
class CategoryEncoder final : public Encoder {
 public:
  CategoryEncoder(std::int64_t most, std::int64_t most_one_hot) : most_(most), most_one_hot_(most_one_hot) {}
  [[nodiscard]] std::string_view type() const noexcept override { return "category"; }
  void fit(const Samples& samples, const Samples::Column& column) override {
    const TextColumn& texts = texts_of(samples, column);
    std::map<std::string, std::int64_t> counts;
    for (std::int64_t row = 0; row < texts.size(); ++row) ++counts[class_name(texts[row])];
    // With many names, those seen once would each get weights that nothing can train.
    std::vector<std::pair<std::int64_t, std::string>> order;
    const std::int64_t least = static_cast<std::int64_t>(counts.size()) > 20 ? 2 : 1;
    for (auto& [name, count] : counts) {
      if (count >= least) order.emplace_back(-count, name);
    }
    std::ranges::sort(order);
    if (static_cast<std::int64_t>(order.size()) > most_) order.resize(static_cast<std::size_t>(most_));
    std::vector<std::string> names;
    for (auto& [count, name] : order) names.push_back(std::move(name));
    std::ranges::sort(names);
    one_hot_ = std::ssize(names) <= most_one_hot_;
    names_.set(std::move(names));
  }

  [[nodiscard]] Array encode(const Samples& samples, const Samples::Column& column) const override {
    const TextColumn& texts = texts_of(samples, column);
    if (one_hot_) return encode_one_hot(texts);
    Array out({texts.size()}, DType::i32);
    const std::span<std::int32_t> ids = out.mutable_data<std::int32_t>();
    for (std::int64_t row = 0; row < texts.size(); ++row) {
      ids[static_cast<std::size_t>(row)] =
          static_cast<std::int32_t>(std::max<std::int64_t>(0, names_.find(class_name(texts[row]))));
    }
    return out;
  }

  [[nodiscard]] Output output() const override {
    if (one_hot_) return {.shape = {width()}};
    return {.kind = Output::Kind::category, .shape = {}, .vocabulary = names_.end()};
  }
  [[nodiscard]] nlohmann::ordered_json to_json() const override {
    nlohmann::ordered_json json{{"type", "category"}, {"names", names_.words()}};
    if (one_hot_) json["one_hot"] = true;
    return json;
  }

  [[nodiscard]] static std::unique_ptr<Encoder> from_json(const nlohmann::ordered_json& json) {
    auto encoder = std::make_unique<CategoryEncoder>(0, 0);
    encoder->names_.set(json.at("names").get<std::vector<std::string>>());
    encoder->one_hot_ = json.value("one_hot", false);
    return encoder;
  }

  [[nodiscard]] std::string describe() const override {
    return fmt::format("one of {} names, or another", names_.words().size());
  }

 private:
  [[nodiscard]] std::int64_t width() const {
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(names_.words().size()));
  }
  [[nodiscard]] Array encode_one_hot(const TextColumn& texts) const {
    Array out({texts.size(), width()}, DType::f32);
    const std::span<float> to = out.mutable_data<float>();
    for (std::int64_t row = 0; row < texts.size(); ++row) {
      const std::int64_t id = names_.find(class_name(texts[row]));
      if (id > 0) to[static_cast<std::size_t>(row * width() + id - 1)] = 1;
    }
    return out;
  }

  std::int64_t most_, most_one_hot_;
  bool one_hot_ = false;
  Vocabulary names_{1};
};

}  // namespace

std::unique_ptr<Encoder> make_category_encoder(std::int64_t most_categories, std::int64_t most_one_hot) {
  return std::make_unique<CategoryEncoder>(most_categories, most_one_hot);
}

std::unique_ptr<Encoder> read_category_encoder(const nlohmann::ordered_json& json) {
  return CategoryEncoder::from_json(json);
}

}  // namespace saem::detail
