import { readFileSync } from 'node:fs';
import { ConfigurationError } from '../../arithmetic/configuration-error.ts';
import type { Precision } from '../../arithmetic/tensor.ts';
import { webAssembly, type WasmModule } from './web-assembly.ts';

const modules: Partial<Record<Precision, WasmModule>> = {};

/**
 * The kernels of a precision, compiled at the first call of a thread.
 *
 * @throws ConfigurationError `KERNELS_MISSING` where the build step that writes them was left out
 */
export function kernelModule(precision: Precision): WasmModule {
  modules[precision] ??= compile(precision);
  return modules[precision];
}

function compile(precision: Precision): WasmModule {
  // The same file from src/ and from dist/.
  const file = new URL(`../../../dist/kernels/${precision}.wasm`, import.meta.url);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new ConfigurationError(
      'KERNELS_MISSING',
      `the WebAssembly kernels in ${file.href} cannot be read: ${(error as Error).message}`,
      'they are part of the package; in a checkout, run `npm run build`',
    );
  }
  return new webAssembly.Module(bytes);
}
