import { Args, type ClassType, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import {
  type Connection,
  Counterfactual,
  type EvidenceEvent,
  EvidenceEventConnection,
  type ExplanationBody,
  Freshness,
  PageArguments,
  User,
} from '../../schema/index.ts';
import type { RequestContext } from '../context.ts';
import { checkPage } from '../paging/check-page.ts';
import { connectionOf } from '../paging/connection.ts';
import { pageCost } from '../paging/page-cost.ts';
import { pageByRank } from '../paging/page-in-memory.ts';
import { freshnessOf } from '../users/freshness.ts';
import { userOf } from '../users/views.ts';

/** Finding a change runs the model a few hundred times. */
const COUNTERFACTUAL_COST = 500;

/** Changes are looked for once, however many fields ask. */
const changes = new WeakMap<ExplanationBody, ReturnType<ExplanationBody['change']>>();

function changesOf(body: ExplanationBody): ReturnType<ExplanationBody['change']> {
  const known = changes.get(body) ?? body.change();
  changes.set(body, known);
  return known;
}

/** The fields that all explanations have and that take work of their own. */
export function explanationFields(type: ClassType<ExplanationBody>) {
  @Resolver(() => type)
  abstract class ExplanationFields {
    @FieldResolver(() => User, { description: 'Who.' })
    user(@Root() { userId }: ExplanationBody): User {
      return userOf(userId);
    }

    @FieldResolver(() => Freshness, { description: 'How current the data behind it is.' })
    freshness(@Root() { userId }: ExplanationBody, @Ctx() context: RequestContext): Freshness {
      return freshnessOf(userId, context);
    }

    @FieldResolver(() => EvidenceEventConnection, {
      description:
        'The events behind it: the weightiest for the verdict first, those against it last.',
      complexity: pageCost(20),
    })
    async evidence(
      @Root() { ranked, describe }: ExplanationBody,
      @Args(() => PageArguments) page: PageArguments,
    ): Promise<Connection<EvidenceEvent>> {
      const found = pageByRank(ranked, checkPage(page));
      const told = await describe(found.rows.map(({ row }) => row));
      const byId = new Map(told.map((event) => [event.eventId, event]));
      const described = found.rows.flatMap(({ cursor, row }) => {
        const event = byId.get(row.eventId);
        return event === undefined ? [] : [{ cursor, row: event }];
      });
      return connectionOf(
        { ...found, rows: described },
        (event) => event,
        async () => ranked.length,
      );
    }

    @FieldResolver(() => [Counterfactual], {
      description:
        'What would change the verdict, each tried out on the evaluator or the model: never the past, never what a user is.',
      complexity: ({ childComplexity }) => COUNTERFACTUAL_COST + childComplexity,
    })
    async counterfactuals(@Root() body: ExplanationBody): Promise<readonly Counterfactual[]> {
      return (await changesOf(body)).counterfactuals;
    }

    @FieldResolver(() => String, {
      nullable: true,
      description:
        'Says that no change within reach would do, or why none could be tried out; null where one would.',
      complexity: COUNTERFACTUAL_COST,
    })
    async outOfReach(@Root() body: ExplanationBody): Promise<string | null> {
      return (await changesOf(body)).outOfReach;
    }
  }
  return ExplanationFields;
}
