import { Field, Float, Int, ObjectType } from 'type-graphql';

@ObjectType('PairedFigure', {
  simpleResolvers: true,
  description: 'One figure of a shadow and of the serving model, on the same events.',
})
export class PairedFigure {
  @Field(() => Float, { description: 'Of the shadow: mean over users.' })
  readonly candidate!: number;

  @Field(() => Float, { description: 'Of the model that serves.' })
  readonly serving!: number;

  @Field(() => Float, {
    description:
      'Lower bound of the mean difference, shadow less serving; it may be looked at after every user and is wrong with a chance of at most 5 %.',
  })
  readonly low!: number;

  @Field(() => Float, { description: 'Upper bound of the same.' })
  readonly high!: number;
}

@ObjectType('ModelComparison', {
  simpleResolvers: true,
  description:
    "How a model foretells the next real events of users beside the one that serves. Each user counts once; the event's item is ranked among a hundred.",
})
export class ModelComparison {
  @Field(() => Int, { description: 'Users compared on.' })
  readonly users!: number;

  @Field(() => PairedFigure, { description: 'NDCG@10.' })
  readonly ndcg!: PairedFigure;

  @Field(() => PairedFigure, { description: 'Log-likelihood of the item, in nats.' })
  readonly logLikelihood!: PairedFigure;
}
