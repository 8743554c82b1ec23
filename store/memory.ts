import { HistoryMemory } from './history-memory.ts';
import type { ItemRow } from './item-row.ts';
import type { ProfileHead } from './profile-row.ts';
import { compareBytes } from './values.ts';

/** What a user id stands for. */
export interface Identity {
  /** The user that it has been merged into, or itself. */
  readonly root: string;
  /** Whether that user is made of several identities. */
  readonly joined: boolean;
}

/** The question which model serves. */
export const ACTIVE_MODEL = 'the active model';

interface KnownUser {
  readonly userId: string;
  joined: boolean | null;
  /** The user that it has become part of. */
  into: KnownUser | null;
}

type Version = Pick<ItemRow, 'version' | 'contentHash'>;

/** Beyond as many things all is forgotten and read again as it is needed: some 60 MB. */
const MOST_THINGS = 400_000;

/**
 * What a process knows of the rows of a store that it alone writes, so that it need not ask for every
 * event again: whom ids belong to, and which versions items have. Only what was committed is in here.
 * Whatever merges users tells it, and whatever takes users, ids or items away clears it.
 */
export class Memory {
  readonly #users = new Map<string, KnownUser>();
  readonly #entries = new Map<string, KnownUser>();
  readonly #items = new Map<string, Version>();
  /** Small answers by what was asked: which model serves, which segments there are. */
  readonly #answers = new Map<string, unknown>();
  /** What users did, of those who came lately. */
  readonly histories = new HistoryMemory();
  /** Counts how often answers were forgotten: one that was read before may not be learned after. */
  forgotten = 0;
  /** How many more batches are to be looked up before they are written, because one met known rows. */
  cautious = 0;

  /** The user whom a list of external ids belongs to as a whole; undefined where that is not known. */
  userOf(entry: string): string | undefined {
    const user = this.#entries.get(entry);
    return user && rootOf(user).userId;
  }

  identityOf(userId: string): Identity | undefined {
    const user = this.#users.get(userId);
    if (user === undefined) return undefined;
    const root = rootOf(user);
    return root.joined === null ? undefined : { root: root.userId, joined: root.joined };
  }

  /** Whether an item is stored in this version or a later one. */
  hasItem({ id, version, contentHash }: Version & { readonly id: string }): boolean {
    const known = this.#items.get(id);
    return known !== undefined && compareVersions(known, { version, contentHash }) >= 0;
  }

  knowsItem(id: string): boolean {
    return this.#items.has(id);
  }

  answerTo<Answer>(question: string): Answer | undefined {
    return this.#answers.get(question) as Answer | undefined;
  }

  learnAnswer(question: string, answer: unknown): void {
    this.#answers.set(question, answer);
  }

  /** Whatever changes what was answered tells so. */
  forgetAnswers(): void {
    this.#answers.clear();
    this.forgotten += 1;
  }

  /** A profile was stored. */
  saw({ userId, modelId, throughSequence }: ProfileHead): void {
    // Of a model that no longer serves, or of which that is not known, it says nothing.
    const serves = this.answerTo<{ readonly id: string } | null>(ACTIVE_MODEL)?.id === modelId;
    this.histories.saw(userId, serves ? { throughSequence, forgotten: this.forgotten } : null);
  }

  learnEntry(entry: string, userId: string): void {
    this.#makeRoom();
    this.#entries.set(entry, this.#user(userId));
  }

  learnIdentity(userId: string, { root, joined }: Identity): void {
    this.#makeRoom();
    const survivor = this.#user(root);
    survivor.joined = joined;
    if (userId !== root) this.#user(userId).into = survivor;
  }

  learnMerge(loser: string, survivor: string): void {
    this.learnIdentity(survivor, { root: survivor, joined: true });
    this.histories.drop(loser);
    this.histories.drop(survivor);
    const known = this.#users.get(loser);
    if (known !== undefined) known.into = this.#user(survivor);
  }

  /** Notes that an item is stored in this version or a later one. */
  learnItem(item: Version & { readonly id: string }): void {
    if (this.hasItem(item)) return;
    this.#makeRoom();
    this.#items.set(item.id, { version: item.version, contentHash: item.contentHash });
  }

  clear(): void {
    this.histories.clear();
    this.#forget();
  }

  #forget(): void {
    this.#users.clear();
    this.#entries.clear();
    this.#items.clear();
  }

  #user(userId: string): KnownUser {
    let user = this.#users.get(userId);
    if (user === undefined) {
      user = { userId, joined: null, into: null };
      this.#users.set(userId, user);
    }
    return user;
  }

  #makeRoom(): void {
    if (this.#users.size + this.#entries.size + this.#items.size >= MOST_THINGS) this.#forget();
  }
}

function rootOf(user: KnownUser): KnownUser {
  let root = user;
  while (root.into !== null) root = root.into;
  return root;
}

export function compareVersions(left: Version, right: Version): number {
  return (
    compareBytes(left.version, right.version) || compareBytes(left.contentHash, right.contentHash)
  );
}
