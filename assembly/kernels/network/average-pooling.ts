import { address, integer } from '../../instruction';
import { WORD } from '../../vector';

// Operands: pictures, their averages; rows, height and width of the averages, channels, side of a square.

/** y = mean of x over squares. */
export function averagePoolingForward(operands: usize): void {
  pool(operands, true);
}

/** ∂x = ∂y/k². Operands: ∂x, ∂y, then as above. */
export function averagePoolingBackward(operands: usize): void {
  pool(operands, false);
}

function pool(operands: usize, forward: bool): void {
  let average = address(operands, 1);
  const pictures = address(operands, 0);
  const lines = integer(operands, 2) * integer(operands, 3);
  const width = integer(operands, 4);
  const channels = integer(operands, 5);
  const side = integer(operands, 6);
  const pixel = channels * WORD;
  const across = width * side * pixel;
  const share = <Real>(side * side);
  for (let line = 0; line < lines; line++)
    for (let j = 0; j < width; j++)
      for (let channel = 0; channel < channels; channel++) {
        const first = pictures + line * side * across + j * side * pixel + channel * WORD;
        if (forward) {
          let sum: Real = 0;
          for (let a = 0; a < side; a++) for (let b = 0; b < side; b++) sum += load<Real>(first + a * across + b * pixel);
          store<Real>(average, sum / share);
        } else {
          const part = load<Real>(average) / share;
          for (let a = 0; a < side; a++) for (let b = 0; b < side; b++) store<Real>(first + a * across + b * pixel, part);
        }
        average += WORD;
      }
}
