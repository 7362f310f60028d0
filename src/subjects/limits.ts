/** Limits of what a subject may use where nothing else is asked for. */

/** Seconds that one call of the subject may last. */
export const defaultTimeLimit = 5;

/** Megabytes of JavaScript heap that a subject may use, in each worker. */
export const defaultHeapLimit = 256;

/** Megabytes of typed arrays that a subject may keep. */
export const defaultArrayLimit = 1024;
