// A new op is one record, here or anywhere in a program. (saem has this one as asinh; say it had not.) From
// it saem has everything: shapes and dtypes are checked, it can be differentiated to any order, and since it
// is elementwise it is fused with its neighbours into one vector loop.
#include "arsinh.h"

#include <saem/ops/elementwise.h>
#include <saem/ops/elementwise_record.h>

#include <cmath>

using namespace saem;

namespace {

const Op& arsinh_op = define({
    .name = "arsinh",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * rsqrt(square(g.input()) + 1.0)}; },
    .reference = elementwise_floating<1>([](auto x) { return std::asinh(x); }),
    .samples = {uniform(-5, 5), values({-1e4, 0, 1e4})},
    .doc = "The inverse hyperbolic sine.",
});

}  // namespace

Tensor arsinh(const Tensor& x) { return record(arsinh_op, {x}); }
