#pragma once

// Everything a program needs to build, train, test and use models, down to tensors and gradients.

#include "saem/compile/compile.h"
#include "saem/data/categorical.h"
#include "saem/data/datasets.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/nn/layers.h"
#include "saem/ops/ops.h"
#include "saem/report/classification_report.h"
#include "saem/report/print.h"
#include "saem/train/model.h"
