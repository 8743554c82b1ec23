export { blendRow } from '../score-blend.ts';
export { headsFromParts, headsToParts } from './heads-codec.ts';
export {
  type ProfileFeatureNames,
  profileFeatureNames,
  profileFeatures,
  profileRow,
  type StoredProfile,
} from './profile-features.ts';
export {
  answerOf,
  type HeadShare,
  headReadOuts,
  headShares,
  outputValue,
  type ServedHead,
  type ServedOutput,
} from './served-head.ts';
