/** Two optimizers, and what has to be said of them. */
export interface Row {
  readonly subject: string;
  readonly other: string;
  /** `same`: to the bit or to rounding; otherwise the first aspect that has to differ, or several of which one has to. */
  readonly expected: 'same' | readonly string[];
}

const ports = 'fixtures/python/likeness/adamw_ports.py';

/** Differences that were planted in a port of AdamW, and the first input that shows each. */
const planted: Readonly<Record<string, readonly string[]>> = {
  NoCorrection: ['first-step'],
  CountsFromZero: ['later-steps'],
  EpsilonUnderRoot: ['small-gradients'],
  DecayWithoutRate: ['decay'],
  DecayFromSecondStep: ['decay'],
  VectorsNotDecayed: ['decay-of-shapes'],
  SecondCoefficientFixed: ['beta2'],
  FirstRate: ['schedule'],
  ClipsGradients: ['large-gradients'],
  CounterLost: ['resume'],
};

const same = (subject: string, ...others: readonly string[]): Row[] =>
  others.map((other) => ({ subject, other, expected: 'same' }));

/** Rules that several libraries have; options name what they have under other defaults. */
export const acrossLibraries: readonly Row[] = [
  ...same('builtin:adamw', 'torch:AdamW', 'optax:adamw', `${ports}:Port`),
  ...same('torch:AdamW', 'optax:adamw'),
  ...same('builtin:sgd', 'torch:SGD', 'optax:sgd'),
  ...same('builtin:heavy-ball', 'torch:SGD?momentum=0.9'),
  ...same('builtin:adam', 'torch:Adam', 'optax:adam'),
  ...same('builtin:nadam', 'torch:NAdam'),
  ...same('builtin:lion', 'optax:lion'),
  // Keras divides epsilon by the correction of the second moment.
  { subject: 'builtin:adamw', other: 'keras:AdamW', expected: ['small-gradients'] },
  { subject: 'torch:Adam', other: 'torch:AdamW', expected: ['decay'] },
];

/** Each port with its difference, against the rule that it ports. */
export const plantedRows: readonly Row[] = Object.entries(planted).map(([name, expected]) => ({
  subject: `${ports}:${name}`,
  other: `${ports}:Port`,
  expected,
}));

/** Each code path of an optimizer of torch.optim against the plain one, also with each switch that it has. */
export function codePaths(classes: readonly string[]): Row[] {
  return classes.flatMap((name) =>
    ['foreach', 'fused'].flatMap((path) =>
      switches.flatMap(([of, option]) => {
        if (of !== '' && of !== name) return [];
        const options = option === '' ? '' : `${option}&`;
        return same(`torch:${name}?${options}${path}=true`, `torch:${name}?${options}foreach=false`);
      }),
    ),
  );
}

const switches: readonly (readonly [name: string, option: string])[] = [
  ['', ''],
  ['Adam', 'amsgrad=true'],
  ['AdamW', 'amsgrad=true'],
  ['SGD', 'momentum=0.9'],
  ['SGD', 'momentum=0.9&nesterov=true'],
  ['RMSprop', 'centered=true'],
  ['RMSprop', 'momentum=0.9'],
];
