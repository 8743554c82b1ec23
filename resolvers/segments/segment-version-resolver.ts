import { FieldResolver, Resolver, Root } from 'type-graphql';
import { SegmentVersion } from '../../schema/index.ts';
import { ruleTextOf } from './rule-text-of.ts';

@Resolver(() => SegmentVersion)
export class SegmentVersionResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Its rule then, as text; null where it had none.',
  })
  ruleText(@Root() version: SegmentVersion): string | null {
    return ruleTextOf(version);
  }
}
