import { Field, ObjectType } from 'type-graphql';
import { Model } from '../catalog/model.ts';

@ObjectType('ModelChanged', { simpleResolvers: true, description: 'The model as it is now.' })
export class ModelChanged {
  readonly __typename!: 'ModelChanged';

  @Field(() => Model, { description: 'Which one.' })
  readonly model!: Model;
}
