import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { measureFingerprint } from '../../src/inference/fingerprint.ts';
import { adamw, sgd } from '../../src/optimizers/index.ts';
import { readBaseline, settleBaseline, type BaselineSettings } from '../../src/suite/baseline.ts';
import { temporaryFolder } from './temporary-folder.ts';

const measured = { sgd: measureFingerprint(sgd), adamw: measureFingerprint(adamw) };
const settings = (directory: string, more: Partial<BaselineSettings> = {}): BaselineSettings => ({
  file: 'sub/fp.json',
  update: false,
  create: true,
  directory,
  ...more,
});
const settle = async (name: keyof typeof measured, chosen: BaselineSettings, subject: string = name): Promise<unknown> =>
  settleBaseline(await readBaseline(chosen), measured[name], subject, chosen).state;

describe('a stored fingerprint', () => {
  test('is written once, compared afterwards, and replaced when that is asked for', async () => {
    const folder = temporaryFolder();
    expect(await settle('sgd', settings(folder))).toBe('written');
    expect(readdirSync(join(folder, 'sub'))).toEqual(['fp.json']);
    const text = readFileSync(join(folder, 'sub/fp.json'), 'utf8');
    expect(await settle('sgd', settings(folder))).toBe('same');
    expect(await settle('adamw', settings(folder), 'sgd')).toBe('changed');
    expect(readFileSync(join(folder, 'sub/fp.json'), 'utf8')).toBe(text);
    expect(await settle('adamw', settings(folder, { update: true }))).toBe('updated');
    expect(await settle('adamw', settings(folder, { update: true }))).toBe('same');
  });

  test('of another optimizer is not compared', async () => {
    const folder = temporaryFolder();
    await settle('sgd', settings(folder));
    await expect(settle('adamw', settings(folder))).rejects.toThrow(
      expect.objectContaining({
        code: 'BASELINE_OTHER_SUBJECT',
        message: expect.stringMatching(/fingerprint of sgd, not of adamw/),
      }),
    );
    // A new name alone is no change.
    expect(await settle('sgd', settings(folder), 'renamed')).toBe('same');
  });

  test('is not written on CI unless asked', async () => {
    const folder = temporaryFolder();
    const onCi = settings(folder, { create: false });
    await expect(readBaseline(onCi)).rejects.toThrow(expect.objectContaining({ code: 'BASELINE_MISSING' }));
    expect(existsSync(join(folder, 'sub'))).toBe(false);
    expect(await settle('sgd', { ...onCi, update: true })).toBe('written');
  });

  const valid = JSON.stringify({ kind: 'fingerprint', schemaVersion: 1, version: '0', subject: 'sgd', ...measured.sgd }, null, 2);
  test.each<[string, string, string, RegExp]>([
    ['half-written', valid.slice(0, 300), 'BASELINE_DAMAGED', /half-written\n {2}restore it/],
    ['empty', '', 'BASELINE_DAMAGED', /half-written/],
    ['edited', valid.replace(/"float64": "\w+"/, '"float64": "?"'), 'BASELINE_DAMAGED', /bits\.float64/],
    ['newer', valid.replace('"schemaVersion": 1', '"schemaVersion": 2'), 'BASELINE_NEWER', /newer version/],
    ['a manifest', '{ "name": "my-package" }', 'BASELINE_FOREIGN', /is not a fingerprint of intrinsic-lr/],
    ['null', 'null', 'BASELINE_FOREIGN', /is not a fingerprint/],
    ['prose', '# Read me', 'BASELINE_FOREIGN', /is not JSON/],
  ])('%s is refused, and left as it is, whatever is asked', async (_, text, code, message) => {
    const folder = temporaryFolder({ 'sub/fp.json': '' });
    writeFileSync(join(folder, 'sub/fp.json'), text);
    for (const update of [false, true]) {
      await expect(readBaseline(settings(folder, { update }))).rejects.toThrow(
        expect.objectContaining({ code, message: expect.stringMatching(message) }),
      );
    }
    expect(readFileSync(join(folder, 'sub/fp.json'), 'utf8')).toBe(text);
  });

  test('that cannot be written says why', async () => {
    const folder = temporaryFolder({ sub: 'a file' });
    await expect(settle('sgd', settings(folder))).rejects.toThrow(expect.objectContaining({ code: 'BASELINE_FILE' }));
  });
});
