import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';
import { ErasedPlace } from './erased-place.ts';
import { ErasureRemains } from './erasure-remains.ts';

@ObjectType('Erasure', {
  simpleResolvers: true,
  description: 'The receipt of an erasure. It holds no id and nothing else of the person.',
})
export class Erasure {
  @Field(() => ID, { description: 'The id of the receipt.' })
  readonly id!: string;

  @Field(() => DateTime, { description: 'When.' })
  readonly erasedAt!: number;

  @Field(() => Boolean, { description: 'True where nothing was changed.' })
  readonly dryRun!: boolean;

  @Field(() => Boolean, {
    description: 'True where the user had been erased before: this is the receipt of then.',
  })
  readonly again!: boolean;

  @Field(() => [ErasedPlace], {
    description: 'Every place that was looked at, also those where nothing was.',
  })
  readonly places!: readonly ErasedPlace[];

  @Field(() => Int, {
    description: 'Other users whose profiles and memberships are made anew without the person.',
  })
  readonly neighbours!: number;

  @Field(() => Int, {
    description: 'Memberships whose end is told to subscriptions and audiences.',
  })
  readonly left!: number;

  @Field(() => DateTime, {
    description: 'When at the latest the bare user id goes that they are told by.',
  })
  readonly toldUntil!: number;

  @Field(() => [ErasureRemains], { description: 'What cannot be undone.' })
  readonly remains!: readonly ErasureRemains[];
}
