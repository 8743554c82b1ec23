import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system that is soon full; null where this user may not mount one. */
export function tinyDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'portrait-tiny-'));
  const mount = ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder];
  if (spawnSync('mount', mount).status === 0) return folder;
  rmSync(folder, { recursive: true });
  return null;
}
