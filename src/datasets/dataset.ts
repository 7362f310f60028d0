/** Samples with labels, as a file or a rule gives them: small integers, so that what is computed from them is exact. */
export interface Samples {
  /** Row-major [trainingRows + testRows, size of a sample], integers from 0 to `largest`. */
  readonly values: Uint8Array;
  /** [trainingRows + testRows], each below `classes` */
  readonly labels: Uint8Array;
}

/**
 * A set of labelled samples: what it is, where it comes from, how it is split. A plain description; `samplesOf` reads it, and checks
 * what it has read.
 */
export interface Dataset {
  readonly name: string;
  readonly description: string;
  /** Shape of one sample: [height, width, channels] of a picture, or [numbers]. */
  readonly shape: readonly number[];
  readonly classes: number;
  /** The first rows train, the others test. */
  readonly trainingRows: number;
  readonly testRows: number;
  /** The largest number of a sample; a power of two where dividing by it is to be exact. */
  readonly largest: number;
  /** SHA-256 of the values and then of the labels, in hexadecimal: a data set of another content is another data set. */
  readonly checksum: string;
  /** Who made it, when, and where it is described. */
  readonly source: string;
  readonly licence: string;
  /** Reads or makes the samples. May throw; `samplesOf` says which data set it was. */
  read(): Samples;
}
