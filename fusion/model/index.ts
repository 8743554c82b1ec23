export type {
  HistoryReader,
  Interest,
  LoadHistoryReader,
  ModalitySummary,
  VisitedPlace,
} from './history-reader.ts';
export type {
  CandidateInput,
  ColumnSchema,
  InputSchema,
  ItemSequence,
  LabelSchema,
  ModalityInput,
  ModalitySchema,
  StateSchema,
  UserInput,
} from './user-input.ts';
