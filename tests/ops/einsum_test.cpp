#include "saem/ops/einsum.h"

#include <algorithm>
#include <map>

#include "saem/core/random.h"
#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

/// The definition: one loop per letter, all factors multiplied in the middle. Letters only, explicit result.
Array by_definition(const std::vector<std::string>& terms, const std::string& result,
                    const std::vector<Array>& operands) {
  std::map<char, std::int64_t> extent;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    for (std::size_t axis = 0; axis < terms[i].size(); ++axis) {
      std::int64_t& e = extent.try_emplace(terms[i][axis], 1).first->second;
      e = std::max(e, operands[i].shape()[static_cast<int>(axis)]);
      if (operands[i].shape()[static_cast<int>(axis)] == 0) e = 0;
    }
  }
  const auto place = [](const std::string& term, const Shape& shape, const std::map<char, std::int64_t>& at) {
    std::int64_t flat = 0;
    for (std::size_t axis = 0; axis < term.size(); ++axis) {
      const std::int64_t n = shape[static_cast<int>(axis)];
      flat = flat * n + (n == 1 ? 0 : at.at(term[axis]));
    }
    return flat;
  };
  Shape shape;
  for (const char c : result) shape = shape.concat({extent[c]});
  Array y(shape, DType::f64);
  std::int64_t total = 1;
  for (const auto& [c, e] : extent) total *= e;
  for (std::int64_t n = 0; n < total; ++n) {
    std::map<char, std::int64_t> at;
    std::int64_t rest = n;
    for (const auto& [c, e] : extent) {
      at[c] = rest % e;
      rest /= e;
    }
    double product = 1;
    for (std::size_t i = 0; i < terms.size(); ++i)
      product *= operands[i].at(place(terms[i], operands[i].shape(), at));
    y.mutable_data<double>()[static_cast<std::size_t>(place(result, shape, at))] += product;
  }
  return y;
}

TEST(Einsum, ByHand) {
  const Tensor a = tensor({2, 2}, {1, 2, 3, 4});
  const Tensor b = tensor({2, 2}, {5, 6, 7, 8});
  expect_values(einsum("ij,jk->ik", a, b), {2, 2}, {19, 22, 43, 50});
  expect_values(einsum("ij,jk", a, b), {2, 2}, {19, 22, 43, 50});
  expect_values(einsum("ij,kj->ik", a, b), {2, 2}, {17, 23, 39, 53});
  expect_values(einsum("ji", a), {2, 2}, {1, 3, 2, 4});
  expect_values(einsum("ij->", a), {}, {10});
  expect_values(einsum("ii", a), {}, {5});
  expect_values(einsum("ii->i", a), {2}, {1, 4});
  expect_values(einsum(" i j , i j -> i ", a, b), {2}, {17, 53});
  expect_values(einsum("i,j->ij", tensor({2}, {1, 2}), tensor({2}, {3, 4})), {2, 2}, {3, 4, 6, 8});
  expect_values(einsum("ij,ij,ij->", a, a, a), {}, {100});
  expect_values(einsum("i,i->", tensor({2}, {2, 3}, DType::i32), tensor({2}, {4, 5}, DType::i32)), {}, {23});
}

TEST(Einsum, Ellipsis) {
  const Tensor x = counting({2, 3, 2});
  const Tensor w = tensor({2, 2}, {1, 0, 1, 1});
  const Array expected = matmul(x, w).value();
  EXPECT_TRUE(identical(einsum("...i,ij->...j", x, w).value(), expected));
  EXPECT_TRUE(identical(einsum("...i,ij", x, w).value(), expected));
  EXPECT_EQ(einsum("...ij->...ji", x).shape(), (Shape{2, 2, 3}));
  EXPECT_EQ(einsum("i...->...", x).shape(), (Shape{3, 2}));
  EXPECT_EQ(einsum("...,...", zeros({4, 1, 3}), zeros({2, 3})).value().shape(), (Shape{4, 2, 3}));
  EXPECT_EQ(einsum("b...i,b...j->b...ij", zeros({2, 5, 3}), zeros({2, 5, 4})).shape(), (Shape{2, 5, 3, 4}));
}

TEST(Einsum, AgreesWithTheDefinition) {
  const std::vector<std::vector<std::string>> equations = {
      {"abc,cd", "abd"},  {"abc,abd", "acd"},  {"bqhd,bkhd", "bhqk"}, {"bhqk,bkhd", "bqhd"},
      {"ab,bc,cd", "ad"}, {"ab,bc,ac", ""},    {"aab,bc", "ca"},      {"abc", "cb"},
      {"ab,cd", "acbd"},  {"a,ab,abc", "abc"}, {"abcd,badc", "dc"},   {"ab,ab", "ba"},
      {"abc,b", "ca"},    {"ab,b", "a"},       {"a,a", ""},           {"abc,dcb", "ad"},
      {"aaa", "a"},       {"ab,bc", "b"},      {"ab,cb", "ca"},       {"ba,bc", "ac"}};
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    for (const auto& equation : equations) {
      Generator g(seed);
      std::map<char, std::int64_t> extent;
      for (char c = 'a'; c <= 'q'; ++c) extent[c] = seed == 11 ? g.integer(3) : 1 + g.integer(5);
      std::vector<std::string> terms(1);
      for (const char c : equation[0]) {
        if (c == ',') {
          terms.emplace_back();
        } else {
          terms.back() += c;
        }
      }
      std::vector<Array> operands;
      Tensors tensors;
      for (const std::string& term : terms) {
        Shape shape;
        for (const char c : term) {
          // Now and then an axis that is stretched.
          const bool repeated = std::ranges::count(equation[0], c) > std::ranges::count(term, c);
          shape = shape.concat({seed > 5 && seed < 11 && repeated && g.integer(4) == 0 ? 1 : extent.at(c)});
        }
        Array x(shape, DType::f64);
        for (double& v : x.mutable_data<double>()) v = g.uniform(-1, 1);
        operands.push_back(x);
        tensors.emplace_back(x);
      }
      const std::string text = equation[0] + "->" + equation[1];
      const Array expected = by_definition(terms, equation[1], operands);
      const Array found = einsum(text, tensors).value();
      // A letter whose axes all are 1 in one factor may be wider in another: shapes tell.
      ASSERT_EQ(found.shape().to_string(), expected.shape().to_string()) << text << ", seed " << seed;
      for (std::int64_t i = 0; i < found.size(); ++i)
        ASSERT_NEAR(found.at(i), expected.at(i), 1e-12) << text << ", seed " << seed;
    }
  }
}

TEST(Einsum, Gradient) {
  const Tensor a = tensor({2, 2}, {1, 2, 3, 4});
  const Tensor b = tensor({2, 2}, {5, 6, 7, 8});
  expect_values(grad(sum(einsum("ij,jk->ik", a, b)), a), {2, 2}, {11, 15, 11, 15});
  expect_values(grad(einsum("ii", a), a), {2, 2}, {1, 0, 0, 1});
}

TEST(Einsum, TensordotAndOuter) {
  const Tensor a = counting({2, 3});
  const Tensor b = counting({3, 2});
  expect_values(tensordot(a, b, 1), {2, 2}, {10, 13, 28, 40});
  expect_values(tensordot(a, b, {0}, {1}), {3, 3}, {3, 9, 15, 4, 14, 24, 5, 19, 33});
  expect_values(tensordot(a, counting({2, 3})), {}, {55});
  EXPECT_EQ(tensordot(a, b, 0).shape(), (Shape{2, 3, 3, 2}));
  expect_values(outer(tensor({2}, {1, 2}), tensor({2}, {3, 4})), {2, 2}, {3, 4, 6, 8});
  EXPECT_NE(message_of<ShapeError>([&] {
              static_cast<void>(tensordot(a, a, 1));
            }).find("tensordot: axis 1 of a is 3 long, axis 0 of b 2"),
            std::string::npos);
}

TEST(Einsum, Messages) {
  const Tensor a = zeros({2, 3});
  const auto refused = [&](const char* equation, const Tensors& operands) {
    return message_of<Error>([&] { static_cast<void>(einsum(equation, operands)); });
  };
  EXPECT_EQ(refused("ij,jk->ik", {a, a}),
            "einsum: axis 'j' is 3 long in one operand and 2 in operand 1\n(equation \"ij,jk->ik\").\n"
            "Axes of one letter must have one extent; only an extent of 1 stretches.");
  EXPECT_NE(refused("ij,jk", {a}).find("expected 2 operands, received 1"), std::string::npos);
  EXPECT_NE(refused("ijk->i", {a}).find("operand 0 is written \"ijk\" with 3 axes, but has shape (2, 3)"),
            std::string::npos);
  EXPECT_NE(refused("i->i", {a}).find("with 1 axes"), std::string::npos);
  EXPECT_NE(refused("ij->ik", {a}).find("axis 'k' of the result is in no operand"), std::string::npos);
  EXPECT_NE(refused("ij->ii", {a}).find("the result names axis 'i' twice"), std::string::npos);
  EXPECT_NE(refused("i1->i", {a}).find("expected letters and at most one \"...\", received \"i1\""),
            std::string::npos);
  EXPECT_NE(refused("......->i", {a}).find("at most one"), std::string::npos);
  EXPECT_NE(refused("i..->i", {a}).find("received \"i..\""), std::string::npos);
  EXPECT_NE(refused("ij->j->k", {a}).find("expected letters"), std::string::npos);
  EXPECT_NE(refused("...i->i", {a}).find("operands have \"...\", the result has not"), std::string::npos);
  EXPECT_NE(refused("", {}).find("expected 1 operands, received 0"), std::string::npos);
  EXPECT_NE(
      refused("abcde,fghij->abcdefghij", {zeros({1, 1, 1, 1, 1}), zeros({1, 1, 1, 1, 1})}).find("10 axes"),
      std::string::npos);
}

}  // namespace
}  // namespace saem::testing
