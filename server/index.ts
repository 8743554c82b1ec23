export {
  Application,
  type ApplicationOptions,
  type SyncHooks,
} from './application.ts';
export { developmentToken } from './auth/development-token.ts';
export {
  createServer,
  type ServedApplication,
  type Server,
  type ServerOptions,
} from './create-server.ts';
export { DEFAULT_LIMITS, type Limits } from './limits/check-limits.ts';
export { loadModalities } from './modalities/load-modalities.ts';
export { PushSources } from './receive/push-sources.ts';
export { UnknownSourceError } from './source-service.ts';
export type { TrainingReport } from './training/model-training.ts';
export { readOrigin, writeOrigin } from './training/origin-file.ts';
export { NothingToLearnError } from './training/train-candidate.ts';
