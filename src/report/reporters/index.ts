// Written by scripts/write-indexes.mjs from the files of this folder; do not edit.
import type { Reporter } from './reporter.ts';
import { github } from './github.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { terminal } from './terminal.ts';

/** All members of this folder, in the order of their file names. */
export const reporters: readonly Reporter[] = [github, html, json, junit, terminal];
