export {
  type Alike,
  CONTENT_WEIGHTS,
  ContentLikeness,
  type ContentWeights,
} from './content-likeness.ts';
