import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './process.ts';

/** What was chosen for a service at its first start and is kept for the next. */
export interface ServiceSettings {
  readonly port: number;
  readonly password: string;
}

/** Reads a service's port and password from its folder, or chooses them. */
export async function settingsOf(folder: string, usualPort: number): Promise<ServiceSettings> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'settings.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as ServiceSettings;
  const settings = {
    port: await freePort(usualPort),
    password: randomBytes(18).toString('hex'),
  };
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 });
  return settings;
}
