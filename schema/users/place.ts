import { Field, Float, ObjectType } from 'type-graphql';

@ObjectType('Place', { simpleResolvers: true, description: 'Somewhere that a user often is.' })
export class Place {
  @Field(() => Float, { description: 'Degrees north.' })
  readonly latitude!: number;

  @Field(() => Float, { description: 'Degrees east.' })
  readonly longitude!: number;

  @Field(() => Float, { description: 'Share of the user’s presence, 0 to 1.' })
  readonly weight!: number;

  @Field(() => String, {
    nullable: true,
    description: 'What the place is called; null where no source names it.',
  })
  readonly label!: string | null;
}
