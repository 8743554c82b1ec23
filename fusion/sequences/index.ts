export { fitSequences, type SequenceFit, type SequenceHooks } from './fit-sequences.ts';
export { SequenceEncoder } from './sequence-encoder.ts';
export { SEQUENCE_DEFAULTS, type SequenceSettings } from './sequence-settings.ts';
