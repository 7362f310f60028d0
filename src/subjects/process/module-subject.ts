import { fileURLToPath } from 'node:url';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { defaultArrayLimit, defaultHeapLimit, defaultTimeLimit } from '../limits.ts';
import type { ChildOptions } from './child-connection.ts';
import type { ChildState } from './child-instance.ts';
import { openChildOptimizer } from './child-optimizer.ts';

// Run from source, as tests do, the program is the built one: Node 20 starts no TypeScript.
const program = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../../../dist/subjects/process/module/program.js' : './module/program.js',
    import.meta.url,
  ),
);

/** Importing compiles and links, so it is never given less time than this, in seconds; TensorFlow.js takes some of its own. */
const importFloor = 2;
const heavyImport = 60;

/** How a module is started. */
export interface ModuleSubject {
  readonly reference: string;
  readonly directory: string;
  /** Seconds that one call may last. */
  readonly timeLimit?: number;
  /** Megabytes of JavaScript heap. */
  readonly heapLimit?: number;
}

/** The optimizer that a JavaScript or TypeScript module exports, in a Node process of its own. */
export function openModuleSubject(subject: ModuleSubject): Optimizer<ChildState> {
  return openChildOptimizer(moduleChild(subject));
}

/** How the Node process of a module is started. */
export function moduleChild({ reference, directory, timeLimit = defaultTimeLimit, heapLimit }: ModuleSubject): ChildOptions {
  // Its heap is small: threads that tidy it up cost more than they save, and so does tidying up after every megabyte.
  const flags = [
    '--no-warnings',
    '--single-threaded-gc',
    '--min-semi-space-size=16',
    '--initial-old-space-size=128',
    `--max-old-space-size=${heapLimit ?? defaultHeapLimit}`,
  ];
  return {
    command: [process.execPath, ...flags, program, reference, String(defaultArrayLimit * 2 ** 20)],
    directory,
    channel: 'separate',
    label: reference,
    timeLimit,
    startLimit: Math.max(reference.startsWith('tfjs:') ? heavyImport : importFloor, timeLimit),
  };
}
