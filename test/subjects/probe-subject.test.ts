import { describe, expect, test } from 'vitest';
import { optimizers } from '../../src/optimizers/index.ts';
import type { Optimizer, UpdateArguments } from '../../src/optimizers/optimizer.ts';
import { sgd } from '../../src/optimizers/sgd.ts';
import { guardSubject } from '../../src/subjects/guard-subject.ts';
import { probeSubject } from '../../src/subjects/probe-subject.ts';

/** SGD that does something else as well. */
function sgdThat(also: (arguments_: UpdateArguments<any>) => void): Optimizer {
  return {
    name: 'odd',
    init: () => ({}),
    update(arguments_) {
      sgd.update(arguments_);
      also(arguments_);
    },
  };
}

describe('the probe', () => {
  test.each(optimizers.map((optimizer) => [optimizer.name, optimizer] as const))(
    'finds nothing wrong with %s',
    (_, optimizer) => {
      expect(probeSubject(optimizer)).toEqual({ findings: {} });
    },
  );

  test('runs fifty steps of ordinary size', () => {
    const sizes: number[] = [];
    probeSubject(sgdThat(({ gradients }) => void sizes.push(...gradients.flatMap(({ data }) => Array.from(data, Math.abs)))));
    expect(sizes).toHaveLength(50 * 38);
    expect(Math.min(...sizes)).toBeGreaterThan(0.01);
    expect(Math.max(...sizes)).toBeLessThan(10);
  });

  test('gives one that computes in float32 only what it computes in', () => {
    const seen = new Set<string>();
    const single = sgdThat(({ parameters, gradients }) => {
      for (const { data } of [...parameters, ...gradients]) seen.add(data.constructor.name);
    });
    probeSubject({ ...single, precision: 'float32' });
    expect([...seen]).toEqual(['Float32Array']);
  });

  test('names the step and the entry of the first number that is not finite', () => {
    const { notFinite } = probeSubject(
      sgdThat(({ parameters, step }) => {
        if (step === 20) parameters[1].data[4] = NaN;
      }),
    );
    expect(notFinite).toMatchObject({ code: 'SUBJECT_NOT_FINITE', call: { function: 'update', step: 20 } });
    expect(notFinite?.message).toContain('parameters[1].data[4] is NaN after step 20');
  });

  test('finds gradients that are changed, and only then', () => {
    const { findings, notFinite } = probeSubject(
      sgdThat(({ gradients, step }) => {
        if (step === 3) gradients[0].data[0] *= 2;
      }),
    );
    expect(notFinite).toBeUndefined();
    const sentence = 'update changes the gradients that it is given, first at step 3; they are read only';
    expect(findings).toEqual({ gradients: { cause: 'gradients-changed', sentence } });
  });

  test('refuses parameters that are replaced instead of changed', () => {
    const replacing = sgdThat(({ parameters }) => {
      const [tensor] = parameters as unknown as { data: Float64Array }[];
      tensor.data = tensor.data.slice();
    });
    expect(() => probeSubject(replacing)).toThrow(/puts another array in the place of parameters\[0\]\.data at step 1/);
  });

  test('refuses a state that cannot be copied, also one that becomes so', () => {
    const keepsFunction = { ...sgdThat(() => {}), init: () => ({ schedule: () => 1 }) };
    expect(() => probeSubject(keepsFunction)).toThrow(/state after init cannot be copied/);
    const becomes = sgdThat(({ state }) => void (state.late = () => 1));
    expect(() => probeSubject(becomes)).toThrow(/state after update cannot be copied/);
  });

  test('lets through what a guarded subject throws', () => {
    const throwing = sgdThat(({ step }) => {
      if (step === 7) throw new RangeError('enough');
    });
    expect(() => probeSubject(guardSubject(throwing))).toThrow('odd throws in update at step 7: RangeError: enough');
  });
});
