#pragma once

// All layers, and what is needed to make one's own.

#include "saem/nn/activation.h"
#include "saem/nn/activations.h"
#include "saem/nn/batch_normalization.h"
#include "saem/nn/conv1d.h"
#include "saem/nn/conv2d.h"
#include "saem/nn/dense.h"
#include "saem/nn/dropout.h"
#include "saem/nn/global_pooling.h"
#include "saem/nn/layer.h"
#include "saem/nn/merging.h"
#include "saem/nn/pooling1d.h"
#include "saem/nn/pooling2d.h"
#include "saem/nn/register_layer.h"
#include "saem/nn/rescaling.h"
#include "saem/nn/shape_layers.h"
#include "saem/nn/symbol.h"
#include "saem/nn/zero_padding2d.h"
