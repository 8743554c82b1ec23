import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The token of a deployment that configures none: made at the first start, kept in `<folder>/token`
 * for the user alone, so that bookmarks and scripts work after a restart.
 */
export async function developmentToken(folder: string): Promise<string> {
  const file = join(folder, 'token');
  try {
    const kept = (await readFile(file, 'utf8')).trim();
    if (kept !== '') {
      await chmod(file, 0o600);
      return kept;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const token = randomBytes(24).toString('base64url');
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  return token;
}
