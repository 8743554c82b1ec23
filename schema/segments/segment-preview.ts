import { Field, Float, Int, ObjectType } from 'type-graphql';
import { RuleProblem } from '../problems/rule-problem.ts';
import { MeasuredLift, Unmeasured } from './measured.ts';
import { SegmentOverlap } from './segment-overlap.ts';

@ObjectType('SegmentPreview', {
  simpleResolvers: true,
  description: 'Whom a segment would hold; nothing is stored.',
})
export class SegmentPreview {
  readonly __typename!: 'SegmentPreview';
  /** For resolvers, not a field: who the sample is. */
  readonly userIds!: readonly string[];

  @Field(() => Int, { description: 'How many users there are.' })
  readonly users!: number;

  @Field(() => Int, { description: 'How many of them were judged.' })
  readonly judged!: number;

  @Field(() => Int, { description: 'Members among those judged.' })
  readonly members!: number;

  @Field(() => Int, { description: 'Those judged of whom too little is known to say.' })
  readonly unknown!: number;

  @Field(() => Int, { description: 'Members among all users; an estimate unless all were judged.' })
  readonly size!: number;

  @Field(() => Int, { description: 'Lower end of the size’s 95 % interval.' })
  readonly sizeLow!: number;

  @Field(() => Int, { description: 'Upper end of the size’s 95 % interval.' })
  readonly sizeHigh!: number;

  @Field(() => [SegmentOverlap], {
    description: 'The segments that the members found are in, most of them first, 20 at most.',
  })
  readonly overlaps!: readonly SegmentOverlap[];

  @Field(() => [RuleProblem], {
    description: 'Parts of the rule that change nothing or never hold.',
  })
  readonly notes!: readonly RuleProblem[];

  @Field(() => Float, {
    nullable: true,
    description: 'The value from which on somebody would be in; null for a rule.',
  })
  readonly threshold!: number | null;

  @Field(() => MeasuredLift, {
    nullable: true,
    description: 'How its score did on what it had not seen; null where that was not measured.',
  })
  readonly measured!: MeasuredLift | null;

  @Field(() => Unmeasured, {
    nullable: true,
    description: 'Why it was not measured; null for a rule, and where it was.',
  })
  readonly unmeasured!: `${Unmeasured}` | null;
}
