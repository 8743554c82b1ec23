import { FieldResolver, Float, Resolver, Root } from 'type-graphql';
import { MeasuredLift } from '../../schema/index.ts';

@Resolver(() => MeasuredLift)
export class MeasuredLiftResolver {
  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Lower end of the precision’s 95 % interval.',
  })
  precisionLow(@Root() { precisionInterval }: MeasuredLift): number | null {
    return precisionInterval?.[0] ?? null;
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Upper end of the precision’s 95 % interval.',
  })
  precisionHigh(@Root() { precisionInterval }: MeasuredLift): number | null {
    return precisionInterval?.[1] ?? null;
  }
}
