#include "saem/saem.h"
#include "tests/errors/support/mistake.h"

namespace saem::test {
namespace {

Tensor nothing(const Shape& shape, DType dtype = DType::f32) { return Array(shape, dtype); }

}  // namespace

std::vector<Mistake> op_mistakes() {
  return {
      {"matmul: inner extents differ", "matmul", "(2, 3)", "(4, 5)", throws([] {
         static_cast<void>(matmul(nothing({2, 3}), nothing({4, 5})));
       })},
      {"matmul: a scalar", "matmul", "", "()", throws([] {
         static_cast<void>(matmul(nothing({}), nothing({2, 2})));
       })},
      {"add: shapes that do not stretch", "add", "(2, 3)", "(2, 4)", throws([] {
         static_cast<void>(nothing({2, 3}) + nothing({2, 4}));
       })},
      {"bitwise_and: floats", "bitwise_and", "", "float32",
       throws([] { static_cast<void>(bitwise_and(nothing({2}), nothing({2}))); })},
      {"reshape: other number of elements", "reshape", "6", "(4, 2)", throws([] {
         static_cast<void>(reshape(nothing({2, 3}), {4, 2}));
       })},
      {"concat: extents differ", "concat", "(2, 3)", "(3, 4)", throws([] {
         static_cast<void>(concat(Tensors{nothing({2, 3}), nothing({3, 4})}, 1));
       })},
      {"transpose: axes that are no permutation", "transpose", "", "", throws([] {
         static_cast<void>(transpose(nothing({2, 3}), {0, 0}));
       })},
      {"expand_dims: axis out of range", "expand_dims", "", "5", throws([] {
         static_cast<void>(expand_dims(nothing({2, 3}), 5));
       })},
      {"squeeze: extent is not 1", "squeeze", "1", "3", throws([] {
         static_cast<void>(squeeze(nothing({2, 3}), 1));
       })},
      {"sum: axis out of range", "sum", "", "4", throws([] {
         static_cast<void>(sum(nothing({2, 3}), {4}));
       })},
      {"tile: too often", "tile", "64 bits", "4611686018427387904", throws([] {
         static_cast<void>(tile(Tensor(Array({2, 3})), {1, std::int64_t{1} << 62}));
       })},
      {"argmax: axis out of range", "argmax", "", "3", throws([] {
         static_cast<void>(argmax(nothing({2, 3}), 3));
       })},
      {"slice: outside", "slice", "", "", throws([] {
         static_cast<void>(slice(nothing({2, 3}), {0, 0}, {2, 5}));
       })},
      {"gather: indices are floats", "gather", "integer", "float32", throws([] {
         static_cast<void>(gather(nothing({2, 3}), nothing({2})));
       })},
      {"gather: an index outside", "gather", "", "7", throws([] {
         static_cast<void>(gather(nothing({3, 2}), Array::of(std::vector<std::int32_t>{0, 7})).value());
       })},
      {"einsum: equation with another number of operands", "einsum", "", "", throws([] {
         static_cast<void>(einsum("ij,jk->ik", nothing({2, 2})));
       })},
      {"einsum: extents of a letter differ", "einsum", "", "", throws([] {
         static_cast<void>(einsum("ij,jk->ik", nothing({2, 3}), nothing({4, 2})));
       })},
      {"conv: channels differ", "conv", "3", "4", throws([] {
         static_cast<void>(conv(nothing({1, 8, 8, 3}), nothing({3, 3, 4, 8})));
       })},
      {"broadcast_to: does not stretch", "broadcast_to", "(2, 3)", "(4, 3)", throws([] {
         static_cast<void>(broadcast_to(nothing({2, 3}), {4, 3}));
       })},
      {"cholesky: not square", "cholesky", "", "(2, 3)", throws([] {
         static_cast<void>(cholesky(nothing({2, 3})));
       })},
      {"softmax: integers", "softmax", "", "int32", throws([] {
         static_cast<void>(softmax(nothing({2, 3}, DType::i32)));
       })},
      {"item: more than one element", "", "", "(2, 2)", throws([] {
         static_cast<void>(Array({2, 2}).item());
       })},
      {"Array: values and shape differ", "array", "6", "5", throws([] {
         static_cast<void>(Array::of(std::vector<float>{1, 2, 3, 4, 5}, {2, 3}));
       })},
      {"data: another element type", "array", "float32", "int32",
       throws([] { static_cast<void>(Array({2}, DType::i32).data<float>()); })},
      {"grad: not a scalar", "gradients", "one element", "(2,)", throws([] {
         const Variable w(Array({2}), {.name = "w"});
         static_cast<void>(grad(Tensor(w) * 2.0, w));
       })},
      {"assign: another shape", "", "(2,)", "(3,)", throws([] {
         Variable w(Array({2}), {.name = "w"});
         w.assign(nothing({3}));
       })},
      {"compile: unknown pass", "", "", "fusoin", throws([] {
         auto f = compile([](Tensor x) { return x + 1.0; }, {.without = {"fusoin"}});
         static_cast<void>(f(nothing({2})));
       })},
      {"compile: unknown backend", "", "cpu", "gpu", throws([] {
         auto f = compile([](Tensor x) { return x + 1.0; }, {.backend = "gpu"});
         static_cast<void>(f(nothing({2})));
       })},
  };
}

}  // namespace saem::test
