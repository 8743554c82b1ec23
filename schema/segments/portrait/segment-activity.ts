import { Field, Float, Int, ObjectType } from 'type-graphql';
import { ShareDifference } from './share-difference.ts';

const USERS = 'How many of the members who were looked at; never fewer than five.';

@ObjectType('CommonThing', {
  simpleResolvers: true,
  description: 'Something with the share of users who have to do with it.',
})
export class CommonThing extends ShareDifference {
  @Field(() => String, {
    description: 'Which: the name of a category, the id of an item, the H3 cell of an area.',
  })
  readonly key!: string;

  @Field(() => Int, { description: USERS })
  readonly users!: number;
}

@ObjectType('ItemShare', {
  simpleResolvers: true,
  description: 'An item with the share of users who have to do with it.',
})
export class ItemShare extends CommonThing {}

@ObjectType('ActivityKind', {
  simpleResolvers: true,
  description: 'A kind of event with the share of users who have any, and what it is done with.',
})
export class ActivityKind extends ShareDifference {
  @Field(() => String, { description: 'The modality of the events.' })
  readonly modality!: string;

  @Field(() => String, { description: 'Their type.' })
  readonly type!: string;

  @Field(() => Int, { description: USERS })
  readonly users!: number;

  @Field(() => [CommonThing], {
    description:
      'Main categories of the items, among users who do this at all: the commonest first, ten at most.',
  })
  readonly categories!: readonly CommonThing[];

  @Field(() => [ItemShare], {
    description: 'The items, among users who do this at all: the commonest first, ten at most.',
  })
  readonly items!: readonly ItemShare[];
}

@ObjectType('ActiveArea', {
  simpleResolvers: true,
  description: 'A part of the map, of about five square kilometres, with the share of users there.',
})
export class ActiveArea extends CommonThing {
  @Field(() => Float, { description: 'Of its middle, in degrees.' })
  readonly latitude!: number;

  @Field(() => Float, { description: 'Of its middle, in degrees.' })
  readonly longitude!: number;
}

@ObjectType('SegmentActivity', {
  simpleResolvers: true,
  description: 'What members do, where and when, beside others.',
})
export class SegmentActivity {
  @Field(() => Int, { description: 'How many members were looked at, at most 200.' })
  readonly members!: number;

  @Field(() => Int, { description: 'How many others were looked at, at most 200.' })
  readonly others!: number;

  @Field(() => [ActivityKind], { description: 'What they do: what most members do first.' })
  readonly kinds!: readonly ActivityKind[];

  @Field(() => [ActiveArea], { description: 'Where: most members first, ten at most.' })
  readonly areas!: readonly ActiveArea[];

  @Field(() => [ShareDifference], {
    description:
      "Which share of a user's events falls to each of the 24 hours of the user's own clock (UTC where no time zone is known).",
  })
  readonly hours!: readonly ShareDifference[];

  @Field(() => [ShareDifference], { description: 'The same for the weekdays, from Monday on.' })
  readonly weekdays!: readonly ShareDifference[];
}
