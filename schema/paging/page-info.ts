import { Field, ObjectType } from 'type-graphql';

@ObjectType('PageInfo', {
  simpleResolvers: true,
  description: 'Whether there is more, and the cursors to go on from.',
})
export class PageInfo {
  @Field(() => Boolean, { description: 'There are rows after this page.' })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'There are rows before this page.' })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The first row; null on an empty page.' })
  readonly startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'The last row; null on an empty page.' })
  readonly endCursor!: string | null;
}
