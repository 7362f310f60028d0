// What `npm run gate` checks here: the built-in optimizers, as a gate without a configuration does off CI.
export { defaultConfiguration as default } from './dist/suite/defaults.js';
