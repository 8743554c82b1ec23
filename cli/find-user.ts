import type { Store, Trace } from '../store/index.ts';
import { AbsentError } from './errors.ts';

/**
 * The user that a command line names: a user id, or an external id as `kind:value`.
 * @throws {AbsentError} where nobody is known by it
 */
export async function findUser(store: Store, text: string): Promise<string> {
  const colon = text.indexOf(':');
  if (colon > 0) {
    const kind = text.slice(0, colon);
    const found = await store.users.find({ kind, value: text.slice(colon + 1) });
    if (found !== null) return found;
    await refuseErased(store, { externalId: { kind, value: text.slice(colon + 1) } });
    // The value is the person's, so it stays out of the message.
    throw new AbsentError(
      `No user is known by that id of the kind "${kind}". The kinds are those of \`user:\` in portrait.yaml.`,
    );
  }
  const canonical = (await store.users.canonical([text])).get(text) ?? text;
  if ((await store.users.exists([canonical])).has(canonical)) return canonical;
  await refuseErased(store, { userId: text });
  throw new AbsentError(
    'There is no such user. Give a user id, which begins with u_, or an external id as kind:value.',
  );
}

async function refuseErased({ erasures }: Store, trace: Trace): Promise<void> {
  const erased = await erasures.find([trace]);
  if (erased === null) return;
  throw new AbsentError(
    `This user was erased at ${new Date(erased.erasedAt).toISOString()}. Nothing is kept but the receipt, ${erased.id}.`,
  );
}
