import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import { AudienceResolver } from './audiences/audience-resolver.ts';
import { ItemResolver } from './catalog/item-resolver.ts';
import { ModelAdaptationResolver } from './catalog/model-adaptation-resolver.ts';
import { ModelComparisonResolver } from './catalog/model-comparison-resolver.ts';
import { ModelMutationResolver } from './catalog/model-mutation-resolver.ts';
import { ModelResolver } from './catalog/model-resolver.ts';
import { NodeResolver } from './catalog/node-resolver.ts';
import { TrainingResolver } from './catalog/training-resolver.ts';
import { EventResolver } from './events/event-resolver.ts';
import { IngestResolver } from './events/ingest-resolver.ts';
import { ExplainResolver } from './explanations/explain-resolver.ts';
import {
  ExplanationResolver,
  ReadOutExplanationResolver,
} from './explanations/explanation-resolver.ts';
import { ErasureResolver } from './privacy/erasure-resolver.ts';
import { MeasuredLiftResolver } from './segments/measured-lift-resolver.ts';
import { MembershipChangeResolver } from './segments/membership-change-resolver.ts';
import { MembershipResolver } from './segments/membership-resolver.ts';
import { GrowthCauseResolver, SegmentGrowthResolver } from './segments/segment-growth-resolver.ts';
import { SegmentLearningResolver } from './segments/segment-learning-resolver.ts';
import {
  SegmentLineageResolver,
  SegmentVersionLineageResolver,
} from './segments/segment-lineage-resolver.ts';
import { SegmentMutationResolver } from './segments/segment-mutation-resolver.ts';
import {
  ItemShareResolver,
  NearestSegmentResolver,
  PortraitOfSegmentResolver,
  SegmentComparisonResolver,
  SegmentFlowResolver,
  SegmentPortraitResolver,
  ShownMemberResolver,
} from './segments/segment-portrait-resolver.ts';
import {
  SegmentOverlapResolver,
  SegmentPreviewResolver,
} from './segments/segment-preview-resolver.ts';
import { SegmentQueryResolver } from './segments/segment-query-resolver.ts';
import { SegmentResolver } from './segments/segment-resolver.ts';
import { SegmentVersionResolver } from './segments/segment-version-resolver.ts';
import { DeadLetterMutationResolver } from './sources/dead-letter-mutation-resolver.ts';
import { SourceMutationResolver } from './sources/source-mutation-resolver.ts';
import { SourceResolver } from './sources/source-resolver.ts';
import { StartBackfillResolver } from './sources/start-backfill-resolver.ts';
import { StartSyncResolver } from './sources/start-sync-resolver.ts';
import { MembershipChangedResolver } from './subscriptions/membership-changed-resolver.ts';
import { ProfileChangedResolver } from './subscriptions/profile-changed-resolver.ts';
import { ProfileResolver } from './users/profile-resolver.ts';
import { RecommendationResolver } from './users/recommendation-resolver.ts';
import { UserListsResolver } from './users/user-lists-resolver.ts';
import { UserQueryResolver } from './users/user-query-resolver.ts';
import { UserResolver } from './users/user-resolver.ts';

/** Asked for by type-graphql; subscriptions here read the stored history and lose nothing. */
const NO_TOPICS: PubSub = {
  publish: () => {
    throw new Error(
      'Nothing is published by topic: write to the store, subscribers follow its feed.',
    );
  },
  subscribe: () => {
    throw new Error('No subscription has a topic: give it a subscribe function.');
  },
};

/** The executable schema: the types of `schema/` with their resolvers. */
export function buildSchema(): GraphQLSchema {
  return buildSchemaSync({
    validate: false,
    pubSub: NO_TOPICS,
    resolvers: [
      AudienceResolver,
      ItemResolver,
      ModelResolver,
      ModelAdaptationResolver,
      ModelComparisonResolver,
      ModelMutationResolver,
      TrainingResolver,
      NodeResolver,
      ErasureResolver,
      EventResolver,
      IngestResolver,
      ExplainResolver,
      ExplanationResolver,
      ReadOutExplanationResolver,
      MembershipChangeResolver,
      MembershipResolver,
      GrowthCauseResolver,
      SegmentGrowthResolver,
      SegmentLearningResolver,
      SegmentLineageResolver,
      SegmentVersionLineageResolver,
      MeasuredLiftResolver,
      SegmentMutationResolver,
      SegmentOverlapResolver,
      SegmentPreviewResolver,
      PortraitOfSegmentResolver,
      SegmentPortraitResolver,
      SegmentComparisonResolver,
      SegmentFlowResolver,
      NearestSegmentResolver,
      ShownMemberResolver,
      ItemShareResolver,
      SegmentQueryResolver,
      SegmentResolver,
      SegmentVersionResolver,
      DeadLetterMutationResolver,
      SourceMutationResolver,
      SourceResolver,
      StartBackfillResolver,
      StartSyncResolver,
      MembershipChangedResolver,
      ProfileChangedResolver,
      ProfileResolver,
      RecommendationResolver,
      UserListsResolver,
      UserQueryResolver,
      UserResolver,
    ],
  });
}
