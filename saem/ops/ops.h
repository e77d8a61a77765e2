#pragma once

#include "saem/ops/convolution.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/matmul.h"
#include "saem/ops/moments.h"
#include "saem/ops/pooling.h"
#include "saem/ops/random_ops.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/ops/softmax.h"
