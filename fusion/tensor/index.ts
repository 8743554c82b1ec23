export { ADAM_DEFAULTS, Adam, type AdamSettings } from './adam.ts';
export {
  type BackendKind,
  BackendUnavailableError,
  openBackend,
  type TensorBackend,
} from './backend.ts';
export { cosineSchedule } from './cosine-schedule.ts';
export { EmbeddingTable, type EmbeddingTableOptions } from './embedding-table.ts';
export * from './operations/index.ts';
export {
  type Initialiser,
  type Parameter,
  ParameterLayout,
  type ParameterSpecification,
} from './parameters.ts';
export { RandomSource, type RandomState } from './random-source.ts';
