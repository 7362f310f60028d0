import { expect, test } from 'vitest';
import { derive, readEmulations } from '../../../scripts/examine/emulation.ts';

const host = "// A design.\n// source: x\nexport default {\n  name: 'host',\n  a: 1 + 1,\n};\n";

test('a derived mistake is its host under another name and header, with other text each time that it is there', () => {
  const header = ['// Wrong: two ones', '// instead of: 1', '// there is: $&2'];
  expect(derive('mistake', host, header)).toBe("// Wrong: two ones\nexport default {\n  name: 'mistake',\n  a: $&2 + $&2,\n};\n");
});

test('text that the host does not have is an error that names the mistake', () => {
  expect(() => derive('mistake', host, ['// instead of: 7', '// there is: 8'])).toThrow('mistake: the host has no 7');
});

test('there are some, and all are read', () => {
  expect(readEmulations().filter(({ name }) => name.startsWith('adamw-l2-sp-')).length).toBeGreaterThan(4);
});
