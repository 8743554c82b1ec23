import { type FeedPlace, type HistoryFeed, isAfter, type Store } from '../../store/index.ts';
import { serverCloses, slowConsumer } from './endings.ts';
import { Follower } from './follower.ts';

const BATCH = 100;
const TAIL_BATCH = 1_000;

/** How much a subscriber may fall behind. */
export interface LiveSettings {
  /** How many changes wait in memory for one subscriber; what is more is read from the store. */
  readonly waiting?: number;
  /** For how long one that had kept up may stay behind until its subscription is ended. */
  readonly graceMs?: number;
  /** How often to look without having been woken. */
  readonly pollMs?: number;
}

/** What of a feed to follow. */
export interface Following<Row> {
  readonly after: FeedPlace;
  /** Only of these users; null for everybody. */
  readonly userIds: ReadonlySet<string> | null;
  readonly wanted?: (row: Row) => boolean;
}

/**
 * Lets any number of subscribers follow a history. The end of the history is read once for all of
 * them and handed to those whom it concerns; whoever comes back later, or takes its changes more
 * slowly than they come, reads from its own place in the store. So no subscriber holds more than a
 * bounded number of changes, and which rows are a subscriber's is decided by their places alone.
 */
export class LiveFeed<Row extends FeedPlace & { readonly userId: string }> {
  readonly #feed: HistoryFeed<Omit<Row, keyof FeedPlace>>;
  readonly #onError: (error: unknown) => void;
  readonly #settings: Required<LiveSettings>;
  readonly #everybody = new Set<Follower<Row>>();
  readonly #byUser = new Map<string, Set<Follower<Row>>>();
  readonly #unsubscribe: () => void;
  #tail: Promise<FeedPlace> | null = null;
  #reading = false;
  #again = false;
  #count = 0;
  #closed = false;
  #timer: NodeJS.Timeout | null = null;

  /** @param onError told where reading the end of the feed fails; it is tried again */
  constructor(
    store: Pick<Store, 'onHistory'>,
    feed: HistoryFeed<Omit<Row, keyof FeedPlace>>,
    onError: (error: unknown) => void,
    settings: LiveSettings = {},
  ) {
    this.#feed = feed;
    this.#onError = onError;
    this.#settings = { waiting: 1_000, graceMs: 30_000, pollMs: 250, ...settings };
    this.#unsubscribe = store.onHistory(() => this.#look());
  }

  /** How many subscriptions run. */
  get followers(): number {
    return this.#count;
  }

  /** The rows after a place, in the feed's order, without end. */
  follow(following: Following<Row>): AsyncIterableIterator<Row> {
    const { after, userIds } = following;
    const follower = new Follower<Row>(after, userIds, this.#settings.waiting);
    this.#add(follower);
    const rows = this.#read(follower, following);
    const end = () => {
      this.#remove(follower);
      follower.stop();
    };
    return {
      next: async () => {
        try {
          const next = await rows.next();
          if (next.done) end();
          return next;
        } catch (error) {
          end();
          throw error;
        }
      },
      // A generator that waits cannot be ended from outside, so the wait itself is given up.
      return: () => {
        end();
        return rows.return(undefined);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** Ends every subscription, and tells each how far it has come. */
  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const follower of this.#all()) follower.stop();
    this.#everybody.clear();
    this.#byUser.clear();
    this.#count = 0;
  }

  async *#read(
    follower: Follower<Row>,
    { wanted = () => true }: Following<Row>,
  ): AsyncGenerator<Row, undefined> {
    while (!follower.stopped) {
      for (const row of await this.#next(follower)) {
        if (follower.stopped) break;
        // What was read from the store may wait in memory as well.
        if (!isAfter(row, follower.place)) continue;
        follower.place = row;
        if (!wanted(row)) continue;
        yield row;
        this.#checkPace(follower);
      }
    }
    if (this.#closed) throw serverCloses(follower.place.sequence);
    return undefined;
  }

  /** The next rows: those that wait, or a piece of what the store has. */
  async #next(follower: Follower<Row>): Promise<readonly Row[]> {
    if (follower.queueing) return follower.take();
    await this.#end();
    follower.attach();
    const { userIds } = follower;
    const rows = await this.#feed.read(follower.place, BATCH, userIds && [...userIds]);
    if (rows.length < BATCH) follower.catchUp();
    else follower.detach();
    return rows as readonly FeedPlace[] as readonly Row[];
  }

  #checkPace({ behindSince, place }: Follower<Row>): void {
    if (behindSince === null || Date.now() - behindSince < this.#settings.graceMs) return;
    throw slowConsumer(place.sequence);
  }

  /** How far the end of the feed has been handed out; read once somebody asks. */
  #end(): Promise<FeedPlace> {
    this.#tail ??= this.#feed.end();
    this.#tail.catch(() => {
      this.#tail = null;
    });
    return this.#tail;
  }

  /** Reads what is new at the end of the feed and hands it out; one reading at a time. */
  async #look(): Promise<void> {
    this.#again = true;
    if (this.#reading || this.#count === 0) return;
    this.#reading = true;
    try {
      while (this.#again) {
        this.#again = false;
        const rows = await this.#feed.read(await this.#end(), TAIL_BATCH);
        const last = rows.at(-1);
        if (last === undefined) continue;
        this.#tail = Promise.resolve({ transaction: last.transaction, sequence: last.sequence });
        this.#handOut(rows as readonly FeedPlace[] as readonly Row[]);
        this.#again ||= rows.length === TAIL_BATCH;
      }
    } catch (error) {
      if (this.#count > 0) this.#onError(error);
    } finally {
      this.#reading = false;
    }
  }

  #handOut(rows: readonly Row[]): void {
    const now = Date.now();
    for (const row of rows) {
      for (const follower of this.#everybody) follower.offer(row, now);
      for (const follower of this.#byUser.get(row.userId) ?? []) follower.offer(row, now);
    }
  }

  #add(follower: Follower<Row>): void {
    this.#count += 1;
    for (const set of this.#setsOf(follower)) set.add(follower);
    this.#timer ??= this.#poll();
  }

  #remove(follower: Follower<Row>): void {
    let was = false;
    for (const set of this.#setsOf(follower)) was = set.delete(follower) || was;
    for (const userId of follower.userIds ?? []) {
      if (this.#byUser.get(userId)?.size === 0) this.#byUser.delete(userId);
    }
    if (!was) return;
    this.#count -= 1;
    // Nobody is handed anything meanwhile: the next one starts at the end as it is then.
    if (this.#count === 0) this.#tail = null;
  }

  *#setsOf({ userIds }: Follower<Row>): Generator<Set<Follower<Row>>> {
    if (userIds === null) yield this.#everybody;
    for (const userId of userIds ?? []) {
      const set = this.#byUser.get(userId) ?? new Set();
      this.#byUser.set(userId, set);
      yield set;
    }
  }

  #all(): Set<Follower<Row>> {
    return new Set([...this.#everybody, ...[...this.#byUser.values()].flatMap((set) => [...set])]);
  }

  #poll(): NodeJS.Timeout {
    return setTimeout(async () => {
      await this.#look();
      this.#timer = this.#count > 0 ? this.#poll() : null;
    }, this.#settings.pollMs);
  }
}
