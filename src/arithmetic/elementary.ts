/**
 * The elementary functions from + − × ÷ and √ alone.
 *
 * IEEE 754 rounds these five operations the same way everywhere, whereas `Math.exp` and its like are each engine's own
 * approximation (ECMAScript leaves them implementation-approximated). Whatever a trajectory, and so a replay, depends on
 * computes with the functions of this module.
 */
export { asin } from './asin.ts';
export { erf } from './erf.ts';
export { exp } from './exp.ts';
export { expm1 } from './expm1.ts';
export { log } from './log.ts';
export { log1p } from './log1p.ts';
export { pow } from './pow.ts';
export { powerOfTwo } from './power-of-two.ts';
export { cos, sin } from './sin.ts';
export { tanh } from './tanh.ts';
