#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "saem/graph/graph.h"

namespace saem {

/// What a computation looks like without its values: ops, attributes, how they are connected, and the types
/// of what goes in. Two computations of equal keys can be done by one program.
class Structure {
 public:
  /// Of all that must be computed to know the values of `nodes`. What has a value already, and what a
  /// variable holds, goes in as a parameter; only the scalars 0 and 1 are part of the structure, because
  /// graphs that contain them can be made simpler.
  explicit Structure(std::span<const std::shared_ptr<Node>> nodes);

  [[nodiscard]] std::span<const std::uint64_t> key() const noexcept { return key_; }
  /// True if an argument of a function that is being traced is among what goes in.
  [[nodiscard]] bool depends_on_parameter() const noexcept { return depends_on_parameter_; }
  /// The values that go in, as they are now.
  [[nodiscard]] std::vector<Array> inputs() const;
  /// The computation with parameters in place of values: all outputs of each node in turn.
  [[nodiscard]] Graph graph() const;

 private:
  void visit(const std::shared_ptr<Node>& root);
  void add(const Node& node);
  void add_leaf(const Node& node);
  void add_type(const TensorType& type);
  void add_attributes(const Attributes& attributes);
  void add_text(std::string_view text);

  std::span<const std::shared_ptr<Node>> targets_;
  std::vector<std::uint64_t> key_;
  std::vector<const Node*> order_;  ///< inputs before users
  std::unordered_map<const Node*, std::uint64_t> number_of_;
  bool depends_on_parameter_ = false;
};

}  // namespace saem
