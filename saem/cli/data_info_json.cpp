#include <nlohmann/json.hpp>

#include "saem/cli/data_info.h"

namespace saem::cli {
namespace {

using InfoJson = nlohmann::ordered_json;

InfoJson spread_json(const Spread& s) {
  return {{"least", s.least}, {"median", s.median}, {"mean", s.mean}, {"most", s.most}};
}

template <class Key>
InfoJson counts_json(const std::map<Key, std::int64_t>& counts) {
  InfoJson list = InfoJson::array();
  for (const auto& [value, count] : counts) list.push_back({{"value", value}, {"count", count}});
  return list;
}

InfoJson with_files(const FileFacts& f, const InfoJson& facts) {
  InfoJson json{{"files", f.files}, {"looked_at", f.looked_at}, {"unreadable", f.unreadable.size()}};
  json.update(facts);
  return json;
}

struct FactsJson {
  InfoJson operator()(const std::monostate&) const { return nullptr; }
  InfoJson operator()(const TableColumnFacts& f) const {
    InfoJson json{{"missing", f.missing}, {"distinct", f.distinct}, {"more_distinct", f.more_distinct}};
    if (f.numbers)
      json.update({{"min", f.min}, {"mean", f.mean}, {"max", f.max}, {"not_finite", f.not_finite}});
    for (const auto& [text, count] : f.most_frequent)
      json["most_frequent"].push_back({{"value", text}, {"count", count}});
    return json;
  }
  InfoJson operator()(const TextFacts& f) const {
    return {
        {"missing", f.missing}, {"characters", spread_json(f.characters)}, {"words", spread_json(f.words)}};
  }
  InfoJson operator()(const SeriesFacts& f) const {
    InfoJson json{{"steps", spread_json(f.steps)},
                  {"values", f.values},
                  {"missing", f.missing},
                  {"constant", f.constant}};
    for (const SeriesFacts::Channel& c : f.channels) {
      json["channels"].push_back(
          {{"name", c.name}, {"least", c.least}, {"mean", c.mean}, {"most", c.most}, {"missing", c.missing}});
    }
    return json;
  }
  InfoJson operator()(const ArrayFacts& f) const {
    InfoJson shape = InfoJson::array();
    for (const std::int64_t d : f.shape) shape.push_back(d);
    return {{"shape", shape}, {"least", f.least},           {"mean", f.mean},
            {"most", f.most}, {"not_finite", f.not_finite}, {"constant", f.constant}};
  }
  InfoJson operator()(const PictureFacts& f) const {
    return with_files(f, {{"formats", counts_json(f.formats)},
                          {"sizes", counts_json(f.sizes)},
                          {"channels", counts_json(f.channels)},
                          {"constant", f.constant}});
  }
  InfoJson operator()(const SoundFileFacts& f) const {
    return with_files(f, {{"rates", counts_json(f.rates)},
                          {"channels", counts_json(f.channels)},
                          {"seconds", spread_json(f.seconds)},
                          {"silent", f.silent},
                          {"clipped", f.clipped}});
  }
};

InfoJson pair_json(const DataInfo& info, const std::optional<ExamplePair>& pair) {
  if (!pair) return nullptr;
  return InfoJson::array({info.place(pair->first), info.place(pair->second)});
}

InfoJson repeats_json(const DataInfo& info) {
  const Repeats& r = info.repeats;
  return {{"count", r.count},
          {"first", pair_json(info, r.first)},
          {"shared_by_training_and_test", r.shared},
          {"first_shared", pair_json(info, r.first_shared)},
          {"contradicting", r.contradicting},
          {"first_contradicting", pair_json(info, r.first_contradicting)}};
}

InfoJson training_json(const DataInfo& info) {
  if (!info.task || !info.split) return nullptr;
  InfoJson json{{"targets", InfoJson::array()}};
  for (const Target& t : info.task->targets)
    json["targets"].push_back({{"column", t.column}, {"kind", name(t.kind)}, {"reason", t.reason}});
  json["split"] = {{"train", info.split->train.size()},
                   {"validation", info.split->validation.size()},
                   {"test", info.split->test.size()},
                   {"description", info.split->description}};
  json["network"] = network_for(*info.task);
  return json;
}

}  // namespace

std::string data_info_json(const DataInfo& info, const DataInfoSettings& /*settings*/) {
  const Samples& samples = info.read.samples;
  InfoJson json{{"data", info.data},      {"layout", info.layout},         {"examples", samples.size()},
                {"notes", samples.notes}, {"unreadable", info.unreadable}, {"columns", InfoJson::array()}};
  for (const ColumnInfo& c : info.columns) {
    json["columns"].push_back({{"name", c.name},
                               {"role", c.role},
                               {"kind", c.kind},
                               {"reason", c.reason},
                               {"facts", std::visit(FactsJson{}, c.facts)},
                               {"unusual", c.unusual}});
  }
  json["classes"] = InfoJson::array();
  for (const ClassBalance& balance : info.balances) {
    InfoJson classes = InfoJson::array();
    for (const auto& c : balance.classes)
      classes.push_back(
          {{"name", c.name}, {"train", c.train}, {"validation", c.validation}, {"test", c.test}});
    json["classes"].push_back(
        {{"target", balance.target}, {"missing", balance.missing}, {"classes", classes}});
  }
  json["repeated"] = repeats_json(info);
  json["gives_away"] = InfoJson::array();
  for (const auto& [target, found] : info.gives_away)
    json["gives_away"].push_back({{"target", target}, {"column", found.column}, {"reason", found.reason}});
  json["rows_in_order"] = !info.leak.sentence.empty();
  json["warnings"] = info.warnings;
  json["training"] = training_json(info);
  json["refusal"] = info.refusal.empty() ? InfoJson(nullptr) : InfoJson(info.refusal);
  return json.dump(2, ' ', false, InfoJson::error_handler_t::replace) + "\n";
}

}  // namespace saem::cli
