import type { Locale } from '../../fusion/index.ts';
import type { SegmentRow, SegmentSize, Store } from '../../store/index.ts';
import type { Language } from '../phrases/language.ts';
import { flowsOf, type SegmentFlow } from '../portrait/flows.ts';
import {
  compareWithOthers,
  type Gallery,
  type NearestSegment,
  paintFeatures,
  pairUp,
} from '../portrait/gallery.ts';
import { type Names, portraitNames } from '../portrait/portrait-names.ts';
import type { ShownMembers } from '../portrait/shown-members.ts';
import { type ToldComparison, tellComparison } from '../portrait/tell-comparison.ts';
import type { Ties } from '../portrait/ties.ts';
import { type Behaviour, readBehaviour } from './read-behaviour.ts';
import { readGallery } from './read-gallery.ts';
import { SegmentError } from './segment-error.ts';

/** What a segment is like. */
export interface SegmentPortrait extends ShownMembers {
  readonly segmentId: string;
  /** One plain name; no other active segment has the same. */
  readonly name: string;
  readonly size: number;
  /** How many users there are in all. */
  readonly users: number;
  /** With everybody else. */
  readonly comparison: ToldComparison;
  readonly nearest: ToldNearest | null;
  readonly from: number;
  readonly until: number;
  /** At equal steps from the one instant to the other. */
  readonly sizes: readonly SegmentSize[];
  readonly flows: readonly SegmentFlow[];
  /** What members do and whom they know; read when it is first asked for. */
  behaviour(): Promise<ToldBehaviour>;
}

export interface ToldBehaviour extends Behaviour {
  readonly ties: (Ties & { readonly sentence: string }) | null;
}

export interface ToldNearest extends Omit<NearestSegment, 'comparison'> {
  readonly comparison: ToldComparison;
}

/** Between which instants size and flows are told, in milliseconds since the epoch. */
export interface PortraitSpan {
  readonly from: number;
  readonly until: number;
}

export type Languages = Readonly<Record<Locale, Language>>;

const STEPS = 12;
/** Members and as many others whose events are read. */
const WATCHED = 200;

/**
 * Portrays a segment of any kind. It is painted from users drawn by a hash of their ids, all of them in
 * a small shop, so it takes as long with many users as with few and comes out the same until something
 * changes.
 * @throws {SegmentError} where there is no such segment
 */
export async function readPortrait(
  store: Store,
  segmentId: string,
  locale: Locale,
  { from, until }: PortraitSpan,
  languages: Languages,
): Promise<SegmentPortrait> {
  const [gallery, users, counts, sizes, exchanges] = await Promise.all([
    hangSegments(store, segmentId),
    store.users.count(),
    store.memberships.count([segmentId]),
    store.memberships.sizes(segmentId, instantsOf(from, until)),
    store.memberships.exchanges(segmentId, from, until),
  ]);
  const size = counts.get(segmentId) ?? 0;
  const segment = gallery.segments.find(({ id }) => id === segmentId)!;
  const { phrases } = languages[locale];
  const told = ({ ties, ...behaviour }: Behaviour): ToldBehaviour => ({
    ...behaviour,
    ties: ties && { ...ties, sentence: phrases.portrait.ties(ties) },
  });
  let behaviour: Promise<ToldBehaviour> | null = null;
  return {
    ...{ segmentId, size, users, from, until, sizes, flows: flowsOf(exchanges) },
    ...portray(gallery, segmentId, locale, { size, users }, languages),
    behaviour() {
      behaviour ??= readBehaviour(store, {
        ...{ segmentId, memberCount: size, otherCount: users - size },
        ...pairUp(gallery, segment, WATCHED),
      }).then(told);
      return behaviour;
    },
  };
}

async function hangSegments(store: Store, segmentId: string): Promise<Gallery> {
  const active = await store.segments.all();
  // One that has ended is still shown beside those that are active.
  const ended = active.some(({ id }) => id === segmentId)
    ? new Map<string, SegmentRow>()
    : await store.segments.byIds([segmentId]);
  const segments = [...active, ...ended.values()];
  if (!segments.some(({ id }) => id === segmentId)) {
    throw new SegmentError(
      `There is no segment "${segmentId}". List the segments to see which there are.`,
    );
  }
  return readGallery(store, segments, segmentId);
}

type Features = Pick<SegmentPortrait, 'name' | 'comparison' | 'nearest' | 'typical' | 'edge'>;

/** Paints a segment's features and puts them into words, its name among those of all others. */
export function portray(
  gallery: Gallery,
  segmentId: string,
  locale: Locale,
  { size, users }: { readonly size: number; readonly users: number },
  languages: Languages,
): Features {
  const language = languages[locale];
  const { labelOf, phrases } = language;
  const compared = gallery.segments.map((segment) => ({
    ...{ id: segment.id, name: segment.name, createdAt: segment.createdAt, segment },
    comparison: compareWithOthers(gallery, segment, labelOf),
  }));
  const names = portraitNames(
    compared.map(({ comparison: { lookedAt, differences }, ...segment }) => ({
      ...segment,
      differences: lookedAt === 0 ? null : differences,
    })),
    languages,
  );
  const { segment, comparison } = compared.find(({ id }) => id === segmentId)!;
  const { typical, edge, nearest } = paintFeatures(gallery, segment, comparison, labelOf);
  return {
    ...{ typical, edge, name: names.get(segmentId)![locale] },
    comparison: tellComparison(comparison, language, (told) =>
      comparison.lookedAt === 0
        ? phrases.portrait.tooFew(size)
        : phrases.portrait.summary(size, size / Math.max(1, users), told),
    ),
    nearest: nearest && tellNearest(nearest, names.get(nearest.segmentId)!, language),
  };
}

/** A name that somebody gave is the same in every language; one that comes from the portrait is not. */
function tellNearest(nearest: NearestSegment, names: Names, language: Language): ToldNearest {
  const { locale, portrait } = language.phrases;
  const name = nearest.name === names.en ? names[locale] : nearest.name;
  const comparison = tellComparison(nearest.comparison, language, (told) =>
    portrait.nearest(name, told),
  );
  return { ...nearest, name, comparison };
}

function instantsOf(from: number, until: number): number[] {
  const step = (until - from) / STEPS;
  return Array.from({ length: STEPS + 1 }, (_, place) => Math.round(from + place * step));
}
