import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars/date-time.ts';

@ObjectType('SessionInterest', {
  simpleResolvers: true,
  description: 'A category that an open session is about.',
})
export class SessionInterest {
  @Field(() => String, { description: 'The category, as items carry it.' })
  readonly category!: string;

  @Field(() => Float, { description: 'Its share in what is looked for now, 0 to 1.' })
  readonly weight!: number;

  @Field(() => Float, { description: "Its share in the user's long-term interests, 0 to 1." })
  readonly usualWeight!: number;
}

@ObjectType('SessionItem', {
  simpleResolvers: true,
  description: 'An item that an open session is about.',
})
export class SessionItem {
  @Field(() => ID, { description: 'The item’s id; costs nothing to read.' })
  readonly itemId!: string;

  @Field(() => Float, { description: 'Its share in what is looked for now, 0 to 1.' })
  readonly weight!: number;
}

@ObjectType('Session', {
  simpleResolvers: true,
  description:
    'What a user is about right now, beside the long-term profile. It is computed when it is read.',
})
export class Session {
  @Field(() => DateTime, { description: 'The instant that it speaks of.' })
  readonly asOf!: number;

  @Field(() => DateTime, { description: 'Its first event that was read.' })
  readonly startedAt!: number;

  @Field(() => DateTime, { description: 'Its last event.' })
  readonly lastEventAt!: number;

  @Field(() => [ID], { description: 'The events that it is computed from, by time.' })
  readonly eventIds!: readonly string[];

  @Field(() => Boolean, {
    description: 'Whether these are all: of a very long session only the last events are read.',
  })
  readonly complete!: boolean;

  @Field(() => [SessionInterest], { description: 'Categories looked for now, strongest first.' })
  readonly interests!: readonly SessionInterest[];

  @Field(() => [SessionItem], { description: 'Items looked for now, strongest first.' })
  readonly items!: readonly SessionItem[];

  @Field(() => Float, {
    nullable: true,
    description:
      'The calibrated probability that a purchase is near; null where the model has not learned it.',
  })
  readonly purchaseProbability!: number | null;

  @Field(() => Int, { description: 'Within how many minutes a purchase is near.' })
  readonly withinMinutes!: number;

  @Field(() => Float, {
    description: 'How quick and regular its steps are, 0 to 1: like a program the nearer to 1.',
  })
  readonly robotLikeness!: number;

  @Field(() => Boolean, { description: 'Whether it is taken for a program.' })
  readonly isRobot!: boolean;
}
