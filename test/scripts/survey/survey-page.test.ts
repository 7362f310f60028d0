import { expect, test } from 'vitest';
import type { Answer, Found } from '../../../scripts/survey/answer.ts';
import { surveyPage } from '../../../scripts/survey/survey-page.ts';

const answer = (law: string, found: Found, sentence = ''): Answer => ({ optimizer: 'sgd', law, found, sentence });
const page = surveyPage(
  [
    { objective: 'two-basins?barrier=0.2', answers: [answer('equilibrium', 'conjecture'), answer('rate-drop', 'skipped')] },
    { objective: 'two-basins', answers: [answer('equilibrium', 'undecided', '404 replicas did not decide loss')] },
    { objective: 'isotropic-noise', answers: [answer('equilibrium', 'undecided', '8 replicas did not decide loss')] },
  ],
  { seed: 1, replicas: 128 },
);

test('counts are by law, optimizer and family', () => {
  expect(page).toContain('| `equilibrium` | 0 | 2 | 0 | 1 | 0 | 0 | 0 |');
  expect(page).toContain('| `rate-drop` | 0 | 0 | 0 | 0 | 0 | 0 | 1 |');
  expect(page).toContain('| sgd | 0 | 2 | 0 | 1 | 0 | 0 | 1 |');
  expect(page).toContain('| `two-basins` | 0 | 1 | 0 | 1 | 0 | 0 | 1 |');
});

test('reasons that differ by their numbers are one', () => {
  expect(page).toContain('| `equilibrium`: … replicas did not decide loss | 2 |');
});
