/**
 * A set of coordinates whose common scale a loss does not see: L(…, c·w_group, …) = L(…, w_group, …) for every c > 0.
 *
 * `tensors` are indices into the parameters; together they form one group (jointly invariant). With `columns`, the group is a single
 * tensor of shape [inputs…, columns] and each of its columns (entries that share their last index) is invariant on its own, as under
 * batch normalisation; otherwise only the whole is.
 */
export interface ScaleInvariantGroup {
  readonly name: string;
  readonly tensors: readonly number[];
  readonly columns?: number;
}
