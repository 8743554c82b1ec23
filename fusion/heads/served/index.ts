export type { EventLabel, HeadDeclaration, HeadKind, TraitLabel } from './declaration.ts';
export { fitHeads, type HeadReport } from './fit-heads.ts';
export * from './serving.ts';
