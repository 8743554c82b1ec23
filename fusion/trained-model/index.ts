export type { WarmStart } from './fit-from-origin.ts';
export { FusionModel, type ModelRecord, type RankOptions } from './fusion-model.ts';
export type { ReadOutScore, ScoreColumn } from './read-out-score.ts';
export { type TrainHooks, type TrainingSettings, trainModel } from './train-model.ts';
