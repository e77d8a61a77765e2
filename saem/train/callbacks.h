#pragma once

// All callbacks that are ready to use.

#include "saem/train/callback.h"
#include "saem/train/csv_logger.h"
#include "saem/train/early_stopping.h"
#include "saem/train/lambda_callback.h"
#include "saem/train/learning_rate_scheduler.h"
#include "saem/train/model_checkpoint.h"
#include "saem/train/reduce_lr_on_plateau.h"
#include "saem/train/swap_ema_weights.h"
#include "saem/train/tensor_board.h"
#include "saem/train/terminate_on_nan.h"
