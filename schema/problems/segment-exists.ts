import { ObjectType } from 'type-graphql';
import { Problem } from './problem.ts';

@ObjectType('SegmentExists', {
  implements: Problem,
  simpleResolvers: true,
  description: 'The segment’s id is taken, maybe by an archived segment.',
})
export class SegmentExists extends Problem {
  override readonly __typename!: 'SegmentExists';
}
