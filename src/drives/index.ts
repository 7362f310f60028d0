// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { Drive } from './drive.ts';
import { absentGradient } from './absent-gradient.ts';
import { assigned } from './assigned.ts';
import { bfloat16 } from './bfloat16.ts';
import { cleared } from './cleared.ts';
import { closure } from './closure.ts';
import { codePath } from './code-path.ts';
import { compiled } from './compiled.ts';
import { formats } from './formats.ts';
import { gradientMemory } from './gradient-memory.ts';
import { groups } from './groups.ts';
import { injected } from './injected.ts';
import { lateGroup } from './late-group.ts';
import { layout } from './layout.ts';
import { madeOnce } from './made-once.ts';
import { masked } from './masked.ts';
import { maximize } from './maximize.ts';
import { modes } from './modes.ts';
import { ranks } from './ranks.ts';
import { resume } from './resume.ts';
import { scheduler } from './scheduler.ts';
import { tensorRate } from './tensor-rate.ts';
import { tree } from './tree.ts';

/** All members of this folder, in the order of their file names. */
export const drives: readonly Drive[] = [absentGradient, assigned, bfloat16, cleared, closure, codePath, compiled, formats, gradientMemory, groups, injected, lateGroup, layout, madeOnce, masked, maximize, modes, ranks, resume, scheduler, tensorRate, tree];
