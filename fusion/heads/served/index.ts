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
export * from './serving.ts';
export { type EventHead, type HeadTrial, type Outcomes, tryHead } from './try-head.ts';
