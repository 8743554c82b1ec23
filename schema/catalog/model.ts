import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Node } from '../node.ts';
import { DateTime } from '../scalars/date-time.ts';
import { JsonScalar } from '../scalars/json.ts';
import { SafeInteger } from '../scalars/safe-integer.ts';
import { DataQuality } from './data-quality.ts';
import { ModelProgress } from './model-progress.ts';
import { ModelState } from './model-state.ts';

@ObjectType('Model', {
  implements: Node,
  simpleResolvers: true,
  description: 'A trained model with what it came from.',
})
export class Model extends Node {
  override readonly __typename!: 'Model';

  @Field(() => Int, {
    description: 'Counts the models, from 1; by it a model is named in commands.',
  })
  readonly version!: number;

  @Field(() => ModelState, { description: 'Where it stands in its life.' })
  readonly state!: ModelState;

  @Field(() => ModelProgress, {
    nullable: true,
    description: "How far everybody's profiles of it are made; null where it has none.",
  })
  readonly progress!: ModelProgress | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it ceased to serve or was given up.',
  })
  readonly retiredAt!: number | null;

  @Field(() => ID, { nullable: true, description: 'The model that training went on from.' })
  readonly parentId!: string | null;

  @Field(() => SafeInteger, { description: 'The event sequence up to which it has seen data.' })
  readonly watermark!: number;

  @Field(() => DateTime, { description: 'When it was trained.' })
  readonly createdAt!: number;

  @Field(() => JsonScalar, { nullable: true, description: 'The settings of its training.' })
  readonly config!: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'Its figures on data held back.' })
  readonly metrics!: unknown;

  @Field(() => DataQuality, {
    nullable: true,
    description: 'What its data were like; null where it was trained before that was looked at.',
  })
  readonly dataQuality!: DataQuality | null;

  @Field(() => Boolean, { description: 'Whether it is the one that serves.' })
  readonly active!: boolean;

  @Field(() => DateTime, { nullable: true, description: 'When it last began to serve.' })
  readonly promotedAt!: number | null;
}
