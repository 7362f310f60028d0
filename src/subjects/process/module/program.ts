import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';
import { compileLate } from '../compile-late.ts';
import { loadModule } from './load-module.ts';
import { serve } from './serve.ts';
import { SubjectServer } from './subject-server.ts';

// The program of the process in which a JavaScript or TypeScript module runs. Nothing that decides about the module is here: it gets
// numbers and gives numbers (docs/protocol.md) by descriptor 3.

compileLate();
const [, , reference, arrayLimit] = process.argv;
const directory = process.cwd();

// There is no thread above a module. One that listens to its parent hears nothing, and one that posts to it is refused.
const { port1: nowhere } = new workerThreads.MessageChannel();
nowhere.unref();
nowhere.postMessage = () => {
  throw new Error('an optimizer under test has nobody to post messages to');
};
Object.assign(workerThreads, { parentPort: nowhere });
syncBuiltinESMExports();

// A module sees what it would see as a script of its own.
process.argv.splice(1, Infinity, reference);

serve(new SubjectServer(() => loadModule(reference, directory), Number(arrayLimit)));
