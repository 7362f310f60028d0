import { describe, expect, test } from 'vitest';
import { splitReferences } from '../../src/suite/split-references.ts';

describe('a list of references', () => {
  test.each([
    ['sgd', ['sgd']],
    ['sgd,heavy-ball,adamw', ['sgd', 'heavy-ball', 'adamw']],
    ['torch:AdamW?betas=0.9,0.95', ['torch:AdamW?betas=0.9,0.95']],
    ['torch:AdamW?betas=0.9,0.95,sgd', ['torch:AdamW?betas=0.9,0.95', 'sgd']],
    ['./a.js,b.py:B?x=1,2,optax:adamw', ['./a.js', 'b.py:B?x=1,2', 'optax:adamw']],
    ['./with,comma.js,sgd', ['./with,comma.js', 'sgd']],
    ['command:./program --options a,b', ['command:./program --options a,b']],
    ['sgd,loin', ['sgd', 'loin']],
  ])('%s', (list, references) => {
    expect(splitReferences(list)).toEqual(references);
  });
});
