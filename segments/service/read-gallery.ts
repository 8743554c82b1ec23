import { modalitiesOf } from '../../profiles/index.ts';
import type { SegmentRow, Store } from '../../store/index.ts';
import { featureValues } from '../portrait/feature-values.ts';
import type { Gallery } from '../portrait/gallery.ts';

/** So many users stand for everybody. */
const EVERYBODY = 600;
/** So many members stand for the segment that is portrayed, and so many for any other. */
const OWN = 500;
const OTHER = 100;

/**
 * Reads what portraits are painted from: users drawn from everybody, and of segments that have few
 * among these further members. Only profiles of the model that serves can be compared.
 * @param segments all that are named beside one another @param segmentId the one that is portrayed
 */
export async function readGallery(
  store: Store,
  segments: readonly SegmentRow[],
  segmentId: string,
): Promise<Gallery> {
  const model = await store.models.active();
  const drawn = model === null ? [] : await store.profiles.draw(model.id, EVERYBODY);
  const membersOf = await Promise.all(
    segments.map(({ id }) => store.memberships.draw(id, id === segmentId ? OWN : OTHER)),
  );
  const wanted = [...new Set([...drawn, ...membersOf.flat().map(({ userId }) => userId)])];
  const modalities =
    model === null ? new Map() : await store.profiles.partOf(wanted, model.id, 'modalities');
  const userIds = wanted.filter((userId) => modalities.has(userId));
  const placeOf = new Map(userIds.map((userId, place) => [userId, place]));
  const segmentsOf = await store.memberships.segmentsOf(userIds);
  const everybody = drawn.flatMap((userId) => placeOf.get(userId) ?? []);
  return {
    userIds,
    features: featureValues(
      userIds.map((userId) => ({ modalities: modalitiesOf(modalities.get(userId)) })),
    ),
    everybody,
    segments: segments.map(({ id, kind, name, createdAt }, index) => ({
      ...{ id, kind, name, createdAt },
      members: membersOf[index].flatMap(({ userId, score }) => {
        const user = placeOf.get(userId);
        return user === undefined ? [] : [{ userId, user, score }];
      }),
      all: new Set(
        userIds.flatMap((userId, user) => (segmentsOf.get(userId)?.has(id) ? [user] : [])),
      ),
    })),
  };
}
