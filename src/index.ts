/**
 * The public entry of the package. What is a registry, and so grows by adding a file, is exported whole; everything else is named.
 *
 * @packageDocumentation
 */

// Checking an optimizer.
export { checkLaw, type CheckLawOptions } from './suite/check-law.ts';
export { checkOptimizer, type CheckOptions } from './suite/check-optimizer.ts';
export { lawApplies } from './suite/law-applies.ts';
export { replayCounterexample, type ReplayOptions } from './suite/replay-counterexample.ts';
export { loadSubject } from './subjects/load-subject.ts';
export { checkConformance, type ConformanceFinding, type ConformanceReport } from './subjects/process/conformance.ts';
export type { ChildDescription } from './subjects/process/child-description.ts';
export { defineConfig, type Configuration, type ConfiguredSubject, type LawGroup } from './suite/configuration.ts';
export { decodeReplayToken, encodeReplayToken, type ReplayRecipe } from './suite/replay-token.ts';
export type { Budget, Document, DocumentError, DocumentKind, Result, Skip, SubjectDescription } from './suite/document.ts';
export type { SuiteObserver } from './suite/run-suite.ts';
export { ModelError } from './subjects/model-error.ts';
export { SubjectError, type SubjectCall, type SubjectErrorCode } from './subjects/subject-error.ts';
export { ConfigurationError } from './arithmetic/configuration-error.ts';

// Laws, and what an optimizer claims or shows.
export * from './laws/index.ts';
export type {
  Counterexample,
  Evidence,
  Law,
  LawContext,
  MetricVerdict,
  Subject,
  Tier,
  Verdict,
  VerdictValue,
  Work,
} from './laws/law.ts';
export type { BuiltinLawId, LawId } from './laws/law-id.ts';
// Whole, so that a declaration of a package that uses this one can add to it.
export type * from './laws/own-laws.ts';
export { compareFingerprints, type FingerprintChange, type FingerprintComparison } from './inference/compare-fingerprints.ts';
export { measureFingerprint, type Fingerprint } from './inference/fingerprint.ts';
export { causes, type Blame, type Cause, type CauseId, type CauseKind, type Diagnosis, type Note } from './inference/cause.ts';
export { inferProfile } from './inference/infer-profile.ts';
export { defineExplanations, type Explanations } from './inference/explanations.ts';
export type { Family } from './inference/core/families/family.ts';
export type { Entry, Parts } from './inference/core/rule.ts';
export type { DecayDesign, DecayedSubject, DesignedDecay } from './inference/decay-designs/decay-design.ts';
export type { DecayProbe } from './inference/decay-effects.ts';
export type { DecayHypothesis, Setting as DecaySetting } from './inference/decay-hypothesis.ts';
export type { Claim, IntrinsicCombination, Profile, Provenance, ResponseFamily } from './inference/profile.ts';

// Optimizers.
export * from './optimizers/index.ts';
export {
  defineOptimizer,
  type Contract,
  type DecayExemption,
  type DecayOrder,
  type HyperparameterRole,
  type InitArguments,
  type MomentumConvention,
  type Optimizer,
  type SymmetryExponents,
  type UpdateArguments,
  type WeightDecayKind,
} from './optimizers/optimizer.ts';
export { builtinOptimizer } from './optimizers/reference.ts';
export { validateOptimizer } from './optimizers/validate-optimizer.ts';
export { accumulateGradients, type AccumulationState } from './optimizers/accumulate-gradients.ts';
export { iterate, type IterateOptions } from './optimizers/iterate.ts';

// Objectives.
export * from './objectives/index.ts';
export { objective } from './objectives/reference.ts';
export { defineObjective, type ObjectiveDefinition } from './objectives/define-objective.ts';
export { loadObjective } from './suite/load-objective.ts';
export type {
  Objective,
  ObjectiveFamily,
  ObjectiveInstance,
  ParameterSpecification,
  ScaleInvariantGroup,
} from './objectives/objective.ts';

// Models of one's own.
export { analyseModel } from './suite/analyse-model.ts';
export {
  defineModel,
  type Model,
  type ModelParameters,
  type ModelRandom,
  type ModelShapes,
  type PlainModel,
  type TensorFlowModel,
} from './objectives/model/model.ts';
export type { AnalysedGroup, AnalysedTensor, EpsilonEstimate, ModelAnalysis } from './inference/model/model-analysis.ts';

// Hyperparameters: arbitraries for fast-check.
export { triples, type Triple, type TripleConstraints } from './hyperparameters/triple.ts';
export type { TriplePair } from './hyperparameters/pair.ts';
export { equivalentPairs, type EquivalentPairConstraints } from './hyperparameters/equivalent-pair.ts';
export { distinctPairs, type DistinctPairConstraints } from './hyperparameters/distinct-pair.ts';
export { orbitPairs, type OrbitPairConstraints } from './hyperparameters/orbit-pair.ts';
export { moveAlongOrbit, type OrbitExponents } from './hyperparameters/orbit.ts';
export { orbits, rescalings, type RescalingConstraints } from './hyperparameters/rescaling.ts';
export { roundNumbers, type RoundNumberConstraints } from './hyperparameters/round-number.ts';
export { schedules, type ScheduleConstraints } from './hyperparameters/schedule.ts';
export { seeds } from './hyperparameters/seed.ts';
export type { Range } from './hyperparameters/range.ts';

// Experiments as plain data, and their records.
export type { Arm } from './experiments/arm.ts';
export { describeArm } from './experiments/describe-arm.ts';
export { describeExperiment, experimentId, type ExperimentDescription } from './experiments/describe-experiment.ts';
export { describeObjective, type FamilyMember, type ObjectiveDescription } from './experiments/describe-objective.ts';
export { describeOptimizer, type BuiltInOptimizer, type OptimizerDescription } from './experiments/describe-optimizer.ts';
export { keepRecords } from './experiments/keep-records.ts';
export { nameObjective, nameOptimizer, type Name } from './experiments/name.ts';
export type { Reading } from './experiments/reading.ts';
export { rebuildExperiment, type Named } from './experiments/rebuild-experiment.ts';
export { recordStore, type RecordStore, type RecordStoreOptions, type StoreProblem } from './experiments/record-store.ts';
export { runArms, type Bench, type ReplicaBatch } from './experiments/run-arms.ts';
export { runExperiment, type Runner } from './experiments/run-experiment.ts';
export type { ExactStart, ExtremeStart, GivenStart, Start, TrainedStart } from './experiments/start.ts';
export { summarise, summariseRecord, summariseUnits, type RecordSummary, type Summary } from './experiments/summary.ts';
export type { FingerprintRecord } from './records/fingerprint-record.ts';
export { readRecord, type ReadRecord } from './records/read-record.ts';
export type { RecordKind } from './records/record-kind.ts';
export { canonicalJson, parseCanonicalJson } from './records/canonical-json.ts';
export { contentId } from './records/content-id.ts';
export { seal, unseal, type Unsealed } from './records/seal.ts';

// Training runs and what is read from them.
export { fastestEngine } from './dynamics/fastest-engine.ts';
export { wasmEngine } from './dynamics/wasm/wasm-engine.ts';
export { workerEngine, type WorkerEngine, type WorkerEngineOptions } from './dynamics/workers/worker-engine.ts';
export { referenceEngine } from './dynamics/reference-engine.ts';
export { OptimizerRun } from './dynamics/optimizer-run.ts';
export { Replica, type ReplicaOptions } from './dynamics/replica.ts';
export { valueAt, type Schedule, type SchedulePiece } from './experiments/schedule.ts';
export type { Engine, EnsembleRecord, Experiment, StreamNames, Window } from './experiments/experiment.ts';
export * from './metrics/index.ts';
export { evaluation } from './metrics/evaluation.ts';
export { logEffectiveRate } from './metrics/log-effective-rate.ts';
export { ofGroup } from './metrics/of-group.ts';
export type { Metric, StepView } from './metrics/metric.ts';

// Random numbers and arithmetic that are the same bits everywhere.
export { stream, type Stream } from './random/stream.ts';
export { alphaStable, fillAlphaStable } from './random/alpha-stable.ts';
export { exponential } from './random/exponential.ts';
export { integer } from './random/integer.ts';
export { fillNormal, normal } from './random/normal.ts';
export { permutation } from './random/permutation.ts';
export { sampleWithoutReplacement } from './random/sample-without-replacement.ts';
export { sphere } from './random/sphere.ts';
export { copy, size, zeros, type FloatArray, type Precision, type Tensor } from './arithmetic/tensor.ts';
export { asin, cos, erf, exp, expm1, log, log1p, pow, powerOfTwo, sin, tanh } from './arithmetic/elementary.ts';

// Statistics.
export * from './statistics/index.ts';

// Whether two optimizers are the same rule.
export { compareRules, type Difference, type Likeness } from './likeness/compare-rules.ts';

// Figures.
export { renderFigure } from './report/figures/render-figure.ts';
export type { Figure, FigureAxis, FigurePanel, FigurePoint, FigureSeries } from './records/figure.ts';

// Studies, and what one of one's own is made of.
export { studies } from './studies/index.ts';
export { claim, type Allowed } from './studies/claim.ts';
export { exactly, meanOf, medianOf, through, type Estimate } from './studies/estimate.ts';
export { evenly, measured, spread, theory } from './studies/series.ts';
export { runStudy, type RunStudyOptions } from './studies/run-study.ts';
export { defineStudy, type Findings, type Study } from './studies/study.ts';
export type { ArmReadings, StudyArm, StudyContext, StudyRun } from './studies/study-context.ts';
export type { Asker, StudyClaim, StudyRecord, TableRow } from './records/study-record.ts';
export { loadStudy } from './suite/load-study.ts';

export { defineConjecture, type Conjecture, type Hypothesis, type StatedClaim } from './falsification/conjectures/conjecture.ts';
export type { Counterexample as KeptCounterexample } from './falsification/counterexample.ts';
export type { CampaignReport } from './falsification/campaign.ts';
export { commonFields, spaceOf, type Space } from './falsification/space/space.ts';
export { stateEquality } from './falsification/state-equality.ts';
export { usualHypotheses } from './falsification/hypotheses.ts';
export type { Setting } from './falsification/setting.ts';
export type { Field } from './falsification/space/field.ts';
