import { address, integer } from '../../instruction';
import { matrixProduct } from '../../matrix-product';
import { transpose } from '../../transpose';
import { WORD } from '../../vector';

/** z = x W. Operands: x, W, z; rows, inputs, outputs. */
export function linearForward(operands: usize): void {
  const rows = integer(operands, 3);
  const inputs = integer(operands, 4);
  const outputs = integer(operands, 5);
  matrixProduct<Real>(
    address(operands, 0),
    inputs * WORD,
    WORD,
    address(operands, 1),
    address(operands, 2),
    rows,
    inputs,
    outputs,
  );
}

/** ∂W = xᵀ ∂z. Operands: x, ∂z, ∂W; rows, inputs, outputs. */
export function linearWeightGradient(operands: usize): void {
  const rows = integer(operands, 3);
  const inputs = integer(operands, 4);
  const outputs = integer(operands, 5);
  matrixProduct<Real>(
    address(operands, 0),
    WORD,
    inputs * WORD,
    address(operands, 1),
    address(operands, 2),
    inputs,
    rows,
    outputs,
  );
}

/** Aᵀ, which the gradient with respect to the input needs of one matrix or another. Operands: A, Aᵀ; rows, columns. */
export function transposeMatrix(operands: usize): void {
  transpose<Real>(address(operands, 0), address(operands, 1), integer(operands, 2), integer(operands, 3));
}

/** ∂x = ∂z Wᵀ. Operands: ∂z, Wᵀ, ∂x; rows, inputs, outputs. */
export function linearInputGradient(operands: usize): void {
  const rows = integer(operands, 3);
  const inputs = integer(operands, 4);
  const outputs = integer(operands, 5);
  matrixProduct<Real>(
    address(operands, 0),
    outputs * WORD,
    WORD,
    address(operands, 1),
    address(operands, 2),
    rows,
    outputs,
    inputs,
  );
}
