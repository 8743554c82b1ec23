import type { Whom } from '../../privacy/index.ts';
import type { ExternalIdInput } from '../../schema/index.ts';
import { clientError } from '../errors.ts';

/** @throws BAD_USER_INPUT where both are given, or none */
export function whomOf(id: string | null, externalId: ExternalIdInput | null): Whom {
  if (id != null && externalId == null) return { userId: id };
  if (id == null && externalId != null) return { externalId };
  throw clientError('BAD_USER_INPUT', 'Give id or externalId, and only one of them.');
}
