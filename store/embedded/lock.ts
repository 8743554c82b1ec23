import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreLockedError } from '../errors.ts';
import { processStart } from './process-start.ts';

const LOCK_FILE = 'portrait.lock';
const HEARTBEAT_MS = 10_000;
/** After this long without a heartbeat a holder on another machine is taken for dead. */
const SILENCE_MS = 120_000;
/** A lock file that cannot be read yet may still be in the writing for so long. */
const WRITING_MS = 5_000;
/** How long those who take over a dead lock at the same moment need to see each other. */
const SETTLING_MS = 200;

/** What a lock file says about who holds the folder. */
interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  /** When the process began, as the operating system counts; null where it does not say. */
  readonly processStart: string | null;
  readonly openedAt: string;
}

export interface FolderLock {
  release(): Promise<void>;
}

/** The locks of this process, to tell them from those of a dead process with the same pid. */
const held = new Set<string>();

/**
 * Takes a folder for this process: two databases on one folder would destroy each other's rows. The
 * lock of a process that died, however it did, is taken over.
 * @throws {StoreLockedError} while another process, or this one, has the folder open
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = join(folder, LOCK_FILE);
  const own: Holder = {
    token: randomUUID(),
    pid: process.pid,
    host: hostname(),
    processStart: await processStart(process.pid),
    openedAt: new Date().toISOString(),
  };
  held.add(own.token);
  try {
    await take(file, folder, own);
  } catch (error) {
    held.delete(own.token);
    throw error;
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => clearInterval(heartbeat));
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    async release() {
      clearInterval(heartbeat);
      if (held.delete(own.token) && (await readHolder(file))?.token === own.token) {
        await rm(file, { force: true });
      }
    },
  };
}

async function take(file: string, folder: string, own: Holder): Promise<void> {
  for (let contended = false; ; contended = true) {
    if (await write(file, own)) {
      if (!contended) return;
      // Somebody who judged the same dead lock may have moved ours aside for a moment.
      await sleep(SETTLING_MS);
      if ((await readHolder(file))?.token === own.token) return;
    }
    const holder = await readHolder(file);
    if (holder === undefined) continue;
    if (await isAlive(file, holder)) throw refusal(folder, holder, file);
    await setAside(file, holder);
  }
}

/** Makes the lock file; false where there is one. */
async function write(file: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(file, `${JSON.stringify(holder)}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Moves a dead lock out of the way; one that somebody else took over in between goes back. */
async function setAside(file: string, dead: Holder | null): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  const moved = await readHolder(aside);
  if (moved && moved.token !== dead?.token) await write(file, moved);
  await rm(aside, { force: true });
}

/** Null for a file that says nothing readable, undefined where there is none. */
async function readHolder(file: string): Promise<Holder | null | undefined> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    const holder: Partial<Holder> = JSON.parse(content);
    return typeof holder.pid === 'number' && typeof holder.token === 'string'
      ? (holder as Holder)
      : null;
  } catch {
    return null;
  }
}

async function isAlive(file: string, holder: Holder | null): Promise<boolean> {
  if (holder === null) return (await ageOf(file)) < WRITING_MS;
  if (holder.host !== hostname()) return (await ageOf(file)) < SILENCE_MS;
  if (holder.pid === process.pid) return held.has(holder.token);
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (isCode(error, 'ESRCH')) return false;
  }
  // The number is in use, but the process that had it then may have died and another got its number.
  const start = await processStart(holder.pid);
  return start === null || holder.processStart === null || start === holder.processStart;
}

async function ageOf(file: string): Promise<number> {
  try {
    return Date.now() - (await stat(file)).mtimeMs;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return Number.POSITIVE_INFINITY;
    throw error;
  }
}

function refusal(folder: string, holder: Holder | null, file: string): StoreLockedError {
  const server = 'For several processes give each the url of a PostgreSQL server (DATABASE_URL).';
  if (holder?.pid === process.pid && holder.host === hostname()) {
    const mend = `This process has opened it before: share that store, or close it first. ${server}`;
    return new StoreLockedError(folder, holder.pid, mend);
  }
  const mend =
    holder && holder.host !== hostname()
      ? `It runs on ${holder.host}: stop it there. If that machine is gone, remove ${file}.`
      : `Stop that process, or choose another folder. ${server}`;
  return new StoreLockedError(folder, holder?.pid ?? null, mend);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
