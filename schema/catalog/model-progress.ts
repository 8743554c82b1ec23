import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';

@ObjectType('ModelProgress', {
  simpleResolvers: true,
  description: "How far everybody's profiles of a model are made.",
})
export class ModelProgress {
  @Field(() => Int, { description: 'Users who have a profile of it.' })
  readonly users!: number;

  @Field(() => Int, { description: 'How many users there were when it began.' })
  readonly total!: number;

  @Field(() => DateTime, { nullable: true, description: 'When everybody had one.' })
  readonly finishedAt!: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When everything was there that serving takes: from then on it can be promoted.',
  })
  readonly readyAt!: number | null;
}
