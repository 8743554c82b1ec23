import { ObjectType } from 'type-graphql';
import { Problem } from './problem.ts';

@ObjectType('MappingInvalid', {
  implements: Problem,
  simpleResolvers: true,
  description: 'A mapping of a source cannot be used as it is declared.',
})
export class MappingInvalid extends Problem {
  override readonly __typename!: 'MappingInvalid';
}
