/**
 * A token of 4 MB that inflates to gigabytes, replayed: seconds, and the largest memory that the process had.
 *
 *     node bench/token.mjs
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, crc32, deflateRawSync } from 'node:zlib';

const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'token-'));
/** Written last thing, in the unit of `maxRSS`. */
const tell = `data:text/javascript,process.on('exit',()=>process._rawDebug('KiB '+process.resourceUsage().maxRSS))`;

/** A token whose text has about so many characters. */
function forge(characters) {
  // A piece that ends at the border of a byte can be repeated.
  const piece = deflateRawSync(Buffer.alloc(2 ** 24, ' '), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const count = Math.max(1, Math.round((0.75 * characters) / piece.length));
  const payload = Buffer.concat([...Array.from({ length: count }, () => piece), deflateRawSync('{}')]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(payload));
  return { token: `ilr1.${Buffer.concat([checksum, payload]).toString('base64url')}`, gigabytes: (count * 2 ** 24) / 1e9 };
}

function replay(title, token) {
  const file = join(folder, 'token');
  writeFileSync(file, token);
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ['--import', tell, program, 'replay', file], { encoding: 'utf8' });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const memory = Number(/KiB (\d+)/.exec(stderr)[1]) / 1000;
  console.log(`${title}: exit ${status}, ${seconds.toFixed(2)} s, ${memory.toFixed(0)} MB`);
  console.log(`  ${stderr.split('\n')[0]}`);
}

try {
  for (const characters of [1e5, 1e6, 4e6]) {
    const { token, gigabytes } = forge(characters);
    replay(`${(token.length / 1e6).toFixed(2)} MB that inflate to ${gigabytes.toFixed(1)} GB`, token);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
