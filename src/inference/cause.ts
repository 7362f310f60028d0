/**
 * - `design`: somebody's published rule does this on purpose; refuted only where a contract claims otherwise, else a note;
 * - `mistake`: nobody wants this, and a rule with this mistake behaves as the subject does;
 * - `universal`: what no optimizer may do, whatever its rule is;
 * - `limit`: an assumption of the theory that the objective does not fulfil, or the conjecture itself: no mistake of an optimizer;
 * - `unknown`: nothing that is known behaves so, and nothing forbids it.
 */
export type CauseKind = 'design' | 'mistake' | 'universal' | 'limit' | 'unknown';

/** One thing that an optimizer can do, by which verdicts and notes are explained. */
export interface Cause {
  readonly kind: CauseKind;
  /** In general words; the sentence of a verdict has the numbers. */
  readonly sentence: string;
}

/** What somebody's published rule does on purpose. */
const designs = {
  // How the weights decay.
  'decay-coupled': 'λw is added to the gradient (L2 regularisation)',
  'decay-decoupled': 'weights are multiplied by 1 − ηλ beside the update',
  'decay-independent': 'weights are multiplied by 1 − λ, whatever the learning rate is',
  'decay-after-update': 'the decay acts after the update and shrinks the update too',
  'decay-proximal': 'weights are divided by 1 + ηλ',
  'decay-from-start': 'the decay leads back to the weights that the run began with, as in L2-SP',
  'decay-soft-threshold': 'weights shrink by ηλ towards zero, whatever their size',
  'decay-exponential': 'weights are multiplied by e^(−ηλ)',
  'decay-vectors-exempt': 'tensors of fewer than two dimensions are not decayed',
  'decay-masked': 'only entries are decayed that the update moves towards zero, or away from it',
  'decay-reference-rate': 'the decay is relative to a reference rate: λη/η₀ a step',
  'decay-corrected': 'the decay is η²λ/max η a step',
  'decay-share-of-step': 'the decay is scaled by the same factor as the step beside it',
  'decay-scheduled': 'the decay has a schedule of its own, by the number of the step',
  'decay-scaled-by-option': 'the decay is scaled by an option of the optimizer',
  'decay-scaled-by-shape': 'the decay is scaled by the shape of the tensor, as the step is',
  'decay-built-in': 'weights shrink by a function of the learning rate, without any weight decay',
  'norm-fixed': 'weights are brought to a norm that is fixed',
  'weights-clamped': 'weights are kept between two values',
  'weights-from-state': 'the weights are a function of the state alone, which starts at zero',
  'decay-of-average': 'the decay acts on weights that are kept in the state, not on those that are seen',
  'decay-skipped-in-projection': 'λ acts through a norm or threshold of the rule and is not proportional to the weights',
  // How gradients act.
  'rate-inside-momentum': 'the learning rate is inside the momentum buffer',
  'rate-outside-momentum': 'the learning rate is outside the momentum buffer',
  'momentum-dampened': 'later gradients enter the momentum buffer with less weight than the first',
  'momentum-averaged': 'the momentum buffer averages gradients',
  'momentum-optimistic': 'the change of the gradient is added to the gradient',
  'no-bias-correction': 'moments are not corrected for their start at zero',
  'weights-interpolated': 'the weights that are seen are an average of others',
  'factored-moment': 'entries of a tensor share their second moment',
  ascent: 'the step goes up the gradient because an option asks for it',
  // Constants with a dimension.
  'epsilon-inside-root': 'epsilon acts inside the root',
  'epsilon-outside-root': 'epsilon acts outside the root',
  'epsilon-in-two-places': 'one epsilon acts in several places that have different dimensions',
  'epsilon-hidden': 'a small constant that is no option acts beside the gradients',
  'dimensional-constant': 'a constant with a dimension acts that is no epsilon',
  'clip-absolute': 'gradients are clipped at an absolute size',
  'symmetry-other': 'the exponents of the scaling symmetry are others than claimed',
  // Time.
  'start-fills-state': 'the first calls only fill the state',
  'start-warm-up': 'the first steps follow another rule than the later ones',
  period: 'every n-th step is of another kind',
  'rate-not-read': 'the learning rate is not read',
  'rate-first-size-only': 'the learning rate is the size of the first step only',
  'option-acts-late': 'an option acts after many steps only',
  'option-acts-at-start': 'an option is read when the state is made',
  'option-acts-conditionally': 'an option acts only beside another one, or under a schedule',
  'option-not-varied': 'an option could not be varied',
  // Company.
  'common-factor': 'one factor is computed from all tensors and multiplies all their steps',
  random: 'steps depend on random numbers',
  'number-format': 'parts of the rule are computed in a shorter number format',
  remark: 'a remark of the author or adapter',
} as const;

/** What nobody wants. */
const mistakes = {
  // Mistakes of the decay.
  'decay-times-constant': 'the decay is multiplied by a constant',
  'decay-not-times-rate': 'the decay is not multiplied by the learning rate',
  'decay-times-rate-twice': 'the decay is multiplied by the learning rate twice',
  'decay-initial-rate': 'the decay uses the first learning rate, not the scheduled one',
  'decay-previous-rate': "the decay uses the previous step's learning rate",
  'decay-peak-rate': 'the decay uses the largest learning rate so far',
  'decay-initial-decay': 'the first weight decay is kept, not the scheduled one',
  'decay-previous-decay': 'the weight decay of the previous step is used',
  'decay-root-rate': 'the decay is multiplied by the root of the learning rate',
  'decay-twice': 'the decay is applied twice',
  'decay-once-per-tensor': 'the decay is applied once for every tensor',
  'decay-grows': 'the decay has the wrong sign',
  'decay-times-correction': 'the decay is multiplied by the bias correction of the moments',
  'decay-divided-by-moment': 'the decay is divided by the root of the second moment',
  'decay-of-number': 'the decay subtracts a number, not a share of the weights',
  'decay-of-square': 'the decay is proportional to the squares of the weights',
  'decay-of-size': 'the decay is proportional to the size of the weights, without their sign',
  'decay-by-sign': 'the decay follows the sign of the weights, not their size',
  'decay-towards-start': 'the decay leads to the initial weights, not to zero',
  'decay-of-other-tensor': 'the decay of a tensor uses the weights of another one',
  'decay-of-other-entry': 'the decay of an entry uses the weight of another one',
  'decay-stale-weights': 'the decay uses weights of an earlier step',
  'decay-skips-tensor': 'a tensor is not decayed',
  'decay-skips-entries': 'some entries of a tensor are not decayed',
  'decay-skips-steps': 'the decay is skipped at some steps',
  'decay-first-step-only': 'the decay acts at the first step only',
  'decay-skips-zero-gradient': 'nothing decays where the gradient is zero',
  'decay-skips-without-momentum': 'the decay is skipped where the momentum is zero',
  'decay-rounded-away': 'the decay is rounded to a coarse number format',
  'decay-each-micro-batch': 'the decay is applied at each micro-batch',
  'decay-not-proportional': 'the decay is not proportional to the weight decay that is given',
  'decay-differs-by-precision': 'the decay is of another kind in another number format',
  'decay-in-sign': 'the decay enters a sign, so that its size is lost',
  'decay-normalised': 'the decay is normalised, so that its size is lost',
  'rule-differs-by-precision': 'gradients act otherwise in another number format',
  // Mistakes of the learning rate.
  'rate-previous': "the previous step's learning rate is used",
  'rate-initial': 'the first learning rate is used for ever',
  'rate-squared': 'the learning rate is applied twice',
  'rate-change-compounds': 'a change of the learning rate counts more than once',
  'rate-capped': 'the learning rate is capped',
  'rate-rounded': 'the learning rate is rounded, and small ones are taken for zero',
  'rate-floor': 'the learning rate is never less than some value, however small it is',
  // Mistakes of the gradient and its momentum.
  'gradient-late': 'a gradient does not act on its own step',
  'gradient-scaled': 'a gradient is multiplied by a constant',
  'gradient-never-moves': 'a gradient never moves the parameters',
  'weights-return': 'weights go back to the start when gradients end, without any decay',
  'gradient-for-ever': 'a gradient moves the parameters for ever',
  'gradient-normalised': 'the gradient is normalised where momentum or SGD is claimed',
  'gradient-first-kept': 'the gradient of the first step is used for ever',
  'gradient-sign-matters': 'gradients of the other sign make other steps than the opposite ones',
  'gradient-transposed': 'the gradient is read in another order',
  'gradient-entry-dropped': 'an entry never moves although it has a gradient',
  'buffer-cleared': 'a moment or momentum buffer is cleared',
  'buffer-start': 'a buffer starts with something else than it should',
  'buffer-shared': 'tensors share one buffer',
  'buffer-aliases-gradient': 'a buffer refers to the memory of the gradient',
  'buffer-late': 'a buffer is updated after it is used',
  'momentum-coefficient': 'the momentum coefficient is not the declared one',
  'momentum-unstable': 'old gradients act for ever more strongly',
  'first-step-jump': 'the first step is longer or shorter than a settled one',
  'micro-batches-summed': 'micro-batches are summed, not averaged',
  'micro-batches-dropped': 'some micro-batches are dropped, weighted or kept',
  'micro-batches-move': 'parameters move before the last micro-batch',
  // Mistakes of adaptive moments.
  'betas-swapped': 'the coefficients of the first and second moment are exchanged',
  'correction-missing-second': 'the bias correction is missing on the second moment',
  'correction-multiplies': 'the bias correction multiplies where it should divide',
  'correction-inverted': 'the bias correction is inverted',
  'correction-stuck': 'the step counter never advances',
  'correction-late': 'the bias correction counts from another step than the first',
  'correction-without-root': 'the bias correction of the second moment is taken without its root',
  'correction-per-tensor': 'the step counter advances once for every tensor',
  'correction-per-micro-batch': 'the step counter advances once for every micro-batch',
  'correction-wrong': 'the bias correction is wrong',
  'moment-without-root': 'the second moment is used without its root',
  'moment-multiplies': 'the step is multiplied by the root of the second moment',
  'moment-weight': 'a moment gives new gradients another weight than one minus its coefficient',
  'moment-not-kept': 'a running maximum or moment is computed and not kept',
  'moment-late': 'the second moment is updated after it is used',
  'moment-of-other-entry': 'an entry uses the moment of another one',
  'moment-lazy': 'moments are not updated where the gradient is zero',
  'epsilon-scaled-by-correction': 'epsilon is divided by the bias correction',
  'option-in-two-roles': 'an option is compared with gradients and with pure numbers',
  'epsilon-subtracted': 'epsilon is subtracted where it should be added',
  'step-length-by-tensors': 'the step depends on the number of tensors',
  // Mistakes that show when training drives the optimizer.
  'state-not-saved': 'part of the state is not in a checkpoint, or not read back',
  'group-options-ignored': 'options of a group of parameters are ignored',
  'group-late-ignored': 'a group of parameters that is added later is not trained by its own options',
  'frozen-tensor-moves': 'a tensor that never has a gradient moves',
  'missing-gradient-as-zero': 'a missing gradient is taken for a gradient of zero',
  'absent-tensor-counts': 'a tensor without gradient changes how the others are trained',
  'closure-misused': 'a closure is called several times, never, or where its gradients do not count',
  'clearing-acts': 'zero_grad() between steps changes the run',
  'formats-mixed': 'a tensor is trained otherwise beside tensors of another number format',
  'layout-mangled': 'tensors that are not contiguous in memory are trained otherwise',
  'low-precision-differs': 'in bfloat16 parameters go elsewhere, or do not move',
  'code-path-differs': 'an option that chooses an implementation changes the rule',
  'mode-changes-weights': 'eval() and train() change the run',
  'schedule-not-followed': 'a scheduler does not act as the same rates given step by step',
  'graph-kept': 'the state keeps the graph of differentiation of every step',
  'rank-left-out': 'tensors of some rank are not trained',
  'tree-order': 'parameters in a nested pytree are trained otherwise than in a list',
  'compiled-differs': 'the compiled update is another rule than the plain one',
  'mask-differs': 'inside of a mask that takes everything the rule is another one',
} as const;

/** What no optimizer may do. */
const universals = {
  // What no optimizer may do.
  'option-dead': 'an option is accepted and never used',
  'option-frozen': 'an option is kept from the first step or the first instance',
  'decay-dead': 'the weight decay is accepted and never used',
  'rate-dead': 'the learning rate does not act',
  'not-a-function': 'the step depends on something else than its state and inputs',
  'state-outside': 'part of the state lives outside of it',
  'instances-share-state': 'instances share state',
  'gradients-changed': 'the gradients that are passed in are changed',
  'not-finite': 'parameters are not finite on ordinary input',
  drift: 'parameters move although gradient and decay are zero',
  uphill: 'the step goes up its gradient',
  'tensors-influence-each-other': 'a tensor is trained otherwise beside others, with no factor common to all',
  'state-by-position': 'state is keyed by position in the list of tensors',
  'parameters-rounded': 'parameters are rounded to a shorter number format',
  'claim-false': 'a claim of the contract is false',
  'not-scale-invariant': 'the objective sees the scale of a group that it declares invariant',
  'gradient-not-orthogonal': 'the gradient of a group that is declared invariant has a radial part',
  'theory-limit': 'a statistical law of the theory does not hold',
  // What statistical laws see of an optimizer where correct ones pass.
  'equilibrium-other': 'the equilibrium depends on the start, or on more than the intrinsic learning rate',
  'start-not-forgotten': 'starts are not forgotten in the time that the decay gives',
  'rate-not-seen': 'a fivefold intrinsic learning rate changes nothing',
  'balance-other': 'rotation and norm at equilibrium are not where decay and noise balance',
  'drop-other': 'the effective rate does not fall and recover as a drop of the learning rate makes it',
} as const;

/** Where the theory ends. */
const limits = {
  'limit-not-invariant': 'weights that are not scale-invariant are trained with weight decay',
  'limit-epsilon': 'a constant beside the weights is a scale of its own',
  'limit-dead-units': 'units without gradient only decay',
  'limit-memory': 'gradients are not independent over the memory of the rule',
  'limit-barrier': 'a barrier between basins is too high for the noise to cross',
  'limit-start': 'what the law assumes is fulfilled, and yet where a run comes from stays visible',
} as const;

/** What is left. */
const unknowns = {
  unexplained: 'nothing that is known behaves so, and nothing forbids it',
} as const;

/** Id of a cause. */
export type CauseId =
  keyof typeof designs | keyof typeof mistakes | keyof typeof universals | keyof typeof limits | keyof typeof unknowns;

const ofKind = (kind: CauseKind, sentences: Readonly<Record<string, string>>): [string, Cause][] =>
  Object.entries(sentences).map(([id, sentence]) => [id, { kind, sentence }]);

/**
 * The fixed vocabulary of causes: what `cause` of a verdict or a note can be in the JSON document. Ids are never renamed.
 *
 * @example
 * ```ts
 * expect(causes['decay-times-constant'].kind).toBe('mistake');
 * expect(causes['decay-proximal'].kind).toBe('design');
 * ```
 */
export const causes: Readonly<Record<CauseId, Cause>> = Object.fromEntries([
  ...ofKind('design', designs),
  ...ofKind('mistake', mistakes),
  ...ofKind('universal', universals),
  ...ofKind('limit', limits),
  ...ofKind('unknown', unknowns),
]) as Record<CauseId, Cause>;

/** A cause with a sentence that has the numbers of the case. */
export interface Diagnosis {
  readonly cause: CauseId;
  readonly sentence: string;
}

/** Something legitimate that a reader should know: a convention of many libraries, or an unusual design. */
export interface Note extends Diagnosis {
  readonly kind: 'convention' | 'unusual';
  /** The measured number, where there is one. */
  readonly value?: number | string;
}

/** Whose doing a refutation is. */
export type Blame = 'optimizer' | 'objective' | 'conjecture';
