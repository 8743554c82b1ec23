export { blendRow } from '../score-blend.ts';
export {
  type CategoriesOf,
  categoriesBy,
  type EventLabel,
  type HeadDeclaration,
  type HeadKind,
  type TraitLabel,
} from './declaration.ts';
export { fitHeads, type HeadReport, type HeadTraining } from './fit-heads.ts';
export { fitLikeness, type Likeness } from './fit-likeness.ts';
export { fitOutput, QUICK } from './fit-output.ts';
export { headsFromParts, headsToParts } from './heads-codec.ts';
export { labelledRows } from './labelled-rows.ts';
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
export { type EventHead, type HeadTrial, type Outcomes, tryHead } from './try-head.ts';
