import { address, integer } from '../../instruction';
import { WORD } from '../../vector';

// Operands: pictures [rows, height, width, channels], matrix [rows, places, side, side, channels]; rows, height, width, channels, side,
// padding. What is outside of a picture is 0. A run is what lies side by side in both: a row of a square without its margin.

/** Lays the squares of pictures out as rows of a matrix. */
export function unfold(operands: usize): void {
  squares(operands, true);
}

/** The transposed map: adds up what of each square belongs to a number of a picture. */
export function fold(operands: usize): void {
  const size = integer(operands, 2) * integer(operands, 3) * integer(operands, 4) * integer(operands, 5) * WORD;
  memory.fill(address(operands, 0), 0, size);
  squares(operands, false);
}

function squares(operands: usize, forward: bool): void {
  const pictures = address(operands, 0);
  let square = address(operands, 1);
  const rows = integer(operands, 2);
  const height = integer(operands, 3);
  const width = integer(operands, 4);
  const channels = integer(operands, 5);
  const side = integer(operands, 6);
  const padding = integer(operands, 7);
  const down = height + 2 * padding - side + 1;
  const across = width + 2 * padding - side + 1;
  const pixel = channels * WORD;
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < down; i++)
      for (let j = 0; j < across; j++) {
        const first = max(0, padding - j);
        const last = max(first, min(side, width + padding - j));
        for (let a = 0; a < side; a++) {
          const line = i + a - padding;
          const inside = line >= 0 && line < height;
          const start = inside ? first : 0;
          const length = inside ? (last - first) * pixel : 0;
          const picture = pictures + ((row * height + line) * width + j - padding + start) * pixel;
          const run = square + start * pixel;
          if (forward) {
            memory.fill(square, 0, side * pixel);
            for (let at = 0; at < length; at += WORD) store<Real>(run + at, load<Real>(picture + at));
          } else {
            for (let at = 0; at < length; at += WORD) store<Real>(picture + at, load<Real>(picture + at) + load<Real>(run + at));
          }
          square += side * pixel;
        }
      }
}
