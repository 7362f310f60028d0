// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { CommandDefinition } from './command-definition.ts';
import { check } from './check.ts';
import { conformance } from './conformance.ts';
import { doctor } from './doctor.ts';
import { falsify } from './falsify.ts';
import { gate } from './gate.ts';
import { infer } from './infer.ts';
import { init } from './init.ts';
import { list } from './list.ts';
import { merge } from './merge.ts';
import { model } from './model.ts';
import { replay } from './replay.ts';
import { report } from './report.ts';
import { study } from './study.ts';
import { worker } from './worker.ts';

/** All members of this folder, in the order of their file names. */
export const commands: readonly CommandDefinition[] = [check, conformance, doctor, falsify, gate, infer, init, list, merge, model, replay, report, study, worker];
