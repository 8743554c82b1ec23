export {
  type ModalityRows,
  type RaggedSequence,
  TRAIN,
  type TrainingSet,
  VALIDATION,
} from './training-set.ts';
