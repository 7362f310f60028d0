// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { Layer } from './layer.ts';
import { add } from './add.ts';
import { affine } from './affine.ts';
import { averagePooling } from './average-pooling.ts';
import { batchNormalisation } from './batch-normalisation.ts';
import { bias } from './bias.ts';
import { convolution } from './convolution.ts';
import { gelu } from './gelu.ts';
import { groupNormalisation } from './group-normalisation.ts';
import { layerNormalisation } from './layer-normalisation.ts';
import { leakyRelu } from './leaky-relu.ts';
import { linear } from './linear.ts';
import { relu } from './relu.ts';
import { rmsNormalisation } from './rms-normalisation.ts';
import { tanh } from './tanh.ts';
import { weightNormalisedLinear } from './weight-normalised-linear.ts';

/** All members of this folder, in the order of their file names. */
export const layers: readonly Layer[] = [add, affine, averagePooling, batchNormalisation, bias, convolution, gelu, groupNormalisation, layerNormalisation, leakyRelu, linear, relu, rmsNormalisation, tanh, weightNormalisedLinear];
