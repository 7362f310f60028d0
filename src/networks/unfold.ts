import type { FloatArray } from '../arithmetic/tensor.ts';
import type { Shape } from './layers/layer.ts';

/** How squares lie in a picture: side, margin of zeros around it, and the picture. */
export interface Squares {
  readonly side: number;
  readonly padding: number;
  /** [height, width, channels] */
  readonly picture: Shape;
}

/** Height and width of the places at which a square can lie. */
export function placesOf({ side, padding, picture: [height, width] }: Squares): [height: number, width: number] {
  return [height + 2 * padding - side + 1, width + 2 * padding - side + 1];
}

/** Calls back with where each run of numbers lies in the squares and in the pictures; `undefined` for what is in the margin. */
function eachRun(squares: Squares, rows: number, visit: (square: number, picture: number | undefined) => void): void {
  const { side, padding, picture: [height, width, channels] } = squares; // prettier-ignore
  const [down, across] = placesOf(squares);
  let square = 0;
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < down; i++)
      for (let j = 0; j < across; j++)
        for (let a = i - padding; a < i - padding + side; a++)
          for (let b = j - padding; b < j - padding + side; b++, square += channels) {
            const inside = a >= 0 && a < height && b >= 0 && b < width;
            visit(square, inside ? ((row * height + a) * width + b) * channels : undefined);
          }
}

/**
 * Lays the squares of pictures out as rows of a matrix, so that a convolution is a matrix product.
 *
 * @param pictures [rows, height, width, channels]
 * @param matrix overwritten: [rows, places down, places across, side, side, channels]
 */
export function unfold(squares: Squares, rows: number, pictures: FloatArray, matrix: FloatArray): void {
  const [, , channels] = squares.picture;
  eachRun(squares, rows, (to, from) => {
    for (let channel = 0; channel < channels; channel++) matrix[to + channel] = from === undefined ? 0 : pictures[from + channel];
  });
}

/** The transposed map: adds up what of each square belongs to a number of a picture. */
export function fold(squares: Squares, rows: number, matrix: FloatArray, pictures: FloatArray): void {
  const [, , channels] = squares.picture;
  pictures.fill(0);
  eachRun(squares, rows, (from, to) => {
    if (to !== undefined) for (let channel = 0; channel < channels; channel++) pictures[to + channel] += matrix[from + channel];
  });
}
