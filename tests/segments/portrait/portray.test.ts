import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defaultModalities } from '../../../fusion/index.ts';
import { languageOf } from '../../../segments/index.ts';
import { featureValues } from '../../../segments/portrait/feature-values.ts';
import { flowsOf } from '../../../segments/portrait/flows.ts';
import type { Gallery, HungSegment } from '../../../segments/portrait/gallery.ts';
import { portray } from '../../../segments/service/read-portrait.ts';
import { plantedProfiles } from '../learned/blobs.ts';

const languages = {
  en: languageOf('en', defaultModalities()),
  'zh-CN': languageOf('zh-CN', defaultModalities()),
};
const GROUPS = 4;
const { profiles, truth } = plantedProfiles(GROUPS, 50);
const users = profiles.length;

/** A gallery of everybody, with segments of the users that are given. */
function galleryOf(
  segments: Readonly<Record<string, readonly number[]>>,
  given: Partial<Record<string, Partial<HungSegment>>> = {},
): Gallery {
  return {
    userIds: profiles.map((_, user) => `u${user}`),
    features: featureValues(profiles),
    everybody: [...profiles.keys()],
    segments: Object.entries(segments).map(([id, members], place) => ({
      ...{ id, kind: 'RULE', name: `Named ${id}`, createdAt: place },
      members: members.map((user) => ({ userId: `u${user}`, user, score: null })),
      all: new Set(members),
      ...given[id],
    })),
  };
}

const groupOf = (group: number) => [...truth.keys()].filter((user) => truth[user] === group);
const planted = Object.fromEntries(
  Array.from({ length: GROUPS }, (_, group) => [`group-${group}`, groupOf(group)]),
);

function portraits(gallery: Gallery, locale: 'en' | 'zh-CN' = 'en') {
  return gallery.segments.map(({ id, members }) =>
    portray(gallery, id, locale, { size: members.length, users }, languages),
  );
}

describe('portraits of segments', () => {
  const gallery = galleryOf(planted);
  const found = portraits(gallery);

  test('each is told what sets it apart, within its interval and in words', () => {
    for (const { comparison } of found) {
      assert.ok(comparison.differences.length > 3);
      assert.ok(comparison.differences.length <= comparison.lookedAt);
      for (const { effect, low, high, adjustedP, sentence } of comparison.differences) {
        assert.ok(low <= effect && effect <= high && low * high > 0 && adjustedP <= 0.05);
        assert.ok(sentence.length > 5);
      }
      assert.match(
        comparison.summary,
        /^50 users, 25% of everybody\. Compared with everybody else/,
      );
    }
  });

  test('names are plain, unique in either language, and the same each time', () => {
    for (const locale of ['en', 'zh-CN'] as const) {
      const names = portraits(gallery, locale).map(({ name }) => name);
      assert.equal(new Set(names).size, GROUPS, names.join('; '));
      assert.deepEqual(
        portraits(galleryOf(planted), locale).map(({ name }) => name),
        names,
      );
    }
    assert.match(portraits(gallery, 'zh-CN')[0].comparison.summary, /^50 位用户，占全体 25%。/);
  });

  test('the nearest is called as in its own portrait, unless somebody named it', () => {
    const given = gallery.segments.map(({ id }, place) => [id, { name: found[place].name }]);
    const named = galleryOf(planted, Object.fromEntries(given));
    for (const locale of ['en', 'zh-CN'] as const) {
      const told = portraits(named, locale);
      const names = new Map(named.segments.map(({ id }, place) => [id, told[place].name]));
      for (const { nearest } of told) {
        assert.equal(nearest!.name, names.get(nearest!.segmentId));
        assert.ok(nearest!.comparison.summary.includes(nearest!.name));
      }
      for (const { nearest } of portraits(gallery, locale)) assert.match(nearest!.name, /^Named /);
    }
  });

  test('a name stays while single members come and go, whatever else is made', () => {
    for (let gone = 0; gone < 50; gone += 5) {
      const fewer = Object.fromEntries(
        Object.entries(planted).map(([id, members]) => [
          id,
          members.filter((_, place) => place !== gone),
        ]),
      );
      const more = galleryOf({ ...fewer, newcomer: planted['group-1'].slice(3) });
      assert.deepEqual(
        portraits(more)
          .slice(0, GROUPS)
          .map(({ name }) => name),
        found.map(({ name }) => name),
      );
      const names = portraits(more).map(({ name }) => name);
      assert.equal(new Set(names).size, names.length, 'the twin is called something else');
    }
  });

  test('a fitting name that a segment has already is kept', () => {
    const names = found.map(({ name }) => name);
    const again = galleryOf(planted, {
      'group-2': { name: names[2], createdAt: 99 },
      'group-0': { name: 'An old name', createdAt: 98 },
    });
    assert.deepEqual(
      portraits(again).map(({ name }) => name),
      names,
    );
  });

  test('the nearest neighbour is the segment that shares most, compared on who is in one alone', () => {
    const [most, half] = [planted['group-0'], planted['group-0'].slice(0, 20)];
    const mixed = galleryOf({
      most,
      mixed: [...half, ...planted['group-1'].slice(0, 20)],
      other: planted['group-2'],
    });
    const { nearest } = portray(mixed, 'most', 'en', { size: 50, users }, languages);
    assert.equal(nearest?.segmentId, 'mixed');
    assert.deepEqual([nearest?.comparison.members, nearest?.comparison.others], [30, 20]);
    assert.match(
      nearest!.comparison.summary,
      /^Most like "Named mixed"; compared with its members/,
    );
  });

  test('typical members lie in the middle; edge cases are strangers, or have the lowest scores', () => {
    const stranger = planted['group-3'][0];
    const { typical, edge } = portray(
      galleryOf({ ...planted, 'group-0': [...planted['group-0'], stranger] }),
      ...(['group-0', 'en', { size: 51, users }, languages] as const),
    );
    assert.equal(edge[0].userId, `u${stranger}`);
    assert.ok(typical[0].distance < edge[0].distance);
    const shown = [...typical, ...edge].map(({ userId }) => userId);
    assert.equal(new Set(shown).size, 10);
    const members = planted['group-0'].map((user, place) => ({
      ...{ userId: `u${user}`, user, score: place },
    }));
    const scored = galleryOf(planted, { 'group-0': { members } });
    const scores = portray(scored, 'group-0', 'en', { size: 50, users }, languages);
    assert.ok(scores.edge.every(({ score }) => score !== null && score < 12));
  });

  test('empty segments, one member, everybody: nothing is claimed and nothing fails', () => {
    const strange = galleryOf({
      ...planted,
      empty: [],
      single: [3],
      four: [1, 2, 3, 4],
      everybody: [...profiles.keys()],
    });
    for (const id of ['empty', 'single', 'four', 'everybody']) {
      const size = strange.segments.find((segment) => segment.id === id)!.members.length;
      const portrait = portray(strange, id, 'en', { size, users }, languages);
      assert.deepEqual(portrait.comparison.differences, []);
      assert.equal(portrait.name, `Named ${id}`);
      assert.match(portrait.comparison.summary, /too few members or too few others/);
      assert.equal(portrait.nearest === null, id !== 'everybody');
      assert.equal(portrait.typical.length, Math.min(5, size));
    }
  });

  test('a chance lot of users has nothing that sets it apart', () => {
    const lot = [...profiles.keys()].filter((user) => (user * 7919) % 31 < 6);
    const portrait = portray(
      galleryOf({ lot }),
      ...(['lot', 'en', { size: lot.length, users }, languages] as const),
    );
    assert.equal(portrait.name, 'Like everybody');
    assert.match(portrait.comparison.summary, /Nothing sets them clearly apart/);
  });

  test('flows of fewer than five are not told', () => {
    const flows = flowsOf([
      { segmentId: 'many', entered: 12, left: 3 },
      { segmentId: 'few', entered: 4, left: 4 },
      { segmentId: 'one-way', entered: 0, left: 5 },
    ]);
    assert.deepEqual(flows, [
      { segmentId: 'many', entered: 12, left: null },
      { segmentId: 'one-way', entered: 0, left: 5 },
    ]);
  });
});
