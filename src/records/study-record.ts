import { z } from 'zod';
import { figureSchema, type Figure } from './figure.ts';
import type { RecordKind } from './record-kind.ts';

/** A reviewer of the paper, and what was asked. */
export interface Asker {
  readonly reviewer: 1 | 2 | 3 | 4;
  /** Which of the reviewer's points. */
  readonly point: string;
  /** In our words. */
  readonly asks: string;
}

/** What a study claims of a measured number, and what came out. */
export interface StudyClaim {
  readonly what: string;
  readonly verdict: 'holds' | 'refuted' | 'undecided';
  /** `null`: not a finite number. */
  readonly measured: number | null;
  /** `null` is an open end. */
  readonly interval: readonly [number | null, number | null];
  readonly theory?: number;
  /** Between these the measurement has to lie. */
  readonly allowed: readonly [number | null, number | null];
  /** Independent replicas behind the interval; 1 where nothing is random. */
  readonly trials: number;
}

/** A row of a table: column → value; `null` is no finite number. */
export type TableRow = Readonly<Record<string, number | string | null>>;

/** What a study leaves behind: everything that its page, its table and its figure show. */
export interface StudyRecord {
  readonly kind: 'study';
  readonly schemaVersion: 1;
  readonly study: string;
  /** Of the package. */
  readonly version: string;
  readonly question: string;
  readonly askedBy: readonly Asker[];
  readonly answer: string;
  readonly prediction: string;
  readonly source: string;
  readonly protocol: string;
  readonly failsWhere: string;
  readonly correction?: string;
  readonly quick: boolean;
  readonly seed: number;
  readonly verdict: StudyClaim['verdict'];
  readonly claims: readonly StudyClaim[];
  readonly table: readonly TableRow[];
  readonly figure: Figure;
  /** Replicas that were run, over all arms. */
  readonly replicas: number;
  readonly replicaSteps: number;
}

const finite = z.number().nullable();
const verdict = z.enum(['holds', 'refuted', 'undecided']);
const ends = z.tuple([finite, finite]);

const schema: z.ZodType<StudyRecord> = z.looseObject({
  kind: z.literal('study'),
  schemaVersion: z.literal(1),
  study: z.string(),
  version: z.string(),
  question: z.string(),
  askedBy: z.array(
    z.looseObject({
      reviewer: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
      point: z.string(),
      asks: z.string(),
    }),
  ),
  answer: z.string(),
  prediction: z.string(),
  source: z.string(),
  protocol: z.string(),
  failsWhere: z.string(),
  correction: z.string().optional(),
  quick: z.boolean(),
  seed: z.int().min(0),
  verdict,
  claims: z.array(
    z.looseObject({
      what: z.string(),
      verdict,
      measured: finite,
      interval: ends,
      theory: z.number().optional(),
      allowed: ends,
      trials: z.int().min(1),
    }),
  ),
  table: z.array(z.record(z.string(), z.union([finite, z.string()]))),
  figure: figureSchema,
  replicas: z.int().min(0),
  replicaSteps: z.int().min(0),
});

/** What a study found: `intrinsic-lr study`. */
export const studyRecord: RecordKind<StudyRecord> = {
  name: 'study',
  description: 'What a study found: its claims with their intervals, its table and its figure.',
  schemaVersion: 1,
  schema,
};
