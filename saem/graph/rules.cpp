// The shape and dtype rules that most ops share.
#include <fmt/format.h>

#include "saem/graph/op.h"

namespace saem {
namespace {

DType common_dtype(const Signature& s) {
  for (const TensorType& input : s.inputs) {
    if (input.dtype != s.inputs[0].dtype) {
      fail<DTypeError>({s.op.name,
                        fmt::format("expected inputs of one dtype, received {} and {}",
                                    name(s.inputs[0].dtype), name(input.dtype)),
                        {},
                        "Convert one of them with cast."});
    }
  }
  return s.inputs[0].dtype;
}

DType require(const Signature& s, bool allowed, std::string_view expected) {
  const DType dtype = common_dtype(s);
  if (!allowed)
    fail<DTypeError>({s.op.name,
                      fmt::format("expected {}, received {}", expected, name(dtype)),
                      {},
                      "Convert the input with cast."});
  return dtype;
}

}  // namespace

PerOutput<Shape> same_as_input(const Signature& s) {
  for (const TensorType& input : s.inputs) {
    if (!(input.shape == s.shape(0))) s.reject_shape("expected inputs of one shape");
  }
  return s.shape(0);
}

PerOutput<DType> floating(const Signature& s) {
  return require(s, is_floating(s.dtype(0)), "floating-point numbers");
}
PerOutput<DType> numeric(const Signature& s) { return require(s, s.dtype(0) != DType::boolean, "numbers"); }
PerOutput<DType> any_dtype(const Signature& s) { return common_dtype(s); }
PerOutput<DType> to_boolean(const Signature& s) {
  static_cast<void>(common_dtype(s));
  return DType::boolean;
}

}  // namespace saem
