import { join } from 'node:path';
import { expect, test } from 'vitest';
import { progressFile } from '../../../scripts/progress-file.ts';
import { keyOfRow, type SurveyRow, type SurveySettings } from '../../../scripts/survey/answer.ts';
import { temporaryFolder } from '../../suite/temporary-folder.ts';

const settings: SurveySettings = { seed: 1, replicas: 128, optimizers: ['sgd'], laws: [] };
const row = (changed: Partial<SurveySettings>): SurveyRow => ({
  index: 3,
  settings: { ...settings, ...changed },
  objective: 'two-basins',
  answers: [],
});

test.each<Partial<SurveySettings>>([{ seed: 2 }, { replicas: 64 }, { optimizers: ['sgd', 'lion'] }, { laws: ['equilibrium'] }])(
  'a record is not gone on with where other settings are asked: %j',
  (changed) => {
    const path = join(temporaryFolder(), 'record.jsonl');
    progressFile<SurveyRow>(path, keyOfRow).add(row({}));
    const { rows } = progressFile<SurveyRow>(path, keyOfRow);
    expect(rows.has(keyOfRow(row({}))!)).toBe(true);
    expect(rows.has(keyOfRow(row(changed))!)).toBe(false);
  },
);

test('what has no settings is no row of a survey', () => {
  expect(keyOfRow({ index: 3 })).toBeUndefined();
});
