export { compareEvents, type Event, type Scalar } from './data/event.ts';
export type { Item } from './data/item.ts';
export type { UserHistory } from './data/user-history.ts';
export {
  defaultModalities,
  type EventContent,
  type EventType,
  type FeatureContext,
  type Locale,
  type Modality,
  ModalityError,
  ModalityRegistry,
} from './modalities/index.ts';
