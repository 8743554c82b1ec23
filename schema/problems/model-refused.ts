import { ObjectType } from 'type-graphql';
import { Problem } from './problem.ts';

@ObjectType('ModelRefused', {
  implements: Problem,
  simpleResolvers: true,
  description: 'The model cannot be brought into that state; the message says what to do instead.',
})
export class ModelRefused extends Problem {
  override readonly __typename!: 'ModelRefused';
}
