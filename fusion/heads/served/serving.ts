export { blendRow } from '../score-blend.ts';
export { headsFromParts, headsToParts } from './heads-codec.ts';
export {
  type ProfileFeatureNames,
  profileFeatureNames,
  profileFeatures,
} from './profile-features.ts';
export {
  answerOf,
  type HeadShare,
  headReadOuts,
  headShares,
  type ServedHead,
} from './served-head.ts';
