import type { HttpConfig, JsonObject } from '../../connectors/index.ts';
import type { ExternalId } from '../mapping/mapped-record.ts';
import { RecordRejection } from '../validate/reasons.ts';
import { fieldsOf, textOf } from './fields.ts';

/** Texts that clients send where they know nobody: taken as an id, one would merge thousands. */
const BLOCKED = /^([0-]*|-1|null|anonymous)$/i;

const idOf = (value: unknown): string | null => {
  const text = textOf(value);
  return text === null || BLOCKED.test(text) ? null : text;
};

/**
 * Who a message is about: its `userId`, `anonymousId`, e-mail address and `context.externalIds`. The
 * user id stands first, then the address, then the other kinds by their name: the first names a user
 * not seen before, and the last is the first to be dropped.
 * @throws {RecordRejection} `user_missing` where there is neither a `userId` nor an `anonymousId`
 */
export function idsOf(data: JsonObject, identity: HttpConfig['identity']): ExternalId[] {
  const userId = idOf(data.userId);
  const anonymousId = idOf(data.anonymousId);
  if (userId === null && anonymousId === null) {
    throw new RecordRejection('user_missing', 'Neither `userId` nor `anonymousId` has a value.');
  }
  const ids: ExternalId[] = [];
  if (anonymousId !== null) ids.push({ kind: identity.anonymousId, value: anonymousId });
  const context = fieldsOf(data.context);
  const email = idOf(
    fieldsOf(data.type === 'identify' ? data.traits : null).email ?? fieldsOf(context.traits).email,
  );
  if (email !== null) ids.push({ kind: 'email', value: email });
  if (Array.isArray(context.externalIds)) ids.push(...declaredIds(context.externalIds, identity));
  if (ids.length > 1) {
    ids.sort(
      (left, right) =>
        rankOf(left, identity) - rankOf(right, identity) || (left.kind < right.kind ? -1 : 1),
    );
  }
  if (userId !== null) ids.unshift({ kind: identity.userId, value: userId });
  return ids;
}

const rankOf = ({ kind }: ExternalId, { userId }: HttpConfig['identity']): number =>
  kind === userId ? 0 : kind === 'email' ? 1 : 2;

/** Only plain ids of users: those of accounts are no user's, and hashed ones match nothing here. */
function declaredIds(
  declared: readonly unknown[],
  { userId, anonymousId }: HttpConfig['identity'],
): ExternalId[] {
  return declared.flatMap((entry) => {
    const { id, type, collection = 'users', encoding = 'none' } = fieldsOf(entry);
    const value = idOf(id);
    const name = textOf(type);
    if (value === null || name === null || collection !== 'users' || encoding !== 'none') return [];
    const kind = name === 'user_id' ? userId : name === 'anonymous_id' ? anonymousId : name;
    return [{ kind, value }];
  });
}

/** The ids that an `alias` declares to be one user: whether the earlier was anonymous, it does not say. */
export function aliasIds(data: JsonObject, identity: HttpConfig['identity']): ExternalId[] {
  const previous = idOf(data.previousId);
  if (previous === null) throw new RecordRejection('field_missing', '`previousId` has no value.');
  return [
    ...idsOf(data, identity),
    { kind: identity.userId, value: previous },
    { kind: identity.anonymousId, value: previous },
  ];
}
