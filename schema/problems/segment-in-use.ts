import { ObjectType } from 'type-graphql';
import { Problem } from './problem.ts';

@ObjectType('SegmentInUse', {
  implements: Problem,
  simpleResolvers: true,
  description: 'Other segments refer to this one, so it stays.',
})
export class SegmentInUse extends Problem {
  override readonly __typename!: 'SegmentInUse';
}
