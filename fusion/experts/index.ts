export { ExpertReader } from './expert-reader.ts';
export { InteractionExpert } from './interactions/interaction-expert.ts';
export { readerLoader } from './load-reader.ts';
export { noExpert } from './no-expert.ts';
export { PREPARE_DEFAULTS, type PrepareSettings } from './preparation/prepare-settings.ts';
export {
  buildServing,
  buildTrainingSets,
  type PrepareHooks,
  type PrepareProgress,
  trainingPreparation,
} from './preparation/prepare-training.ts';
export { type Cut, type Stage, timeStages } from './preparation/stage.ts';
