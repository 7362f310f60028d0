import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { fastestEngine } from '../../src/dynamics/fastest-engine.ts';
import { inferProfile } from '../../src/inference/infer-profile.ts';
import type { LawId } from '../../src/laws/law-id.ts';
import type { Verdict } from '../../src/laws/law.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { chooseLaw } from '../../src/suite/choose-law.ts';
import { nightly, runs, sample, type Sample } from '../size.ts';
import { inOneInterpreter } from '../subjects/process/one-interpreter.ts';
import { canRun } from '../subjects/process/python-libraries.ts';

/** A subject of fixtures/python/drives, and what has to be said of it: nothing, where it is correct; words of a note, where it may be. */
interface Expectation {
  readonly file: string;
  readonly name: string;
  readonly law?: LawId;
  readonly causes?: readonly string[];
  readonly note?: string;
}

const folder = fileURLToPath(new URL('../../fixtures/python/drives/', import.meta.url));
const all = JSON.parse(readFileSync(`${folder}expectations.json`, 'utf8')) as readonly Expectation[];
const wanted = process.env.INTRINSIC_LR_ONLY ?? '';

/** Compiled so often that each takes half as long as all others: at night. */
const dear = ['scheduled', 'noise_of_one_key'];

/** Every subject at night; otherwise every sixteenth, beside the first of each cause and those with notes. */
function asked(library: string): Sample<Expectation> {
  const own = all.filter(
    ({ file, name }) => file.startsWith(library) && name.includes(wanted) && (nightly || !dear.includes(name)),
  );
  const causes = own.map((each) => each.causes?.[0]);
  const firsts = new Set(own.filter((each, i) => each.causes !== undefined && causes.indexOf(each.causes[0]) === i));
  return sample(own, wanted === '' ? 16 : 1, (each) => firsts.has(each) || each.note !== undefined);
}

const settings = { seed: 1, configurations: runs(12, 40), alpha: 1e-6, replicaLimit: 64 };
function started(library: string, { file, name }: Expectation): Optimizer {
  return inOneInterpreter(library, 'file_subject.py', [`${folder}${file}`, name], name);
}

async function verdicts(optimizer: Optimizer, { law }: Expectation): Promise<readonly Verdict[]> {
  const subject = { optimizer, profile: inferProfile(optimizer) };
  // One option is drawn in each configuration of it.
  const more = law === 'live-hyperparameters' && { configurations: 40 };
  const laws: readonly LawId[] = law === undefined ? ['resume', 'drive-invariance'] : [law];
  const chosen = laws.map((id) => chooseLaw(id, undefined)).filter((each) => each.law.applies(subject, each.objective) === true);
  return Promise.all(
    chosen.map(async (each) =>
      each.law.check({ subject, objective: each.objective, engine: fastestEngine, ...settings, ...more }),
    ),
  );
}

for (const library of ['torch', 'optax']) {
  const needs = library === 'torch' ? ['torch'] : ['jax', 'optax'];
  const { cases, said } = asked(library);
  describe.runIf(canRun(...needs))(`driven as training drives them, ${library}${said}:`, () => {
    for (const expectation of cases) {
      const { name, causes, note } = expectation;
      test(`${name} ${causes === undefined ? 'is refuted by nothing' : `is refuted: ${causes.join(' or ')}`}`, async () => {
        const optimizer = started(library, expectation);
        const found = await verdicts(optimizer, expectation);
        expect((optimizer.notes ?? []).filter((said) => said.includes('which no step writes'))).toEqual(
          note === undefined ? [] : [expect.stringContaining(note)],
        );
        const refuted = found.filter(({ verdict }) => verdict !== 'holds');
        if (causes === undefined) {
          expect(refuted.map(({ law, diagnosis }) => `${law}: ${diagnosis}`)).toEqual([]);
          return;
        }
        expect(refuted.map(({ verdict }) => verdict)).toEqual(['refuted']);
        expect(causes).toContain(refuted[0].cause);
      });
    }
  });
}
