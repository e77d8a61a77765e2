#include "saem/task/task_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "saem/core/error.h"
#include "saem/data/pictures/mix.h"
#include "saem/data/pictures/picture_maker.h"
#include "saem/task/files_of.h"
#include "saem/task/picture_encoder.h"
#include "saem/task/sound_encoder.h"

namespace saem {

/// One input of the network: an array of all examples, pictures that are made one by one, or files that do
/// not fit into the memory.
struct TaskSource::Input {
  Array values = {};
  std::shared_ptr<const Encoder> encoder = {};  ///< of files that are read when they are needed
  Samples files = {};                           ///< their column alone
  std::optional<AugmentationKind> kind = {};
  std::unique_ptr<detail::PictureMaker> plain = {}, changed = {};  ///< of pictures
};

namespace {

constexpr std::uint64_t mix_stream = 0x311C;

/// Class numbers as rows of 0 and 1.
Array rows_of_classes(const Array& labels, std::int64_t classes) {
  Array rows({labels.size(), classes}, DType::f32);
  const std::span<float> to = rows.mutable_data<float>();
  const std::span<const std::int32_t> from = labels.data<std::int32_t>();
  for (std::size_t i = 0; i < from.size(); ++i)
    to[i * static_cast<std::size_t>(classes) + static_cast<std::size_t>(from[i])] = 1;
  return rows;
}

/// By class if that is asked for, and none for an answer that is missing; empty if all count alike.
Array weights_of(const Answers& answers, const Samples& samples, const Array& y,
                 const ClassWeights& classes) {
  const std::vector<bool> known = answers.known(samples);
  const bool all_known = std::ranges::find(known, false) == known.end();
  if (all_known && classes.empty()) return {};
  Array weights = classes.empty() ? Array::full({samples.size()}, 1) : weights_by_class(y, classes);
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (!known[i]) weights.mutable_data<float>()[i] = 0;
  }
  return weights;
}

bool mixes(const AugmentationStep& step) { return step.name == "mixup" || step.name == "cutmix"; }

/// Encoders in the order of the inputs of the network; null for all columns of numbers together.
std::vector<std::pair<std::shared_ptr<const Encoder>, std::string>> encoders_of(const Inputs& inputs) {
  std::vector<std::pair<std::shared_ptr<const Encoder>, std::string>> all;
  bool numbers = false;
  for (const Inputs::Column& c : inputs.columns()) {
    if (c.encoder->output().kind == Encoder::Output::Kind::numbers) {
      numbers = true;
    } else {
      all.emplace_back(c.encoder, c.name);
    }
  }
  if (numbers) all.insert(all.begin(), {nullptr, ""});
  return all;
}

std::size_t picture_bytes(const PictureSize& size, std::int64_t n) {
  return static_cast<std::size_t>(n * size.height * size.width * size.channels);
}

std::size_t sound_bytes(const Encoder& encoder, std::int64_t n) {
  return static_cast<std::size_t>(n * encoder.output().shape.count()) * sizeof(float);
}

}  // namespace

TaskSource::TaskSource(const Samples& samples, const Inputs& inputs, const std::vector<Answers>& answers,
                       const TaskSourceOptions& options)
    : options_(options), size_(samples.size()) {
  std::vector<AugmentationKind> kinds;
  for (const auto& [encoder, column] : encoders_of(inputs)) {
    Input input;
    if (const auto* pictures = dynamic_cast<const detail::PictureEncoder*>(encoder.get())) {
      input.kind = AugmentationKind::picture;
      const Samples::Column& values = samples.column(column);
      const auto* files = std::get_if<FileColumn>(&values.values);
      detail::PictureMaker::Source source;
      if (files != nullptr && picture_bytes(pictures->size(), size_) > options.most_bytes) {
        source = files->files;
      } else {
        source = encoder->encode(samples, values);
      }
      PictureStreamOptions stream{.size = pictures->size(), .seed = options.seed, .dtype = DType::u8};
      input.plain = std::make_unique<detail::PictureMaker>(source, stream);
      stream.augmentation =
          picture_augmentation(options.augmentation, pictures->size().height, pictures->size().width);
      if (!stream.augmentation.empty())
        input.changed = std::make_unique<detail::PictureMaker>(std::move(source), stream);
    } else if (dynamic_cast<const detail::SoundEncoder*>(encoder.get()) != nullptr) {
      input.kind = AugmentationKind::sound;
      if (sound_bytes(*encoder, size_) > options.most_bytes) {
        input.encoder = encoder;
        input.files.name = samples.name;
        input.files.columns.push_back(samples.column(column));
      }
    } else if (encoder != nullptr && encoder->output().kind == Encoder::Output::Kind::series) {
      input.kind = AugmentationKind::series;
    }
    if (input.kind) kinds.push_back(*input.kind);
    inputs_.push_back(std::move(input));
  }
  if (!options.augmentation.empty()) require_for(options.augmentation, kinds);

  std::size_t next = 0;
  for (Array& values : inputs.encode_some(samples, [&](const Encoder& e) {
         return dynamic_cast<const detail::PictureEncoder*>(&e) == nullptr &&
                std::ranges::none_of(inputs_, [&](const Input& input) { return input.encoder.get() == &e; });
       })) {
    while (inputs_[next].plain != nullptr || inputs_[next].encoder != nullptr) ++next;
    inputs_[next++].values = std::move(values);
  }
  for (const Answers& a : answers) {
    y_.push_back(a.encode(samples, /*may_lack=*/true));
    weights_.push_back(weights_of(a, samples, y_.back(), options.class_weight));
    if (options.rows && a.kind() == TargetKind::classes) y_.back() = rows_of_classes(y_.back(), a.width());
  }
  if (std::ranges::all_of(weights_, [](const Array& w) { return w.size() == 0; })) weights_.clear();
  const bool is_mixed = std::ranges::any_of(options.augmentation, mixes);
  const bool can_mix = inputs_.size() == 1 && inputs_[0].plain != nullptr && y_.size() == 1 && options.rows &&
                       answers[0].kind() == TargetKind::classes;
  if (is_mixed && !can_mix) {
    fail<ValueError>({"augmentation", "mixup and cutmix are for one column of pictures and one of classes",
                      fmt::format("{} inputs, {} targets", inputs_.size(), y_.size()), "Leave it out."});
  }
}

TaskSource::~TaskSource() = default;

std::optional<Examples> TaskSource::arrays() const {
  std::vector<Array> x;
  for (const Input& input : inputs_) {
    if (input.plain != nullptr || input.encoder != nullptr) return {};
    if (input.kind && !options_.augmentation.empty()) return {};
    x.push_back(input.values);
  }
  return Examples(x, y_, weights_.empty() ? Arrays() : Arrays(weights_));
}

std::size_t TaskSource::byte_size() const {
  std::size_t bytes = 0;
  for (const Array& weights : weights_) bytes += weights.byte_size();
  for (const Array& y : y_) bytes += y.byte_size();
  for (const Input& input : inputs_)
    bytes += input.plain != nullptr ? input.plain->byte_size() : input.values.byte_size();
  return bytes;
}

Array TaskSource::inputs_of(const Input& input, std::span<const std::int64_t> rows,
                            std::int64_t epoch) const {
  const auto n = static_cast<std::int64_t>(rows.size());
  if (input.plain != nullptr) {
    const bool changes = epoch >= 0 && input.changed != nullptr;
    const detail::PictureMaker& maker = changes ? *input.changed : *input.plain;
    Array out = Array::uninitialized(Shape{n}.concat(maker.shape()), DType::u8);
    const std::size_t bytes = out.byte_size() / rows.size();
    for (std::size_t i = 0; i < rows.size(); ++i)
      maker.make(std::max<std::int64_t>(0, epoch), rows[i], out.mutable_bytes() + i * bytes);
    return out;
  }
  Array out = input.values;
  if (input.encoder != nullptr) {
    const Samples some = input.files.take({rows.begin(), rows.end()});
    out = input.encoder->encode(some, some.columns[0]);
  } else {
    out = out.take(rows);
  }
  if (epoch < 0 || options_.augmentation.empty() || !input.kind) return out;
  const Shape shape = out.shape().slice(1, out.shape().rank());
  for (std::int64_t i = 0; i < n; ++i) {
    Generator random = picture_random(options_.seed, epoch, rows[static_cast<std::size_t>(i)]);
    Array one = out.rows(i, i + 1).reshape(shape);
    if (*input.kind == AugmentationKind::series) {
      augment_series(one, options_.augmentation, random);
    } else {
      augment_sound(one, options_.augmentation, random);
    }
    std::copy_n(one.bytes(), one.byte_size(),
                out.mutable_bytes() + static_cast<std::size_t>(i) * one.byte_size());
  }
  return out;
}

void TaskSource::mix(Array& x, Array& y, std::int64_t first, std::int64_t epoch) const {
  for (const AugmentationStep& step : options_.augmentation) {
    if (!mixes(step)) continue;
    Generator random = picture_random(options_.seed ^ mix_stream, epoch, first);
    const bool up = step.name == "mixup";
    const double alpha = step.strength.value_or(up ? 0.2 : 1.0);
    const transforms::MixedBatch mixed = up ? transforms::MixUp({.alpha = alpha}).apply(x, y, random)
                                            : transforms::CutMix({.alpha = alpha}).apply(x, y, random);
    x = mixed.x;
    y = mixed.y;
  }
}

Examples TaskSource::gather(std::span<const std::int64_t> rows, std::int64_t epoch) const {
  std::vector<Array> x, y;
  for (const Input& input : inputs_) x.push_back(inputs_of(input, rows, epoch));
  for (const Array& all : y_) y.push_back(all.take(rows));
  if (epoch >= 0 && x.size() == 1 && y.size() == 1 && rows.size() > 1) mix(x[0], y[0], rows[0], epoch);
  if (weights_.empty()) return {x, y};
  std::vector<Array> weights;
  for (const Array& all : weights_) weights.push_back(all.size() == 0 ? Array() : all.take(rows));
  return {x, y, weights};
}

}  // namespace saem
